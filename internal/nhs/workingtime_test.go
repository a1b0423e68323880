package nhs

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestBankHolidays(t *testing.T) {
	for _, c := range []struct {
		day  Date
		n    Nation
		name string
	}{
		{"2026-04-06", England, "Easter Monday"},
		{"2026-04-06", Wales, "Easter Monday"},
		{"2026-04-06", Scotland, ""},
		{"2026-06-15", Scotland, "World Cup bank holiday"},
		{"2026-06-15", England, ""},
		{"2026-07-13", NorthernIreland, "Battle of the Boyne (Orangemen's Day) (substitute day)"},
		{"2026-11-30", Scotland, "St Andrew's Day"},
		{"2026-12-28", England, "Boxing Day (substitute day)"},
		{"2027-01-04", Scotland, "2nd January (substitute day)"},
		{"2027-12-27", NorthernIreland, "Christmas Day (substitute day)"},
		{"2029-12-25", England, "Christmas and New Year"},
		{"", England, ""},
	} {
		if got := BankHoliday(c.day, c.n); got != c.name {
			t.Errorf("BankHoliday(%s, %s) = %q, want %q", c.day, c.n, got, c.name)
		}
	}
	if HolidaysKnown(2023) || !HolidaysKnown(2024) || !HolidaysKnown(2028) || HolidaysKnown(2029) {
		t.Error("HolidaysKnown does not match the table")
	}
}

// Each year has 8, 9 and 10 bank holidays, and one more where a proclamation
// added it; Good Friday is worked out afresh, and no holiday is at a weekend.
func TestBankHolidayTableFollowsItsRules(t *testing.T) {
	want := map[string]int{"england-and-wales": 8, "scotland": 9, "northern-ireland": 10}
	count := map[string]int{}
	for h, name := range bankHolidays {
		if w := h.day.Weekday(); w == time.Saturday || w == time.Sunday {
			t.Errorf("%s (%s) is at a weekend", h.day, name)
		}
		if !strings.Contains(name, "World Cup") {
			count[h.division+string(h.day[:4])]++
		}
	}
	for year := 2024; year <= lastHolidayYear; year++ {
		good := easter(year).AddDays(-2)
		for division, n := range want {
			if got := count[division+good.Time().Format("2006")]; got != n {
				t.Errorf("%s %d has %d holidays, want %d", division, year, got, n)
			}
			if bankHolidays[holiday{good, division}] != "Good Friday" {
				t.Errorf("%s %d: Good Friday is not %s", division, year, good)
			}
		}
	}
}

// easter by Gauss's rule as corrected for 1900 to 2099.
func easter(y int) Date {
	a, b, c := y%19, y%4, y%7
	d := (19*a + 24) % 30
	e := (2*b + 4*c + 6*d + 5) % 7
	if d == 29 && e == 6 || d == 28 && e == 6 && a > 10 {
		e -= 7
	}
	return NewDate(y, time.March, 22+d+e)
}

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, London)
	if err != nil {
		panic(err)
	}
	return t
}

func TestNextSendTime(t *testing.T) {
	for _, c := range []struct {
		now  string
		n    Nation
		want string
	}{
		{"2026-11-23 09:00", England, "2026-11-23 09:00"},
		{"2026-11-23 17:59", England, "2026-11-23 17:59"},
		{"2026-11-23 08:59", England, "2026-11-23 09:00"},
		{"2026-11-23 18:00", England, "2026-11-24 09:00"},
		{"2026-11-22 12:00", England, "2026-11-23 09:00"},  // Sunday
		{"2026-11-27 18:30", England, "2026-11-30 09:00"},  // Friday evening
		{"2026-11-27 18:30", Scotland, "2026-12-01 09:00"}, // St Andrew's Day
		{"2026-12-24 19:00", England, "2026-12-29 09:00"},  // Christmas, weekend, substitute
		{"2026-12-31 18:00", Scotland, "2027-01-05 09:00"},
		{"2027-03-27 12:00", Scotland, "2027-03-29 09:00"}, // the clocks go forward on the 28th
		{"2027-10-30 12:00", England, "2027-11-01 09:00"},  // the clocks go back on the 31st
		{"2027-10-31 01:30", England, "2027-11-01 09:00"},
	} {
		if got := NextSendTime(at(c.now).UTC(), c.n); !got.Equal(at(c.want)) {
			t.Errorf("NextSendTime(%s, %s) = %s, want %s", c.now, c.n, got.In(London), c.want)
		}
	}
}

func TestSendWindowProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(rapid.Int64Range(at("2024-01-01 00:00").Unix(), at("2030-01-01 00:00").Unix()).Draw(t, "now"), 0).UTC()
		n := rapid.SampledFrom(Nations).Draw(t, "nation")
		next := NextSendTime(now, n)
		if next.Before(now) || !UsualWindow.Open(next, n) {
			t.Fatalf("%s -> %s", now, next)
		}
		if !next.Equal(now) {
			if next.In(London).Hour() != 9 || UsualWindow.Open(next.Add(-time.Second), n) {
				t.Fatalf("%s -> %s is not an opening", now, next)
			}
			for probe := now; probe.Before(next); probe = probe.Add(30 * time.Minute) {
				if UsualWindow.Open(probe, n) {
					t.Fatalf("an earlier opening: %s", probe)
				}
			}
		}
	})
}

func TestParseNation(t *testing.T) {
	if n, err := ParseNation(" northern ireland "); err != nil || n != NorthernIreland {
		t.Error(n, err)
	}
	if _, err := ParseNation("France"); err == nil {
		t.Error("France is no nation of the United Kingdom")
	}
}
