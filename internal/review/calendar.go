package review

import (
	"fmt"

	"stepdown/internal/nhs"
	"stepdown/internal/taper"
)

// Entry is one day of a person's calendar. Its title tells nothing of a
// medicine: calendars are seen by others.
type Entry struct {
	UID       string
	On        nhs.Date
	Title     string
	Cancelled bool // was in an edition before, and is no longer
}

// CalendarOf gives the days of a plan from today on: steps and reviews. Ids
// stay the same from edition to edition, so that a new file moves the days of
// the old one; those that are gone are cancelled.
func CalendarOf(versions []Plan, today nhs.Date) []Entry {
	if len(versions) == 0 {
		return nil
	}
	now := versions[0] // newest first
	entries := entriesOf(now, today)
	there := map[string]bool{}
	for _, e := range entries {
		there[e.UID] = true
	}
	for _, old := range versions[1:] {
		for _, e := range entriesOf(old, today) {
			if !there[e.UID] {
				there[e.UID] = true
				e.Cancelled = true
				entries = append(entries, e)
			}
		}
	}
	return entries
}

func entriesOf(p Plan, today nhs.Date) []Entry {
	var out []Entry
	if !p.Built || !p.State.Live() {
		return nil
	}
	for i, s := range p.Taper.Steps {
		stays := s.Kind == taper.Present || s.Kind == taper.Held // no step for the person: the dose goes on as it is
		if s.From >= today && !s.Decide && !stays {
			out = append(out, Entry{UID: fmt.Sprintf("step-%d-%s@stepdown", i+1, p.ParticipantID), On: s.From, Title: "Next step of my plan"})
		}
	}
	for i, d := range p.Taper.Reviews {
		if d >= today {
			out = append(out, Entry{UID: fmt.Sprintf("talk-%d-%s@stepdown", i+1, p.ParticipantID), On: d, Title: "Talk with the surgery"})
		}
	}
	return out
}
