package taper

import (
	"slices"
	"time"

	"stepdown/internal/nhs"
)

// wearDays is the least number of days that holds whole patch wears; 1
// without patches.
func wearDays(parts []part) int {
	d := 1
	for _, p := range parts {
		if !p.patch() || p.every == 0 {
			continue
		}
		w, step := p.every/24, d
		for d%w != 0 {
			d += step
		}
	}
	return d
}

// next is the day of the step after one on day: the policy's interval, whole
// patch wears and at least the policy's number of changes, then the wished
// weekday and no holiday. It is never sooner than the policy says.
func (b *builder) next(day nhs.Date, wear int) nhs.Date {
	n := b.policy.IntervalDays
	if wear > 1 {
		n = max(n, b.policy.MinPatchChanges*wear)
		n = (n + wear - 1) / wear * wear
	}
	return b.rollBy(day.AddDays(n), wear)
}

func (b *builder) roll(day nhs.Date) nhs.Date { return b.rollBy(day, wearDays(b.parts)) }

// rollBy moves a day later until it is the wished weekday and no holiday.
// Patches are changed when they are due, so there the weekday is not asked.
func (b *builder) rollBy(day nhs.Date, wear int) nhs.Date {
	weekday, wished := weekdayByName(b.r.Preferences.Weekday)
	for range 200 {
		if (!wished || wear > 1 || day.Weekday() == weekday) && !slices.Contains(b.r.Preferences.Holidays, day) {
			return day
		}
		day = day.AddDays(wear)
	}
	return day
}

func weekdayByName(s string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if d.String() == s {
			return d, true
		}
	}
	return 0, false
}

// reviewDates are at most four weeks apart, from the day last until three
// months after the last step; at weekends and on holidays they come earlier.
func reviewDates(last nhs.Date, steps []Step, holidays []nhs.Date) []nhs.Date {
	out := []nhs.Date{}
	if len(steps) == 0 {
		return out
	}
	every := limitDays("review")
	end := steps[len(steps)-1].From.AddDays(3 * every)
	for {
		d := last.AddDays(every)
		for last < d && (d.Weekday() == time.Saturday || d.Weekday() == time.Sunday || slices.Contains(holidays, d)) {
			d = d.AddDays(-1)
		}
		if d <= last { // a month of holidays: take the day itself
			d = last.AddDays(every)
		}
		out = append(out, d)
		if last = d; d >= end {
			return out
		}
	}
}

// PatchDays lists the days of a step on which patches are changed: take the
// old ones off, put new ones on. Empty without patches.
func (s Step) PatchDays() (days []nhs.Date) {
	for _, t := range s.Take {
		if t.EveryHours == 0 {
			continue
		}
		for d := s.From; d <= s.To; d = d.AddDays(t.EveryHours / 24) {
			if !slices.Contains(days, d) {
				days = append(days, d)
			}
		}
	}
	slices.Sort(days)
	return days
}
