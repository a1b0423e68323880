package app_test

import (
	"context"
	"testing"
	"time"

	"stepdown/internal/app/apptest"
	"stepdown/internal/cohort"
	"stepdown/internal/config"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/messaging"
)

// On a Sunday the demonstration's texts go and bear the true time; those of a
// practice wait for Monday.
func TestDemonstrationTextsGoOnASunday(t *testing.T) {
	sunday := time.Date(2026, 11, 15, 20, 0, 0, 0, time.UTC)
	for _, isDemo := range []bool{true, false} {
		ctx := context.Background()
		site := apptest.New(t, func(c *config.Config) { c.Demo = isDemo })
		site.Move(sunday)
		p := cycle.Patient{PracticeID: site.Practice.ID, Person: cohort.Person{Given: "Ada", Family: "Moss", BirthDate: "1960-05-04", Mobile: "07700 900123"}}
		err := site.Store.InTx(ctx, func(ctx context.Context) error {
			if err := site.Store.CreateExtract(ctx, &intake.Extract{PracticeID: p.PracticeID, AsAt: "2026-11-01", SHA256: "x"}); err != nil {
				return err
			}
			return site.Store.SavePatient(ctx, &p)
		})
		if err != nil {
			t.Fatal(err)
		}
		m, _, err := site.Texts.Desk.Queue(ctx, messaging.Message{Practice: p.PracticeID, Patient: p.ID, Kind: messaging.PlanText, Intent: "plan/x/1",
			To: "+447700900123", Body: "Your plan", Due: sunday.Add(-20 * time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := site.Texts.SendDue(ctx); err != nil {
			t.Fatal(err)
		}
		got, err := site.Store.Message(ctx, m.ID)
		switch {
		case err != nil:
			t.Error(err)
		case !isDemo && got.State != messaging.Queued:
			t.Errorf("a practice's text is %s (%s), want waiting for Monday", got.State, got.Reason)
		case isDemo && (got.State != messaging.Delivered || !got.Started.Equal(sunday) || got.Ended.After(sunday)):
			t.Errorf("the demonstration's text is %s (%s), begun %v", got.State, got.Reason, got.Started)
		}
	}
}
