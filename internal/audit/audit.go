// Package audit says who did or saw what. An entry is written in the same
// transaction as the change it speaks of, so neither is ever without the other.
package audit

import (
	"context"
	"time"
)

// Actor is who does something: a member of staff, or a part of the program
// acting by itself.
type Actor struct {
	PracticeID string
	StaffID    string
	Name       string
}

// System is the actor of what the program does by itself, such as "follow-up
// schedule" or "reply by text".
func System(practiceID, part string) Actor {
	return Actor{PracticeID: practiceID, StaffID: "system", Name: "Stepdown: " + part}
}

// Entry is one line of the trail. Object is "kind:id". Detail is plain words
// without names, numbers or message text.
type Entry struct {
	ID         string
	PracticeID string
	At         time.Time
	ActorID    string
	ActorName  string
	Action     string
	Object     string
	PatientID  string
	Detail     string
}

// Recorder keeps entries. A service that changes something takes one.
type Recorder interface {
	Record(ctx context.Context, e Entry) error
}

// By makes an entry of an actor's doing.
func By(a Actor, action, object string) Entry {
	return Entry{PracticeID: a.PracticeID, ActorID: a.StaffID, ActorName: a.Name, Action: action, Object: object}
}

// Of names the person whose record was touched or seen.
func (e Entry) Of(patientID string) Entry { e.PatientID = patientID; return e }

// Saying adds plain words.
func (e Entry) Saying(detail string) Entry { e.Detail = detail; return e }
