package cycle

import (
	"time"

	"stepdown/internal/nhs"
)

// BySearch is the AddedBy of people whom the search found.
const BySearch = "search"

// Participant is one person's way through one cycle.
type Participant struct {
	ID         string
	PracticeID string
	CycleID    string
	PatientID  string
	Version    int
	UpdatedAt  time.Time

	AddedBy string // "search", or the member of staff who added the person by hand
	AddedOn nhs.Date
	Reason  string // why, when added by hand

	Screening Screening
	Route     Route
	Response  Response
	Attempts  []Attempt
	Held      string // why no text goes out: "died", "left", "new exclusion"; empty when none
	Lifts     []Lift `json:",omitempty"` // holds that a clinician lifted, oldest first
	OwnerID   string // who looks after this person in the cycle

	Invited, Booked, Attended, Reviewed, Tapering, Reduced, Stopped nhs.Date // first day of each; empty if not yet
	DidNotAttend                                                    int
}

// Suitability is a clinician's answer to the record.
type Suitability string

// The answers of screening.
const (
	NotScreened  Suitability = ""
	Suitable     Suitability = "suitable"
	NotSuitable  Suitability = "not suitable"
	AskColleague Suitability = "ask a colleague"
)

// Screening is the clinician's decision on the record, with a reason.
type Screening struct {
	Answer Suitability
	Reason string
	Note   string
	By     string
	On     nhs.Date
	Was    []Screening `json:",omitempty"` // earlier answers, oldest first
}

// Route is the way for people who cannot be invited here but must not be
// forgotten: pregnancy, dependence treatment, high risk.
type Route struct {
	Reason string // empty when none is needed
	Owner  string
	Note   string
	Done   nhs.Date
}

// Needed reports whether somebody still has to act.
func (r Route) Needed() bool { return r.Reason != "" && r.Done == "" }

// Answer is what the person says to the invitation.
type Answer string

// The answers. Declined, NotNow and Never stop further invitations.
const (
	NoAnswer    Answer = ""
	WantsReview Answer = "wants a review"
	Declined    Answer = "declined"
	NotNow      Answer = "not now"
	Never       Answer = "never ask again"
)

// Response is the answer, and until when it holds.
type Response struct {
	Answer Answer
	Until  nhs.Date // for NotNow
	Note   string
	By     string
	On     nhs.Date
}

// Attempt is one try to reach somebody.
type Attempt struct {
	On      nhs.Date
	Way     string // "telephone", "letter", "face to face"
	Outcome string
	By      string
}

// MayInvite says whether an invitation fits, and if not, why. Whether a text
// can go out is package messaging's question.
func (p Participant) MayInvite(today nhs.Date) (bool, string) {
	switch {
	case p.Held != "":
		return false, p.Held
	case p.Screening.Answer == NotScreened:
		return false, "record not screened yet"
	case p.Screening.Answer == AskColleague:
		return false, "waiting for a colleague's advice"
	case p.Screening.Answer == NotSuitable:
		return false, "screened out"
	case p.Response.Answer == Declined:
		return false, "declined"
	case p.Response.Answer == Never:
		return false, "asked never to be invited"
	case p.Response.Answer == NotNow && (p.Response.Until == "" || today.Before(p.Response.Until)):
		return false, "asked not now"
	case p.Reviewed != "":
		return false, "already reviewed"
	}
	return true, ""
}

// Stage is the furthest the person has come.
type Stage string

// The stages in order.
const (
	StageIdentified  Stage = "identified"
	StageSuitable    Stage = "suitable"
	StageNotSuitable Stage = "not suitable"
	StageInvited     Stage = "invited"
	StageBooked      Stage = "booked"
	StageReviewed    Stage = "reviewed"
	StageTapering    Stage = "tapering"
	StageReduced     Stage = "reduced"
	StageStopped     Stage = "stopped"
)

// Stage tells how far the person has come.
func (p Participant) Stage() Stage {
	for _, s := range []struct {
		on    nhs.Date
		stage Stage
	}{{p.Stopped, StageStopped}, {p.Reduced, StageReduced}, {p.Tapering, StageTapering}, {p.Reviewed, StageReviewed}, {p.Booked, StageBooked}, {p.Invited, StageInvited}} {
		if s.on != "" {
			return s.stage
		}
	}
	switch p.Screening.Answer {
	case Suitable:
		return StageSuitable
	case NotSuitable:
		return StageNotSuitable
	}
	return StageIdentified
}

// Screen records an answer and keeps the one before it.
func (p *Participant) Screen(s Screening) {
	if was := p.Screening; was.Answer != NotScreened {
		s.Was = append(was.Was, Screening{Answer: was.Answer, Reason: was.Reason, Note: was.Note, By: was.By, On: was.On})
	}
	p.Screening = s
}

// Reach notes the first day of a stage; a later call does not move it.
func Reach(d *nhs.Date, today nhs.Date) {
	if *d == "" {
		*d = today
	}
}
