package app_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/cohort"
	"stepdown/internal/contact"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/review"
	"stepdown/internal/store"
	"stepdown/internal/store/storetest"
)

// pressing is a practice whose every action is pressed many times at once, in
// two processes that share a database.
type pressing struct {
	t        *testing.T
	store    *store.Store
	replicas [2]*contact.Service
	practice practice.Practice
	by       audit.Actor
	cycle    cycle.Cycle
}

func newPressing(t *testing.T, s *store.Store) *pressing {
	p := &pressing{t: t, store: s, by: audit.Actor{StaffID: "s1", Name: "Amara Nwosu"}}
	p.replicas[0], p.practice = desk(t, s)
	other := *p.replicas[0]
	p.replicas[1] = &other
	p.by.PracticeID = p.practice.ID
	p.practice.Settings = practice.Settings{Nation: nhs.England, Phone: "01632 960 000"}
	p.cycle = cycle.Cycle{PracticeID: p.practice.ID, Title: "Tramadol", Status: cycle.Running}
	p.tx(func(ctx context.Context) error {
		if err := s.SaveSettings(ctx, p.practice.ID, p.practice.Settings); err != nil {
			return err
		}
		if err := s.CreateExtract(ctx, &intake.Extract{PracticeID: p.practice.ID, AsAt: "2026-11-08", SHA256: "x"}); err != nil {
			return err
		}
		if err := s.CreateCycle(ctx, &p.cycle); err != nil {
			return err
		}
		_, err := p.replicas[0].ApproveShipped(ctx, p.by)
		return err
	})
	return p
}

func (p *pressing) tx(f func(context.Context) error) {
	p.t.Helper()
	if err := p.store.InTx(p.t.Context(), f); err != nil {
		p.t.Fatal(err)
	}
}

func (p *pressing) person(mobile string, change func(*cycle.Participant)) cycle.Participant {
	p.t.Helper()
	q := cycle.Participant{PracticeID: p.practice.ID, CycleID: p.cycle.ID, AddedBy: "search", Screening: cycle.Screening{Answer: cycle.Suitable}}
	change(&q)
	p.tx(func(ctx context.Context) error {
		x := cycle.Patient{PracticeID: p.practice.ID, Person: cohort.Person{Given: "Ada", Family: "Moss", BirthDate: "1960-05-04", Mobile: mobile, Address: []string{"1 High Street"}}}
		if err := p.store.SavePatient(ctx, &x); err != nil {
			return err
		}
		q.PatientID = x.ID
		return p.store.CreateParticipant(ctx, &q)
	})
	return q
}

// press does the same eight times at once and checks how many texts of the kind
// there are to the participant then.
func (p *pressing) press(what string, k messaging.Kind, to cycle.Participant, want int, act func(c *contact.Service, i int) error) {
	p.t.Helper()
	each(8, func(i int) {
		err := act(p.replicas[i%2], i)
		if err != nil && !problem.Is(err, problem.Conflict) {
			p.t.Errorf("%s: %v", what, err)
		}
	})
	all, err := p.store.Conversation(p.t.Context(), p.practice.ID, contact.Correspondent{Patient: to.PatientID})
	if err != nil {
		p.t.Fatal(err)
	}
	n := 0
	for _, m := range all.Out {
		if m.Kind == k {
			n++
		}
	}
	if n != want {
		p.t.Errorf("%s: %d texts, want %d", what, n, want)
	}
}

// waves are so many proposals of the same people, made before any was sent.
func (p *pressing) waves(words contact.Invitation, n int) (out []contact.Batch) {
	p.t.Helper()
	for range n {
		b, err := p.replicas[0].Propose(p.t.Context(), p.by, p.cycle.ID, words, 1)
		if err != nil {
			p.t.Fatal(err)
		}
		out = append(out, b)
	}
	return out
}

// carry sends what is due through a network that answers so.
func (p *pressing) carry(answer func(messaging.Outgoing) (messaging.Receipt, error)) {
	p.t.Helper()
	n := 0
	d := &messaging.Dispatcher{Store: contact.Journey{Store: p.store, Audit: p.store}, Sender: sendFunc(answer), Rate: 1e6, Now: func() time.Time { return storetest.Now },
		NewID: func() string { n++; return fmt.Sprintf("attempt-%p-%d", &n, n) }}
	if _, err := d.Step(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
}

type sendFunc func(messaging.Outgoing) (messaging.Receipt, error)

func (f sendFunc) Send(_ context.Context, out messaging.Outgoing) (messaging.Receipt, error) {
	return f(out)
}

func taken(out messaging.Outgoing) (messaging.Receipt, error) {
	return messaging.Receipt{ProviderID: "SM" + out.Attempt, Status: "sent"}, nil
}

func refused(messaging.Outgoing) (messaging.Receipt, error) {
	return messaging.Receipt{}, &messaging.SendError{Outcome: messaging.Refused, Code: 21211, Reason: "The number is not one that can be texted."}
}

// Whatever is pressed twice, in two tabs or two processes, or comes round again
// on a schedule: one text for what it is for.
func TestEveryKindOfTextGoesOnceForWhatItIsFor(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p, ctx := newPressing(t, s), t.Context()
		invite := contact.Invitation{Clinician: "Priya Shah, pharmacist", Book: "ring 01632 960 000"}

		ada := p.person("07700 900101", func(*cycle.Participant) {})
		sent := p.waves(invite, 2)
		send := func(waves []contact.Batch) func(c *contact.Service, i int) error {
			return func(c *contact.Service, i int) error {
				b := waves[i%len(waves)]
				_, err := c.Send(ctx, p.by, b.ID, b.Version, "1")
				return err
			}
		}
		p.press("two waves, four tabs each", messaging.Invitation, ada, 1, send(sent))

		p.carry(refused)
		x, err := s.Patient(ctx, p.practice.ID, ada.PatientID)
		if err != nil {
			t.Fatal(err)
		}
		x.Person.Mobile = "07700 900111"
		p.tx(func(ctx context.Context) error { return s.SavePatient(ctx, &x) })
		p.press("to the corrected number", messaging.Invitation, ada, 2, send(p.waves(invite, 2)))
		p.press("the old waves once more", messaging.Invitation, ada, 2, send(sent))
		p.carry(taken)
		p.press("a correction of what reached them", messaging.Correction, ada, 1, func(c *contact.Service, i int) error {
			for _, b := range must(s.Batches(ctx, p.practice.ID, p.cycle.ID)) {
				if _, err := c.Correct(ctx, p.by, b.ID, contact.Words{English: fmt.Sprint("It was wrong, ", i)}); err != nil && !problem.Is(err, problem.Conflict) {
					return err
				}
			}
			return nil
		})

		ben := p.person("07700 900102", func(q *cycle.Participant) { q.Invited = "2026-10-01" })
		p.tx(func(ctx context.Context) error {
			_, err := s.AddLetter(ctx, &contact.Letter{PracticeID: p.practice.ID, CycleID: p.cycle.ID, Patient: ben.PatientID, Participant: ben.ID, Intent: contact.InvitationLetter(ben.ID)})
			return err
		})
		remind := invite
		remind.Remind = true
		p.press("a reminder", messaging.Reminder, ben, 1, send(p.waves(remind, 2)))

		cat := p.person("07700 900103", func(q *cycle.Participant) { q.Invited, q.Reviewed = "2026-10-01", "2026-10-10" })
		for edition := range 2 {
			p.press("an edition of a plan", messaging.PlanText, cat, edition+1, func(c *contact.Service, i int) error {
				_, _, err := c.PlanText(ctx, p.by, cat.ID, edition+1, messaging.PlanStepsText{Practice: "Wellbrook Surgery", Steps: []string{"From 1 Dec: morning 1"}, Contact: "01632 960 000", Clinician: "Dr Shah"}, "", i%2 == 0)
				return err
			})
		}
		p.carry(refused)
		p.press("a plan whose text was refused", messaging.PlanText, cat, 3, func(c *contact.Service, i int) error {
			_, _, err := c.PlanText(ctx, p.by, cat.ID, 2, messaging.PlanStepsText{Practice: "Wellbrook Surgery", Steps: []string{"From 1 Dec: morning 1"}, Contact: "01632 960 000", Clinician: "Dr Shah"}, "", i%2 == 0)
			return err
		})
		p.press("a follow-up", messaging.FollowUp, cat, 1, func(c *contact.Service, i int) error {
			_, _, err := c.FollowUpText(ctx, p.by, cat.ID, "2026-11-10")
			return err
		})
		booking := review.Booking{PracticeID: p.practice.ID, CycleID: p.cycle.ID, ParticipantID: cat.ID, Purpose: review.ForReview, At: storetest.Now.Add(24 * time.Hour), State: review.Booked, Place: "Room 2"}
		p.tx(func(ctx context.Context) error { return s.CreateBooking(ctx, &booking) })
		for _, k := range []messaging.Kind{messaging.AppointmentConfirmed, messaging.DayBefore} {
			p.press("an appointment", k, cat, 1, func(c *contact.Service, i int) error {
				_, _, err := c.AppointmentText(ctx, p.by, cat.ID, booking.ID, booking.At, messaging.AppointmentText{Practice: "Wellbrook Surgery", Clinician: "Dr Shah", When: review.When(booking.At), At: booking.At,
					Where: "Room 2", Change: "ring 01632 960 000", DayBefore: k == messaging.DayBefore})
				return err
			})
		}
		p.press("the four questions", messaging.WellbeingLink, cat, 1, func(c *contact.Service, i int) error {
			_, _, err := c.Offer(ctx, p.by, cat.PatientID, messaging.WellbeingText{Practice: "Wellbrook Surgery", Link: "https://wellbrook.example/questions"}, "before", "")
			return err
		})

		for n := range 2 {
			if _, err := p.replicas[0].Receive(ctx, messaging.Arrival{ProviderID: fmt.Sprint("IN", n), From: "+447700900103", To: "+441632960000", Body: "When may I come?", Received: storetest.Now}); err != nil {
				t.Fatal(err)
			}
			open := must(s.OpenReplies(ctx, p.practice.ID))
			p.press("an answer", messaging.Answer, cat, n+1, func(c *contact.Service, i int) error {
				_, err := c.Answer(ctx, p.by, []contact.Seen{{ID: open[0].ID, Version: open[0].Version}}, fmt.Sprint("On Tuesday. ", i), "")
				return err
			})
		}
		for _, m := range must(s.MessagesOfCycle(ctx, p.practice.ID, p.cycle.ID)) {
			if strings.Contains(m.Intent, "7700") || strings.Contains(m.Intent, "Moss") {
				t.Errorf("an intent tells who it is: %s", m.Intent)
			}
		}
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
