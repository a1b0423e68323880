package messaging

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPracticeAddsRulesAndSwitchesSomeOff(t *testing.T) {
	shipped := EmbeddedRules()
	e, err := Edits{}.Adding(Rule{Class: ClassUrgent, Acts: "opt-out", Pattern: "gone ?all wibbly", Example: "I have gone wibbly"}, shipped)
	if err != nil {
		t.Fatal(err)
	}
	e.Version = 1
	if e, err = e.Switching("doing-well-8", false, shipped); err != nil {
		t.Fatal(err)
	}
	own, err := shipped.With(e)
	if err != nil {
		t.Fatal(err)
	}
	if got := own.Read("gone all wibbly"); !got.Urgent || got.OptOut || got.Matches[0].Rule != "practice-1" {
		t.Errorf("%+v", got)
	}
	if got := own.Read("👍"); got.Class != ClassUnclear {
		t.Errorf("a rule that is off still reads: %+v", got)
	}
	if e, err = e.Switching("doing-well-8", true, shipped); err != nil || len(e.Off) != 0 {
		t.Error(e.Off, err)
	}
	if e, err = e.Removing("practice-1"); err != nil || len(e.Added) != 0 {
		t.Error(e.Added, err)
	}
	for name, change := range map[string]func() error{
		"an urgent rule off":  func() error { _, err := e.Switching("urgent-cope-1", false, shipped); return err },
		"a rule for STOP off": func() error { _, err := e.Switching("opt-out-1", false, shipped); return err },
		"a holding rule off":  func() error { _, err := e.Switching("wrong-person-1", false, shipped); return err },
		"no such rule":        func() error { _, err := e.Switching("nothing-1", false, shipped); return err },
		"no such own rule":    func() error { _, err := e.Removing("practice-9"); return err },
		"an example not found": func() error {
			_, err := e.Adding(Rule{Class: ClassUrgent, Pattern: "fire", Example: "water"}, shipped)
			return err
		},
		"a pattern with capitals": func() error {
			_, err := e.Adding(Rule{Class: ClassUrgent, Pattern: "Fire", Example: "Fire"}, shipped)
			return err
		},
		"no class": func() error {
			_, err := e.Adding(Rule{Class: "terrible", Pattern: "fire", Example: "fire"}, shipped)
			return err
		},
		"unclear as a class": func() error {
			_, err := e.Adding(Rule{Class: ClassUnclear, Pattern: "fire", Example: "fire"}, shipped)
			return err
		},
		"no example": func() error { _, err := e.Adding(Rule{Class: ClassUrgent, Pattern: "fire"}, shipped); return err },
		"a list that is not there": func() error {
			_, err := e.Adding(Rule{Class: ClassUrgent, Pattern: "=fires", Example: "fire"}, shipped)
			return err
		},
	} {
		if change() == nil {
			t.Errorf("%s was allowed", name)
		}
	}
}

// Whatever a practice changes, and whatever is stored as its change, a reply
// that is urgent by the shipped rules stays so, and STOP is still STOP.
func TestNoEditHidesAnUrgentReply(t *testing.T) {
	shipped := EmbeddedRules()
	var all []string
	for _, r := range shipped.Lines {
		all = append(all, r.ID)
	}
	urgent := corpus(t, "urgent-replies.txt")
	rapid.Check(t, func(t *rapid.T) {
		e := Edits{Off: rapid.SliceOfN(rapid.SampledFrom(all), 0, 50).Draw(t, "off")}
		text := rapid.SampledFrom(urgent).Draw(t, "reply")
		words := strings.Fields(strings.ToLower(text))
		class := rapid.SampledFrom(Classes[:len(Classes)-1]).Draw(t, "class")
		if changed, err := e.Adding(Rule{Class: class, Acts: "opt-in", Pattern: words[0], Example: text}, shipped); err == nil {
			e = changed
		}
		own, err := shipped.With(e)
		if err != nil {
			t.Fatal(err)
		}
		if got := own.Read(text); !got.Urgent || got.Class != ClassUrgent {
			t.Fatalf("%q is read as %s", text, got.Class)
		}
		if got := own.Read("STOP"); !got.OptOut {
			t.Fatal("STOP is not honoured")
		}
	})
}
