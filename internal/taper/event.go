package taper

// Event is a change to a live plan.
type Event struct{}
