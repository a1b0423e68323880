// Package people is the pages of the search and of single people: who is in,
// who is out and why, screening, and each person's record here.
package people

import (
	"context"

	"stepdown/internal/audit"
	"stepdown/internal/codelist"
	"stepdown/internal/contact"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/web/page"
)

// Store is what the pages look up.
type Store interface {
	cycle.IdentifyStore
	NewestExtract(ctx context.Context, practiceID string) (intake.Extract, error)
	Extract(ctx context.Context, practiceID, id string) (intake.Extract, error)
	SnapshotOf(ctx context.Context, practiceID, extractID, patientID string) (cycle.Snapshot, error)
	History(ctx context.Context, practiceID, patientID string) ([]cycle.Snapshot, error)
	Found(ctx context.Context, practiceID, cycleID string) ([]cycle.Found, error)
	FoundOf(ctx context.Context, practiceID, cycleID, patientID string) (cycle.Found, error)
	PatientByNHSNumber(ctx context.Context, practiceID string, n nhs.Number) (cycle.Patient, error)
	Patients(ctx context.Context, practiceID string) ([]cycle.Patient, error)
	AuditTrail(ctx context.Context, practiceID, patientID string, limit, offset int) ([]audit.Entry, error)
	Wishes(ctx context.Context, practiceID string, with contact.Correspondent) ([]messaging.Entry, error)
	StaffList(ctx context.Context, practiceID string) ([]practice.Staff, error)
}

// Area is the pages of people.
type Area struct {
	Cycles *cycle.Service
	Store  Store
	Lists  func(ctx context.Context, practiceID string) (codelist.Set, error)
}

// Routes of the area.
func (a Area) Routes() []page.Route {
	return []page.Route{
		page.Get("/cycles/:cycle/people", practice.SeePeople, a.list),
		page.Get("/cycles/:cycle/search", practice.PlanCycle, a.search),
		page.Post("/cycles/:cycle/search", practice.PlanCycle, a.identify),
		page.Get("/cycles/:cycle/how", practice.SeePeople, a.how),
		page.Get("/cycles/:cycle/people/:patient", practice.SeePeople, a.decision),
		page.Get("/cycles/:cycle/add", practice.PlanCycle, a.addForm),
		page.Post("/cycles/:cycle/add", practice.PlanCycle, a.add),
		page.Get("/cycles/:cycle/screen", practice.SeePeople, a.screening),
		page.Get("/cycles/:cycle/screen/next", practice.ScreenRecord, a.nextRecord),
		page.Get("/cycles/:cycle/routes", practice.SeePeople, a.routes),
		page.Get("/participants/:participant/screen", practice.ScreenRecord, a.record),
		page.Post("/participants/:participant/screen", practice.ScreenRecord, a.answer),
		page.Get("/participants/:participant/held", practice.ScreenRecord, a.held),
		page.Post("/participants/:participant/held", practice.ScreenRecord, a.liftHold),
		page.Get("/participants/:participant/contact", practice.SeePeople, a.contact),
		page.Post("/participants/:participant/response", practice.Book, a.respond),
		page.Post("/participants/:participant/attempt", practice.Book, a.attempt),
		page.Post("/participants/:participant/route", practice.SeePeople, a.routed),
		page.Get("/people/:patient", practice.SeePeople, a.person),
		page.Get("/people/:patient/needs", practice.SeePeople, a.needs),
		page.Post("/people/:patient/needs", practice.Book, a.saveNeeds),
	}
}

// cycleOf loads the cycle that the address names.
func (a Area) cycleOf(r *page.Request) (cycle.Cycle, error) {
	return a.Cycles.Store.Cycle(r.Ctx(), r.PracticeID(), r.Param("cycle"))
}

// Following is one participant with the cycle and the person.
type Following struct {
	Cycle       cycle.Cycle
	Participant cycle.Participant
	Patient     cycle.Patient
}

// following loads the participant that the address names.
func (a Area) following(r *page.Request) (f Following, err error) {
	if f.Participant, err = a.Cycles.Store.Participant(r.Ctx(), r.PracticeID(), r.Param("participant")); err != nil {
		return f, err
	}
	if f.Cycle, err = a.Cycles.Store.Cycle(r.Ctx(), r.PracticeID(), f.Participant.CycleID); err != nil {
		return f, err
	}
	f.Patient, err = a.Cycles.Store.Patient(r.Ctx(), r.PracticeID(), f.Participant.PatientID)
	return f, err
}
