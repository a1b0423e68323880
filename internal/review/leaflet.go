package review

import (
	"fmt"
	"strings"

	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/taper"
)

// Leaflet is what the person takes home: one table of dates and what to take,
// and what to know beside it. Its words are kept short and plain: a test
// measures the reading age.
type Leaflet struct {
	Language string // of the sheet, BCP 47
	Practice string
	Title    Said
	Made     Said
	Replaces Said // of the plan that this one takes the place of; empty for the first
	State    Said // held, ended, done; empty while the plan runs
	Table    Said
	Heads    []Said // of the table's columns
	Steps    []LeafletStep
	Patches  bool   // the table is a calendar of patches to put on and take off
	Beside   []Said // what is taken apart from the steps
	Text     []Said // a plan in the clinician's own words, in lines
	More     Said   // there are further steps after the next review
	Next     Said   // when we talk
	Sections []LeafletSection
	Partly   Said // says that some of it stays English
}

// LeafletStep is one stretch of days of the table.
type LeafletStep struct {
	Days    Said
	Wear    []Said // patches: how often each is changed
	Rows    []LeafletRow
	Changes []PatchChange
	None    Said // nothing more to take
}

// LeafletRow is one product, morning to night.
type LeafletRow struct {
	Product string
	Times   []Said // morning, midday, evening, night
}

// PatchChange is one day on which patches come off and go on.
type PatchChange struct {
	Day     Said
	Off, On []Said
}

// LeafletSection is a heading with short sentences.
type LeafletSection struct {
	Title Said
	Lines []Said
}

// Sheet is how a leaflet is wanted.
type Sheet struct {
	All   bool         // every step; else those up to the next review, since later ones may well change
	Words LeafletWords // the language; English where it is left out
	Talk  nhs.Date     // when the person is booked or due, if that is known better than by the plan
}

// LeafletOf makes the leaflet of a plan.
func LeafletOf(p Plan, name string, at practice.Practice, today nhs.Date, sheet Sheet) Leaflet {
	if sheet.Words.Language == "" {
		sheet.Words = englishLeaflet
	}
	s := &speaker{words: sheet.Words}
	l := Leaflet{Language: s.words.Language, Practice: at.Name, Title: s.say("title", "name", name),
		Made: s.say("made", "edition", fmt.Sprint(p.Edition), "day", s.day(p.EditionOn)), Next: s.say("next-none")}
	if p.Replaces != "" {
		l.Replaces = s.say("replaces", "day", s.day(p.Replaces))
	}
	if key := map[PlanState]string{PlanHeld: "held", PlanEnded: "ended", PlanFinished: "finished"}[p.StateOn(today)]; key != "" {
		l.State = s.say(key)
	}
	talk := sheet.Talk
	if talk == "" {
		talk = p.NextReview(today)
	}
	if talk != "" {
		l.Next = s.say("next", "day", s.day(talk))
	}
	ingredient, patches := p.Taper.Ingredient, false
	if p.Built {
		s.table(&l, p, today, sheet.All)
		patches = l.Patches
		if len(p.Taper.Beside) > 0 {
			l.Beside = s.ownWords(strings.Join(p.Taper.Beside, "\n"))
		}
	} else {
		l.Table, l.Text = s.say("text-plan"), s.ownWords(p.Text)
		ingredient, patches = namedIn(p.Text)
	}
	l.Sections = s.sections(ingredient, patches, at)
	if s.partly {
		l.Partly = s.say("partly")
	}
	return l
}

// ownWords are a plan as the clinician wrote it, which nobody translates.
func (s *speaker) ownWords(text string) (out []Said) {
	lang := ""
	if s.words.Language != "en" {
		lang, s.partly = "en", true
	}
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		out = append(out, Said{line, lang})
	}
	return out
}

// namedIn looks in a plan in the clinician's own words for what has words of
// its own on the leaflet.
func namedIn(text string) (ingredient string, patches bool) {
	text = strings.ToLower(text)
	for _, name := range []string{"tramadol", "gabapentin", "pregabalin"} {
		if strings.Contains(text, name) {
			ingredient = name
		}
	}
	return ingredient, strings.Contains(text, "patch")
}

// table fills in the steps: times of day, or for patches a calendar.
func (s *speaker) table(l *Leaflet, p Plan, today nhs.Date, all bool) {
	shown := p.Shown(today, all)
	for _, step := range shown {
		for _, t := range step.Take {
			l.Patches = l.Patches || t.EveryHours > 0
		}
	}
	if len(shown) < len(p.Shown(today, true)) {
		l.More = s.say("more")
	}
	keys := []string{"head-medicine", "head-morning", "head-midday", "head-evening", "head-night"}
	l.Table = s.say("table")
	if l.Patches {
		keys = []string{"head-day", "head-off", "head-on", "head-done"}
		l.Table = s.say("patch-table")
	}
	for _, k := range keys {
		l.Heads = append(l.Heads, s.say(k))
	}
	var worn []taper.Take
	for _, step := range p.Taper.Steps {
		if len(shown) > 0 && step.From == shown[0].From {
			shown = shown[1:]
			l.Steps = append(l.Steps, s.step(step, worn, l.Patches, today))
		}
		worn = step.Take
	}
}

func (s *speaker) step(step taper.Step, worn []taper.Take, patches bool, today nhs.Date) LeafletStep {
	out := LeafletStep{Days: s.say("days", "from", s.day(step.From), "to", s.day(step.To))}
	if len(step.Take) == 0 {
		out.Days, out.None = s.say("from-day", "from", s.day(step.From)), s.say("none")
	}
	if patches {
		out.Wear, out.Changes = s.wear(step), s.changes(step, worn, today)
		return out
	}
	for _, t := range step.Take {
		row := LeafletRow{Product: t.Product}
		for _, n := range []int{t.Morning, t.Midday, t.Evening, t.Night} {
			row.Times = append(row.Times, s.units(n, t.Unit))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// wear says how often the patches of a step are changed.
func (s *speaker) wear(step taper.Step) (out []Said) {
	for _, t := range step.Take {
		every := s.say("wear-daily")
		if days := t.EveryHours / 24; days > 1 {
			every = s.say("wear", "n", fmt.Sprint(days))
		}
		what := s.patch(t)
		out = append(out, Said{what.Text + ". " + every.Text, every.Lang})
	}
	return out
}

// patch names what goes on, as the box does.
func (s *speaker) patch(t taper.Take) Said {
	return s.say("patch-of", "n", fmt.Sprint(t.Units()), "product", strings.TrimSuffix(t.Product, " transdermal patches"))
}

// changes lists from today on the days of a step on which patches come off and
// go on. On its first day all that was worn comes off; later each product when
// it is due. What is worn before the plan begins is the person's own.
func (s *speaker) changes(step taper.Step, worn []taper.Take, today nhs.Date) (out []PatchChange) {
	if len(step.Take) == 0 {
		return []PatchChange{{s.weekday(step.From), []Said{s.say("off-last")}, []Said{s.say("on-none")}}}
	}
	for _, day := range step.PatchDays() {
		if day < today {
			continue
		}
		var due []taper.Take
		for _, t := range step.Take {
			if t.EveryHours > 0 && step.From.DaysUntil(day)%(t.EveryHours/24) == 0 {
				due = append(due, t)
			}
		}
		c := PatchChange{Day: s.weekday(day), Off: s.off(due, step.Take)}
		if day == step.From {
			c.Off = s.off(worn, worn)
		}
		for _, t := range due {
			c.On = append(c.On, s.patch(t))
		}
		out = append(out, c)
	}
	return out
}

// off words what comes off: all that is worn, or by name what is due of it.
func (s *speaker) off(due, worn []taper.Take) (out []Said) {
	n := 0
	for _, t := range due {
		n += t.Units()
		out = append(out, s.patch(t))
	}
	switch {
	case len(due) < len(worn):
		return out
	case n > 1:
		return []Said{s.say("off-olds", "n", fmt.Sprint(n))}
	}
	return []Said{s.say("off-old")}
}

// sections are the words beside the table. Whom to call and what is dangerous
// stand first: they must be on the sheet with the table.
func (s *speaker) sections(ingredient string, patch bool, at practice.Practice) []LeafletSection {
	section := func(keys ...string) LeafletSection {
		out := LeafletSection{Title: s.say(keys[0])}
		for _, k := range keys[1:] {
			out.Lines = append(out.Lines, s.say(k))
		}
		return out
	}
	feel := []string{"feel", "feel-opioid", "feel-when"}
	switch ingredient {
	case "gabapentin", "pregabalin":
		feel[1] = "feel-gabapentinoid"
	case "tramadol":
		feel = append(feel, "feel-tramadol")
	}
	out := []LeafletSection{s.whom(at), section("safe", "safe-stop", "safe-old", "safe-alcohol", "safe-shop", "safe-drive", "safe-missed"),
		section("hard", "hard-hold", "hard-call", "hard-wait"), section(feel...)}
	if patch {
		out = append(out, section("patches", "patches-off", "patches-heat", "patches-fever", "patches-bin"))
	}
	return append(out, section("family", "family-999", "family-tell"), section("spare", "spare-back"))
}

func (s *speaker) whom(at practice.Practice) LeafletSection {
	out := LeafletSection{Title: s.say("whom")}
	if phone := at.Settings.Phone; phone != "" {
		out.Lines = append(out.Lines, s.say("whom-open", "practice", at.Name, "phone", phone))
	}
	closed := s.say("whom-closed-111")
	if phone := at.Settings.OutOfHours; phone != "" {
		closed = s.say("whom-closed", "phone", phone)
	}
	return LeafletSection{out.Title, append(out.Lines, closed, s.say("whom-crisis"))}
}
