package messages_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/review"
)

// refusalsOf says why an invitation may not go to a participant now.
func (s *surgery) refusalsOf(q cycle.Participant) string {
	s.t.Helper()
	m := messaging.Message{Practice: q.PracticeID, Patient: q.PatientID, Cycle: q.CycleID, Participant: q.ID, Kind: messaging.Invitation}
	f, err := s.Store.Facts(ctx, m)
	if err != nil {
		s.t.Fatal(err)
	}
	var all []string
	for _, r := range f.Refusals(m.Kind, s.Now()) {
		all = append(all, string(r.Reason))
	}
	return strings.Join(all, " ")
}

func (s *surgery) renumber(p *cycle.Patient, mobile string) {
	s.t.Helper()
	p.Person.Mobile = mobile
	s.tx(func(ctx context.Context) error { return s.Store.SavePatient(ctx, p) })
}

// The word stops texts to the person and to the number, whatever of the two
// changes, and in every cycle.
func TestStopHoldsByNumberAndByPersonAcrossCycles(t *testing.T) {
	s := newSurgery(t, "2026-11-08")
	s.reply("a", "+447700900101", "Stop 🙏")
	next := cycle.Cycle{PracticeID: s.Practice.ID, Status: cycle.Running, Title: "Gabapentin"}
	q := cycle.Participant{PracticeID: s.Practice.ID, PatientID: s.ann.ID, AddedBy: "search", Screening: cycle.Screening{Answer: cycle.Suitable}}
	s.tx(func(ctx context.Context) error {
		if err := s.Store.CreateCycle(ctx, &next); err != nil {
			return err
		}
		q.CycleID = next.ID
		return s.Store.CreateParticipant(ctx, &q)
	})
	if got := s.refusalsOf(q); got != "opted-out" {
		t.Errorf("in another cycle: %q", got)
	}
	s.renumber(&s.ann, "07700 900111")
	if got := s.refusalsOf(q); got != "opted-out" {
		t.Errorf("by person, at another number: %q", got)
	}
	_, heir := s.join("Hal", "07700 900101", cycle.Suitable)
	if got := s.refusalsOf(heir); got != "opted-out" {
		t.Errorf("by number, of somebody else: %q", got)
	}
	s.As("Clinician").Get("/people/"+s.ann.ID+"/messages").Says("opted out", "reply STOP", "Tue 10 Nov, 09:30")

	s.As("Clinician").Get("/people/" + s.ann.ID).Says("They asked for no texts (reply STOP, 10 November 2026).")

	s.reply("b", "+447700900111", "START")
	s.As("Clinician").Get("/people/" + s.ann.ID).Hides("No texts:")
	if got := s.refusalsOf(q); got != "" {
		t.Errorf("after START at her own number: %q", got)
	}
	if got := s.refusalsOf(heir); got != "opted-out" {
		t.Errorf("the old number is open again: %q", got)
	}
}

// From a number of two people nobody can tell who wrote: texts to it stop for
// both, and for whoever has another number they do not.
func TestStopFromASharedNumberStopsTheNumber(t *testing.T) {
	s := newSurgery(t, "2026-11-08")
	ed, edIn := s.join("Ed", "07700 900101", cycle.Suitable)
	in := s.reply("a", "+447700900101", "STOP")
	if in.Patient != "" || !strings.Contains(in.Ask, "More than one person has this number") {
		t.Errorf("%q %q", in.Patient, in.Ask)
	}
	for _, q := range []cycle.Participant{s.annIn, edIn} {
		if got := s.refusalsOf(q); got != "opted-out shared-number" {
			t.Errorf("%q", got)
		}
	}
	s.renumber(&ed, "07700 900112")
	if got := s.refusalsOf(edIn); got != "" {
		t.Errorf("Ed at his own number: %q", got)
	}
	if got := s.refusalsOf(s.annIn); got != "opted-out" {
		t.Errorf("Ann at the number that said STOP: %q", got)
	}
	v := s.As("Coordinator")
	v.Get("/people/" + s.ann.ID + "/messages").Says("reply STOP")

	// Found out that Ann wrote it, it is hers too, whatever number she has then.
	s.renumber(&s.ann, "07700 900113")
	if got := s.refusalsOf(s.annIn); got != "" {
		t.Errorf("before anybody found out: %q", got)
	}
	v.Post("/replies/"+in.ID+"/whose", url.Values{"patient": {s.ann.ID}}).To("/replies/")
	if got := s.refusalsOf(s.annIn); got != "opted-out" {
		t.Errorf("after it was found out: %q", got)
	}
	v.Get("/people/" + s.ann.ID + "/messages").Says("reply STOP; found out whose it was (Joan Fletcher)")
	v.Get("/people/" + ed.ID + "/messages").Hides("reply STOP")
	v.Get("/people/" + s.ann.ID).Says("They asked for no texts (reply STOP; found out whose it was, Joan Fletcher, 10 November 2026).")
	v.Get("/people/" + ed.ID).Hides("No texts:")
	v.Post("/people/"+ed.ID+"/messages/wish", url.Values{"wish": {"opted out"}}).To("/people/")
	v.Get("/people/" + ed.ID).Says("They asked for no texts (told a colleague, Joan Fletcher, 10 November 2026).")
}

// Whoever stops texts while a plan runs may mean the medicine: somebody asks on
// the same day.
func TestStopOnALivePlanIsAskedAboutTheSameDay(t *testing.T) {
	for i, words := range []string{"stop", "STOP ALL", "UNSUBSCRIBE", "STOPALL", "Revoke", "OPTOUT!", "Stopio", " Stop. ", "please stop texting me"} {
		t.Run(words, func(t *testing.T) {
			s := newSurgery(t, "2026-11-08")
			s.tx(func(ctx context.Context) error {
				return s.Store.AddPlan(ctx, &review.Plan{PracticeID: s.Practice.ID, ParticipantID: s.annIn.ID, State: review.PlanAgreed, Version: 1, AgreedOn: "2026-11-03", Text: "One capsule fewer each month."})
			})
			in := s.reply(fmt.Sprint("a", i), "+447700900101", words)
			if !strings.Contains(in.Ask, "medicine?") || nhs.Today(in.DueBy) != nhs.Today(s.Now()) || in.State != messaging.Open {
				t.Errorf("asks %q, due %s, %s", in.Ask, in.DueBy, in.State)
			}
			v := s.As("Clinician")
			v.Get("/replies").Says("medicine?")
			v.Get("/replies/" + in.ID).Says("medicine?")
			if got := s.refusalsOf(s.annIn); !strings.Contains(got, "opted-out") && !strings.Contains(got, "asked-to-stop") {
				t.Errorf("a text could still go: %q", got)
			}
			s.due(0)
		})
	}
}

// After somebody else answered, nothing goes to the number until a person has
// checked it; then it does, once.
func TestWrongPersonStopsTextsUntilTheNumberIsChecked(t *testing.T) {
	s := newSurgery(t, "2026-11-08")
	v := s.As("Coordinator")
	at := s.wave(v, "10")
	v.Post(at+"/send", held(v.Get(at), url.Values{"count": {"2"}})).To(at) // waits
	in := s.reply("a", "+447700900101", "wrong number, no Ann here")
	s.due(1) // Di's alone
	v.Get("/texts").Says("Somebody else answered from this number: check it with the person.")
	text := linkTo(t, strings.ReplaceAll(v.Get("/texts").Body, "action=", "href="), "/texts/one/")
	v.Post(text, url.Values{"do": {"release"}}).To("/texts")
	s.due(0) // the last check holds it again
	s.Move(s.Now().Add(24 * time.Hour))
	v.Post("/replies/"+in.ID+"/wish", url.Values{"wish": {"number checked"}}).Is(http.StatusSeeOther)
	v.Post(text, url.Values{"do": {"release"}}).To("/texts")
	s.due(1)
	s.due(0)
	v.Get("/people/"+s.ann.ID+"/messages").Says("wrong person", "number checked", "told a colleague (Joan Fletcher)")
}
