package cycle

import (
	"context"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Store is what this package needs kept. Everything is looked up within a
// practice; what is another's is "not found".
type Store interface {
	InTx(ctx context.Context, f func(ctx context.Context) error) error

	CreateCycle(ctx context.Context, c *Cycle) error
	SaveCycle(ctx context.Context, c *Cycle) error // conflict when Version is not the newest
	Cycle(ctx context.Context, practiceID, id string) (Cycle, error)
	Cycles(ctx context.Context, practiceID string) ([]Cycle, error) // newest first

	CreateParticipant(ctx context.Context, p *Participant) error
	SaveParticipant(ctx context.Context, p *Participant) error // conflict when Version is not the newest
	DropParticipant(ctx context.Context, p Participant) error
	Participant(ctx context.Context, practiceID, id string) (Participant, error)
	Participants(ctx context.Context, practiceID, cycleID string) ([]Participant, error)
	ParticipantsOf(ctx context.Context, practiceID, patientID string) ([]Participant, error)

	Patient(ctx context.Context, practiceID, id string) (Patient, error)
	PatientsOf(ctx context.Context, practiceID, cycleID string) (map[string]Patient, error)
	SavePatient(ctx context.Context, p *Patient) error

	TakeScreeningTurn(ctx context.Context, t Turn, stale time.Time) (Turn, error) // a colleague's that was taken after stale stays theirs
	EndScreeningTurns(ctx context.Context, practiceID, staffID string) error
	ScreeningTurns(ctx context.Context, practiceID string, after time.Time) (map[string]Turn, error)
}

// Service changes cycles and participants, each change with its audit entry.
type Service struct {
	Store Store
	Audit audit.Recorder
	Now   func() time.Time
}

func (s *Service) today() nhs.Date { return nhs.Today(s.Now()) }

// Create starts the plan of a new cycle.
func (s *Service) Create(ctx context.Context, by audit.Actor, c Cycle) (Cycle, error) {
	c.PracticeID, c.Status = by.PracticeID, Planning
	if err := c.Validate(); err != nil {
		return c, err
	}
	return c, s.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.Store.CreateCycle(ctx, &c); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "planned cycle", "cycle:"+c.ID))
	})
}

// Change loads a cycle, lets f change it, and saves it with an audit entry.
// version is the one the person saw; 0 skips the check where no text can be
// lost.
func (s *Service) Change(ctx context.Context, by audit.Actor, id string, version int, action string, f func(*Cycle) error) (Cycle, error) {
	var c Cycle
	return c, s.Store.InTx(ctx, func(ctx context.Context) (err error) {
		if c, err = s.Store.Cycle(ctx, by.PracticeID, id); err != nil {
			return err
		}
		if version != 0 && version != c.Version {
			return problem.Conflictf("Somebody else changed this cycle while you had it open. Look at it again before you save.")
		}
		if err := f(&c); err != nil {
			return err
		}
		if err := s.Store.SaveCycle(ctx, &c); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, action, "cycle:"+c.ID))
	})
}

// Begin moves a cycle from plan to do.
func (s *Service) Begin(ctx context.Context, by audit.Actor, id string) (Cycle, error) {
	return s.Change(ctx, by, id, 0, "began cycle", func(c *Cycle) error {
		if c.Status == Planning {
			c.Status = Running
		}
		return nil
	})
}

// Decide closes a cycle with what the team decided.
func (s *Service) Decide(ctx context.Context, by audit.Actor, id string, version int, a Act) (Cycle, error) {
	switch a.Decision {
	case Adopt, Adapt, Abandon:
	default:
		return Cycle{}, problem.Field("decision", "Select what the team decided")
	}
	return s.Change(ctx, by, id, version, "decided "+string(a.Decision), func(c *Cycle) error {
		a.DecidedOn, a.DecidedBy = s.today(), by.Name
		c.Act, c.Status = a, Closed
		return nil
	})
}

// CopyForward plans the next cycle from one that has ended or is ending.
func (s *Service) CopyForward(ctx context.Context, by audit.Actor, id string) (Cycle, error) {
	c, err := s.Store.Cycle(ctx, by.PracticeID, id)
	if err != nil {
		return c, err
	}
	starts := c.Act.RepeatOn
	if starts == "" {
		starts = s.today()
	}
	return s.Create(ctx, by, c.NextFrom(starts))
}

// ChangeParticipant loads a participant, lets f change it, and saves it with
// an audit entry that names the person.
func (s *Service) ChangeParticipant(ctx context.Context, by audit.Actor, id, action string, f func(*Participant) error) (Participant, error) {
	var p Participant
	return p, s.Store.InTx(ctx, func(ctx context.Context) (err error) {
		if p, err = s.Store.Participant(ctx, by.PracticeID, id); err != nil {
			return err
		}
		if err := f(&p); err != nil {
			return err
		}
		if err := s.Store.SaveParticipant(ctx, &p); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, action, "participant:"+p.ID).Of(p.PatientID))
	})
}

// Screen records a clinician's answer. seen is the participant's version on
// the page: two people screening at once do not tread on each other.
func (s *Service) Screen(ctx context.Context, by audit.Actor, id string, seen int, answer Screening, route Route) (Participant, error) {
	if answer.Answer == NotSuitable && answer.Reason == "" {
		return Participant{}, problem.Field("reason", "Select why this review is not suitable")
	}
	return s.ChangeParticipant(ctx, by, id, "screened: "+string(answer.Answer), func(p *Participant) error {
		if seen != p.Version {
			return problem.Conflictf("A colleague has just answered for this person. Look at it again before you save.")
		}
		answer.By, answer.On = by.Name, s.today()
		p.Screen(answer)
		if route.Reason != "" {
			p.Route = route
		}
		return nil
	})
}

// AddByHand takes a person into a cycle whom the search did not find.
func (s *Service) AddByHand(ctx context.Context, by audit.Actor, cycleID, patientID, reason string) (Participant, error) {
	if reason == "" {
		return Participant{}, problem.Field("reason", "Enter why this person is added")
	}
	p := Participant{PracticeID: by.PracticeID, CycleID: cycleID, PatientID: patientID, AddedBy: by.Name, AddedOn: s.today(), Reason: reason}
	return p, s.Store.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.Store.Cycle(ctx, by.PracticeID, cycleID); err != nil {
			return err
		}
		if _, err := s.Store.Patient(ctx, by.PracticeID, patientID); err != nil {
			return err
		}
		if err := s.Store.CreateParticipant(ctx, &p); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "added by hand", "participant:"+p.ID).Of(patientID))
	})
}

// Current is the cycle that the home page shows: the newest that is not
// closed, else the newest; ok is false when there is none.
func Current(cycles []Cycle) (c Cycle, ok bool) {
	for _, c := range cycles {
		if c.Open() {
			return c, true
		}
	}
	if len(cycles) > 0 {
		return cycles[0], true
	}
	return Cycle{}, false
}
