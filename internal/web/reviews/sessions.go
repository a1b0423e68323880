package reviews

import (
	"slices"
	"strconv"
	"strings"

	"stepdown/internal/cycle"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/review"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Sessions is the page of a cycle's sessions, with who has which slot.
type Sessions struct {
	Errors    []*form.Field
	Cycle     cycle.Cycle
	Sessions  []Session // to come, or past with a booking that nobody has settled
	Earlier   []Session // newest first
	Elsewhere []Slot
	Free      int // slots still to come
	Unbooked  int // invited, not reviewed, and not booked
	Who       *form.Field
	Purpose   *form.Field
	Slot      *form.Field
}

// Session is one clinic session.
type Session struct {
	Clinic    review.Clinic
	When      string
	Clinician string
	Slots     []Slot
	Past      bool
}

// settled reports whether nothing of a past session waits for a person.
func (s Session) settled() bool {
	return s.Past && !slices.ContainsFunc(s.Slots, func(slot Slot) bool { return slot.Open })
}

// Slot is a time, and who has it.
type Slot struct {
	At      string
	Place   string
	Name    string // empty: free
	Href    string // to the review, or to the contacts for a role that holds none
	Booking review.Booking
	Open    bool   // can still be cancelled or settled
	Due     bool   // its day has come: attended or not can be said
	Told    string // which texts went about it, and how far they got
	Confirm bool   // a confirmation can be texted
}

var sessionsPage = view.New[Sessions]("reviews/sessions")

func (a Area) sessionsOf(r *page.Request) (Sessions, error) {
	var p Sessions
	var err error
	if p.Cycle, err = a.Store.Cycle(r.Ctx(), r.PracticeID(), r.Param("cycle")); err != nil {
		return p, err
	}
	clinics, err := a.Store.ClinicsOf(r.Ctx(), r.PracticeID(), p.Cycle.ID)
	if err != nil {
		return p, err
	}
	bookings, err := a.Store.BookingsOf(r.Ctx(), r.PracticeID(), p.Cycle.ID)
	if err != nil {
		return p, err
	}
	people, names, err := a.people(r, p.Cycle.ID)
	if err != nil {
		return p, err
	}
	staff, err := a.staffNames(r)
	if err != nil {
		return p, err
	}
	told, err := a.told(r, p.Cycle.ID)
	if err != nil {
		return p, err
	}
	for _, c := range clinics {
		s := Session{Clinic: c, When: review.When(c.StartsAt), Clinician: staff[c.ClinicianID], Past: c.Day() < r.Today()}
		s.Slots = slotsOf(r, c, bookings, names, told)
		if !s.Past {
			p.Free += len(c.Free(bookings))
		}
		if s.settled() {
			p.Earlier = append(p.Earlier, s)
		} else {
			p.Sessions = append(p.Sessions, s)
		}
	}
	slices.SortStableFunc(p.Earlier, func(x, y Session) int { return y.Clinic.StartsAt.Compare(x.Clinic.StartsAt) })
	for _, b := range bookings {
		if b.Elsewhere() && b.State != review.Cancelled {
			p.Elsewhere = append(p.Elsewhere, slotOf(r, b, names, told))
		}
	}
	p.fields(r, clinics, bookings, people, names)
	return p, nil
}

// people of a cycle, and their names by participant.
func (a Area) people(r *page.Request, cycleID string) ([]cycle.Participant, map[string]string, error) {
	people, err := a.Store.Participants(r.Ctx(), r.PracticeID(), cycleID)
	if err != nil {
		return nil, nil, err
	}
	patients, err := a.Store.PatientsOf(r.Ctx(), r.PracticeID(), cycleID)
	names := make(map[string]string, len(people))
	for _, x := range people {
		names[x.ID] = patients[x.PatientID].FormalName()
	}
	return people, names, err
}

func slotOf(r *page.Request, b review.Booking, names, told map[string]string) Slot {
	href := "/participants/" + b.ParticipantID + "/contact"
	if r.Can(practice.HoldReview) {
		href = "/participants/" + b.ParticipantID + "/review"
	}
	return Slot{At: review.When(b.At), Place: b.Place, Name: names[b.ParticipantID], Href: href, Booking: b,
		Told: told[b.ID], Confirm: told[b.ID] == "" && b.State == review.Booked && b.At.After(r.Now()) && r.Can(practice.SendMessage),
		Open: b.State == review.Booked, Due: b.State == review.Booked && b.Day() <= r.Today()}
}

// slotsOf lists every time of a session: the live booking of it, else that it
// is free. Cancelled bookings are left out.
func slotsOf(r *page.Request, c review.Clinic, bookings []review.Booking, names, told map[string]string) []Slot {
	var out []Slot
	for n := 1; n <= c.Slots; n++ {
		s := Slot{At: review.Clock(c.SlotAt(n))}
		for _, b := range bookings {
			if b.ClinicID == c.ID && b.Slot == n && b.State.HoldsSlot() {
				s = slotOf(r, b, names, told)
				s.At = review.Clock(c.SlotAt(n))
			}
		}
		out = append(out, s)
	}
	return out
}

// fields fills the booking form: people who can be booked, and free slots.
func (p *Sessions) fields(r *page.Request, clinics []review.Clinic, bookings []review.Booking, people []cycle.Participant, names map[string]string) {
	live := map[string]bool{}
	for _, b := range bookings {
		live[b.ParticipantID] = live[b.ParticipantID] || b.State == review.Booked && b.Purpose == review.ForReview
	}
	var who, slots []form.Option
	for _, x := range people {
		if ok, _ := review.MayBook(x, review.ForReview); !ok && x.Reviewed == "" || x.Held != "" {
			continue
		}
		if x.Invited != "" && x.Reviewed == "" && !live[x.ID] {
			p.Unbooked++
		}
		who = append(who, form.Option{Value: x.ID, Text: names[x.ID] + " – " + string(x.Stage())})
	}
	for _, c := range clinics {
		free := c.Free(bookings)
		if c.Day() < r.Today() || len(free) == 0 {
			continue
		}
		slots = append(slots, form.Option{Value: c.ID + "/0", Text: "First free: " + slotText(c, free[0])})
		for _, n := range free {
			slots = append(slots, form.Option{Value: c.ID + "/" + strconv.Itoa(n), Text: slotText(c, n)})
		}
	}
	p.Who = form.Select("participant", "Person", who...).As(r.Query("participant"))
	p.Slot = form.Select("slot", "Slot", slots...)
	p.Purpose = purposeField()
}

func purposeField() *form.Field {
	return form.Radios("purpose", "For", form.Option{Value: string(review.ForReview), Text: "Pain review"},
		form.Option{Value: string(review.ForFollowUp), Text: "Follow-up"}).As(string(review.ForReview))
}

func (a Area) sessions(r *page.Request) error {
	p, err := a.sessionsOf(r)
	if err != nil {
		return err
	}
	return r.Show(sessionsPage.With(p))
}

// book takes a slot. When somebody else was quicker the page comes back with
// the slots that are free now.
func (a Area) book(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.sessionsOf(r)
	if err != nil {
		return err
	}
	p.Slot.Options = append(p.Slot.Options, form.Option{Value: posted.Get("slot")}) // a slot that has just gone is answered below, not as unknown
	ok := form.Read(posted, p.Who, p.Purpose, p.Slot)
	p.Slot.Options = p.Slot.Options[:len(p.Slot.Options)-1]
	if !ok {
		return p.again(r)
	}
	clinic, slot, _ := strings.Cut(p.Slot.Value, "/")
	n, _ := strconv.Atoi(slot)
	b, err := a.Reviews.Book(r.Ctx(), r.Actor(), review.Ask{ParticipantID: p.Who.Value, Purpose: review.Purpose(p.Purpose.Value), ClinicID: clinic, Slot: n})
	switch {
	case form.Blame(err, p.Who, p.Slot):
		return p.again(r)
	case problem.Is(err, problem.Conflict):
		p.Slot.Error = "That slot has just been taken. These are free now: choose another one"
		return p.again(r)
	case err != nil:
		return err
	}
	r.Flash("Booked for %s.", review.When(b.At))
	return r.Go("/cycles/%s/clinics", p.Cycle.ID)
}

func (p Sessions) again(r *page.Request) error {
	p.Errors = form.Errors(p.Who, p.Purpose, p.Slot)
	return r.Mend(sessionsPage.With(p))
}
