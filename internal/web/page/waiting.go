package page

import "stepdown/internal/nhs"

// Waiting is one thing on the worklist that waits for a person.
type Waiting struct {
	Urgency Urgency
	What    string // "Reply from Margaret Hall"
	Note    string
	Due     nhs.Date
	When    string // for what has a time of day; else Due is shown
	Href    string
}

// Urgency orders the worklist.
type Urgency int

// From what cannot wait to what is only coming.
const (
	Now Urgency = iota
	Today
	Soon
	Coming
)

// Word says the urgency, since colour alone would not be seen by all.
func (u Urgency) Word() string {
	return [...]string{"Now", "Today", "This week", "Coming"}[u]
}

// Class is the worklist item's style.
func (u Urgency) Class() string {
	return [...]string{"urgent", "urgent", "soon", "coming"}[u]
}

// Source lists what waits in one area of the site.
type Source func(r *Request) ([]Waiting, error)
