package nhs

import (
	"errors"
	"time"
)

// Date is a day in the calendar, as "2026-05-31". It has no time and no zone,
// so it cannot slip a day when the clocks change, and it sorts as text in
// every database. The empty Date means unknown.
type Date string

const isoDay = "2006-01-02"

// ErrDate says that a day is not in the calendar or not written yyyy-mm-dd.
var ErrDate = errors.New("not a date in the calendar")

// ParseDate reads yyyy-mm-dd.
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(isoDay, s); err != nil {
		return "", ErrDate
	}
	return Date(s), nil
}

// NewDate makes a date from its parts; parts out of range roll over as in
// time.Date.
func NewDate(year int, month time.Month, day int) Date {
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf is the day that t names in its own zone.
func DateOf(t time.Time) Date { return Date(t.Format(isoDay)) }

// Today is the day in London at the instant now.
func Today(now time.Time) Date { return DateOf(now.In(London)) }

// Known reports whether the date is known.
func (d Date) Known() bool { return d != "" }

// Time is midnight UTC of the day, for arithmetic; the zero time if unknown.
func (d Date) Time() time.Time {
	t, _ := time.Parse(isoDay, string(d))
	return t
}

// AddDays moves by n days.
func (d Date) AddDays(n int) Date {
	if d == "" {
		return ""
	}
	return DateOf(d.Time().AddDate(0, 0, n))
}

// AddMonths moves by n calendar months and stays in the month it lands in: a
// month after 31 January is 28 or 29 February, never 3 March.
func (d Date) AddMonths(n int) Date {
	if d == "" {
		return ""
	}
	t := d.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return DateOf(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// DaysUntil counts the days from d to e; negative when e is earlier.
func (d Date) DaysUntil(e Date) int { return int(e.Time().Sub(d.Time()).Hours() / 24) }

// Before reports whether d is an earlier day than e; an unknown date is
// before nothing.
func (d Date) Before(e Date) bool { return d != "" && e != "" && d < e }

// String writes the day as the NHS content guide does: "31 May 2026".
func (d Date) String() string {
	if d == "" {
		return "not known"
	}
	return d.Time().Format("2 January 2006")
}

// Weekday of the day.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// AgeOn gives whole years from a birth date d to the day on; -1 if unknown.
func (d Date) AgeOn(on Date) int {
	if d == "" || on == "" {
		return -1
	}
	b, o := d.Time(), on.Time()
	years := o.Year() - b.Year()
	if o.Month() < b.Month() || o.Month() == b.Month() && o.Day() < b.Day() {
		years--
	}
	return years
}
