package people_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/cycle"
)

func TestPeopleAreIdentifiedWithEvidence(t *testing.T) {
	site := apptest.New(t)
	site.Import(1500)
	c := site.Cycle()
	v := site.As("Coordinator")
	at := "/cycles/" + c.ID
	v.Get(at+"/search").Is(http.StatusOK).Says("Identify people on repeat tramadol", "31 October 2026")
	v.Post(at+"/search", url.Values{"within": {"6"}, "size": {"10"}}).To(at + "/people")
	v.Get(at+"/people").Is(http.StatusOK).Says("In the cycle (10)", "Tramadol")
	v.Get(at + "/people?show=out").Is(http.StatusOK).Says("cancer")
	v.Get(at+"/how").Is(http.StatusOK).Says("At most 10 people are drawn at random with the seed", "Palliative care")

	v.Get(at + "/how").Says("Opioids for cough or diarrhoea count, and are marked").Hides("whose only opioids are mixtures")
	v.Post(at+"/search", url.Values{"within": {"6"}, "size": {"10"}, "minor": {"yes"}}).To(at + "/people")
	v.Get(at + "/how").Says("whose only opioids are mixtures for cough or diarrhoea").Hides("Opioids for cough or diarrhoea count")
	v.Get(at + "/search").Says(`value="yes" checked`)

	found, err := site.Store.Found(context.Background(), site.Practice.ID, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if len(f.Decision.Reasons) > 0 {
			v.Get(at+"/people/"+f.PatientID).Is(http.StatusOK).Says("Why left out", "line ")
			return
		}
	}
	t.Error("nobody was left out, so no evidence could be looked at")
}

func TestSearchingAgainKeepsThoseWithWhomSomethingWasDone(t *testing.T) {
	site := apptest.New(t)
	c, people := site.Identified(800)
	v := site.As("Clinician")
	v.Post("/participants/"+people[0].ID+"/screen", url.Values{"version": {"1"}, "answer": {"suitable"}}).Is(http.StatusSeeOther)
	v.Post("/cycles/"+c.ID+"/search", url.Values{"within": {"6"}, "min_ome": {"5000"}}).To("/cycles/")
	if again, err := site.Store.Cycle(context.Background(), site.Practice.ID, c.ID); err != nil || again.BaselineID != again.ExtractID || again.BaselineID == "" {
		t.Errorf("the first search is not kept as the baseline: %q (%v)", again.BaselineID, err)
	}
	left, err := site.Store.Participants(context.Background(), site.Practice.ID, c.ID)
	if err != nil || len(left) != 1 || left[0].ID != people[0].ID {
		t.Errorf("%d participants left, want the screened one alone (%v)", len(left), err)
	}
}

func TestScreeningNeedsAReasonAndRoutesPregnancy(t *testing.T) {
	site := apptest.New(t)
	c, people := site.Identified(800)
	v := site.As("Clinician")
	at := "/participants/" + people[0].ID + "/screen"
	v.Get(at).Is(http.StatusOK).Says("Is a pain review suitable?", "Medicines")
	v.Post(at, url.Values{"version": {"1"}, "answer": {"not suitable"}, "note": {"See letter"}}).
		Is(http.StatusUnprocessableEntity).Says("Select why this review is not suitable", "See letter")
	v.Post(at, url.Values{"version": {"1"}, "answer": {"not suitable"}, "reason": {"pregnancy"}}).Is(http.StatusSeeOther)
	v.Get("/cycles/"+c.ID+"/routes").Is(http.StatusOK).Says("pregnancy", "Nobody yet")
	v.Get("/home").Says("person needs another route")

	route := "/participants/" + people[0].ID + "/route"
	v.Post(route, url.Values{"done": {"yes"}}).Is(http.StatusUnprocessableEntity).Says("Say who has taken this person on")
	v.Post(route, url.Values{"owner": {"Amara Nwosu"}, "done": {"yes"}}).To("/cycles/")
}

func TestTwoScreenersDoNotTreadOnEachOther(t *testing.T) {
	site := apptest.New(t)
	_, people := site.Identified(800)
	v := site.As("Clinician")
	at := "/participants/" + people[0].ID + "/screen"
	v.Post(at, url.Values{"version": {"1"}, "answer": {"suitable"}}).Is(http.StatusSeeOther)
	v.Post(at, url.Values{"version": {"1"}, "answer": {"not suitable"}, "reason": {"other"}}).
		Is(http.StatusConflict).Says("A colleague has just answered")
}

func TestPersonIsAddedByHand(t *testing.T) {
	site := apptest.New(t)
	c := site.Cycle()
	v := site.As("Coordinator")
	at := "/cycles/" + c.ID + "/add"
	v.Post(at, url.Values{"number": {"999 000 0019"}, "reason": {"Asked for a review"}}).Is(http.StatusUnprocessableEntity).Says("The NHS number is not right")
	v.Post(at, url.Values{"number": {"999 000 0018"}, "reason": {"Asked for a review"}}).Is(http.StatusUnprocessableEntity).Says("No extract knows this NHS number", "First name")
	full := url.Values{"number": {"999 000 0018"}, "reason": {"Asked for a review"}, "given": {"Siân"}, "family": {"Pritchard"},
		"born-day": {"3"}, "born-month": {"4"}, "born-year": {"1961"}, "unknown": {"yes"}}
	v.Post(at, full).To("/cycles/")
	v.Get("/cycles/"+c.ID+"/people").Says("PRITCHARD, Siân", "Added by hand: Asked for a review")
	v.Post(at, full).Is(http.StatusUnprocessableEntity).Says("This person is in the cycle already")
}

func TestAnswerToTheInvitationIsKeptAndRespected(t *testing.T) {
	site := apptest.New(t)
	_, people := site.Identified(800)
	v := site.As("Coordinator")
	at := "/participants/" + people[0].ID
	v.Post(at+"/response", url.Values{"answer": {"not now"}}).Is(http.StatusUnprocessableEntity).Says("Enter the day from when they may be asked again")
	v.Post(at+"/response", url.Values{"answer": {"never ask again"}}).To(at)
	v.Post(at+"/attempt", url.Values{"way": {"telephone"}, "outcome": {"No answer"}, "on-day": {"9"}, "on-month": {"11"}, "on-year": {"2026"}}).To(at)
	v.Get(at+"/contact").Says("never ask again", "No answer", "9 November 2026")
	p, err := site.Store.Participant(context.Background(), site.Practice.ID, people[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	p.Screening.Answer = cycle.Suitable
	if may, why := p.MayInvite("2026-11-10"); may || why != "asked never to be invited" {
		t.Errorf("may invite: %v, %q", may, why)
	}
}

// Every look at a person's record leaves exactly one line in the trail.
func TestLookingAtAPersonIsAudited(t *testing.T) {
	site := apptest.New(t)
	_, people := site.Identified(800)
	v := site.As("Clinician")
	id := people[0].PatientID
	for _, path := range []string{"/people/" + id, "/people/" + id + "/needs", "/participants/" + people[0].ID + "/screen", "/participants/" + people[0].ID + "/contact"} {
		before := trail(t, site, id)
		v.Get(path).Is(http.StatusOK)
		if n := trail(t, site, id) - before; n != 1 {
			t.Errorf("%s left %d lines in the trail, want 1", path, n)
		}
	}
}

func trail(t *testing.T, site *apptest.Site, patientID string) int {
	t.Helper()
	es, err := site.Store.AuditTrail(context.Background(), site.Practice.ID, patientID, 1000, 0)
	if err != nil {
		t.Fatal(err)
	}
	return len(es)
}

// absent holds the texts of a participant as an extract does that leaves them out.
func absent(t *testing.T, site *apptest.Site, p cycle.Participant) {
	t.Helper()
	ctx := context.Background()
	err := site.Store.InTx(ctx, func(ctx context.Context) error {
		now, err := site.Store.Participant(ctx, site.Practice.ID, p.ID)
		if err != nil {
			return err
		}
		now.Held = cycle.HeldAbsent
		return site.Store.SaveParticipant(ctx, &now)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestClinicianLiftsTheHoldOfSomebodyMissing(t *testing.T) {
	site := apptest.New(t)
	_, people := site.Identified(800)
	one, other := people[0], people[1]
	absent(t, site, one)
	at, person := "/participants/"+one.ID+"/held", "/people/"+one.PatientID

	coordinator := site.As("Coordinator")
	coordinator.Get(person).Is(http.StatusOK).Says("Texts are held:", "A clinician can lift this")
	coordinator.Get(at).Is(http.StatusForbidden)
	coordinator.Post(at, url.Values{"version": {"2"}, "why": {"x"}, "checked": {"yes"}}).Is(http.StatusForbidden)

	v := site.As("Clinician")
	v.Get(person).Is(http.StatusOK).Says("Say what the record shows")
	v.Get(at).Is(http.StatusOK).Says("Lift the hold on texts", "alive and registered here", "The next extract that does not have them holds the texts again")
	v.Post(at, url.Values{"version": {"2"}, "why": {"Off tramadol"}}).Is(http.StatusUnprocessableEntity).Says("Look at the record, and say so", "Off tramadol")
	v.Post(at, url.Values{"version": {"2"}, "checked": {"yes"}}).Is(http.StatusUnprocessableEntity)
	v.Post(at, url.Values{"version": {"1"}, "why": {"Off tramadol"}, "checked": {"yes"}}).Is(http.StatusConflict)
	v.Post(at, url.Values{"version": {"2"}, "why": {"Off tramadol"}, "checked": {"yes"}}).To(person)
	v.Get(person).Is(http.StatusOK).Says("lifted a hold on", "Off tramadol")
	v.Get("/participants/" + one.ID + "/contact").Is(http.StatusOK).Says("lifted a hold on")
	v.Get(at).Is(http.StatusConflict)
	v.Get("/participants/" + other.ID + "/held").Is(http.StatusConflict) // was never held
}
