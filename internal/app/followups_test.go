package app_test

import (
	"context"
	"testing"

	"stepdown/internal/app"
	"stepdown/internal/app/apptest"
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/messaging"
	"stepdown/internal/review"
)

// A follow-up that is due and that nobody booked is texted about, once; one
// that is booked, not due, or whose person asked for no texts is not.
func TestFollowUpsDueAreTextedOnce(t *testing.T) {
	site, ctx := apptest.New(t), context.Background()
	id := site.Practice.ID
	c := cycle.Cycle{PracticeID: id, Status: cycle.Running, Title: "Tramadol", Targets: []string{"tramadol"}}
	people := []struct {
		mobile string
		follow review.FollowUp
		stop   bool
		want   review.FollowUpState
	}{
		{"07700 900101", review.FollowUp{Due: "2026-11-10", State: review.FollowUpDue}, false, review.FollowUpTexted},
		{"07700 900102", review.FollowUp{Due: "2026-11-10", State: review.FollowUpBooked}, false, review.FollowUpBooked},
		{"07700 900103", review.FollowUp{Due: "2026-11-11", State: review.FollowUpDue}, false, review.FollowUpDue},
		{"07700 900104", review.FollowUp{Due: "2026-11-01", State: review.FollowUpDue}, true, review.FollowUpDue},
		{"07700 900105", review.FollowUp{Due: "2026-11-01", State: review.FollowUpDue, About: review.Restart}, false, review.FollowUpDue}, // the telephone
		{"07700 900106", review.FollowUp{Due: "2026-11-09", State: review.FollowUpDue}, false, review.FollowUpTexted},                     // a colleague pressed, by another day
	}
	err := site.Store.InTx(ctx, func(ctx context.Context) error {
		if err := site.Store.CreateExtract(ctx, &intake.Extract{PracticeID: id, AsAt: "2026-11-01", SHA256: "x"}); err != nil {
			return err
		}
		if err := site.Store.CreateCycle(ctx, &c); err != nil {
			return err
		}
		for i := range people {
			x := &people[i]
			p := cycle.Patient{PracticeID: id, Person: cohort.Person{Given: "Ada", Family: "Moss", BirthDate: "1960-05-04", Mobile: x.mobile}}
			if err := site.Store.SavePatient(ctx, &p); err != nil {
				return err
			}
			q := cycle.Participant{PracticeID: id, CycleID: c.ID, PatientID: p.ID, Reviewed: "2026-10-10"}
			if err := site.Store.CreateParticipant(ctx, &q); err != nil {
				return err
			}
			x.follow.PracticeID, x.follow.ParticipantID = id, q.ID
			if err := site.Store.CreateFollowUp(ctx, &x.follow); err != nil {
				return err
			}
			if !x.stop {
				continue
			}
			if err := site.Store.Register(ctx, messaging.Entry{Practice: id, Patient: p.ID, Wish: messaging.OptedOut, Source: "test", At: apptest.Now}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	last := people[len(people)-1].follow.ParticipantID
	for range 2 {
		if _, _, err := site.Texts.Contact.FollowUpText(ctx, site.Staff("Coordinator").Actor(), last, "2026-11-10"); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // a run that was missed and caught up, and the next
		if err := app.FollowUps(ctx, site.App); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := site.Texts.SendDue(ctx); n != 2 || err != nil {
		t.Errorf("%d texts went, %v", n, err)
	}
	for _, x := range people {
		if f, err := site.Store.FollowUp(ctx, id, x.follow.ID); err != nil || f.State != x.want {
			t.Errorf("%s, due %s: %s, want %s (%v)", x.mobile, x.follow.Due, f.State, x.want, err)
		}
	}
}
