package review

import (
	"context"
	"strings"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/problem"
)

// Review gives the newest version of a person's review in a cycle; one that
// nobody has begun is empty, with Version 0.
func (s *Service) Review(ctx context.Context, practiceID, participantID string) (Review, error) {
	r, err := orNone(s.Store.NewestReview(ctx, practiceID, participantID))
	if err == nil && r.Version == 0 {
		r = Review{PracticeID: practiceID, ParticipantID: participantID, State: Draft}
	}
	return r, err
}

// SaveDraft keeps a review as far as it has come. seen is the version that the
// person at the screen had; a version that somebody else saved since is a
// conflict, one's own (an earlier draft of the same window) is not.
func (s *Service) SaveDraft(ctx context.Context, by audit.Actor, r Review, seen int) (Review, error) {
	return r, s.save(ctx, by, &r, seen, func(newest Review) (string, error) {
		if newest.State.Done() {
			return "", problem.Conflictf("This review is completed. To change it, give a reason.")
		}
		r.State = Draft
		return "saved review draft", nil
	})
}

// CompleteReview closes a review, or saves a completed one again with the
// reason for the change. Those who want to reduce get a follow-up in one month
// and the checklist from repeat to acute.
func (s *Service) CompleteReview(ctx context.Context, by audit.Actor, r Review, seen int) (Review, error) {
	if err := r.Complete(); err != nil {
		return r, err
	}
	return r, s.save(ctx, by, &r, seen, func(newest Review) (string, error) {
		if !newest.State.Done() {
			r.State, r.HeldOn, r.Amendment = Completed, s.today(), ""
			return "completed review", nil
		}
		if strings.TrimSpace(r.Amendment) == "" {
			return "", problem.Field("amendment", "Enter why the completed review is changed")
		}
		r.State, r.HeldOn = Amended, newest.HeldOn
		return "amended review", nil
	})
}

// save writes r as the next version. settle looks at the newest one, completes
// r, and names what is done.
func (s *Service) save(ctx context.Context, by audit.Actor, r *Review, seen int, settle func(newest Review) (string, error)) error {
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		p, err := s.Store.Participant(ctx, by.PracticeID, r.ParticipantID)
		if err != nil {
			return err
		}
		newest, err := s.Review(ctx, by.PracticeID, r.ParticipantID)
		if err != nil {
			return err
		}
		if newest.Version > seen && newest.SavedBy != by.StaffID {
			return problem.Conflictf("Somebody else changed this review while you had it open. Look at it again before you save.")
		}
		action, err := settle(newest)
		if err != nil {
			return err
		}
		if newest.Version > 0 && r.same(newest) {
			*r = newest
			return nil
		}
		r.PracticeID, r.Version, r.SavedBy, r.SavedName = by.PracticeID, newest.Version+1, by.StaffID, by.Name
		if err := s.Store.AddReview(ctx, r); err != nil {
			return err
		}
		if r.State.Done() {
			if err := s.afterReview(ctx, by, *r); err != nil {
				return err
			}
		}
		return s.record(ctx, by, action, "review:"+r.ID, p)
	})
}

// afterReview moves the person on: attended, reviewed, and whatever has to
// follow.
func (s *Service) afterReview(ctx context.Context, by audit.Actor, r Review) error {
	bookings, err := s.Store.BookingsFor(ctx, by.PracticeID, r.ParticipantID)
	if err != nil {
		return err
	}
	for _, b := range bookings {
		if b.State == Booked && b.Purpose == ForReview && b.Day() <= s.today() {
			if err := s.Store.MoveBooking(ctx, by.PracticeID, b.ID, Booked, Attended); err != nil {
				return err
			}
		}
	}
	_, err = s.move(ctx, by.PracticeID, r.ParticipantID, func(p *cycle.Participant) {
		cycle.Reach(&p.Attended, r.HeldOn)
		cycle.Reach(&p.Reviewed, r.HeldOn)
	})
	if err != nil || !r.Reduces() {
		return err
	}
	there, err := s.Store.FollowUpsFor(ctx, by.PracticeID, r.ParticipantID)
	if err != nil {
		return err
	}
	if len(there) == 0 { // an amended review asks for no second one
		if err := s.ensureFollowUp(ctx, FollowUp{PracticeID: by.PracticeID, ParticipantID: r.ParticipantID, Due: DueAfter(r.HeldOn)}, ""); err != nil {
			return err
		}
	}
	return s.ensureChecklist(ctx, by.PracticeID, r.ParticipantID)
}

func (s *Service) ensureChecklist(ctx context.Context, practiceID, participantID string) error {
	_, err := s.Store.Checklist(ctx, practiceID, participantID)
	if !problem.Is(err, problem.NotFound) {
		return err
	}
	c := NewChecklist(practiceID, participantID)
	return s.Store.SaveChecklist(ctx, &c)
}

// Checklist gives a person's checklist; one that nobody has begun has nothing
// ticked.
func (s *Service) Checklist(ctx context.Context, practiceID, participantID string) (Checklist, error) {
	c, err := orNone(s.Store.Checklist(ctx, practiceID, participantID))
	if err == nil && c.Version == 0 {
		c = NewChecklist(practiceID, participantID)
	}
	return c, err
}

// TickOff saves answers of the checklist: key -> "done", "none" or "".
func (s *Service) TickOff(ctx context.Context, by audit.Actor, participantID string, seen int, answers map[string]string) (Checklist, error) {
	var c Checklist
	return c, s.Store.InTx(ctx, func(ctx context.Context) error {
		p, err := s.Store.Participant(ctx, by.PracticeID, participantID)
		if err != nil {
			return err
		}
		if c, err = s.Checklist(ctx, by.PracticeID, participantID); err != nil {
			return err
		}
		if seen != c.Version {
			return problem.Conflictf("Somebody else changed this checklist while you had it open. Look at it again before you save.")
		}
		for _, t := range Tasks {
			answer := answers[t.Key]
			if answer == "none" && !t.MayBeNone {
				return problem.Field(t.Key, "Every plan needs this")
			}
			c.Set(t.Key, answer, by.Name, s.today())
		}
		if err := s.Store.SaveChecklist(ctx, &c); err != nil {
			return err
		}
		return s.record(ctx, by, "changed repeat-to-acute checklist", "checklist:"+c.ID, p)
	})
}

// TickOffSupplied saves answers of the checklist together with the acute issue
// that the tick "acute" speaks of: both, or neither. planSeen is the version of
// the plan at the screen. An empty supply records none.
func (s *Service) TickOffSupplied(ctx context.Context, by audit.Actor, participantID string, seen int, answers map[string]string, planSeen int, supply Supply) (Checklist, error) {
	var c Checklist
	return c, s.Store.InTx(ctx, func(ctx context.Context) (err error) {
		if c, err = s.TickOff(ctx, by, participantID, seen, answers); err != nil || supply == (Supply{}) {
			return err
		}
		_, err = s.RecordSupply(ctx, by, participantID, planSeen, supply)
		return err
	})
}
