// Package review is the pain review and what follows from it: clinic sessions
// and bookings, the review in its three parts (listening, explaining, plan),
// the agreed tapering plan as it is lived, the change from repeat to acute
// prescribing, and the follow-up. There is no pain score: what counts is what
// the person wants to do again.
package review

import (
	"fmt"
	"time"

	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Clinic is one session of a cycle, cut into slots of equal length.
type Clinic struct {
	ID          string
	PracticeID  string
	CycleID     string
	ClinicianID string // a member of staff
	StartsAt    time.Time
	SlotMinutes int // 5 to 120
	Slots       int // 1 to 40
	Place       string
}

// Limits of a session: a slot shorter than five minutes is no review, and 40
// slots are more than a working day holds.
const (
	leastMinutes, mostMinutes = 5, 120
	mostSlots                 = 40
)

// Validate says what to mend.
func (c Clinic) Validate() error {
	fields := map[string]string{}
	if c.ClinicianID == "" {
		fields["clinician"] = "Select who holds the session"
	}
	if c.StartsAt.IsZero() {
		fields["day"] = "Enter the day of the session"
	}
	if c.SlotMinutes < leastMinutes || c.SlotMinutes > mostMinutes {
		fields["minutes"] = fmt.Sprintf("Minutes for each person must be between %d and %d", leastMinutes, mostMinutes)
	}
	if c.Slots < 1 || c.Slots > mostSlots {
		fields["slots"] = fmt.Sprintf("Number of slots must be between 1 and %d", mostSlots)
	}
	if c.Place == "" {
		fields["place"] = "Enter where the session is held"
	}
	if len(fields) > 0 {
		return &problem.Error{Kind: problem.Invalid, Text: "The session is not complete.", Fields: fields}
	}
	return nil
}

// SlotAt is when slot n (from 1) begins.
func (c Clinic) SlotAt(n int) time.Time {
	return c.StartsAt.Add(time.Duration(n-1) * time.Duration(c.SlotMinutes) * time.Minute)
}

// EndsAt is the end of the last slot.
func (c Clinic) EndsAt() time.Time { return c.SlotAt(c.Slots + 1) }

// Day of the session in London.
func (c Clinic) Day() nhs.Date { return nhs.DateOf(c.StartsAt.In(nhs.London)) }

// Free gives the slots that no live booking holds.
func (c Clinic) Free(bookings []Booking) []int {
	taken := map[int]bool{}
	for _, b := range bookings {
		if b.ClinicID == c.ID && b.State.HoldsSlot() {
			taken[b.Slot] = true
		}
	}
	var free []int
	for n := 1; n <= c.Slots; n++ {
		if !taken[n] {
			free = append(free, n)
		}
	}
	return free
}

// Clock writes an instant as "9.30am" in London (NHS content guide).
func Clock(t time.Time) string {
	t = t.In(nhs.London)
	switch {
	case t.Minute() == 0 && t.Hour() == 12:
		return "midday"
	case t.Minute() == 0:
		return t.Format("3pm")
	}
	return t.Format("3.04pm")
}

// When writes an instant as "Tuesday 10 November 2026, 9.30am".
func When(t time.Time) string { return t.In(nhs.London).Format("Monday 2 January 2006, ") + Clock(t) }
