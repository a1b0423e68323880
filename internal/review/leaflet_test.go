package review

import (
	"errors"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode"

	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/taper"
)

const today = nhs.Date("2026-11-10")

func surgery() practice.Practice {
	return practice.Practice{Name: "Wellbrook Surgery", Settings: practice.Settings{Phone: "01632 960 000", OutOfHours: "111"}}
}

func built(t *testing.T, name, dose string) Plan {
	t.Helper()
	tp, err := taper.Build(taper.Request{Start: today, Lines: []taper.Line{taper.ReadLine(name, dose, 0)}, Override: &taper.Override{Reason: "test"}})
	if err != nil {
		t.Fatal(err)
	}
	return Plan{ParticipantID: "p", State: PlanAgreed, Version: 1, Edition: 1, EditionOn: today, Built: true, Taper: tp, SupplyEnds: tp.SupplyEnds()}
}

// readingAge by Flesch and Kincaid's grade (grade 0 is age 5). Syllables are
// counted as groups of vowels, which errs on the high side.
func readingAge(text string) float64 {
	sentences, words, syllables := 0, 0, 0
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".?!:", r) }) {
		found := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
		if len(found) == 0 {
			continue
		}
		sentences++
		for _, w := range found {
			words++
			syllables += syllablesOf(strings.ToLower(w))
		}
	}
	grade := 0.39*float64(words)/float64(sentences) + 11.8*float64(syllables)/float64(words) - 15.59
	return grade + 5
}

func syllablesOf(w string) int {
	n, vowel := 0, false
	for _, r := range w {
		is := strings.ContainsRune("aeiouy", r)
		if is && !vowel {
			n++
		}
		vowel = is
	}
	if strings.HasSuffix(w, "e") && n > 1 && !strings.HasSuffix(w, "le") {
		n--
	}
	return max(n, 1)
}

func TestLeafletCanBeReadAtNineToEleven(t *testing.T) {
	for _, p := range []Plan{built(t, "Tramadol 50mg capsules", "two four times a day"), built(t, "Gabapentin 300mg capsules", "one three times a day"),
		built(t, "Butec 20micrograms/hour transdermal patches (Qdem Pharmaceuticals Ltd)", "apply one every 7 days")} {
		var words []string
		for _, s := range LeafletOf(p, "Siân Pritchard", surgery(), today, false).Sections {
			words = append(words, s.Lines...)
		}
		if age := readingAge(strings.Join(words, " ")); age > 11 || math.IsNaN(age) {
			t.Errorf("%s: reading age %.1f, want at most 11", p.Taper.Ingredient, age)
		} else {
			t.Logf("%s: reading age %.1f", p.Taper.Ingredient, age)
		}
	}
}

func TestLeafletSaysWhatMustBeSaid(t *testing.T) {
	l := LeafletOf(built(t, "Tramadol 50mg capsules", "two four times a day"), "Siân Pritchard", surgery(), today, false)
	var all []string
	for _, s := range l.Sections {
		all = append(all, s.Title)
		all = append(all, s.Lines...)
	}
	text := strings.Join(all, "\n")
	for _, want := range []string{"Never stop suddenly", "Never go back up to an old dose", "alcohol", "drive", "codeine from a shop", "999", "Take it back to a pharmacy",
		"01632 960 000", "When we are closed: 111", "Stay on the dose you are on", "With tramadol"} {
		if !strings.Contains(text, want) {
			t.Errorf("the leaflet does not say %q", want)
		}
	}
	if len(l.Rows) == 0 || l.Rows[0].From != today || !l.More {
		t.Errorf("rows %+v, more %v: want the steps up to the next review", l.Rows, l.More)
	}
}

func TestPatchLeafletListsChangeDays(t *testing.T) {
	l := LeafletOf(built(t, "Butec 20micrograms/hour transdermal patches (Qdem Pharmaceuticals Ltd)", "apply one every 7 days"), "A B", surgery(), today, true)
	r := l.Rows[0]
	if r.Patch == "" || len(r.Change) == 0 || r.Change[0] != today || r.Change[0].DaysUntil(r.Change[1]) != 7 {
		t.Errorf("row %+v: want a patch with its change days", r)
	}
}

func TestCalendarMovesAndCancels(t *testing.T) {
	first := built(t, "Tramadol 50mg capsules", "two four times a day")
	second := first
	tp, err := first.Taper.Apply(taper.Event{Kind: taper.StopEarly, Reason: "asked", Actor: taper.Actor{Name: "Amara", Clinician: true}}, today)
	if err != nil {
		t.Fatal(err)
	}
	second.Taper, second.Edition = tp, 2
	entries := CalendarOf([]Plan{second, first}, today)
	gone := 0
	for _, e := range entries {
		if e.Cancelled {
			gone++
		}
		if strings.Contains(strings.ToLower(e.Title), "tramadol") || strings.Contains(e.Title, "mg") {
			t.Errorf("title %q tells a clinical detail", e.Title)
		}
	}
	if gone == 0 || gone == len(entries) {
		t.Errorf("%d of %d entries cancelled: want the later steps and no more", gone, len(entries))
	}
}

func TestOneMonthStaysInTheMonth(t *testing.T) {
	for _, tc := range []struct{ on, due nhs.Date }{{"2027-01-31", "2027-02-28"}, {"2028-01-31", "2028-02-29"}, {"2026-11-10", "2026-12-10"}, {"2026-12-31", "2027-01-31"}} {
		if got := DueAfter(tc.on); got != tc.due {
			t.Errorf("a month after %s is %s, want %s", tc.on, got, tc.due)
		}
	}
}

func TestSupplyThatRunsOutIsSeenInTime(t *testing.T) {
	for _, tc := range []struct {
		name            string
		state           PlanState
		ends, next, day nhs.Date
		want            bool
	}{
		{"not known", PlanAgreed, "", "", "2026-11-10", true},
		{"six working days away", PlanAgreed, "2026-11-18", "", "2026-11-10", false}, // Tuesday to Wednesday week
		{"five working days away", PlanAgreed, "2026-11-17", "", "2026-11-10", true},
		{"over Christmas the days off do not count", PlanAgreed, "2027-01-04", "", "2026-12-23", true},
		{"the next one is arranged", PlanAgreed, "2026-11-12", "2026-11-12", "2026-11-10", false},
		{"arranged too late", PlanAgreed, "2026-11-12", "2026-11-20", "2026-11-10", true},
		{"held plans use supply too", PlanHeld, "2026-11-12", "", "2026-11-10", true},
		{"ended", PlanEnded, "2026-11-01", "", "2026-11-10", false},
	} {
		p := Plan{State: tc.state, SupplyEnds: tc.ends, NextAcute: tc.next}
		if got := p.Short(tc.day, nhs.England); got != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, got, tc.want)
		}
	}
}

func TestSummaryHoldsReviewCodesAndAcuteWording(t *testing.T) {
	r := Review{Version: 1, State: Completed, HeldOn: today, Story: "My back\nsince the fall", SuicideAsked: SuicideNone, Support: []string{"ten-footsteps"},
		Medicines: []MedicineDecision{{Name: "Tramadol 50mg capsules", Decision: Stop, Reason: "no longer helps"}}}
	text := Summary(r, built(t, "Tramadol 50mg capsules", "two four times a day"), today)
	for _, want := range []string{"314530002", "860381000000107", "My back since the fall", "stop; no longer helps", "Ten Footsteps", "Acute from 10 November 2026", "Schedule 3"} {
		if !strings.Contains(text, want) {
			t.Errorf("the summary does not say %q:\n%s", want, text)
		}
	}
}

func TestReviewNeedsItsAnswers(t *testing.T) {
	r := Review{Medicines: []MedicineDecision{{Key: "k", Name: "Tramadol"}}}
	err := r.Complete()
	for _, field := range []string{"story", "suicide", "decision-k"} {
		if err == nil || !strings.Contains(fieldsOf(err), field) {
			t.Errorf("no word about %s in %v", field, err)
		}
	}
	r.Story, r.SuicideAsked, r.Medicines[0].Decision, r.SafetyNet = "x", SuicideNone, Stop, "hold and call"
	if err := r.Complete(); err != nil {
		t.Error(err)
	}
}

func fieldsOf(err error) string {
	var p *problem.Error
	if !errors.As(err, &p) {
		return ""
	}
	return strings.Join(slices.Sorted(maps.Keys(p.Fields)), " ")
}

func TestLatestOutcomeOfEachMedicineCounts(t *testing.T) {
	got := Latest([]Outcome{{ParticipantID: "a", Ingredient: "tramadol", Result: ResultStopped}, {ParticipantID: "b", Ingredient: "tramadol", Result: ResultReduced},
		{ParticipantID: "a", Ingredient: "tramadol", Result: ResultRestarted}})
	if len(got) != 2 || got[0].Result != ResultReduced || got[1].Result != ResultRestarted {
		t.Errorf("latest = %+v", got)
	}
}
