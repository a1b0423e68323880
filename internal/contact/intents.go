package contact

import (
	"strconv"
	"strings"

	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
)

// InvitationIntent of a participant: one invitation a cycle, by text.
func InvitationIntent(participantID string) string {
	return messaging.IntentOf(messaging.Invitation, participantID)
}

// ReminderIntent of a participant: one reminder a cycle, by text.
func ReminderIntent(participantID string) string {
	return messaging.IntentOf(messaging.Reminder, participantID)
}

// BookingIntent of a text about an appointment: confirmed once, reminded of
// once.
func BookingIntent(k messaging.Kind, participantID, bookingID string) string {
	return messaging.IntentOf(k, participantID, bookingID)
}

// BookingOf is the appointment that an intent of BookingIntent speaks of; empty
// for any other intent.
func BookingOf(intent string) string {
	parts := strings.Split(intent, "/")
	if len(parts) < 3 || parts[0] != string(messaging.AppointmentConfirmed) && parts[0] != string(messaging.DayBefore) {
		return ""
	}
	return parts[2]
}

// PlanIntent of one edition of a participant's plan.
func PlanIntent(participantID string, edition int) string {
	return messaging.IntentOf(messaging.PlanText, participantID, strconv.Itoa(edition))
}

// FollowUpIntent of a participant: the text that asks how things are, once for
// each follow-up.
func FollowUpIntent(participantID string, due nhs.Date) string {
	return messaging.IntentOf(messaging.FollowUp, participantID, string(due))
}

// SpeaksOf reports whether an intent is the given one or derived from it, as
// messaging.Again derives.
func SpeaksOf(intent, of string) bool { return intent == of || strings.HasPrefix(intent, of+"/") }
