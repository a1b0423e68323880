package contact

import (
	"context"
	"slices"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Queue composes and queues one text to one participant, for any room that has
// something to say: a plan, an appointment, an invitation to a session. about
// tells one such text from the next, so that the same one is never queued
// twice. added is false when it was queued before. Why a person cannot be
// texted is a problem of kind Conflict in words for the page.
func (s *Service) Queue(ctx context.Context, by audit.Actor, participantID string, t messaging.Text, about ...string) (messaging.Message, bool, error) {
	intent := messaging.IntentOf(t.Kind(), append([]string{participantID}, about...)...)
	return s.queue(ctx, by, participantID, t, queueing{intent: intent})
}

// QueueLong is Queue for a text of more than three segments, with the reason.
func (s *Service) QueueLong(ctx context.Context, by audit.Actor, participantID string, t messaging.Text, why string, about ...string) (messaging.Message, bool, error) {
	intent := messaging.IntentOf(t.Kind(), append([]string{participantID}, about...)...)
	return s.queue(ctx, by, participantID, t, queueing{intent: intent, why: why})
}

// queueing is what a text needs beside its words.
type queueing struct {
	intent   string
	why      string    // why more than three segments
	due      time.Time // zero for now
	notAfter time.Time // zero for no end
	again    bool      // a person asks for it, and may do so again when the one before never went
}

func (s *Service) queue(ctx context.Context, by audit.Actor, participantID string, t messaging.Text, q queueing) (m messaging.Message, added bool, err error) {
	return m, added, s.Store.InTx(ctx, func(ctx context.Context) error {
		p, err := s.Store.Participant(ctx, by.PracticeID, participantID)
		if err != nil {
			return err
		}
		to, err := s.Store.Patient(ctx, by.PracticeID, p.PatientID)
		if err != nil {
			return err
		}
		w, err := s.words(ctx, by.PracticeID, t, to)
		if err != nil {
			return err
		}
		m = messaging.Message{Practice: by.PracticeID, Patient: p.PatientID, Cycle: p.CycleID, Participant: p.ID, Kind: t.Kind(), Intent: q.intent,
			Template: w.Wording.Name(), Language: w.Wording.Language, Body: w.Body, LongWhy: q.why, Due: q.due, NotAfter: q.notAfter}
		facts, err := s.Store.Facts(ctx, m)
		if err != nil {
			return err
		}
		if rs := facts.Refusals(m.Kind, s.Now()); len(rs) > 0 {
			return problem.Conflictf("This person cannot be texted now. %s", rs[0].Words)
		}
		m.To = facts.Number
		if q.again {
			if m.Intent, err = s.onceMore(ctx, m); err != nil {
				return err
			}
		}
		if m, added, err = s.Desk.Queue(ctx, m); err != nil || !added {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "queued text: "+m.Kind.String(), "message:"+m.ID).Of(m.Patient))
	})
}

// askedAgain is after how many days somebody may be asked again how things are.
const askedAgain = 7

// AskedLately reports whether a text that asks how things are went to somebody
// in the last days, or is about to: by a colleague's press or by the schedule,
// whose follow-ups may be due on different days.
func (s *Service) AskedLately(ctx context.Context, practiceID, participantID string) (bool, error) {
	p, err := s.Store.Participant(ctx, practiceID, participantID)
	if err != nil {
		return false, err
	}
	said, err := s.Store.Conversation(ctx, practiceID, Correspondent{Patient: p.PatientID})
	return slices.ContainsFunc(said.Out, func(m messaging.Message) bool {
		return m.Kind == messaging.FollowUp && !withdrawn(m) && nhs.Today(m.Created).DaysUntil(s.today()) < askedAgain
	}), err
}

// FollowUpText asks a person how things are, a month after the review, once
// for each follow-up. due is the day on which the follow-up was due. It is
// discreet; the answer appears among the replies. added is false too when they
// were asked lately.
func (s *Service) FollowUpText(ctx context.Context, by audit.Actor, participantID string, due nhs.Date) (messaging.Message, bool, error) {
	p, err := s.Store.Participant(ctx, by.PracticeID, participantID)
	if err != nil {
		return messaging.Message{}, false, err
	}
	if p.Reviewed == "" {
		return messaging.Message{}, false, problem.Conflictf("No review has been held with this person yet.")
	}
	if asked, err := s.AskedLately(ctx, by.PracticeID, participantID); err != nil || asked {
		return messaging.Message{}, false, err
	}
	house, err := s.Store.Practice(ctx, by.PracticeID)
	if err != nil {
		return messaging.Message{}, false, err
	}
	t := messaging.FollowUpText{Practice: house.Name, Spoke: p.Reviewed}
	return s.queue(ctx, by, participantID, t, queueing{intent: FollowUpIntent(participantID, due)})
}

// Release, CancelOne and Settle are what a person does with a text that is held
// or whose outcome nobody knows.

// Release lets a held text go after all; the last checks are made again.
func (s *Service) Release(ctx context.Context, by audit.Actor, id string) error {
	return s.one(ctx, by, id, "released text", s.Desk.Release)
}

// CancelOne withdraws a text that has not gone.
func (s *Service) CancelOne(ctx context.Context, by audit.Actor, id string) error {
	return s.one(ctx, by, id, "cancelled text", func(ctx context.Context, id string) error {
		return s.Desk.CancelOne(ctx, id, "A colleague cancelled it.")
	})
}

// Settle says what became of a text whose outcome nobody knows.
func (s *Service) Settle(ctx context.Context, by audit.Actor, id string, arrived bool) error {
	return s.one(ctx, by, id, "settled text", func(ctx context.Context, id string) error {
		return s.Desk.SettleUnknown(ctx, id, arrived)
	})
}

// DealtWith takes a text that did not arrive off the worklist.
func (s *Service) DealtWith(ctx context.Context, by audit.Actor, id string) error {
	return s.one(ctx, by, id, "dealt with text", func(ctx context.Context, id string) error {
		return s.Store.DealtWith(ctx, by.PracticeID, id, by.StaffID)
	})
}

func (s *Service) one(ctx context.Context, by audit.Actor, id, action string, act func(context.Context, string) error) error {
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		m, err := s.Store.MessageOf(ctx, by.PracticeID, id)
		if err != nil {
			return err
		}
		if err := act(ctx, m.ID); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, action, "message:"+m.ID).Of(m.Patient))
	})
}

// StopAll keeps every unsent text of the practice back until StartAll.
func (s *Service) StopAll(ctx context.Context, by audit.Actor, why string) error {
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.Store.PauseTexts(ctx, by.PracticeID, Pause{Reason: why, By: by.Name}); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "stopped all texts", "practice:"+by.PracticeID))
	})
}

// StartAll lets the practice's texts go again. Ones that waited longer than a
// day are held for a person, and after a restored backup so are those that
// schedules wrote meanwhile.
func (s *Service) StartAll(ctx context.Context, by audit.Actor) error {
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.holdDerived(ctx, by.PracticeID); err != nil {
			return err
		}
		if err := s.Store.ResumeTexts(ctx, by.PracticeID); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "started texts again", "practice:"+by.PracticeID))
	})
}

// onceMore is the intent of a text that was written before and never went: it
// was refused for its number, or withdrawn.
func (s *Service) onceMore(ctx context.Context, m messaging.Message) (string, error) {
	said, err := s.Store.Conversation(ctx, m.Practice, Correspondent{Patient: m.Patient})
	intent := m.Intent
	for _, before := range said.Out { // oldest first
		if !SpeaksOf(before.Intent, m.Intent) {
			continue
		}
		intent = before.Intent
		if withdrawn(before) && !before.Reached() {
			intent = messaging.Again(before)
		}
	}
	return intent, err
}

// PlanText sends the steps of an agreed plan, once for each edition of it. A
// text of an older edition that still waits is held at the last check. why is
// needed when the steps take more than three segments. With again, somebody
// looked at it and presses once more: it goes if the one before never did.
func (s *Service) PlanText(ctx context.Context, by audit.Actor, participantID string, edition int, t messaging.PlanStepsText, why string, again bool) (messaging.Message, bool, error) {
	return s.queue(ctx, by, participantID, t, queueing{intent: PlanIntent(participantID, edition), why: why, again: again})
}
