package reviews_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/intake"
)

// recorded lets a newer extract say what the first person is on and has.
func (s scene) recorded(t *testing.T, on []cohort.Medication, has ...cohort.Problem) {
	t.Helper()
	ctx := context.Background()
	err := s.Store.InTx(ctx, func(ctx context.Context) error {
		patient, err := s.Store.Patient(ctx, s.Practice.ID, s.people[0].PatientID)
		if err != nil {
			return err
		}
		person := patient.Person
		person.Medications, person.Problems = on, has
		e := intake.Extract{PracticeID: s.Practice.ID, AsAt: "2026-11-05", SHA256: "two", ListSize: 6000}
		if err := s.Store.CreateExtract(ctx, &e); err != nil {
			return err
		}
		_, err = s.Store.TakePeople(ctx, e, []cohort.Person{person}, true)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Every code that matters comes ticked, stops the plan as it stands, and can be
// unticked by a clinician who knows better; one that is over comes unticked.
func TestCodesOfTheRecordComeTicked(t *testing.T) {
	for list, flag := range map[string]string{codelist.Pregnancy: "pregnancy", codelist.OpioidDependence: "dependence-treatment", codelist.PalliativeCare: "cancer-palliative",
		codelist.Cancer: "cancer-palliative", codelist.Epilepsy: "epilepsy", codelist.EpilepsyResolved: "epilepsy", codelist.COPD: "copd",
		codelist.SleepApnoea: "sleep-apnoea", codelist.RenalImpairment: "renal-impairment", codelist.SevereMentalIllness: "unstable-mental-illness"} {
		t.Run(list, func(t *testing.T) {
			s := newScene(t)
			s.recorded(t, []cohort.Medication{{Name: "Gabapentin 300mg capsules", Dose: "1 three times a day", Kind: cohort.Repeat, Active: true}},
				cohort.Problem{Term: "as coded", Lists: []string{list}, Date: "2026-09-01"}, cohort.Problem{Term: "over", Lists: []string{codelist.Pregnancy}, Date: "2024-01-01"})
			v := s.As("Clinician")
			at := "/participants/" + s.people[0].ID + "/plan/new"
			page := v.Get(at).Is(http.StatusOK).Says("Coded in the record. Untick it if it is no longer so")
			ticked := regexp.MustCompile(`name="present" type="checkbox" value="([a-z0-9-]+)" checked`).FindAllStringSubmatch(page.Body, -1)
			if len(ticked) != 1 || ticked[0][1] != flag {
				t.Fatalf("ticked %q, want %s alone", ticked, flag)
			}
			form := asked(t, page)
			form.Set("drug", "gabapentin")
			for name := range form {
				if strings.HasPrefix(name, "taking-") {
					form.Set(name, "900")
				}
			}
			form.Set("present", flag)
			v.Post(at, form).Is(http.StatusUnprocessableEntity).Says("No plan is proposed")
			form.Del("present")
			v.Post(at, form).Is(http.StatusOK).Says("Proposed plan")
		})
	}
}

// A plan is made with the practice's approved policy unless another is chosen,
// and goes on with it when the policy is retired.
func TestPlanRemembersThePolicyItWasMadeWith(t *testing.T) {
	s := newScene(t)
	v := s.As("Clinician")
	s.reviewed(t, v)
	v.Post("/settings/policies", url.Values{"from": {"opioid-2-weekly"}})
	all, err := s.Store.Policies(context.Background(), s.Practice.ID)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	form := url.Values{"title": {"Our opioid rate"}, "ingredients": {"tramadol"}, "source": {"Prescribing meeting"}, "interval_days": {"42"}, "max_percent_of_original": {"10"}}
	v.Post("/settings/policies/"+all[0].ID+"/edit", form)
	all, _ = s.Store.Policies(context.Background(), s.Practice.ID)
	at := "/participants/" + s.people[0].ID + "/plan"
	v.Get(at + "/new").Says("Our opioid rate (version 2, draft, approved by nobody)")
	v.Post("/settings/policies/"+all[0].ID+"/approve", url.Values{"confirm": {"yes"}})
	approver := s.Staff("Clinician").Name
	page := v.Get(at+"/new").Says("Our opioid rate (version 2, approved by "+approver+")", "Opioid: 10 % of the original dose every 4 weeks (version 2, draft")
	if strings.Index(page.Body, "Our opioid rate") > strings.Index(page.Body, "every 4 weeks") {
		t.Error("the approved policy does not come first")
	}
	v.Post(at, asked(t, page)).To(at)
	p := s.newestPlan(t).Taper
	if p.Policy.Approver != approver || p.Policy.Version != "2" || p.Steps[0].Days() != 42 {
		t.Errorf("made with %+v, first step of %d days", p.Policy, p.Steps[0].Days())
	}
	v.Get("/settings/policies/" + all[0].ID).Says("Plans running by it</dt><dd class=\"nhsuk-summary-list__value\">1<")
	v.Post("/settings/policies/"+all[0].ID+"/retire", url.Values{"why": {"New guidance"}})
	v.Get(at).Says("Made with the policy “Our opioid rate”, version 2, approved by "+approver, "Prescribing meeting").Hides("has not been approved")
	v.Post(at+"/change", url.Values{"version": {"1"}, "kind": {"hold"}, "reason": {"A flare-up"}}).To(at)
	if q := s.newestPlan(t).Taper; q.Policy.Title != "Our opioid rate" {
		t.Errorf("after a hold: %q", q.Policy.Title)
	}
	v.Get(at + "/new").Hides("Our opioid rate (")
	other, _ := s.Elsewhere()
	other.Get(at + "/new").Is(http.StatusNotFound)
}

// The wishes on the form reach the plan: no step in a holiday, and a compound
// taken apart when that is chosen, in place of being proposed.
func TestWishesOfThePlanForm(t *testing.T) {
	s := newScene(t)
	s.recorded(t, []cohort.Medication{{Name: "Co-codamol 30mg/500mg tablets", Dose: "2 four times a day", Kind: cohort.Repeat, Active: true}})
	v := s.As("Clinician")
	at := "/participants/" + s.people[0].ID + "/plan/new"
	form := asked(t, v.Get(at).Says("Product to reduce first", "Holiday or busy time", "Day of the week to step", "At home", "Dispense seven days at a time", "Take the opioid and the paracetamol"))
	v.Get("/participants/" + s.people[1].ID + "/plan/new").Hides("Take the opioid and the paracetamol")
	form.Set("drug", "codeine")
	for name := range form {
		if strings.HasPrefix(name, "taking-") {
			form.Set(name, "240")
		}
	}
	v.Post(at, form).Is(http.StatusOK).Says("Proposal: codeine and paracetamol apart", "8 December 2026").Hides("Beside the plan")
	form.Set("wishes", "apart")
	for name, value := range map[string]string{"away-from-day": "5", "away-from-month": "12", "away-from-year": "2026", "away-to-day": "20", "away-to-month": "12", "away-to-year": "2026"} {
		form.Set(name, value)
	}
	v.Post(at, form).Is(http.StatusOK).Says("Beside the plan: Paracetamol 500mg tablets, no more than 8 in 24 hours", "21 December 2026").Hides("Proposal: codeine", ">8 December 2026</td>")
	form.Set("away-to-month", "11")
	v.Post(at, form).Is(http.StatusUnprocessableEntity).Says("the first and the last day of the holiday, in that order")
	form.Set("away-to-month", "12")
	form.Set("away-to-year", "2027")
	v.Post(at, form).Is(http.StatusUnprocessableEntity).Says("at most 60 days")
}

func TestProductIsChangedWithAReason(t *testing.T) {
	s, v, at := agreed(t)
	v.Get(at+"/change").Says("Change the product", "Change to a liquid", "never another drug")
	form := url.Values{"version": {"1"}, "kind": {"change-product"}}
	v.Post(at+"/change", form).Is(http.StatusUnprocessableEntity).Says("Select to which product", "Enter an answer: reason")
	form.Set("product", "liquid")
	form.Set("reason", "Capsules stick")
	v.Post(at+"/change", form).To(at)
	p := s.newestPlan(t).Taper
	e := p.Events[0]
	step, _ := p.Current("2026-11-10")
	if e.Reason != "Capsules stick" || e.Actor.Name != s.Staff("Clinician").Name || !strings.Contains(step.Take[0].Product, "oral solution") || step.Daily > 350000 {
		t.Errorf("%+v, %+v", e, step)
	}
	v.Get(at).Says("Capsules stick", "oral solution", "Edition 2 replaces")
}
