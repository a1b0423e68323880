package review

import (
	"context"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/taper"
)

// Store is what this package needs kept. Everything is looked up within a
// practice; what is another's is "not found".
type Store interface {
	InTx(ctx context.Context, f func(ctx context.Context) error) error

	Practice(ctx context.Context, id string) (practice.Practice, error)
	StaffList(ctx context.Context, practiceID string) ([]practice.Staff, error)
	Cycle(ctx context.Context, practiceID, id string) (cycle.Cycle, error)
	Cycles(ctx context.Context, practiceID string) ([]cycle.Cycle, error)
	Participant(ctx context.Context, practiceID, id string) (cycle.Participant, error)
	Participants(ctx context.Context, practiceID, cycleID string) ([]cycle.Participant, error)
	ParticipantsOf(ctx context.Context, practiceID, patientID string) ([]cycle.Participant, error) // newest first
	SaveParticipant(ctx context.Context, p *cycle.Participant) error
	Patient(ctx context.Context, practiceID, id string) (cycle.Patient, error)
	PatientsOf(ctx context.Context, practiceID, cycleID string) (map[string]cycle.Patient, error)
	History(ctx context.Context, practiceID, patientID string) ([]cycle.Snapshot, error)

	CreateClinic(ctx context.Context, c *Clinic) error
	Clinic(ctx context.Context, practiceID, id string) (Clinic, error)
	ClinicsOf(ctx context.Context, practiceID, cycleID string) ([]Clinic, error)          // all of a cycle, earliest first
	ClinicsFrom(ctx context.Context, practiceID string, from time.Time) ([]Clinic, error) // of all cycles, earliest first
	CreateBooking(ctx context.Context, b *Booking) error                                  // conflict when the slot or the person is taken
	Booking(ctx context.Context, practiceID, id string) (Booking, error)
	MoveBooking(ctx context.Context, practiceID, id string, from, to BookingState) error // conflict when it is not in from
	BookingsOf(ctx context.Context, practiceID, cycleID string) ([]Booking, error)
	BookingsBetween(ctx context.Context, practiceID string, from, to time.Time) ([]Booking, error) // booked ones of all cycles, earliest first
	BookingsIn(ctx context.Context, practiceID, clinicID string) ([]Booking, error)
	BookingsFor(ctx context.Context, practiceID, participantID string) ([]Booking, error) // newest first
	MissedSince(ctx context.Context, practiceID string, since time.Time) ([]Booking, error)

	AddReview(ctx context.Context, r *Review) error // conflict when that version is there
	NewestReview(ctx context.Context, practiceID, participantID string) (Review, error)
	ReviewVersions(ctx context.Context, practiceID, participantID string) ([]Review, error)  // newest first
	ReviewStates(ctx context.Context, practiceID, cycleID string) (map[string]Review, error) // by participant, without what was said

	AddPlan(ctx context.Context, p *Plan) error // conflict when that version is there
	NewestPlan(ctx context.Context, practiceID, participantID string) (Plan, error)
	PlanVersions(ctx context.Context, practiceID, participantID string) ([]Plan, error) // newest first
	LivePlans(ctx context.Context, practiceID string) ([]Plan, error)

	Policies(ctx context.Context, practiceID string) ([]Policy, error) // a series together, newest version first
	Policy(ctx context.Context, practiceID, id string) (Policy, error)
	AddPolicy(ctx context.Context, p *Policy) error                     // conflict when that version is there
	MovePolicy(ctx context.Context, p *Policy, from taper.Status) error // conflict when it is not in from

	Checklist(ctx context.Context, practiceID, participantID string) (Checklist, error)
	SaveChecklist(ctx context.Context, c *Checklist) error // conflict when Version is not the newest; 0 makes it
	UnfinishedChecklists(ctx context.Context, practiceID string) ([]Checklist, error)

	CreateFollowUp(ctx context.Context, f *FollowUp) error
	SaveFollowUp(ctx context.Context, f *FollowUp) error
	FollowUp(ctx context.Context, practiceID, id string) (FollowUp, error)
	FollowUpsFor(ctx context.Context, practiceID, participantID string) ([]FollowUp, error)  // earliest first
	FollowUpsOf(ctx context.Context, practiceID, cycleID string) ([]FollowUp, error)         // earliest first
	OpenFollowUps(ctx context.Context, practiceID string, upTo nhs.Date) ([]FollowUp, error) // due by a day, of all cycles

	AddOutcome(ctx context.Context, o *Outcome) error
	OutcomesOf(ctx context.Context, practiceID, cycleID string) ([]Outcome, error) // oldest first
}

// Service keeps reviews and what follows from them, each change with its audit
// entry in the same transaction.
type Service struct {
	Store Store
	Audit audit.Recorder
	Now   func() time.Time
	// Booked is told of each new appointment, in the transaction that makes it; nil
	// where nobody listens.
	Booked func(ctx context.Context, by audit.Actor, b Booking) error
}

func (s *Service) today() nhs.Date { return nhs.Today(s.Now()) }

// record leaves the trace of a change to one person's records.
func (s *Service) record(ctx context.Context, by audit.Actor, action, object string, p cycle.Participant) error {
	return s.Audit.Record(ctx, audit.By(by, action, object).Of(p.PatientID))
}

// move loads a participant, lets f note how far the person has come, and saves.
func (s *Service) move(ctx context.Context, practiceID, id string, f func(*cycle.Participant)) (cycle.Participant, error) {
	p, err := s.Store.Participant(ctx, practiceID, id)
	if err != nil {
		return p, err
	}
	before := p
	f(&p)
	if p.Booked == before.Booked && p.Attended == before.Attended && p.Reviewed == before.Reviewed && p.Tapering == before.Tapering &&
		p.Reduced == before.Reduced && p.Stopped == before.Stopped && p.DidNotAttend == before.DidNotAttend && len(p.Attempts) == len(before.Attempts) {
		return p, nil
	}
	return p, s.Store.SaveParticipant(ctx, &p)
}

// orNone turns "not found" into the zero value: there is none yet.
func orNone[T any](v T, err error) (T, error) {
	if problem.Is(err, problem.NotFound) {
		var none T
		return none, nil
	}
	return v, err
}

// RecordOf gives a person's medicines as the newest extract that knows them
// has them.
func (s *Service) RecordOf(ctx context.Context, practiceID, patientID string, highDose float64) (Record, error) {
	history, err := s.Store.History(ctx, practiceID, patientID)
	if err != nil || len(history) == 0 {
		return Record{}, err
	}
	return ReadRecord(history[len(history)-1], highDose), nil
}
