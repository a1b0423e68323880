// Package synth invents a general practice: its registered people, what they
// are prescribed and what is coded of them, and how all of that changes from
// month to month. It writes the practice's exports for the demo and the tests,
// and keeps a ledger of the truth behind them. Nothing in it comes from a real
// record: NHS numbers lie in the 999 range, telephone numbers in the ranges
// that Ofcom sets aside for drama, postcodes in an area that does not exist.
package synth

import (
	"fmt"
	"sync"

	"stepdown/internal/nhs"
)

// What Options may hold.
const (
	MostPatients = 400_000 // so that NHS numbers never run out, even over MostMonths
	MostMonths   = 120
	EarliestYear = 2015
	LatestYear   = 2055
)

// Options say which practice to invent. The zero value is the usual one. The
// same options always give the same bytes.
type Options struct {
	Seed         uint64
	Patients     int      // registered in the first month: 1 to MostPatients; 0 means 6,000
	Months       int      // monthly extracts: 1 to MostMonths; 0 means 18
	End          nhs.Date // day of the last extract; EarliestYear to LatestYear; empty means 31 October 2026
	Organisation string   // ODS code; empty means Y99999
	Name         string   // of the practice; empty means Quince Lane Surgery
	Cycle        Cycle
	NoFaults     bool // leave out the faulty rows (see Faults)
}

// Cycle is an improvement cycle whose effect shows in the extracts: some of
// the people on repeat tramadol have a review, come off the repeat, step down
// on acute prescriptions month by month, and stop.
type Cycle struct {
	Off   bool
	Start int     // index of the month in which reviews begin; 0 means six before the last
	Share float64 // of the people on repeat tramadol that month, 0 to 1; 0 means 0.25
}

func (o Options) withDefaults() Options {
	if o.Patients == 0 {
		o.Patients = 6000
	}
	if o.Months == 0 {
		o.Months = 18
	}
	o.Patients = min(max(o.Patients, 1), MostPatients)
	o.Months = min(max(o.Months, 1), MostMonths)
	if y := o.End.Time().Year(); y < EarliestYear || y > LatestYear {
		o.End = "2026-10-31"
	}
	if o.Organisation == "" {
		o.Organisation = "Y99999"
	}
	if o.Name == "" {
		o.Name = "Quince Lane Surgery"
	}
	if o.Cycle.Start == 0 {
		o.Cycle.Start = o.Months - 6
	}
	if o.Cycle.Share == 0 {
		o.Cycle.Share = 0.25
	}
	return o
}

// World is an invented practice with its whole history. It does not change
// once made, and may be read by several goroutines.
type World struct {
	options  Options
	extracts []day
	patients []*patient // in the order of their EMIS numbers
	faulty   []faultyBlock

	numbers   *testNumbers
	strangers int // people outside the list, made for the faulty rows

	once   sync.Once
	ledger []Fault
}

// patient is one registered person.
type patient struct {
	emis                                    int
	nhs                                     nhs.Number
	spaced                                  bool // NHS number written 3-3-4
	title, family, given                    string
	female                                  bool
	born                                    day
	house, street, locality, town, postcode string
	home                                    string
	mobiles                                 []mobileFrom
	language, gp                            string
	joined, left, died                      day
	lines                                   []*line
	problems                                []problem
}

type mobileFrom struct {
	from day
	text string // as typed by the practice; may be blank or two numbers
}

type problem struct {
	condition
	on day
}

// Practice invents a practice. It cannot fail: options out of range are
// brought into it.
func Practice(o Options) *World {
	o = o.withDefaults()
	w := &World{options: o}
	for i := range o.Months {
		w.extracts = append(w.extracts, dayOf(o.End.AddMonths(i-o.Months+1)))
	}
	w.register()
	w.prescribeTargets()
	w.diagnose()
	w.prescribeOrdinary()
	w.number()
	if !o.Cycle.Off {
		w.improve()
	}
	if !o.NoFaults {
		w.spoil()
	}
	return w
}

// Options gives the options with every default filled in.
func (w *World) Options() Options { return w.options }

// Months is the number of monthly extracts.
func (w *World) Months() int { return len(w.extracts) }

// Month gives the extract of month i, 0 being the oldest; i out of range is
// brought into it.
func (w *World) Month(i int) Extract {
	i = min(max(i, 0), len(w.extracts)-1)
	return Extract{world: w, index: i, on: w.extracts[i]}
}

// Last gives the newest extract.
func (w *World) Last() Extract { return w.Month(w.Months() - 1) }

// Extract is the practice's list on one day.
type Extract struct {
	world *World
	index int
	on    day
}

// Date is the day on which the extract was taken.
func (x Extract) Date() nhs.Date { return x.on.date() }

// FileName is the name of the EMIS list report, "emis-list-2026-10-31.csv".
func (x Extract) FileName() string { return fmt.Sprintf("emis-list-%s.csv", string(x.Date())) }

// shown reports whether the person stands in the extract: registered, or died
// or left less than about three months before.
func (x Extract) shown(p *patient) bool {
	gone := p.gone()
	return p.joined <= x.on && (gone == 0 || gone > x.on || x.on-gone < 92)
}

// gone is the day the person died or left; zero while registered.
func (p *patient) gone() day {
	if p.died != 0 {
		return p.died
	}
	return p.left
}
