package synth

import (
	"sync"
	"time"

	"stepdown/internal/nhs"
)

// day counts days since 31 December 1899; zero is unknown. Whole days keep the
// writing of a million dates cheap.
type day int32

const (
	week  = day(7)
	month = day(30)
	year  = day(365)
)

var dayZero = time.Date(1899, time.December, 31, 0, 0, 0, 0, time.UTC)

// emisDates holds every day to the end of 2060 as EMIS Web writes it, from the
// first time that one is asked for.
var emisDates = sync.OnceValue(func() []string {
	end := int(dayOf("2060-12-31"))
	dates := make([]string, end+1)
	for i := 1; i <= end; i++ {
		dates[i] = dayZero.AddDate(0, 0, i).Format("02-Jan-2006")
	}
	return dates
})

func dayOf(d nhs.Date) day {
	if !d.Known() {
		return 0
	}
	return day(d.Time().Sub(dayZero).Hours() / 24)
}

func (d day) date() nhs.Date {
	if d <= 0 {
		return ""
	}
	return nhs.DateOf(dayZero.AddDate(0, 0, int(d)))
}

// emis gives the day as dd-MMM-yyyy, or nothing when it is unknown.
func (d day) emis() string {
	dates := emisDates()
	if d <= 0 || int(d) >= len(dates) {
		return ""
	}
	return dates[d]
}
