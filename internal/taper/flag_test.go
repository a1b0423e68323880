package taper

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func codes(flags []RedFlag) (out []Code) {
	for _, f := range flags {
		out = append(out, f.Code)
	}
	return out
}

func TestRedFlags(t *testing.T) {
	tramadol := ReadLine("Tramadol 50mg capsules", "two four times a day", 0)
	gabapentin := ReadLine("Gabapentin 300mg capsules", "one three times a day", 0)
	for _, c := range []struct {
		about       string
		r           Request
		want        Code
		overridable bool
	}{
		{"no dose", Request{Lines: []Line{ReadLine("Tramadol 50mg capsules", "when required", 0)}}, UnclearDose, false},
		{"no line", Request{}, UnclearDose, false},
		{"unknown product", Request{Lines: []Line{ReadLine("Tramadol 33mg capsules", "one daily", 0)}}, NotMakeable, false},
		{"dependence", Request{Lines: []Line{ReadLine("Methadone 1mg/ml oral solution", "20ml daily", 0)}}, Dependence, true},
		{"dependence beside it", Request{Lines: []Line{tramadol}, Others: []Line{ReadLine("Espranor 8mg oral lyophilisates", "one daily", 0)}}, Dependence, true},
		{"high dose", Request{Lines: []Line{ReadLine("Longtec 30mg modified-release tablets", "one twice a day", 0)}}, HighDose, true},
		{"very high dose", Request{Lines: []Line{ReadLine("Fentanyl 75micrograms/hour transdermal patches", "two patches every 72 hours", 0)}}, VeryHighDose, true},
		{"two opioids", Request{Lines: []Line{tramadol, ReadLine("Codeine 30mg tablets", "one twice a day", 0)}}, TwoOpioids, true},
		{"both at once", Request{Lines: []Line{tramadol, gabapentin}}, OneAtATime, true},
		{"together", Request{Lines: []Line{tramadol}, Others: []Line{gabapentin}}, OpioidAndGaba, true},
		{"above the licence", Request{Lines: []Line{ReadLine("Tramadol 50mg capsules", "three four times a day", 0)}}, AboveLicence, true},
		{"too much paracetamol", Request{Lines: []Line{ReadLine("Co-codamol 8mg/500mg tablets", "ten a day", 80*Milligram)}}, AboveParacetamol, true},
		{"paracetamol below 50 kg", Request{Lines: []Line{ReadLine("Co-codamol 8mg/500mg tablets", "two four times a day", 0)}, LowWeight: true}, AboveParacetamol, true},
		{"more than prescribed", Request{Lines: []Line{ReadLine("Tramadol 50mg capsules", "one twice a day", 200*Milligram)}}, AbovePrescribed, true},
		{"wear time not known", Request{Lines: []Line{ReadLine("Buprenorphine 35micrograms/hour transdermal patches", "one patch", 840)}}, UnclearDose, false},
		{"wear time does not fit", Request{Lines: []Line{ReadLine("BuTrans 10micrograms/hour transdermal patches", "one every 3 days", 0)}}, UnclearDose, false},
		{"half a patch", Request{Lines: []Line{{Medicine: "x", Product: "Fentanyl 25micrograms/hour transdermal patches", Daily: 300, EveryHours: 72}}}, UnclearDose, false},
		{"pregnancy", Request{Lines: []Line{tramadol}, Present: []Code{"pregnancy"}}, "pregnancy", true},
		{"epilepsy with gabapentin", Request{Lines: []Line{gabapentin}, Present: []Code{"epilepsy"}}, "epilepsy", true},
		{"aim above", Request{Lines: []Line{tramadol}, To: 400 * Milligram}, AimNotLower, false},
		{"policy of another drug", Request{Lines: []Line{tramadol}, Policy: named("pregabalin-slow")}, PolicyMisfit, false},
	} {
		c.r.Start = firstDay
		p, err := Build(c.r)
		var refused *Refused
		if !errors.As(err, &refused) || !slices.Contains(codes(refused.Flags), c.want) {
			t.Errorf("%s: %v, want %s", c.about, err, c.want)
			continue
		}
		if p.Refused == "" || p.Steps == nil || len(p.Steps) > 0 || p.State != Refuse {
			t.Errorf("%s: refused by halves", c.about)
		}
		c.r.Override = &Override{Reason: "discussed with the pain clinic", Actor: doctor}
		_, err = Build(c.r)
		stillStopped := errors.As(err, &refused) && slices.Contains(codes(refused.Flags), c.want)
		if stillStopped == c.overridable {
			t.Errorf("%s: with a reason: %v", c.about, err)
		}
	}
}

func TestEpilepsyDoesNotStopAnOpioid(t *testing.T) {
	build(t, Request{Lines: lines("Tramadol 50mg capsules", "two four times a day", 0), Present: []Code{"epilepsy"}})
}

func TestOverrideNeedsAReason(t *testing.T) {
	if _, err := Build(Request{Start: firstDay, Lines: lines("Tramadol 50mg capsules", "three four times a day", 0), Override: &Override{Reason: "  "}}); err == nil {
		t.Error("went on without a reason")
	}
}

func TestWhatNobodyAskedIsAWarningNeverARefusal(t *testing.T) {
	p := build(t, Request{Lines: lines("Pregabalin 75mg capsules", "one twice a day", 0), Asked: []Code{"pregnancy"}})
	text := strings.Join(p.Warnings, "\n")
	for _, want := range []string{"renal impairment", "epilepsy", "thoughts of suicide", "contraception"} {
		if !strings.Contains(text, want) {
			t.Errorf("no warning of %s", want)
		}
	}
	if strings.Contains(text, "pregnancy,") {
		t.Error("asks about pregnancy again")
	}
}

// TestTwoDrugsAreNeverReducedAtOnce holds even when a clinician goes on.
func TestTwoDrugsAreNeverReducedAtOnce(t *testing.T) {
	p := build(t, Request{
		Lines:    []Line{ReadLine("Tramadol 50mg capsules", "one twice a day", 0), ReadLine("Gabapentin 300mg capsules", "one three times a day", 0)},
		Override: &Override{Reason: "tramadol first", Actor: doctor},
	})
	for _, s := range p.Steps {
		for _, take := range s.Take {
			if ProductByName(take.Product).Ingredient != "tramadol" {
				t.Errorf("%s: %s", s.From, take.Product)
			}
		}
	}
	if !strings.Contains(strings.Join(p.Warnings, " "), "Left as it is: Gabapentin") {
		t.Error("does not say that gabapentin stays")
	}
}

func TestPolicies(t *testing.T) {
	for _, p := range Policies() {
		if f := p.Faults(); len(f) > 0 {
			t.Errorf("%s: %v", p.Name, f)
		}
		if p.Status != Draft {
			t.Errorf("%s ships as %s: nobody has approved it", p.Name, p.Status)
		}
	}
	for _, p := range Products() {
		if d, ok := DefaultPolicy(p); !ok || !d.Fits(p.Ingredient) || d.ClinicianChoice {
			t.Errorf("%s: default policy %q", p.Name, d.Name)
		}
	}
	if (Policy{}).Limit(400, 400, false) != 0 {
		t.Error("a policy without limits allows a step")
	}
	if len((Policy{Name: "x", Version: "1", Source: "y", Ingredients: []string{"tramadol"}, IntervalDays: 7, MaxOfOriginal: 500}).Faults()) == 0 {
		t.Error("half the dose in a week is no fault")
	}
}

func TestLastThirdIsSlower(t *testing.T) {
	p, _ := PolicyByName("opioid-4-weekly")
	if l := p.Limit(300*Milligram, 101*Milligram, false); l != 30*Milligram {
		t.Errorf("above a third: %s", l)
	}
	if l := p.Limit(300*Milligram, 100*Milligram, false); l != 15*Milligram {
		t.Errorf("at a third: %s", l)
	}
}
