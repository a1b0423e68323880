// Package problem is the one error type that crosses rooms: what kind of
// problem it is and what may be said of it to the person at the screen.
package problem

import (
	"errors"
	"fmt"
)

// Kind decides the status of the answer. Anything that is not a problem is
// internal: logged with a reference number, and only the number is shown.
type Kind int

// The kinds. "Not yours" is NotFound: another practice's record does not
// exist as far as the asker is concerned.
const (
	Internal Kind = iota
	Invalid
	NotFound
	Conflict
	Forbidden
	Unavailable
)

// Error is a problem with words for the person who caused or met it.
type Error struct {
	Kind   Kind
	Text   string            // whole sentences, no personal data
	Fields map[string]string // form field -> what to mend
	Err    error             // the cause, for the log
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Text, e.Err)
	}
	return e.Text
}

func (e *Error) Unwrap() error { return e.Err }

// New makes a problem of a kind.
func New(k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Text: fmt.Sprintf(format, args...)}
}

// Invalidf says what to mend.
func Invalidf(format string, args ...any) *Error { return New(Invalid, format, args...) }

// Field is an Invalid problem of one form field.
func Field(name, text string) *Error {
	return &Error{Kind: Invalid, Text: text, Fields: map[string]string{name: text}}
}

// Missing is the answer for what is not there, or not yours.
func Missing(what string) *Error { return New(NotFound, "%s was not found.", what) }

// Conflictf says that somebody else was first, or that it is too late.
func Conflictf(format string, args ...any) *Error { return New(Conflict, format, args...) }

// KindOf gives the kind of err, or Internal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is a problem of kind k.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }
