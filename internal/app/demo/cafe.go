package demo

import (
	"context"
	"time"

	"stepdown/internal/nhs"
	"stepdown/internal/problem"
	"stepdown/internal/programme"
)

// programme notes the Pain Café every four weeks, the next one within a week,
// and the first footsteps online; who came, and how they were.
func (h *teller) programme() {
	next := workday(h.today().AddDays(4))
	var guests []*person
	for _, p := range h.people {
		if p.clinic != "" && p.clinic < next.AddDays(-63) && !p.gone {
			guests = append(guests, p)
		}
	}
	guests = guests[:min(len(guests), 9)]
	for i, day := range []nhs.Date{workdayBefore(next.AddDays(-56)), workdayBefore(next.AddDays(-28)), next} {
		h.session(programme.Session{Kind: programme.PainCafe, StartsAt: moment(day, 14, 0), Minutes: programme.UsualMinutes, Place: "Wellbrook community hall", Capacity: 12,
			Facilitator: "Rhys Morgan, social prescriber", Note: "Tea, a talk of ten minutes, and time."}, next.AddDays(-70), guests, i)
	}
	for i, day := range []nhs.Date{workdayBefore(next.AddDays(-51)), workdayBefore(next.AddDays(-37)), workday(next.AddDays(6))} {
		h.session(programme.Session{Kind: programme.TenFootsteps, StartsAt: moment(day, 10, 30), Minutes: 60, Online: true, Capacity: programme.UsualCapacity,
			Facilitator: "Amara Nwosu, pharmacist", Footstep: i + 1}, next.AddDays(-70), every(guests, 2), i)
	}
	for i, p := range guests {
		h.wellbeing(p, programme.Before, workdayBefore(next.AddDays(-56)), 3+i%3, 7-i%4)
		if i%4 != 3 { // not everybody answers twice
			h.wellbeing(p, programme.After, workdayBefore(next.AddDays(-28)), 4+(i*2)%4, 5-i%3)
		}
	}
}

func every(all []*person, n int) (out []*person) {
	for i := 0; i < len(all); i += n {
		out = append(out, all[i])
	}
	return out
}

// session notes a session, the places given three weeks ahead, and the register.
func (h *teller) session(s programme.Session, planned nhs.Date, guests []*person, nth int) {
	id, day := "", nhs.DateOf(s.StartsAt)
	h.on(workday(planned), 16, nth, "planning of a session", func(ctx context.Context) error {
		all, err := h.Programme.Plan(ctx, h.coordinator, s)
		if err == nil {
			id = all[0].ID
		}
		return err
	})
	states := map[string]programme.State{}
	for i, p := range guests {
		if (i+nth)%7 == 6 {
			continue // was not asked this time
		}
		h.on(workdayBefore(day.AddDays(-12)), 11, i, "place", func(ctx context.Context) error {
			err := h.Programme.Invite(ctx, h.coordinator, id, p.patient)
			if problem.Is(err, problem.Conflict) {
				return nil
			}
			return err
		})
		switch (i + nth) % 5 {
		case 3:
			states[p.patient] = programme.DidNotAttend
		case 4:
			states[p.patient] = programme.Withdrew
		default:
			states[p.patient] = programme.Attended
		}
	}
	h.at(s.EndsAt().Add(10*time.Minute), "register", func(ctx context.Context) error {
		return h.Programme.Register(ctx, h.coordinator, id, states)
	})
}

// wellbeing notes somebody's answers to the four questions.
func (h *teller) wellbeing(p *person, when programme.Moment, day nhs.Date, good, anxious int) {
	h.on(day, 15, 40, "wellbeing", func(ctx context.Context) error {
		return h.Programme.Answer(ctx, h.coordinator, programme.Wellbeing{PatientID: p.patient, CycleID: h.cycle.ID, Moment: when, AskedOn: day,
			Answers: programme.ONS4{Satisfied: programme.Gave(good), Worthwhile: programme.Gave(min(good+1+p.place%2, 10)), Happy: programme.Gave(max(good-p.place%2, 0)), Anxious: programme.Gave(max(anxious, 1))}})
	})
}
