package study_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"stepdown/internal/app/apptest"
	"stepdown/internal/messaging"
)

// The figures of texts stand with the results, and say what they count.
func TestStudyCountsTextsAndReplies(t *testing.T) {
	site := apptest.New(t)
	cycleAt := world(t, site, 2, "Tramadol")
	id, path := strings.TrimPrefix(cycleAt, "/cycles/"), cycleAt+"/study"
	site.As("Viewer").Get(path).Is(http.StatusOK).Hides("Texts and replies")
	at := apptest.Now.Add(-48 * time.Hour)
	err := site.Store.InTx(t.Context(), func(ctx context.Context) error {
		for i, state := range []messaging.State{messaging.Delivered, messaging.Sent, messaging.Suppressed} {
			m := messaging.Message{ID: string(rune('a' + i)), Practice: site.Practice.ID, Cycle: id, Kind: messaging.Invitation, Intent: string(rune('a' + i)), State: state, Created: at, Changed: at}
			if _, err := site.Store.AddMessage(ctx, m); err != nil {
				return err
			}
		}
		in := messaging.Inbound{ID: "r", ProviderID: "r", Practice: site.Practice.ID, Cycle: id, InReplyTo: "a", From: "x", Received: at, Ended: at.Add(90 * time.Minute), State: messaging.Answered, Class: messaging.ClassBooking}
		_, err := site.Store.AddInbound(ctx, in)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	site.As("Viewer").Get(path).Is(http.StatusOK).Says("Texts of this cycle and the replies to them", "1 h 30 min", "nobody can know whether they were read")
}
