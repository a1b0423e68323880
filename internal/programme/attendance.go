package programme

import (
	"time"

	"stepdown/internal/problem"
)

// State of a person's place at a session.
type State string

// The states.
const (
	Expected     State = "expected"
	Attended     State = "attended"
	DidNotAttend State = "did not attend"
	Withdrew     State = "cancelled" // said beforehand that they would not come
)

// Attendance is one person's place at one session.
type Attendance struct {
	SessionID  string
	PatientID  string
	PracticeID string
	State      State
}

// Tally counts the places at one session or at many.
type Tally struct{ Expected, Attended, DidNotAttend, Withdrew int }

// Count tallies places.
func Count(places []Attendance) Tally {
	var t Tally
	for _, a := range places {
		switch a.State {
		case Expected:
			t.Expected++
		case Attended:
			t.Attended++
		case DidNotAttend:
			t.DidNotAttend++
		case Withdrew:
			t.Withdrew++
		}
	}
	return t
}

// Taken is how many places are in use.
func (t Tally) Taken() int { return t.Expected + t.Attended + t.DidNotAttend }

// Invite gives a person a place, unless the session is cancelled, over, full,
// or has them already.
func (s Session) Invite(patientID string, places []Attendance, now time.Time) (Attendance, error) {
	switch {
	case patientID == "":
		return Attendance{}, problem.Field("patient", "Choose a person")
	case s.Cancelled:
		return Attendance{}, problem.Conflictf("This session is cancelled.")
	case !now.Before(s.EndsAt()):
		return Attendance{}, problem.Conflictf("This session is over. Record who came instead.")
	case Count(places).Taken() >= s.Capacity:
		return Attendance{}, problem.Conflictf("This session is full.")
	}
	for _, a := range places {
		if a.PatientID == patientID && a.State != Withdrew {
			return Attendance{}, problem.Conflictf("This person has a place already.")
		}
	}
	return Attendance{SessionID: s.ID, PatientID: patientID, PracticeID: s.PracticeID, State: Expected}, nil
}

// Record moves a place to a state. Nobody has attended, or not attended, a
// session that has not begun; a mistake can be put right at any time.
func (s Session) Record(a Attendance, to State, now time.Time) (Attendance, error) {
	switch to {
	case Expected, Withdrew:
	case Attended, DidNotAttend:
		if s.Cancelled {
			return a, problem.Conflictf("This session was cancelled.")
		}
		if now.Before(s.StartsAt) {
			return a, problem.Conflictf("The session has not begun yet.")
		}
	default:
		return a, problem.Field("state", "Choose whether the person came")
	}
	a.State = to
	return a, nil
}
