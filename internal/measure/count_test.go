package measure

import (
	"testing"

	"pgregory.net/rapid"
	"stepdown/internal/cohort"
)

func repeat(name, dose string) cohort.Medication {
	return cohort.Medication{Name: name, Dose: dose, Kind: cohort.Repeat, Active: true, LastIssue: "2026-05-01"}
}

func with(m cohort.Medication, change func(*cohort.Medication)) cohort.Medication {
	change(&m)
	return m
}

const (
	tramadolCaps = "Tramadol 50mg capsules"
	coCodamol    = "Co-codamol 30mg/500mg tablets"
	pregabalin75 = "Pregabalin 75mg capsules"
)

func TestCountPeopleOnRepeat(t *testing.T) {
	people := []cohort.Person{
		{Medications: []cohort.Medication{repeat(tramadolCaps, "One four times a day"), repeat(tramadolCaps, "One at night")}},
		{Medications: []cohort.Medication{repeat(tramadolCaps, "One twice a day"), repeat(pregabalin75, "One twice a day")}},
		{Medications: []cohort.Medication{repeat(coCodamol, "Two four times a day")}},
		{Medications: []cohort.Medication{with(repeat(pregabalin75, "One twice a day"), func(m *cohort.Medication) { m.Kind = cohort.RepeatDispensing })}},
		// None of these counts.
		{Medications: []cohort.Medication{with(repeat(tramadolCaps, "One"), func(m *cohort.Medication) { m.Kind = cohort.Acute })}},
		{Medications: []cohort.Medication{with(repeat(tramadolCaps, "One"), func(m *cohort.Medication) { m.Active = false })}},
		{Medications: []cohort.Medication{with(repeat(tramadolCaps, "One"), func(m *cohort.Medication) { m.LastIssue = "2025-10-30" })}},
		{Died: "2026-05-20", Medications: []cohort.Medication{repeat(tramadolCaps, "One")}},
		{Left: "2026-05-20", Medications: []cohort.Medication{repeat(tramadolCaps, "One")}},
	}
	got := byKey(Count(people, "2026-05-31", Counting{Registered: 6000}))
	for key, want := range map[string]float64{
		TargetAny: 4, AnyOpioid: 3, AnyGabapentinoid: 2, BothClasses: 1,
		ForMedicine("tramadol"): 2, ForMedicine("codeine"): 1, ForMedicine("pregabalin"): 2, ForMedicine("morphine"): 0,
	} {
		p, ok := got[key]
		if !ok || p.Numerator != want || p.Denominator != 6000 || p.Date != "2026-05-31" {
			t.Errorf("%s: %+v, want %v of 6000", key, p, want)
		}
	}
	if len(got) != len(Definitions()) {
		t.Errorf("%d values for %d definitions", len(got), len(Definitions()))
	}
	if old := byKey(Count(people, "2026-05-31", Counting{IssuedWithinMonths: Ever})); old[ForMedicine("tramadol")].Numerator != 3 || old[TargetAny].Denominator != 0 {
		t.Errorf("issued whenever: %+v", old[ForMedicine("tramadol")])
	}
}

// A code for cancer takes a person out of a cycle and leaves them in the count.
func TestExclusionsOfACycleDoNotChangeTheCount(t *testing.T) {
	p := cohort.Person{
		Medications: []cohort.Medication{repeat(tramadolCaps, "One four times a day")},
		Problems:    []cohort.Problem{{Code: "363346000", System: "snomed", Term: "Malignant neoplastic disease", Lists: []string{"cancer"}}},
	}
	if got := byKey(Count([]cohort.Person{p}, "2026-05-31", Counting{}))[AnyOpioid]; got.Numerator != 1 {
		t.Errorf("%+v", got)
	}
	if len(p.Problems) != 1 {
		t.Error("the person was changed")
	}
}

func TestDosesThatAreNotKnownAreToldApart(t *testing.T) {
	tally := NewTally("2026-05-31", Counting{})
	tally.dose(cohort.OME{Low: 20, High: 40, Known: true})
	tally.dose(cohort.OME{Low: 90, High: 90, Known: true})
	tally.dose(cohort.OME{Low: 30, High: 30, Known: true, AtLeast: true})
	tally.dose(cohort.OME{Low: 200, High: 200, Known: true, AtLeast: true})
	tally.dose(cohort.OME{})
	got := byKey(tally.Values())
	for key, want := range map[string]Point{
		HighDose(90):  {Numerator: 2, Unclear: 2},
		HighDose(120): {Numerator: 1, Unclear: 2},
		TotalOME:      {Numerator: 360, Unclear: 3},
		MeanOME:       {Numerator: 130, Denominator: 2, Unclear: 3},
	} {
		p, ok := got[key]
		p.Date = ""
		if !ok || p != want {
			t.Errorf("%s: %+v, want %+v", key, p, want)
		}
	}
}

// Adding people in any order gives the same values.
func TestCountDoesNotDependOnOrder(t *testing.T) {
	names := []string{tramadolCaps, coCodamol, pregabalin75, "Paracetamol 500mg tablets"}
	rapid.Check(t, func(t *rapid.T) {
		var people []cohort.Person
		for range rapid.IntRange(0, 12).Draw(t, "people") {
			var p cohort.Person
			for range rapid.IntRange(0, 3).Draw(t, "lines") {
				p.Medications = append(p.Medications, repeat(rapid.SampledFrom(names).Draw(t, "name"), "One twice a day"))
			}
			people = append(people, p)
		}
		a := byKey(Count(people, "2026-05-31", Counting{}))
		b := byKey(Count(rapid.Permutation(people).Draw(t, "order"), "2026-05-31", Counting{}))
		for k := range a {
			if a[k] != b[k] {
				t.Fatalf("%s: %+v and %+v", k, a[k], b[k])
			}
		}
		if a[AnyOpioid].Numerator+a[AnyGabapentinoid].Numerator-a[BothClasses].Numerator != a[TargetAny].Numerator {
			t.Fatalf("the classes do not add up: %+v", a)
		}
	})
}

func byKey(values []Value) map[string]Point {
	m := map[string]Point{}
	for _, v := range values {
		m[v.Measure] = v.Point
	}
	return m
}

// The doses of the count are those of the search: tramadol 50 mg x 8 x 0.1,
// and codeine 30 mg x 8 x 0.1; a dose that cannot be read stands beside them.
func TestDosesComeFromTheSearch(t *testing.T) {
	people := []cohort.Person{
		{Medications: []cohort.Medication{repeat(tramadolCaps, "Two four times a day")}},
		{Medications: []cohort.Medication{repeat(coCodamol, "Two four times a day"), repeat(pregabalin75, "One twice a day")}},
		{Medications: []cohort.Medication{repeat("Fentanyl 50micrograms/hour transdermal patches", "Apply one patch every 72 hours")}},
		{Medications: []cohort.Medication{repeat(tramadolCaps, "As directed")}},
		{Medications: []cohort.Medication{repeat(pregabalin75, "One twice a day")}},
	}
	got := byKey(Count(people, "2026-05-31", Counting{Registered: 6000}))
	for key, want := range map[string]Point{
		TotalOME:      {Numerator: 40 + 24 + 120, Denominator: 6000, Unclear: 1},
		MeanOME:       {Numerator: 184, Denominator: 3, Unclear: 1},
		HighDose(90):  {Numerator: 1, Denominator: 6000, Unclear: 1},
		HighDose(120): {Numerator: 1, Denominator: 6000, Unclear: 1},
	} {
		p := got[key]
		p.Date = ""
		if p != want {
			t.Errorf("%s: %+v, want %+v", key, p, want)
		}
	}
}
