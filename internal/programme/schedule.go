package programme

import (
	"time"

	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Last asks for the last such weekday of the month.
const Last = -1

// Monthly is a rule such as "the first Tuesday of each month at 14:00".
type Monthly struct {
	Week    int // 1 to 4, or Last
	Weekday time.Weekday
	Hour    int // in London
	Minute  int
}

// Proposed is a day that the rule names. One that falls on a bank holiday is
// shown with the holiday's name, for a person to move or leave out.
type Proposed struct {
	Date          nhs.Date
	StartsAt      time.Time
	Holiday       string // empty on other days
	HolidaysKnown bool   // false: the table does not reach this year, so check
}

// Validate says what to mend.
func (m Monthly) Validate() error {
	fields := map[string]string{}
	if m.Week != Last && (m.Week < 1 || m.Week > 4) {
		fields["week"] = "Choose first, second, third, fourth or last"
	}
	if m.Weekday < time.Sunday || m.Weekday > time.Saturday {
		fields["weekday"] = "Choose a day of the week"
	}
	if m.Hour < 0 || m.Hour > 23 || m.Minute < 0 || m.Minute > 59 {
		fields["time"] = "Enter a time, such as 14:00"
	}
	if len(fields) > 0 {
		return &problem.Error{Kind: problem.Invalid, Text: "The schedule is not complete.", Fields: fields}
	}
	return nil
}

// Next proposes a day in each of n months, beginning with the first that is
// on or after from. The time of day is London's, so it does not move when the
// clocks change.
func (m Monthly) Next(from nhs.Date, n int, nation nhs.Nation) []Proposed {
	if m.Validate() != nil || !from.Known() {
		return nil
	}
	var out []Proposed
	month := nhs.NewDate(from.Time().Year(), from.Time().Month(), 1)
	for ; len(out) < n; month = month.AddMonths(1) {
		d := m.in(month)
		if d.Before(from) {
			continue
		}
		t := d.Time()
		out = append(out, Proposed{
			Date:          d,
			StartsAt:      time.Date(t.Year(), t.Month(), t.Day(), m.Hour, m.Minute, 0, 0, nhs.London),
			Holiday:       nhs.BankHoliday(d, nation),
			HolidaysKnown: nhs.HolidaysKnown(t.Year()),
		})
	}
	return out
}

// in gives the day of the rule in the month that begins on first.
func (m Monthly) in(first nhs.Date) nhs.Date {
	if m.Week == Last {
		last := first.AddMonths(1).AddDays(-1)
		return last.AddDays(-((int(last.Weekday()) - int(m.Weekday) + 7) % 7))
	}
	ahead := (int(m.Weekday) - int(first.Weekday()) + 7) % 7
	return first.AddDays(ahead + 7*(m.Week-1))
}
