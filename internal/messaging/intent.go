package messaging

import "strings"

// An intent says what a text is for, so exactly that two texts of one intent
// would be the same text twice. The store keeps it unique in a practice. It is
// built from ids, never from names, numbers or words of the text.

// IntentOf joins a kind and what it is about: a participant, and what tells
// one such text from the next (the reminder's number, the plan's version, the
// appointment's id).
func IntentOf(k Kind, about ...string) string {
	return string(k) + "/" + strings.Join(about, "/")
}

// Again is the intent of writing a text once more after the first was settled
// as not sent, or was refused for its number and that is corrected now. From one
// text it can be derived only once, by however many colleagues.
func Again(m Message) string { return m.Intent + "/again" }

// InvitesReply reports whether the kind asks the person to write back, so that
// a sender that cannot receive must not carry it.
func (k Kind) InvitesReply() bool {
	switch k {
	case FollowUp, Answer, Invitation, Reminder, Correction:
		return true
	}
	return false
}

// answers: the kind goes to the number that wrote to us, or that a wrong text
// reached, whatever the record says now.
func (k Kind) answers() bool { return k == Answer || k == SafetyAnswer || k == Correction }
