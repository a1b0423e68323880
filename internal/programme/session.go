// Package programme is what a practice offers beside medicines: the Ten
// Footsteps to living well with pain, online or in a group, the monthly Pain
// Café, who came, and the four ONS wellbeing questions before and after.
package programme

import (
	"strings"
	"time"

	"stepdown/internal/problem"
)

// Kind of programme.
type Kind string

// The kinds on offer.
const (
	TenFootsteps Kind = "ten-footsteps"
	PainCafe     Kind = "pain-cafe"
)

// Kinds lists the kinds in the order in which pages offer them.
func Kinds() []Kind { return []Kind{TenFootsteps, PainCafe} }

// Name is the kind as people say it.
func (k Kind) Name() string {
	switch k {
	case TenFootsteps:
		return "Ten Footsteps"
	case PainCafe:
		return "Pain Café"
	}
	return "Not known"
}

// Usual capacity and length. A comparable group consultation in general
// practice has about 15 people and lasts an hour and a half (painnet.org).
const (
	UsualCapacity = 15
	UsualMinutes  = 90
	maxCapacity   = 200
	maxMinutes    = 8 * 60
)

// Session is one meeting.
type Session struct {
	ID          string
	PracticeID  string
	CycleID     string // empty when it belongs to no cycle
	Kind        Kind
	StartsAt    time.Time
	Minutes     int
	Online      bool
	Place       string // may stay empty online: a link is sent, not shown
	Capacity    int
	Facilitator string
	Footstep    int    // number in the practice's set; 0 when none or all
	Footsteps   string // version of the set that the number belongs to
	Note        string
	Cancelled   bool
	Version     int
}

// EndsAt is when the session ends.
func (s Session) EndsAt() time.Time {
	return s.StartsAt.Add(time.Duration(s.Minutes) * time.Minute)
}

// Validate says what to mend, by field. The set is the practice's own.
func (s Session) Validate(set FootstepSet) error {
	fields := map[string]string{}
	if s.Kind != TenFootsteps && s.Kind != PainCafe {
		fields["kind"] = "Choose Ten Footsteps or Pain Café"
	}
	if s.StartsAt.IsZero() {
		fields["starts_at"] = "Enter the day and time"
	}
	if s.Minutes < 5 || s.Minutes > maxMinutes {
		fields["minutes"] = "Enter a length from 5 to 480 minutes"
	}
	if !s.Online && strings.TrimSpace(s.Place) == "" {
		fields["place"] = "Enter the place, or choose online"
	}
	if s.Capacity < 1 || s.Capacity > maxCapacity {
		fields["capacity"] = "Enter how many people can come, from 1 to 200"
	}
	if strings.TrimSpace(s.Facilitator) == "" {
		fields["facilitator"] = "Enter who leads the session"
	}
	if _, ok := set.Find(s.Footstep); s.Footstep != 0 && !ok {
		fields["footstep"] = "Choose one of the footsteps, or none"
	}
	if len(fields) > 0 {
		return &problem.Error{Kind: problem.Invalid, Text: "The session is not complete.", Fields: fields}
	}
	return nil
}
