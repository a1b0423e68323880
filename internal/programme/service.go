package programme

import (
	"context"
	"fmt"
	"slices"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Store is what this package needs kept. Everything is looked up within a
// practice; what is another's is "not found".
type Store interface {
	InTx(ctx context.Context, f func(ctx context.Context) error) error

	CreateProgrammeSession(ctx context.Context, s *Session) error
	SaveProgrammeSession(ctx context.Context, s *Session) error // conflict when Version is not the newest
	ProgrammeSession(ctx context.Context, practiceID, id string) (Session, error)
	ProgrammeSessions(ctx context.Context, practiceID string) ([]Session, error) // by time

	SaveAttendance(ctx context.Context, a Attendance) error
	Attendances(ctx context.Context, practiceID string) ([]Attendance, error)
	AttendancesAt(ctx context.Context, practiceID, sessionID string) ([]Attendance, error)

	CreateWellbeing(ctx context.Context, w *Wellbeing) error
	Wellbeings(ctx context.Context, practiceID string) ([]Wellbeing, error)
	WellbeingOf(ctx context.Context, practiceID, patientID string) ([]Wellbeing, error) // by day

	SaveFootsteps(ctx context.Context, practiceID, by string, set FootstepSet) error
	FootstepSets(ctx context.Context, practiceID string) ([]FootstepSet, error) // newest first
}

// Service changes sessions, places and answers, each change with its audit
// entry.
type Service struct {
	Store Store
	Audit audit.Recorder
	Now   func() time.Time
}

// Footsteps gives the practice's list, or the one every practice starts with.
func (s *Service) Footsteps(ctx context.Context, practiceID string) (FootstepSet, error) {
	sets, err := s.Store.FootstepSets(ctx, practiceID)
	if err != nil || len(sets) == 0 {
		return Footsteps(), err
	}
	return sets[0], nil
}

// FootstepOf names the footstep of a session, by the version of the list that
// was in force when it was planned; "" when it has none.
func (s *Service) FootstepOf(ctx context.Context, session Session) (string, error) {
	if session.Footstep == 0 {
		return "", nil
	}
	sets, err := s.Store.FootstepSets(ctx, session.PracticeID)
	if err != nil {
		return "", err
	}
	for _, set := range append(sets, Footsteps()) {
		if step, ok := set.Find(session.Footstep); ok && set.Version == session.Footsteps {
			return fmt.Sprintf("%d. %s", step.Number, step.Name), nil
		}
	}
	return fmt.Sprintf("Footstep %d", session.Footstep), nil
}

// SaveFootsteps keeps a new version of the list; older ones stay.
func (s *Service) SaveFootsteps(ctx context.Context, by audit.Actor, set FootstepSet) error {
	if err := set.Validate(); err != nil {
		return err
	}
	if set.Version == Footsteps().Version {
		return problem.Field("version", "Give this version a name of its own")
	}
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.Store.SaveFootsteps(ctx, by.PracticeID, by.Name, set); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "changed footsteps", "practice:"+by.PracticeID).Saying("version "+set.Version))
	})
}

// Plan adds sessions, all or none.
func (s *Service) Plan(ctx context.Context, by audit.Actor, sessions ...Session) ([]Session, error) {
	set, err := s.Footsteps(ctx, by.PracticeID)
	if err != nil {
		return nil, err
	}
	planned := slices.Clone(sessions)
	return planned, s.Store.InTx(ctx, func(ctx context.Context) error {
		for i := range planned {
			p := &planned[i]
			p.PracticeID, p.Footsteps = by.PracticeID, set.Version
			if err := p.Validate(set); err != nil {
				return err
			}
			if err := s.Store.CreateProgrammeSession(ctx, p); err != nil {
				return err
			}
			if err := s.Audit.Record(ctx, audit.By(by, "planned session", "session:"+p.ID)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Change loads a session, lets f change it, and saves it with an audit entry.
// version is the one the person saw; 0 skips the check where no text can be
// lost.
func (s *Service) Change(ctx context.Context, by audit.Actor, id string, version int, action string, f func(*Session) error) (Session, error) {
	var session Session
	return session, s.Store.InTx(ctx, func(ctx context.Context) (err error) {
		if session, err = s.Store.ProgrammeSession(ctx, by.PracticeID, id); err != nil {
			return err
		}
		if version != 0 && version != session.Version {
			return problem.Conflictf("Somebody else changed this session while you had it open. Look at it again before you save.")
		}
		if err := f(&session); err != nil {
			return err
		}
		if err := s.Store.SaveProgrammeSession(ctx, &session); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, action, "session:"+id))
	})
}

// Invite gives somebody a place. The session's version rises with each place,
// so that two people who press at once do not fill one place twice.
func (s *Service) Invite(ctx context.Context, by audit.Actor, sessionID, patientID string) error {
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		session, err := s.Store.ProgrammeSession(ctx, by.PracticeID, sessionID)
		if err != nil {
			return err
		}
		places, err := s.Store.AttendancesAt(ctx, by.PracticeID, sessionID)
		if err != nil {
			return err
		}
		place, err := session.Invite(patientID, places, s.Now())
		if err != nil {
			return err
		}
		if err := s.Store.SaveProgrammeSession(ctx, &session); err != nil {
			return err
		}
		return s.keep(ctx, by, place, "gave a place")
	})
}

// Register records who came, all at once: patient id to state. Only changes
// leave an entry in the audit trail.
func (s *Service) Register(ctx context.Context, by audit.Actor, sessionID string, states map[string]State) error {
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		session, err := s.Store.ProgrammeSession(ctx, by.PracticeID, sessionID)
		if err != nil {
			return err
		}
		places, err := s.Store.AttendancesAt(ctx, by.PracticeID, sessionID)
		if err != nil {
			return err
		}
		for _, place := range places {
			to, said := states[place.PatientID]
			if !said || to == place.State {
				continue
			}
			place, err := session.Record(place, to, s.Now())
			if err != nil {
				return err
			}
			if err := s.keep(ctx, by, place, "recorded "+string(to)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) keep(ctx context.Context, by audit.Actor, a Attendance, action string) error {
	if err := s.Store.SaveAttendance(ctx, a); err != nil {
		return err
	}
	return s.Audit.Record(ctx, audit.By(by, action, "session:"+a.SessionID).Of(a.PatientID))
}

// Answer keeps somebody's answers to the four questions.
func (s *Service) Answer(ctx context.Context, by audit.Actor, w Wellbeing) error {
	w.PracticeID = by.PracticeID
	if err := w.Validate(nhs.Today(s.Now())); err != nil {
		return err
	}
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.Store.CreateWellbeing(ctx, &w); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "recorded wellbeing, "+string(w.Moment), "wellbeing:"+w.ID).Of(w.PatientID))
	})
}
