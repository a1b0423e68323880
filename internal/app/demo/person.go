package demo

import (
	"cmp"
	"slices"

	"stepdown/internal/cohort"
	"stepdown/internal/nhs"
	"stepdown/internal/review"
	"stepdown/internal/synth"
	"stepdown/internal/taper"
)

// person is somebody of the cycle: what the invented practice knows of their
// medicines until the newest extract, and the part they play.
type person struct {
	number  nhs.Number
	place   int    // in the order of NHS numbers: makes one person's way differ from the next
	id      string // of the participant
	patient string
	mobile  nhs.Mobile // empty without a number that belongs to nobody

	then    synth.Truth // on the day of the list
	newest  synth.Truth // in the extract that nobody has imported yet
	changed nhs.Date    // the day on which tramadol came off repeat; empty for who goes on
	courses []course    // acute supplies since
	to      string      // what came instead of tramadol
	gone    bool        // died, or left
	told    story
	part    part

	wave   nhs.Date // of the invitation
	clinic nhs.Date // of the review

	outcome review.Result // confirmed last
}

// course is one acute supply of four weeks.
type course struct {
	from   nhs.Date
	daily  taper.Amount
	medics string // "Tramadol 50mg capsules: 1 TDS"
}

// part is what a person does in the story beside what the extracts say.
type part string

// The parts. A person may have none.
const (
	talks     part = "review without a change" // of their own wish
	recent    part = "reviewed at the newest session"
	missed    part = "did not come, telephoned, came"
	absent    part = "did not come lately"
	comes     part = "booked at the next session"
	stops     part = "asks for no texts"
	declines  part = "says no"
	waits     part = "says not now"
	never     part = "asks never to be invited"
	stranger  part = "somebody else has the number"
	away      part = "the text does not arrive"
	asks      part = "asks a question"
	unread    part = "record not screened"
	colleague part = "record waits for a colleague"
	elsewhere part = "needs another route"
)

// readPerson finds out what becomes of somebody's tramadol.
func readPerson(then, newest synth.Truth, from nhs.Date) *person {
	p := &person{number: then.NHSNumber, then: then, newest: newest, gone: newest.Died.Known() || newest.Left.Known() || newest.NHSNumber == ""}
	p.mobile, _ = nhs.ParseMobile(then.Mobile)
	if !p.mobile.Test() {
		p.mobile = ""
	}
	repeat, ended := false, nhs.Date("")
	for _, l := range newest.Lines {
		switch {
		case l.Ingredient != "tramadol":
		case l.Kind == cohort.Acute && l.Started > from:
			read := taper.ReadLine(l.Name, l.Dosage, 0)
			p.courses = append(p.courses, course{l.Started, max(read.Daily, read.Greatest), l.Name + ": " + l.Dosage})
		case l.Kind != cohort.Acute:
			repeat = repeat || l.Active
			ended = max(ended, l.Ended)
		}
	}
	slices.SortFunc(p.courses, func(a, b course) int { return cmp.Compare(a.from, b.from) })
	if repeat || p.gone || ended <= from {
		p.courses = nil
		return p
	}
	p.changed = ended
	if len(p.courses) > 0 {
		p.changed = p.courses[0].from
	}
	for _, l := range newest.Lines {
		if l.Class.Target() && l.Ingredient != "tramadol" && l.Active && l.Started == p.changed {
			p.to = l.Name
		}
	}
	return p
}

// taken is what somebody really takes a day of tramadol before the review: what
// the dose says, or at its most, or one step above the first smaller supply.
func (p *person) taken() taper.Amount {
	var sum taper.Amount
	for _, l := range p.then.Lines {
		if l.Ingredient == "tramadol" && l.Kind != cohort.Acute && l.Active {
			read := taper.ReadLine(l.Name, l.Dosage, 0)
			sum += max(read.Daily, read.Greatest)
		}
	}
	if len(p.courses) > 0 && sum <= p.courses[0].daily {
		sum = p.courses[0].daily + 100*taper.Milligram
	}
	return max(sum, 50*taper.Milligram)
}

// rests reports whether the supplies stay at one dose for now.
func (p *person) rests() bool {
	n := len(p.courses)
	return n > 1 && p.courses[n-1].daily == p.courses[n-2].daily
}
