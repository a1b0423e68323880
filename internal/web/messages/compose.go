package messages

import (
	"fmt"
	"strconv"

	"stepdown/internal/contact"
	"stepdown/internal/cycle"
	"stepdown/internal/medicine"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Compose is the composer of invitations.
type Compose struct {
	Errors   []*form.Field
	Cycle    cycle.Cycle
	Stale    string // why no text may go; empty when the extract is fresh
	Blocked  string // why nothing is worded: nobody approved it
	Lacking  []contact.Lack
	Words    wordsForm
	Size     *form.Field
	Can      int
	Cannot   []Person
	Letters  int // of Cannot, who can have a letter
	Invited  int
	Not      []Reason
	Room     string
	Waves    []Wave
	Previews []Preview
}

// Person is one line of a list of people, with why.
type Person struct {
	Candidate contact.Candidate
	Reasons   []string
}

// Reason groups people who are not to be invited.
type Reason struct {
	Why string
	N   int
}

// Wave is one line of the waves of a cycle.
type Wave struct {
	contact.Batch
	Progress contact.Progress
	Reminds  bool
	When     string
}

var composePage = view.New[Compose]("messages/invite")

// wordsForm is what all invitations of a wave say.
type wordsForm struct {
	Clinician, Book, Form, Medicine, Leaflets, Why, Others *form.Field
}

func newWords(r *page.Request, c cycle.Cycle) wordsForm {
	usual := string(messaging.Discreet)
	if r.Practice.Settings.Detailed {
		usual = string(messaging.Detailed)
	}
	return wordsForm{
		Clinician: form.Text("clinician", "Who holds the reviews", 80).Hinted("As patients know them, for example: Priya Shah (pharmacist)").As(reviewer(c)),
		Book:      form.Text("book", "How to book", 120).Hinted("Goes after “To book:”").As(bookBy(r)),
		Form: form.Radios("form", "What the invitation says",
			form.Option{Value: string(messaging.Discreet), Text: "Discreet", Hint: "Names no medicine. Others may see a phone’s locked screen, so this is the usual form."},
			form.Option{Value: string(messaging.Detailed), Text: "Detailed", Hint: "Names the medicine and why a review is offered, with leaflets if you choose."}).As(usual),
		Medicine: form.Text("medicine", "Medicine named in the detailed form", 60).Maybe().As(medicineWords(c)),
		Leaflets: form.Checkboxes("leaflets", "Leaflets of Live Well With Pain, detailed form only", form.Option{Value: "yes", Text: "Put the links in",
			Hint: "The leaflet about opioids goes to people on opioids only."}).Maybe(),
		Why: form.Text("why", "If the text needs more than 3 segments, why", 200).Maybe(),
		Others: form.Radios("others", "People who read a language without approved words",
			form.Option{Value: "english", Text: "Text them in English"},
			form.Option{Value: "leave", Text: "Leave them out of this wave", Hint: "For a letter, or a telephone call with an interpreter"}).Maybe().As("english"),
	}
}

func (w wordsForm) fields() []*form.Field {
	return []*form.Field{w.Clinician, w.Book, w.Form, w.Medicine, w.Leaflets, w.Why, w.Others}
}

func (w wordsForm) invitation(c cycle.Cycle) contact.Invitation {
	v := contact.Invitation{Clinician: w.Clinician.Value, Book: w.Book.Value, Detailed: w.Form.Value == string(messaging.Detailed), Class: classOf(c), LongWhy: w.Why.Value, LeaveOut: w.Others.Value == "leave"}
	if v.Detailed {
		v.Medicine, v.Leaflets = w.Medicine.Value, w.Leaflets.Chosen("yes")
	}
	return v
}

// reviewer is the first of the team who is said to hold reviews, else the first.
func reviewer(c cycle.Cycle) string {
	if len(c.Team) == 0 {
		return ""
	}
	m := c.Team[0]
	if m.Role == "" {
		return m.Name
	}
	return m.Name + " (" + m.Role + ")"
}

func bookBy(r *page.Request) string {
	if phone := r.Practice.Settings.Phone; phone != "" {
		return "ring " + phone
	}
	return ""
}

func gabapentinoid(target string) bool {
	return target == "gabapentin" || target == "pregabalin" || target == "gabapentinoids"
}

// classOf is opioid only when every target is one, since the leaflet about
// opioids must not reach anybody else.
func classOf(c cycle.Cycle) medicine.Class {
	for _, t := range c.Targets {
		if gabapentinoid(t) {
			return medicine.Gabapentinoid
		}
	}
	return medicine.Opioid
}

// medicineWords names a single medicine; with several, what fits everybody.
func medicineWords(c cycle.Cycle) string {
	if len(c.Targets) == 1 && c.Targets[0] != "opioids" && c.Targets[0] != "gabapentinoids" {
		return c.Targets[0]
	}
	return "a medicine for pain"
}

func (a Area) compose(r *page.Request) error {
	p, err := a.composer(r)
	if err != nil {
		return err
	}
	return r.Show(composePage.With(p))
}

func (a Area) composer(r *page.Request) (Compose, error) {
	c, err := a.Store.Cycle(r.Ctx(), r.PracticeID(), r.Param("cycle"))
	if err != nil {
		return Compose{}, err
	}
	p := Compose{Cycle: c, Words: newWords(r, c), Size: form.Number("size", "How many people to invite in this wave", 4)}
	if _, err := a.Contact.Fresh(r.Ctx(), r.PracticeID()); err != nil {
		if !problem.Is(err, problem.Conflict) {
			return p, err
		}
		p.Stale = err.Error()
	}
	if err := a.people(r, &p); err != nil {
		return p, err
	}
	if err := a.room(r, &p); err != nil {
		return p, err
	}
	if err := a.previews(r, &p); err != nil {
		return p, err
	}
	p.Waves, err = a.waves(r, c.ID)
	return p, err
}

// people sorts the cycle's people for the page.
func (a Area) people(r *page.Request, p *Compose) error {
	candidates, err := a.Contact.Candidates(r.Ctx(), r.PracticeID(), p.Cycle.ID)
	if err != nil {
		return err
	}
	not := map[string]int{}
	var order []string
	var can []contact.Candidate
	for _, c := range candidates {
		switch c.Standing {
		case contact.CanText:
			p.Can++
			can = append(can, c)
		case contact.Invited:
			p.Invited++
		case contact.CannotText:
			p.Cannot = append(p.Cannot, Person{c, c.Reasons})
			if c.ByLetter {
				p.Letters++
			}
		default:
			why := c.Reasons[0]
			if not[why] == 0 {
				order = append(order, why)
			}
			not[why]++
		}
	}
	for _, why := range order {
		p.Not = append(p.Not, Reason{why, not[why]})
	}
	p.Lacking, err = a.Contact.Lacking(r.Ctx(), r.PracticeID(), p.Words.invitation(p.Cycle).Text(r.Practice.Name), can)
	return err
}

// room proposes a wave no larger than the free slots: people who answer should
// find a place.
func (a Area) room(r *page.Request, p *Compose) error {
	free, waiting, known, err := a.Contact.Room(r.Ctx(), r.PracticeID(), p.Cycle.ID)
	if err != nil {
		return err
	}
	if !known {
		p.Room = "No clinic session is planned yet, so the number of places is not known."
		return nil
	}
	p.Room = fmt.Sprintf("The sessions to come have %s; %s without an appointment yet.", plural(free, "free place", "free places"), plural(waiting, "person is invited", "people are invited"))
	if size := min(max(free-waiting, 0), p.Can); size > 0 {
		p.Size.Value = strconv.Itoa(size)
	}
	return nil
}

func (a Area) waves(r *page.Request, cycleID string) ([]Wave, error) {
	all, err := a.Store.Batches(r.Ctx(), r.PracticeID(), cycleID)
	if err != nil {
		return nil, err
	}
	var out []Wave
	for _, b := range all {
		counts, err := a.Store.BatchCounts(r.Ctx(), r.PracticeID(), b.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, Wave{b, contact.ProgressOf(counts), b.Kind == messaging.Reminder, nhs.DateOf(b.CreatedAt.In(nhs.London)).String()})
	}
	return out, nil
}

func (a Area) propose(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.composer(r)
	if err != nil {
		return err
	}
	fields := append(p.Words.fields(), p.Size)
	ok := form.Read(posted, fields...)
	if ok {
		b, err := a.Contact.Propose(r.Ctx(), r.Actor(), p.Cycle.ID, p.Words.invitation(p.Cycle), p.Size.Int())
		if err == nil {
			return r.Go("/waves/%s", b.ID)
		}
		if !form.Blame(err, fields...) {
			return err
		}
	}
	p.Errors = form.Errors(fields...)
	if err := a.previews(r, &p); err != nil {
		return err
	}
	return r.Mend(composePage.With(p))
}
