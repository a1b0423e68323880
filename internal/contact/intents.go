package contact

import (
	"strconv"

	"stepdown/internal/messaging"
)

// InvitationIntent of a participant: one invitation a cycle, by text.
func InvitationIntent(participantID string) string {
	return messaging.IntentOf(messaging.Invitation, participantID)
}

// PlanIntent of one version of a participant's plan.
func PlanIntent(participantID string, version int) string {
	return messaging.IntentOf(messaging.PlanText, participantID, strconv.Itoa(version))
}

// FollowUpIntent of a participant: the text that asks how things are, once.
func FollowUpIntent(participantID string) string {
	return messaging.IntentOf(messaging.FollowUp, participantID)
}
