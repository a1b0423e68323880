package review

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
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

// said gathers the sentences of a leaflet, without the names of products.
func said(l Leaflet) []string {
	out := []string{l.Made.Text, l.Replaces.Text, l.State.Text, l.More.Text, l.Next.Text}
	for _, s := range l.Sections {
		out = append(out, s.Title.Text+".")
		for _, line := range s.Lines {
			out = append(out, line.Text)
		}
	}
	return out
}

func TestLeafletCanBeReadAtNineToEleven(t *testing.T) {
	for _, p := range []Plan{built(t, "Tramadol 50mg capsules", "two four times a day"), built(t, "Gabapentin 300mg capsules", "one three times a day"),
		built(t, "Butec 20micrograms/hour transdermal patches (Qdem Pharmaceuticals Ltd)", "apply one every 7 days")} {
		p.Replaces, p.State = "2026-10-01", PlanEnded
		for _, s := range LeafletOf(p, "Siân Pritchard", surgery(), today, Sheet{}).Sections { // one hard part is not hidden by easy ones
			var lines []string
			for _, l := range s.Lines {
				lines = append(lines, l.Text)
			}
			if age := readingAge(strings.Join(lines, " ")); age > 13 && s.Title.Text != "Whom to call" {
				t.Errorf("%s, %s: reading age %.1f", p.Taper.Ingredient, s.Title.Text, age)
			}
		}
		if age := readingAge(strings.Join(said(LeafletOf(p, "Siân Pritchard", surgery(), today, Sheet{})), " ")); age > 11 || math.IsNaN(age) {
			t.Errorf("%s: reading age %.1f, want at most 11", p.Taper.Ingredient, age)
		} else {
			t.Logf("%s: reading age %.1f", p.Taper.Ingredient, age)
		}
	}
}

func TestLeafletSaysWhatMustBeSaid(t *testing.T) {
	p := built(t, "Tramadol 50mg capsules", "two four times a day")
	p.Edition, p.Replaces = 2, "2026-10-01"
	l := LeafletOf(p, "Siân Pritchard", surgery(), today, Sheet{})
	text := strings.Join(said(l), "\n")
	for _, want := range []string{"Plan 2, made on 10 November 2026", "It replaces the plan of 1 October 2026", "Never stop suddenly", "Never go back up to an old dose", "alcohol",
		"Do not drive", "codeine from a shop", "999", "Take it back to a pharmacy", "01632 960 000", "When we are closed: 111", "Stay on the dose you are on", "Do not cut down more", "Call us",
		"With tramadol", "We talk next", "Samaritans"} {
		if !strings.Contains(text, want) {
			t.Errorf("the leaflet does not say %q", want)
		}
	}
	if len(l.Steps) == 0 || l.Steps[0].Days.Text != "10 November 2026 to 7 December 2026" || l.More.Text == "" {
		t.Errorf("steps %+v, more %q: want the steps up to the next review", l.Steps, l.More.Text)
	}
	if all := LeafletOf(p, "Siân Pritchard", surgery(), today, Sheet{All: true}); len(all.Steps) <= len(l.Steps) || all.More.Text != "" {
		t.Errorf("%d steps of %d when all are asked for", len(all.Steps), len(l.Steps))
	}
	nowhere := surgery()
	nowhere.Settings.OutOfHours = ""
	if text := strings.Join(said(LeafletOf(p, "A B", nowhere, today, Sheet{})), "\n"); !strings.Contains(text, "closed: call 111") {
		t.Error("a practice without a number for closed hours gives none")
	}
}

func TestPatchLeafletIsACalendarOfPuttingOnAndTakingOff(t *testing.T) {
	l := LeafletOf(built(t, "Butec 20micrograms/hour transdermal patches (Qdem Pharmaceuticals Ltd)", "apply one every 7 days"), "A B", surgery(), today, Sheet{All: true})
	if !l.Patches || len(l.Heads) != 4 {
		t.Fatalf("patches %v, heads %v", l.Patches, l.Heads)
	}
	first, second := l.Steps[0], l.Steps[1]
	if c := first.Changes[0]; c.Day.Text != "Tuesday 10 November" || c.Off[0].Text != "your old patch" || c.On[0].Text == "" {
		t.Errorf("first change %+v", c)
	}
	if c := first.Changes[1]; c.Day.Text != "Tuesday 17 November" || c.Off[0].Text != "your old patch" || c.On[0] != first.Changes[0].On[0] {
		t.Errorf("second change %+v: the same patch, 7 days on", c)
	}
	if c := second.Changes[0]; len(c.Off) != 1 || c.On[0] == first.Changes[0].On[0] {
		t.Errorf("at the step %+v: the old strength comes off, a new one goes on", c)
	}
	if c := l.Steps[len(l.Steps)-1].Changes; len(c) != 1 || !strings.Contains(c[0].On[0].Text, "Do not put a new one on") {
		t.Errorf("at the end %+v", c)
	}
	if text := strings.Join(said(l), "\n"); !strings.Contains(text, "heat") || !strings.Contains(text, "Fold a used patch") {
		t.Error("nothing about heat or used patches")
	}
}

// Where patches of two brands are changed on different days, only what is due
// comes off, by its name.
func TestOnlyTheDuePatchComesOff(t *testing.T) {
	four, seven := taper.Take{Product: "Transtec 35micrograms/hour transdermal patches", Morning: 1, EveryHours: 96}, taper.Take{Product: "Butec 5micrograms/hour transdermal patches", Morning: 1, EveryHours: 168}
	s := &speaker{words: englishLeaflet}
	got := s.changes(taper.Step{From: today, To: today.AddDays(27), Take: []taper.Take{four, seven}}, []taper.Take{four}, today)
	for _, c := range []struct {
		at      int
		off, on string
	}{{0, "your old patch", "1 × Transtec 35micrograms/hour"}, {1, "1 × Transtec 35micrograms/hour", "1 × Transtec 35micrograms/hour"},
		{2, "1 × Butec 5micrograms/hour", "1 × Butec 5micrograms/hour"}} {
		if g := got[c.at]; g.Off[0].Text != c.off || len(g.Off) != 1 || g.On[0].Text != c.on {
			t.Errorf("change %d: %+v, want %s off and %s on", c.at, g, c.off, c.on)
		}
	}
	if got[0].On[1].Text != "1 × Butec 5micrograms/hour" {
		t.Errorf("first day: %+v", got[0].On)
	}
}

func TestTranslationKeepsItsKeysAndFields(t *testing.T) {
	if len(leafletKeys) != len(englishLeaflet.texts) {
		t.Errorf("%d keys in order, %d English texts", len(leafletKeys), len(englishLeaflet.texts))
	}
	field := regexp.MustCompile(`\{[a-z]+\}`)
	for _, w := range Translations() {
		for key, text := range w.texts {
			english, known := englishLeaflet.texts[key]
			if !known {
				t.Errorf("%s: there is no text %q", w.Language, key)
			}
			want, got := field.FindAllString(english, -1), field.FindAllString(text, -1)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(want, got) {
				t.Errorf("%s: %s has the fields %v, the English %v", w.Language, key, got, want)
			}
		}
	}
}

func TestUntranslatedTextStaysEnglishAndTheSheetSaysSo(t *testing.T) {
	p := built(t, "Tramadol 50mg capsules", "two four times a day")
	half := LeafletWords{Language: "cy", texts: maps.Clone(welshLeaflet.texts)}
	delete(half.texts, "safe-old")
	l := LeafletOf(p, "A B", surgery(), today, Sheet{Words: half})
	if line := l.Sections[1].Lines[1]; line.Lang != "en" || !strings.HasPrefix(line.Text, "Never go back up") {
		t.Errorf("an untranslated line is %+v", line)
	}
	if l.Partly.Text == "" || l.Sections[1].Lines[0].Lang != "" {
		t.Errorf("the sheet does not say that some of it is English: %+v", l.Partly)
	}
	if full := LeafletOf(p, "A B", surgery(), today, Sheet{Words: welshLeaflet}); full.Partly.Text != "" || full.Language != "cy" {
		t.Errorf("a whole translation says %q", full.Partly.Text)
	}
	own := LeafletOf(Plan{Version: 1, State: PlanAgreed, Edition: 1, EditionOn: today, Text: "Stay as you are"}, "A B", surgery(), today, Sheet{Words: welshLeaflet})
	if own.Text[0].Lang != "en" || own.Partly.Text == "" {
		t.Errorf("a clinician's own words: %+v", own.Text)
	}
}

func TestApprovalHoldsForTheVeryWords(t *testing.T) {
	w := welshLeaflet
	set := practice.Settings{}
	if len(ApprovedLeaflets(set)) != 0 {
		t.Error("a draft is printed that nobody approved")
	}
	set.Leaflets = []practice.LeafletApproval{{Language: "cy", Print: w.Print(), Name: "Siân Jones"}}
	if got := ApprovedLeaflets(set); len(got) != 1 || got[0].Language != "cy" {
		t.Errorf("approved: %v", got)
	}
	changed := LeafletWords{Language: "cy", texts: maps.Clone(w.texts)}
	changed.texts["safe-stop"] = "Arall."
	if _, ok := changed.ApprovedBy(set); ok {
		t.Error("an approval outlives the words that it was given for")
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

// A plan in the clinician's own words gets the words that go with its medicine,
// and the day on which the person is booked.
func TestLeafletOfAPlanInOwnWords(t *testing.T) {
	p := Plan{Version: 1, State: PlanAgreed, Edition: 1, EditionOn: today, Text: "Tramadol 50 mg: 1 at night.\nThen we talk."}
	l := LeafletOf(p, "A B", surgery(), today, Sheet{Talk: "2026-12-08"})
	text := strings.Join(said(l), "\n")
	if !strings.Contains(text, "With tramadol some people feel panic") || !strings.Contains(text, "on or about 8 December 2026") || len(l.Text) != 2 {
		t.Errorf("%s\n%v", text, l.Text)
	}
	p.Text = "One pregabalin 75 mg at night; the old patch comes off on Monday"
	if text := strings.Join(said(LeafletOf(p, "A B", surgery(), today, Sheet{})), "\n"); strings.Contains(text, "yawn") || !strings.Contains(text, "heat pads") || !strings.Contains(text, "please book with us") {
		t.Error(text)
	}
}

// The leaflet and the texts name days and months alike.
func TestWelshDaysAndMonthsAreTheSameOnPaperAndOnThePhone(t *testing.T) {
	for m := time.January; m <= time.December; m++ {
		if got := welshLeaflet.texts[fmt.Sprintf("month-%d", m)]; got != nhs.WelshMonths[m] {
			t.Errorf("%s and %s", got, nhs.WelshMonths[m])
		}
	}
	for d, name := range nhs.WelshDays {
		if got := welshLeaflet.texts[fmt.Sprintf("weekday-%d", d)]; strings.ToLower(got) != strings.ToLower(name) {
			t.Errorf("%s and %s", got, name)
		}
	}
}
