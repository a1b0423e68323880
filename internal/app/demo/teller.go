package demo

import (
	"context"
	"math"
	"path/filepath"
	"time"

	"stepdown/internal/app"
	"stepdown/internal/audit"
	"stepdown/internal/config"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/synth"
)

// teller tells the practice's history through a Stepdown of its own, whose
// clock stands in the past. Everything goes through the services that the pages
// use, so that nothing can be told which could not have happened.
type teller struct {
	*app.App // over the same data, at the clock of the past
	diary
	clock    *clock
	now      time.Time // the present, where the history ends
	practice practice.Practice
	world    *synth.World
	options  Options

	clinician, coordinator audit.Actor
	cycle                  cycle.Cycle
	baseline               intake.Extract // on which the cycle's list was made
	people                 []*person      // of the cycle, by NHS number
	network                *patchy
	clinics                map[nhs.Date]string // day -> session
	clinicDays             []nhs.Date          // newest first
	lives                  map[*person]int     // who has a plan under way today
	short                  *person             // whose supply ends within days
}

// newTeller opens the past.
func newTeller(ctx context.Context, a *app.App, o Options) (*teller, error) {
	h := &teller{clock: &clock{}, now: a.Now(), options: o, clinics: map[nhs.Date]string{}}
	h.clock.set(h.now)
	var err error
	if h.App, err = app.New(ctx, past(a.Config), app.Options{Now: h.clock.Now, Log: a.Log}); err != nil {
		return nil, err
	}
	h.network = &patchy{Sender: h.Texts.Dispatcher.Sender, away: map[nhs.Mobile]bool{}}
	h.Texts.Dispatcher.Sender = h.network
	return h, nil
}

// past is the configuration of the demonstration without the limits that real
// time needs: the clock of the past stands still while a wave goes out.
func past(c config.Config) config.Config {
	c.Texts.Rate = math.MaxInt32
	return c
}

// prepare makes the practice and fills the diary, imports included, and tells
// it. It gives the file of the newest extract, which nobody has imported yet.
func (h *teller) prepare(ctx context.Context) (string, error) {
	end := lastMonthEnd(h.now)
	h.clock.set(end.AddMonths(-h.options.Months).Time().Add(9 * time.Hour))
	var err error
	if h.practice, err = Practice(ctx, h.App); err != nil {
		return "", err
	}
	if h.clinician, err = h.actor(ctx, "Clinician"); err != nil {
		return "", err
	}
	if h.coordinator, err = h.actor(ctx, "Coordinator"); err != nil {
		return "", err
	}
	h.world = synth.Practice(synth.Options{Seed: 1, Patients: h.options.Patients, Months: h.options.Months, Organisation: ODS, Name: h.practice.Name, End: end})
	h.imports()
	if begin := h.world.Options().Cycle.Start; begin >= 1 && begin < h.world.Months()-1 { // else too short a history for a cycle
		h.firstCycle(begin)
	}
	if err := h.tell(ctx, h.clock, h.now); err != nil {
		return "", err
	}
	return h.world.Last().WriteFile(filepath.Join(h.Config.Data, "exports"))
}

func (h *teller) actor(ctx context.Context, role string) (audit.Actor, error) {
	for _, d := range Accounts {
		if d.Role == role {
			s, err := h.Store.StaffByEmail(ctx, d.Email)
			return s.Actor(), err
		}
	}
	return audit.Actor{}, nil
}

func (h *teller) today() nhs.Date { return nhs.Today(h.now) }
