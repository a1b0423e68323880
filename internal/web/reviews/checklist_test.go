package reviews_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stepdown/internal/cohort"
	"stepdown/internal/intake"
)

func TestTheTickOfTheAcuteRecordsItsSupply(t *testing.T) {
	s, v, _ := agreed(t)
	at := "/participants/" + s.people[0].ID + "/checklist"
	first := s.newestPlan(t).Taper.Issues[0]
	v.Get(at).Is(http.StatusOK).Says("Which acute was issued?", first.From.String()+" to "+first.To.String(), "Handover sheet for the pharmacy")
	form := url.Values{"version": {"1"}, "plan": {"1"}, "repeat": {"done"}, "batches": {"todo"}, "acute": {"todo"}, "pharmacy": {"todo"}, "aid": {"todo"}, "issue": {string(first.From)}}
	v.Post(at, form).Is(http.StatusUnprocessableEntity).Says("Select done for the acute whose supply you enter")
	form.Set("acute", "done")
	form.Set("plan", "0") // a colleague changed the plan meanwhile: neither is kept
	v.Post(at, form).Is(http.StatusConflict).Says("Somebody else changed this plan")
	v.Get(at).Says("5 still to do")
	form.Set("plan", "1")
	v.Post(at, form).To(at)
	if p := s.newestPlan(t); p.SupplyEnds != first.To {
		t.Errorf("supply until %s, want %s", p.SupplyEnds, first.To)
	}
	v.Get(at).Says("3 still to do", "Supply recorded until: <strong>"+first.To.String()).Hides("Which acute was issued?")
	v.Get("/home").Hides("No supply recorded yet").Says("Repeat to acute not finished: Siân Pritchard")
}

func TestSupplyThatEndsHeadsTheWorklist(t *testing.T) {
	s, v, at := agreed(t)
	first := s.newestPlan(t).Taper.Issues[0]
	v.Post(at+"/supply", url.Values{"version": {"1"}, "issue": {string(first.From)}}).To(at)
	v.Get("/home").Hides("Supply runs out")
	s.Move(first.To.AddDays(-4).Time().Add(9 * time.Hour))
	v = s.As("Clinician") // the session of last month is over
	body := v.Get("/home").Says("Supply runs out: Siân Pritchard", "Repeat to acute not finished").Body
	if supply, rest := strings.Index(body, "Supply runs out"), strings.Index(body, "Repeat to acute not finished"); supply > rest || !strings.Contains(body[:supply], ">Now<") {
		t.Error("supply that ends within days does not head the worklist")
	}
	next := first.To.AddDays(1)
	v.Post(at+"/supply", url.Values{"version": {"2"}, "next-day": {next.Time().Format("2")}, "next-month": {next.Time().Format("1")}, "next-year": {next.Time().Format("2006")}}).To(at)
	v.Get("/home").Hides("Supply runs out")
}

func TestRepeatThatIsStillThereIsShown(t *testing.T) {
	s, v, _ := agreed(t)
	at := "/participants/" + s.people[0].ID + "/checklist"
	v.Post(at, url.Values{"version": {"1"}, "plan": {"1"}, "repeat": {"done"}, "batches": {"none"}, "acute": {"done"}, "pharmacy": {"done"}, "aid": {"none"}}).To(at)
	v.Get(at).Hides("Ticked as off repeat")
	err := s.Store.InTx(context.Background(), func(ctx context.Context) error {
		patient, err := s.Store.Patient(ctx, s.Practice.ID, s.people[0].PatientID)
		if err != nil {
			return err
		}
		patient.Person.Medications = []cohort.Medication{{Name: "Tramadol 50mg capsules", Dose: "2 four times a day", Kind: cohort.Repeat, Active: true}}
		e := intake.Extract{PracticeID: s.Practice.ID, AsAt: "2026-11-30", SHA256: "two", ListSize: 6000}
		if err := s.Store.CreateExtract(ctx, &e); err != nil {
			return err
		}
		_, err = s.Store.TakePeople(ctx, e, []cohort.Person{patient.Person}, true)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	v.Get(at).Says("Ticked as off repeat, but the extract of 30 November 2026 still has it.")
}
