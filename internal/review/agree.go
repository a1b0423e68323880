package review

import (
	"context"
	"errors"
	"strings"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
	"stepdown/internal/taper"
)

// ErrGate is the answer where nobody has accepted the hazard log: the engine's
// plan is off, and a plan in the clinician's own words takes its place.
var ErrGate = problem.New(problem.Forbidden, "Tapering plans are switched off until a named clinical safety officer has accepted the hazard log. A plan can be written in your own words.")

func (s *Service) mayBuild(ctx context.Context, practiceID string) error {
	p, err := s.Store.Practice(ctx, practiceID)
	if err == nil && !p.Settings.SafetyOfficer.Given() {
		return ErrGate
	}
	return err
}

// Propose builds a plan and keeps nothing. A refused request gives the reasons
// in the plan, and an error that is no problem of the form.
func (s *Service) Propose(ctx context.Context, practiceID string, r taper.Request) (taper.Plan, error) {
	if err := s.mayBuild(ctx, practiceID); err != nil {
		return taper.Plan{}, err
	}
	plan, err := taper.Build(r)
	var refused *taper.Refused
	if errors.As(err, &refused) {
		return plan, nil
	}
	return plan, err
}

// Agree keeps the plan of a request, built again here so that what is kept is
// what the engine makes. A plan that was there is replaced by the next edition.
// The person's review has to be completed: see ErrNoReview.
func (s *Service) Agree(ctx context.Context, by audit.Actor, participantID string, seen int, r taper.Request) (Plan, error) {
	r, err := s.withSuicide(ctx, by.PracticeID, participantID, r)
	if err != nil {
		return Plan{}, err
	}
	built, err := s.Propose(ctx, by.PracticeID, r)
	if err != nil {
		return Plan{}, err
	}
	if built.Refused != "" {
		return Plan{}, problem.Conflictf("%s", built.Refused)
	}
	return s.nextPlan(ctx, by, participantID, seen, begins, func(p *Plan) error {
		p.Built, p.Taper, p.Text, p.Action, p.Reason = true, built, "", "agreed", ""
		p.State, p.AgreedOn, p.SupplyEnds, p.NextAcute = PlanAgreed, s.today(), built.SupplyEnds(), ""
		return nil
	})
}

// AgreeText keeps a plan in the clinician's own words. It needs a completed
// review, too.
func (s *Service) AgreeText(ctx context.Context, by audit.Actor, participantID string, seen int, text string) (Plan, error) {
	if strings.TrimSpace(text) == "" {
		return Plan{}, problem.Field("text", "Enter the plan")
	}
	return s.nextPlan(ctx, by, participantID, seen, begins, func(p *Plan) error {
		p.Built, p.Taper, p.Text, p.Action, p.Reason = false, taper.Plan{}, text, "agreed", ""
		p.State, p.AgreedOn = PlanAgreed, s.today()
		return nil
	})
}

// ChangePlan carries out an event of the engine: hold, resume, slower, stop
// early, taken the last. Each makes a new edition of what the person has.
func (s *Service) ChangePlan(ctx context.Context, by audit.Actor, participantID string, seen int, e taper.Event) (Plan, error) {
	return s.nextPlan(ctx, by, participantID, seen, alters, func(p *Plan) error {
		if !p.Built {
			return s.changeText(p, e)
		}
		e.Actor = taper.Actor{Name: by.Name, Clinician: true} // the route asks for AgreePlan, a clinician's permission
		next, err := p.Taper.Apply(e, s.today())
		if err != nil {
			return err
		}
		p.Taper, p.Action, p.Reason = next, string(e.Kind), e.Reason
		p.State, p.SupplyEnds = stateOf(next.State), next.SupplyEnds()
		return nil
	})
}

// changeText moves a plan in own words: its steps are the clinician's.
func (s *Service) changeText(p *Plan, e taper.Event) error {
	to, known := map[taper.EventKind]PlanState{taper.Hold: PlanHeld, taper.Resume: PlanAgreed, taper.StopEarly: PlanEnded, taper.TookLast: PlanFinished}[e.Kind]
	switch {
	case !known:
		return problem.Conflictf("A plan in your own words is changed by writing it anew.")
	case strings.TrimSpace(e.Reason) == "":
		return problem.Field("reason", "Enter a reason.")
	case !p.State.Live():
		return problem.Conflictf("This plan has ended. Make a new one.")
	}
	p.State, p.Action, p.Reason = to, string(e.Kind), e.Reason
	return nil
}

func stateOf(s taper.State) PlanState {
	switch s {
	case taper.OnHold:
		return PlanHeld
	case taper.Ended:
		return PlanEnded
	case taper.Stopped:
		return PlanFinished
	}
	return PlanAgreed
}

// Supply is what was recorded about acute prescriptions: an issue of the plan
// that was made (by its first day), or for a plan in own words the day until
// which it lasts; and when the next one is to come.
type Supply struct {
	Issue nhs.Date // first day of the plan's issue; empty: none recorded now
	Until nhs.Date // plan in own words only
	Next  nhs.Date
}

// RecordSupply notes an acute issue. The steps stay as they are.
func (s *Service) RecordSupply(ctx context.Context, by audit.Actor, participantID string, seen int, supply Supply) (Plan, error) {
	return s.nextPlan(ctx, by, participantID, seen, notes, func(p *Plan) error {
		if !p.State.Live() {
			return problem.Conflictf("This plan has ended.")
		}
		p.Action, p.Reason, p.NextAcute = "supply recorded", "", supply.Next
		switch {
		case !p.Built && supply.Until != "":
			p.SupplyEnds = supply.Until
		case p.Built && supply.Issue != "":
			next, err := p.Taper.Apply(taper.Event{Kind: taper.Issued, From: supply.Issue, Actor: taper.Actor{Name: by.Name}}, s.today())
			if err != nil {
				return err
			}
			p.Taper, p.SupplyEnds = next, next.SupplyEnds()
		case supply.Next == "":
			return problem.Field("next", "Enter what was issued, or when the next acute is due")
		}
		return nil
	})
}

// What a new version does. The first two make a new edition: what the person
// takes home is different.
type planChange int

const (
	begins planChange = iota // a plan is agreed, whether or not there was one
	alters                   // the steps of a plan that is there change
	notes                    // something about it is written down
)

// nextPlan loads the newest version, lets f change it, and keeps it as the
// next one.
func (s *Service) nextPlan(ctx context.Context, by audit.Actor, participantID string, seen int, what planChange, f func(*Plan) error) (Plan, error) {
	var plan Plan
	err := s.Store.InTx(ctx, func(ctx context.Context) error {
		person, err := s.Store.Participant(ctx, by.PracticeID, participantID)
		if err != nil {
			return err
		}
		if plan, err = orNone(s.Store.NewestPlan(ctx, by.PracticeID, participantID)); err != nil {
			return err
		}
		if plan.Version != seen {
			return problem.Conflictf("Somebody else changed this plan while you had it open. Look at it again before you save.")
		}
		if plan.Version == 0 && what != begins {
			return problem.Missing("The plan")
		}
		if what == begins {
			if err := s.restsOnReview(ctx, by.PracticeID, participantID); err != nil {
				return err
			}
		}
		if err := f(&plan); err != nil {
			return err
		}
		if what != notes {
			plan.Replaces = plan.EditionOn
			plan.Edition, plan.EditionOn = plan.Edition+1, s.today()
		}
		plan.PracticeID, plan.ParticipantID = by.PracticeID, participantID
		plan.Version, plan.SavedBy, plan.SavedName = plan.Version+1, by.StaffID, by.Name
		if err := s.Store.AddPlan(ctx, &plan); err != nil {
			return err
		}
		if what == begins {
			if err := s.afterPlan(ctx, by.PracticeID, participantID); err != nil {
				return err
			}
		}
		if what == alters && !plan.State.Live() {
			if err := s.endedFollowUp(ctx, plan); err != nil {
				return err
			}
		}
		return s.record(ctx, by, "plan: "+plan.Action, "plan:"+plan.ID, person)
	})
	return plan, err
}

func (s *Service) afterPlan(ctx context.Context, practiceID, participantID string) error {
	if _, err := s.move(ctx, practiceID, participantID, func(p *cycle.Participant) { cycle.Reach(&p.Tapering, s.today()) }); err != nil {
		return err
	}
	if err := s.ensureFollowUp(ctx, FollowUp{PracticeID: practiceID, ParticipantID: participantID, Due: DueAfter(s.today())}, ""); err != nil {
		return err
	}
	return s.ensureChecklist(ctx, practiceID, participantID)
}

// PlanFor is the newest version of a person's plan; Version 0 when there is
// none.
func (s *Service) PlanFor(ctx context.Context, practiceID, participantID string) (Plan, error) {
	return orNone(s.Store.NewestPlan(ctx, practiceID, participantID))
}

// PlanTextFor is the steps of a live plan as lines of a text message, without
// the name of the medicine: a phone may be read by others. They are those of
// the leaflet, up to the step that runs at the next review. None when there is
// no live plan, or when it is in the clinician's own words.
func (s *Service) PlanTextFor(ctx context.Context, practiceID, participantID string) ([]string, error) {
	return s.PlanTextIn(ctx, practiceID, participantID, taper.EnglishText)
}

// PlanTextIn is PlanTextFor in the words of a language.
func (s *Service) PlanTextIn(ctx context.Context, practiceID, participantID string, words taper.TextWords) ([]string, error) {
	p, err := s.PlanFor(ctx, practiceID, participantID)
	if err != nil || !p.State.Live() || !p.Built {
		return nil, err
	}
	shown := p.Shown(s.today(), false)
	if len(shown) == 0 {
		return nil, nil
	}
	return p.Taper.TextLinesIn(words, s.today(), shown[len(shown)-1].From, false), nil
}

// Confirm records what became of a medicine, from the record and by a person:
// never from the plan alone.
func (s *Service) Confirm(ctx context.Context, by audit.Actor, o Outcome) (Outcome, error) {
	known := false
	for _, r := range Results {
		known = known || r == o.Result
	}
	if !known {
		return o, problem.Field("result", "Select what became of the medicine")
	}
	if o.Ingredient == "" {
		return o, problem.Field("medicine", "Select the medicine")
	}
	return o, s.Store.InTx(ctx, func(ctx context.Context) error {
		p, err := s.move(ctx, by.PracticeID, o.ParticipantID, func(p *cycle.Participant) {
			switch o.Result {
			case ResultReduced:
				cycle.Reach(&p.Reduced, s.today())
			case ResultStopped:
				cycle.Reach(&p.Reduced, s.today())
				cycle.Reach(&p.Stopped, s.today())
			}
		})
		if err != nil {
			return err
		}
		o.PracticeID, o.CycleID, o.ConfirmedOn, o.ConfirmedBy = by.PracticeID, p.CycleID, s.today(), by.Name
		if err := s.Store.AddOutcome(ctx, &o); err != nil {
			return err
		}
		return s.record(ctx, by, "confirmed "+string(o.Result), "participant:"+p.ID, p)
	})
}
