package review

import (
	"fmt"
	"slices"
	"strings"

	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/taper"
)

// Leaflet is what the person takes home: one table of dates and what to take,
// and what to know beside it. Its words are kept short and plain: a test
// measures the reading age.
type Leaflet struct {
	Name      string
	Practice  string
	Phone     string
	OutOfHour string
	Edition   int
	On        nhs.Date
	Replaces  nhs.Date // of the plan that this one takes the place of; empty for the first
	Medicine  string
	Held      bool
	Rows      []LeafletRow
	Text      []string // a plan in the clinician's own words, in lines
	More      bool     // there are further steps after the next review
	Review    nhs.Date // next talk; empty when not known
	Sections  []LeafletSection
}

// LeafletRow is one product in one stretch of days. Patch is filled in place
// of the times of day for what is worn.
type LeafletRow struct {
	From, To                        nhs.Date
	First                           bool // first row of its dates
	Product                         string
	Morning, Midday, Evening, Night string
	Patch                           string
	Change                          []nhs.Date // days on which patches are changed
	None                            bool       // nothing more to take
}

// LeafletSection is a heading with short sentences.
type LeafletSection struct {
	Title string
	Lines []string
}

// LeafletOf makes the leaflet of a plan. all shows every step; else those up
// to the next review, since later ones may well change.
func LeafletOf(p Plan, name string, at practice.Practice, today nhs.Date, all bool) Leaflet {
	l := Leaflet{Name: name, Practice: at.Name, Phone: at.Settings.Phone, OutOfHour: at.Settings.OutOfHours, Edition: p.Edition, On: p.EditionOn,
		Replaces: p.Replaces, Medicine: p.Taper.Ingredient, Held: p.StateOn(today) == PlanHeld, Review: p.NextReview(today)}
	if !p.Built {
		l.Text = strings.Split(strings.TrimSpace(p.Text), "\n")
		l.Sections = l.sections("", false)
		return l
	}
	shown := p.Shown(today, all)
	for _, s := range shown {
		l.Rows = append(l.Rows, leafletRows(s)...)
	}
	l.More = len(shown) < len(p.Shown(today, true))
	patch := slices.ContainsFunc(l.Rows, func(r LeafletRow) bool { return r.Patch != "" })
	l.Sections = l.sections(p.Taper.Ingredient, patch)
	return l
}

func leafletRows(s taper.Step) []LeafletRow {
	if len(s.Take) == 0 {
		return []LeafletRow{{From: s.From, To: s.To, First: true, None: true}}
	}
	var rows []LeafletRow
	for i, t := range s.Take {
		r := LeafletRow{From: s.From, To: s.To, First: i == 0, Product: t.Product}
		if t.EveryHours > 0 {
			r.Patch, r.Change = t.Sentence(), s.PatchDays()
		} else {
			r.Morning, r.Midday, r.Evening, r.Night = units(t.Morning, t.Unit), units(t.Midday, t.Unit), units(t.Evening, t.Unit), units(t.Night, t.Unit)
		}
		rows = append(rows, r)
	}
	return rows
}

func units(n int, unit string) string {
	switch {
	case n == 0:
		return "–"
	case n == 1 || unit == "ml":
		return fmt.Sprintf("%d %s", n, unit)
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// sections are the words beside the table. Facts: clinical reference 3.7
// (opioid and gabapentinoid withdrawal, tolerance, disposal, driving).
func (l Leaflet) sections(ingredient string, patch bool) []LeafletSection {
	gabapentinoid := ingredient == "gabapentin" || ingredient == "pregabalin"
	feel := "You may sweat, yawn, shake, feel sick, have cramps, loose stools, a runny nose, aches or poor sleep. You may feel on edge."
	if gabapentinoid {
		feel = "You may feel on edge, sleep badly, sweat, feel sick or have more pain."
	}
	out := []LeafletSection{
		{"What you may feel", []string{feel, "It can start in a day. It most often gets better in a week or two. It does not mean harm."}},
		{"If it is too hard", []string{"Stay on the dose you are on. Do not cut down more.", "Call us. You can wait, or go more slowly. That is fine.",
			"It is best not to start a step in a flare-up or a very hard week. Tell us and we will wait."}},
		{"Keep safe", []string{"Never stop suddenly.", "Never go back up to an old dose. Your body is not used to it now. It could stop your breathing.",
			"Do not drink alcohol with this medicine. Do not take other drugs that make you sleepy.",
			"Do not buy codeine from a shop to take with it.", "Do not drive if you feel sleepy or slow. Take care when your dose changes.",
			"Missed your medicine for 3 days or more? Do not start again. Call us first."}},
	}
	if ingredient == "tramadol" {
		out[0].Lines = append(out[0].Lines, "With tramadol some people feel panic or odd feelings in the skin. This passes. Tell us if it comes.")
	}
	if patch {
		out = append(out, LeafletSection{"Your patches", []string{"Take the old patch off before you put a new one on.", "Never cut a patch. Keep it away from heat, hot baths and heat pads.",
			"Fold a used patch so that it sticks to itself. Put it where no child or pet can reach it."}})
	}
	out = append(out,
		LeafletSection{"For family and friends", []string{"Call 999 if the person is very sleepy and will not wake up, breathes slowly or not well, or has blue lips."}},
		LeafletSection{"Spare medicine", []string{"Take it back to a pharmacy. Do not keep it. Do not give it to others."}},
		LeafletSection{"Whom to call", l.whom()})
	return out
}

func (l Leaflet) whom() []string {
	var out []string
	if l.Phone != "" {
		out = append(out, l.Practice+": "+l.Phone)
	}
	if l.OutOfHour != "" {
		out = append(out, "When we are closed: "+l.OutOfHour)
	}
	return append(out, "If you feel you may hurt yourself, call 111 or 999 now. You can call Samaritans on 116 123 at any time.")
}
