package contact

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
)

// Send queues the texts of a wave that a person has checked: typed is the
// number of people, as they typed it. Pressing twice queues nothing twice.
// People who can no longer be texted are left out and counted.
func (s *Service) Send(ctx context.Context, by audit.Actor, batchID string, version int, typed string) (Batch, error) {
	var b Batch
	return b, s.Store.InTx(ctx, func(ctx context.Context) (err error) {
		if b, err = s.Store.Batch(ctx, by.PracticeID, batchID); err != nil {
			return err
		}
		p, err := s.Store.Practice(ctx, by.PracticeID)
		if err != nil {
			return err
		}
		if err := b.maySend(by, version, typed, p.Settings.SecondApproval); err != nil {
			return err
		}
		if _, err := s.Fresh(ctx, by.PracticeID); err != nil {
			return err
		}
		if b.Session != nil && !s.Now().Before(b.Session.Text.At) {
			return problem.Conflictf("The session has begun.")
		}
		b.State, b.SentBy, b.SentName, b.SentAt, b.FirstDue = Going, by.StaffID, by.Name, s.Now().UTC(), s.dueAt()
		queued, err := s.queueAll(ctx, b, p)
		if err != nil {
			return err
		}
		if b.Skipped = len(b.People) - queued; queued == 0 {
			return problem.Conflictf("Nobody of this wave can be texted any more. Make a new one.")
		}
		if err := s.Store.SaveBatch(ctx, &b); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, b.did("sent"), "batch:"+b.ID).Saying(fmt.Sprintf("%d texts queued, %d people left out", queued, b.Skipped)))
	})
}

func (b Batch) maySend(by audit.Actor, version int, typed string, second bool) error {
	n, err := strconv.Atoi(strings.TrimSpace(typed))
	switch {
	case b.State != Proposed:
		return problem.Conflictf("This wave is %s already.", b.State)
	case b.Version != version:
		return problem.Conflictf("Somebody else changed this wave while you had it open. Look at it again before you send.")
	case second && b.ProposedBy == by.StaffID:
		return problem.Conflictf("In your practice a second person checks and sends a wave: %s made this one.", b.ProposedName)
	case err != nil || n != len(b.People):
		return problem.Field("count", fmt.Sprintf("Type the number of people in this wave: %d", len(b.People)))
	}
	return nil
}

// errNewWords: what was checked is what goes, or nothing goes.
var errNewWords = problem.New(problem.Conflict, "The approved wording has changed since this wave was made. Drop it and make a new one, so that somebody checks the words that go.")

func (s *Service) queueAll(ctx context.Context, b Batch, p practice.Practice) (int, error) {
	var before map[string]messaging.Message
	if b.Session == nil {
		var err error
		if before, err = s.newest(ctx, b); err != nil {
			return 0, err
		}
	}
	all, err := s.wordings(ctx, b.PracticeID)
	if err != nil {
		return 0, err
	}
	queued := 0
	for _, id := range b.People {
		participant, err := s.Store.Participant(ctx, b.PracticeID, id)
		if problem.Is(err, problem.NotFound) {
			continue
		}
		if err != nil {
			return queued, err
		}
		patient, err := s.Store.Patient(ctx, b.PracticeID, participant.PatientID)
		if err != nil {
			return queued, err
		}
		w, err := worded(all, b.Text(p.Name), patient)
		if err != nil {
			return queued, err
		}
		if w.Wording.Name() != b.template(id) {
			return queued, errNewWords
		}
		added, err := s.queueOne(ctx, b, participant, before[id], w)
		if err != nil {
			return queued, err
		}
		if added {
			queued++
		}
	}
	return queued, nil
}

// template is the wording in which a participant's text was checked.
func (b Batch) template(participantID string) string {
	for _, u := range b.Words {
		for _, id := range u.People {
			if id == participantID {
				return u.Template
			}
		}
	}
	return ""
}

// newest text of the wave's kind by participant.
func (s *Service) newest(ctx context.Context, b Batch) (map[string]messaging.Message, error) {
	all, err := s.Store.MessagesOfCycle(ctx, b.PracticeID, b.CycleID)
	out := map[string]messaging.Message{}
	for _, m := range all {
		if m.Kind == b.Kind {
			out[m.Participant] = m
		}
	}
	return out, err
}

func (s *Service) queueOne(ctx context.Context, b Batch, p cycle.Participant, before messaging.Message, w Worded) (bool, error) {
	if ok, _ := p.MayInvite(s.today()); !ok && b.Session == nil {
		return false, nil
	}
	m := draft(p, b.Kind)
	facts, err := s.Store.Facts(ctx, m)
	if err != nil || len(facts.Refusals(m.Kind, s.Now())) > 0 {
		return false, err
	}
	switch m.Intent = messaging.IntentOf(b.Kind, p.ID); {
	case b.Session != nil:
		m.NotAfter = b.Session.Text.At.UTC()
		m.Intent = OfferIntent(b.Kind, p.PatientID, b.Session.ID)
		if m.Intent, err = s.onceMore(ctx, m); err != nil {
			return false, err
		}
	case before.ID != "" && withdrawn(before):
		m.Intent = messaging.Again(before) // the first one never went
	}
	m.To, m.Body, m.Batch, m.Due, m.LongWhy = facts.Number, w.Body, b.ID, b.FirstDue, b.Wording.LongWhy
	m.Template, m.Language = w.Wording.Name(), w.Wording.Language
	_, added, err := s.Desk.Queue(ctx, m)
	return added, err
}
