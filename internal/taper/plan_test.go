package taper

import (
	"errors"
	"testing"

	"stepdown/internal/nhs"
)

const firstDay = nhs.Date("2026-12-01")

// build makes a plan that must not be refused.
func build(t *testing.T, r Request) Plan {
	t.Helper()
	if r.Start == "" {
		r.Start = firstDay
	}
	p, err := Build(r)
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	return p
}

func doses(p Plan) (out []string) {
	for _, s := range p.Steps {
		out = append(out, s.Daily.Number())
	}
	return out
}

func wantDoses(t *testing.T, p Plan, want ...string) {
	t.Helper()
	got := doses(p)
	same := len(got) == len(want)
	for i := 0; same && i < len(want); i++ {
		same = got[i] == want[i]
	}
	if !same {
		t.Errorf("%v: doses %v, want %v", p.Medicines, got, want)
	}
}

func TestTramadolCapsulesComeDownOneAtATime(t *testing.T) {
	p := build(t, Request{Lines: []Line{ReadLine("Tramadol 50mg capsules", "two four times a day", 0)}})
	wantDoses(t, p, "350", "300", "250", "200", "150", "100", "50", "0")
	last := p.Steps[len(p.Steps)-1]
	if last.Take == nil || len(last.Take) != 0 || last.Kind != End {
		t.Errorf("last step %+v, want an empty take", last)
	}
}

func TestGabapentinKeepsWithinAQuarter(t *testing.T) {
	p := build(t, Request{Lines: []Line{ReadLine("Gabapentin 300mg capsules", "two three times a day", 0)}})
	wantDoses(t, p, "1500", "1200", "900", "700", "600", "500", "400", "300", "200", "100", "0")
}

func TestRangeIsRefusedUntilSomebodyAsks(t *testing.T) {
	_, err := Build(Request{Start: firstDay, Lines: []Line{ReadLine("Tramadol 50mg capsules", "one or two four times a day when required", 0)}, Override: &Override{Reason: "go on"}})
	var refused *Refused
	if !errors.As(err, &refused) || refused.Flags[0].Code != UnclearDose {
		t.Fatalf("err = %v, want an unclear dose", err)
	}
	p := build(t, Request{Lines: []Line{ReadLine("Tramadol 50mg capsules", "one or two four times a day when required", 200*Milligram)}})
	wantDoses(t, p, "150", "100", "50", "0")
}

// TestBeyondMeansThatNothingSmallerIsMade checks the claim against plain
// arithmetic, for drugs whose strengths are multiples of the smallest one.
func TestBeyondMeansThatNothingSmallerIsMade(t *testing.T) {
	for _, c := range []struct {
		name  string
		grain Amount
	}{
		{"Codeine 30mg tablets", 15 * Milligram}, {"Tramadol 50mg capsules", 50 * Milligram}, {"Dihydrocodeine 30mg tablets", 30 * Milligram},
		{"Gabapentin 300mg capsules", 100 * Milligram}, {"Gabapentin 600mg tablets", 100 * Milligram}, {"Pregabalin 75mg capsules", 25 * Milligram}, {"Pregabalin 200mg capsules", 25 * Milligram},
	} {
		q := ProductByName(c.name)
		for units := Amount(1); units <= 8; units++ {
			for times := 1; times <= 4; times++ {
				l := Line{Medicine: c.name, Product: c.name, Daily: units * q.Holds, Times: times}
				p, err := Build(Request{Lines: []Line{l}, Start: firstDay, Override: &Override{Reason: "test"}})
				if err != nil {
					t.Fatal(err)
				}
				before := p.DailyStart
				for _, s := range p.Steps {
					limit := p.Policy.Limit(p.DailyStart, before, false)
					smallest := before - (before-1)/c.grain*c.grain // least cut that leaves a multiple
					if canBe := smallest <= limit; s.Beyond == canBe {
						t.Errorf("%s, %d units, %d times: %s to %s, limit %s: beyond %v", c.name, units, times, before, s.Daily, limit, s.Beyond)
					}
					before = s.Daily
				}
			}
		}
	}
}

func TestSlipOfThePenIsNotPlanned(t *testing.T) {
	for _, l := range []Line{ReadLine("Tramadol 50mg capsules", "as directed", 400000*Milligram), ReadLine("Morphine 1mg orodispersible tablets sugar free", "as directed", 99999*Milligram)} {
		if _, err := Build(Request{Lines: []Line{l}, Start: firstDay, Override: &Override{Reason: "go on"}}); err == nil {
			t.Errorf("%s of %s was planned", l.Daily, l.Medicine)
		}
	}
}
