package taper

import (
	"slices"
	"strings"
	"testing"
)

// One patch steps to the next lower strength on the market; nothing else is
// worn beside it unless a policy says so or the brand lacks the strength.
func TestPatchesStepToTheNextLowerStrength(t *testing.T) {
	go1 := &Override{Reason: "specialist letter", Actor: doctor}
	for _, c := range []struct {
		name, dose, policy string
		want               []string // micrograms an hour, or what is worn together
	}{
		{"Fentanyl 100micrograms/hour transdermal patches", "one every 72 hours", "", []string{"75", "50", "37.5", "25", "12", ""}},
		{"Fentanyl 100micrograms/hour transdermal patches", "one every 72 hours", "patch-smaller-steps", []string{"75", "50+12", "50", "37.5", "25", "12", ""}},
		{"Fentanyl 75micrograms/hour transdermal patches", "one every 72 hours", "opioid-2-weekly", []string{"50", "37.5", "25", "12", ""}},
		{"Matrifen 50micrograms/hour transdermal patches", "one every 72 hours", "", []string{"25+12", "25", "12", ""}},
		{"Fentanyl 25micrograms/hour transdermal patches", "two every 72 hours", "", []string{"37.5", "25", "12", ""}},
		{"Buprenorphine 40micrograms/hour transdermal patches", "one every 7 days", "", []string{"30", "25", "20", "15", "10", "5", ""}},
		{"BuTrans 20micrograms/hour transdermal patches", "one every 7 days", "", []string{"15", "10", "5", ""}},
		{"Buprenorphine 70micrograms/hour transdermal patches", "one every 96 hours", "", []string{"52.5", "35", "30", "25", "20", "15", "10", "5", ""}},
	} {
		p := build(t, Request{Lines: lines(c.name, c.dose, 0), Policy: named(c.policy), Override: go1})
		var got []string
		for _, s := range p.Steps {
			var worn []string
			for _, k := range s.Take {
				worn = append(worn, strings.TrimRight(strength(k.Product), "/abcdefghijklmnopqrstuvwxyz"))
			}
			got = append(got, strings.Join(worn, "+"))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s by %s: %q, want %q", c.name, c.policy, got, c.want)
		}
	}
}

// The end of one of two kinds of patch is a step; only the last patch of all
// waits for a decision.
func TestOnlyTheLastPatchWaitsForADecision(t *testing.T) {
	p := build(t, Request{
		Lines:    []Line{ReadLine("Buprenorphine 20micrograms/hour patches", "1 every 7 days", 0), ReadLine("Buprenorphine 35micrograms/hour patches", "1 every 96 hours", 0)},
		Override: &Override{Reason: "specialist letter", Actor: doctor},
	})
	for i, s := range p.Steps {
		if s.Decide && i < len(p.Steps)-1 {
			t.Errorf("step %d waits for a decision with %q still worn", i, s.Sentences())
		}
	}
}
