package review

import (
	"testing"

	"stepdown/internal/nhs"
)

// A delivered text that nobody answered is no contact: after a week somebody
// telephones.
func TestTextWithoutAnAnswerForAWeekIsForTheTelephone(t *testing.T) {
	for _, c := range []struct {
		state FollowUpState
		today nhs.Date
		want  bool
	}{
		{FollowUpTexted, "2026-11-16", false},
		{FollowUpTexted, "2026-11-17", true},
		{FollowUpTexted, "2026-12-24", true},
		{FollowUpDue, "2026-12-24", false},
		{FollowUpBooked, "2026-12-24", false},
	} {
		if got := (FollowUp{State: c.state, TextedOn: "2026-11-10"}).Silent(c.today); got != c.want {
			t.Errorf("%s on %s: %v", c.state, c.today, got)
		}
	}
}
