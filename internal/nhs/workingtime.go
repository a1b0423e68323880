package nhs

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"strings"
	"time"
)

// Nation of the United Kingdom, which decides bank holidays and which urgent
// help lines a text names.
type Nation string

// The four nations. England and Wales share bank holidays.
const (
	England         Nation = "England"
	Wales           Nation = "Wales"
	Scotland        Nation = "Scotland"
	NorthernIreland Nation = "Northern Ireland"
)

// Nations in the order of their size, for lists on forms.
var Nations = []Nation{England, Scotland, Wales, NorthernIreland}

// ErrNation says that a nation is not one of the four.
var ErrNation = errors.New("choose England, Scotland, Wales or Northern Ireland")

// ParseNation reads the name of a nation, in any case.
func ParseNation(s string) (Nation, error) {
	for _, n := range Nations {
		if strings.EqualFold(strings.TrimSpace(s), string(n)) {
			return n, nil
		}
	}
	return "", ErrNation
}

func (n Nation) division() string {
	switch n {
	case Scotland:
		return "scotland"
	case NorthernIreland:
		return "northern-ireland"
	}
	return "england-and-wales"
}

//go:embed bankholidays.csv
var bankHolidayTable string

type holiday struct {
	day      Date
	division string
}

var bankHolidays, lastHolidayYear = readBankHolidays(bankHolidayTable)

func readBankHolidays(table string) (map[holiday]string, int) {
	r := csv.NewReader(strings.NewReader(table))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		panic(err) // the table is embedded and a test reads it
	}
	days, last := make(map[holiday]string, len(rows)), 0
	for _, row := range rows[1:] {
		d := Date(row[0])
		days[holiday{d, row[1]}] = row[2]
		last = max(last, d.Time().Year())
	}
	return days, last
}

// BankHoliday names the bank holiday on day d in nation n, or gives "".
//
// Beyond the last year of the table only the days that no government moves
// far are known: 25 and 26 December and 1 and 2 January. HolidaysKnown tells.
func BankHoliday(d Date, n Nation) string {
	if name := bankHolidays[holiday{d, n.division()}]; name != "" || !d.Known() {
		return name
	}
	if t := d.Time(); !HolidaysKnown(t.Year()) {
		switch md := t.Format("01-02"); md {
		case "12-25", "12-26", "01-01", "01-02":
			return "Christmas and New Year"
		}
	}
	return ""
}

// HolidaysKnown reports whether the table of bank holidays covers the year.
// When it does not, a page should say so: the list needs a new year added.
func HolidaysKnown(year int) bool { return year >= 2024 && year <= lastHolidayYear }

// WorkingDay reports whether d is Monday to Friday and no bank holiday in n.
func WorkingDay(d Date, n Nation) bool {
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	return BankHoliday(d, n) == ""
}

// NextWorkingDay is the first working day after d.
func NextWorkingDay(d Date, n Nation) Date {
	for d = d.AddDays(1); !WorkingDay(d, n); d = d.AddDays(1) {
	}
	return d
}

// SendWindow is the part of a working day in which texts may go, London time:
// from the start of From to just before the start of To, in whole hours.
type SendWindow struct{ From, To int }

// UsualWindow is 09:00 to 18:00. No law sets quiet hours for texts about a
// person's own care; NHS England asks that the time be considered (NHS England,
// messaging best practice), and this is Stepdown's choice.
var UsualWindow = SendWindow{From: 9, To: 18}

// Valid reports whether the window opens before it closes, within one day.
func (w SendWindow) Valid() bool { return w.From >= 0 && w.From < w.To && w.To <= 24 }

// Open reports whether a text may go at the instant now.
func (w SendWindow) Open(now time.Time, n Nation) bool {
	local := now.In(London)
	h := local.Hour()
	return WorkingDay(DateOf(local), n) && h >= w.From && h < w.To
}

// Next is now when the window is open, otherwise the instant at which it
// opens next. Because it is built from the calendar and not by adding hours,
// it is right across a change of the clocks.
func (w SendWindow) Next(now time.Time, n Nation) time.Time {
	if w.Open(now, n) {
		return now
	}
	local := now.In(London)
	d := DateOf(local)
	if !WorkingDay(d, n) || local.Hour() >= w.To {
		d = NextWorkingDay(d, n)
	}
	y, m, day := d.Time().Date()
	return time.Date(y, m, day, w.From, 0, 0, 0, London)
}

// NextSendTime is when a text that is ready now may go, in the usual window.
func NextSendTime(now time.Time, n Nation) time.Time { return UsualWindow.Next(now, n) }
