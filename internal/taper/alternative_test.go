package taper

import (
	"slices"
	"strings"
	"testing"
)

func TestCompoundIsTakenApartOnlyWhenChosen(t *testing.T) {
	for _, c := range []struct {
		name, drug, first string
		paracetamol       string
	}{
		{"Co-codamol 30mg/500mg tablets", "codeine", "Codeine 30mg tablets", "no more than 8 in"},
		{"Co-codamol 8mg/500mg tablets", "codeine", "Codeine 15mg tablets", "no more than 8 in"},
		{"Co-dydramol 10mg/500mg tablets", "dihydrocodeine", "Dihydrocodeine 30mg tablets", "no more than 8 in"},
		{"Tramadol 37.5mg/Paracetamol 325mg tablets", "tramadol", "Tramadol 50mg capsules", "no more than 5 in"},
	} {
		r := Request{Start: firstDay, Lines: lines(c.name, "two four times a day", 0)}
		p := build(t, r)
		if text := strings.Join(p.Warnings, "\n"); !strings.Contains(text, "Proposal: "+c.drug+" and paracetamol apart") || len(p.Beside) > 0 {
			t.Errorf("%s: not proposed, or taken apart silently: %q, %q", c.name, text, p.Beside)
		}
		r.Preferences.Apart = true
		p = build(t, r)
		if len(p.Beside) != 1 || !strings.Contains(p.Beside[0], c.paracetamol) || !strings.Contains(strings.Join(p.Warnings, "\n"), "apart in place of "+c.name) {
			t.Errorf("%s: %q, %q", c.name, p.Beside, p.Warnings)
		}
		if p.Steps[0].Take[0].Product != c.first || p.Medicines[0] != c.name {
			t.Errorf("%s: first %s", c.name, p.Steps[0].Take[0].Product)
		}
		for _, s := range p.Steps {
			if gramsOf(s) > 0 || s.Daily > p.DailyStart {
				t.Errorf("%s: %+v", c.name, s)
			}
		}
		r.LowWeight, r.Override = true, &Override{Reason: "x", Actor: doctor}
		if p = build(t, r); c.drug != "tramadol" && !strings.Contains(p.Beside[0], "no more than 6 in") {
			t.Errorf("%s below 50 kg: %q", c.name, p.Beside)
		}
	}
}

// Every change of product that is offered can be made, and raises nothing.
func TestAlternativesOfLivePlans(t *testing.T) {
	for name, want := range map[string][]string{
		"Co-codamol 30mg/500mg tablets": {"apart"}, "Zydol SR 100mg tablets": {"immediate"}, "Codeine 30mg tablets": {"liquid"},
		"MST Continus 30mg tablets": {"immediate"}, "Gabapentin 300mg capsules": {"liquid"}, "BuTrans 20micrograms/hour transdermal patches": nil, "Oramorph 10mg/5ml oral solution": nil,
	} {
		dose := "one twice a day"
		if strings.Contains(name, "patches") {
			dose = "one every 7 days"
		} else if strings.Contains(name, "solution") {
			dose = "5ml twice a day"
		}
		p := build(t, Request{Lines: lines(name, dose, 0)})
		on := p.Steps[0].From.AddDays(3)
		var got []string
		for _, a := range p.Alternatives(on) {
			got = append(got, a.Key)
			q := apply(t, p, Event{Kind: ChangeProduct, Lines: a.Lines}, on)
			now, _ := q.Current(on)
			before, _ := p.Current(on)
			if now.Kind != Changed || now.Daily > before.Daily || 2*now.Daily <= before.Daily || a.Why == "" {
				t.Errorf("%s, %s: %s after %s (%s)", name, a.Key, now.Daily, before.Daily, now.Kind)
			}
			if (a.Key == "apart") != (len(q.Beside) == 1) {
				t.Errorf("%s, %s: beside it %q", name, a.Key, q.Beside)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
