package contact

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
)

// Propose writes a wave down for a person to check: the words, and who of the
// people who can be texted is in it. Nothing is sent.
func (s *Service) Propose(ctx context.Context, by audit.Actor, cycleID string, words Invitation, size int) (Batch, error) {
	on, err := s.Fresh(ctx, by.PracticeID)
	if err != nil {
		return Batch{}, err
	}
	p, err := s.Store.Practice(ctx, by.PracticeID)
	if err != nil {
		return Batch{}, err
	}
	body, err := words.render(p)
	if err != nil {
		return Batch{}, err
	}
	people, err := s.next(ctx, by.PracticeID, cycleID, size)
	if err != nil {
		return Batch{}, err
	}
	b := Batch{PracticeID: by.PracticeID, CycleID: cycleID, Kind: messaging.Invitation, State: Proposed, Wording: words, People: people,
		Segments: messaging.Count(body).Segments, ExtractOn: on, ProposedBy: by.StaffID, ProposedName: by.Name}
	return b, s.Store.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.Store.Cycle(ctx, by.PracticeID, cycleID); err != nil {
			return err
		}
		if err := s.Store.AddBatch(ctx, &b); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, "proposed invitations", "batch:"+b.ID).Saying(fmt.Sprintf("%d people", len(people))))
	})
}

// next takes the first people who can be texted, at most size.
func (s *Service) next(ctx context.Context, practiceID, cycleID string, size int) ([]string, error) {
	if size < 1 {
		return nil, problem.Field("size", "Enter how many people to invite now")
	}
	candidates, err := s.Candidates(ctx, practiceID, cycleID)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, c := range candidates {
		if c.Standing == CanText && len(ids) < size {
			ids = append(ids, c.Participant.ID)
		}
	}
	if len(ids) == 0 {
		return nil, problem.Field("size", "Nobody can be texted now: look at the reasons below")
	}
	return ids, nil
}

// render gives the words as they go out. What is missing or wrong is a problem
// of the form's fields.
func (v Invitation) render(p practice.Practice) (string, error) {
	body, err := v.Text(p.Name).Render()
	if err != nil {
		return "", inForm(err)
	}
	n := messaging.Count(body)
	if n.Segments > messaging.AskWhyAbove && strings.TrimSpace(v.LongWhy) == "" {
		return "", problem.Field("why", fmt.Sprintf("The text needs %d segments. Shorten it, or say why it must be so long", n.Segments))
	}
	return body, nil
}

// inForm turns what a text still needs into problems of its fields.
func inForm(err error) error {
	fe, ok := err.(*messaging.FieldsError)
	if !ok {
		return err
	}
	fields := map[string]string{}
	for _, name := range fe.Missing {
		fields[name] = "Enter this: the text needs it"
	}
	if len(fe.Faults) > 0 {
		fields["form"] = strings.Join(fe.Faults, " ")
	}
	return &problem.Error{Kind: problem.Invalid, Text: "The text is not complete.", Fields: fields}
}

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
		return s.Audit.Record(ctx, audit.By(by, "sent invitations", "batch:"+b.ID).Saying(fmt.Sprintf("%d texts queued, %d people left out", queued, b.Skipped)))
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

func (s *Service) queueAll(ctx context.Context, b Batch, p practice.Practice) (int, error) {
	body, err := b.Wording.render(p)
	if err != nil {
		return 0, err
	}
	texts, _, err := s.invitations(ctx, b.PracticeID, b.CycleID)
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
		added, err := s.queueInvitation(ctx, b, participant, texts[id], body)
		if err != nil {
			return queued, err
		}
		if added {
			queued++
		}
	}
	return queued, nil
}

func (s *Service) queueInvitation(ctx context.Context, b Batch, p cycle.Participant, before messaging.Message, body string) (bool, error) {
	if ok, _ := p.MayInvite(s.today()); !ok {
		return false, nil
	}
	m := draft(p)
	facts, err := s.Store.Facts(ctx, m)
	if err != nil || len(facts.Refusals(m.Kind, s.Now())) > 0 {
		return false, err
	}
	m.Intent = InvitationIntent(p.ID)
	if before.ID != "" && withdrawn(before) {
		m.Intent = messaging.Again(before) // the first one never went
	}
	words := messaging.Shipped(m.Kind, b.Wording.Text("").Form(), "en")
	m.To, m.Body, m.Batch, m.Due, m.Template, m.Language, m.LongWhy = facts.Number, body, b.ID, b.FirstDue, words.Name(), "en", b.Wording.LongWhy
	_, added, err := s.Desk.Queue(ctx, m)
	return added, err
}

// Pause keeps the unsent texts of a wave back until it is resumed.
func (s *Service) Pause(ctx context.Context, by audit.Actor, batchID, why string) error {
	return s.changeBatch(ctx, by, batchID, "paused invitations", Going, func(_ context.Context, b *Batch) error {
		b.State, b.Why = Paused, why
		return nil
	})
}

// Resume lets a paused wave go on. Its texts are due from now, so that the
// pause itself does not make them too old.
func (s *Service) Resume(ctx context.Context, by audit.Actor, batchID string) error {
	return s.changeBatch(ctx, by, batchID, "resumed invitations", Paused, func(ctx context.Context, b *Batch) error {
		if _, err := s.Fresh(ctx, by.PracticeID); err != nil {
			return err
		}
		b.State, b.Why = Going, ""
		rows, err := s.Store.Unsent(ctx, messaging.Filter{Practice: by.PracticeID, Batch: b.ID})
		if err != nil {
			return err
		}
		for _, m := range rows {
			if m.State != messaging.Queued {
				continue
			}
			m.Due, m.Changed = s.Now().UTC(), s.Now().UTC()
			if _, err := s.Store.SaveMessage(ctx, m, messaging.Queued); err != nil {
				return err
			}
		}
		return nil
	})
}

// Withdraw cancels what of a wave has not gone yet. The people in it can be
// invited again later.
func (s *Service) Withdraw(ctx context.Context, by audit.Actor, batchID, why string) (int, error) {
	n := 0
	err := s.changeBatch(ctx, by, batchID, "cancelled invitations", "", func(ctx context.Context, b *Batch) (err error) {
		if b.State == Withdrawn {
			return problem.Conflictf("This wave is cancelled already.")
		}
		b.State, b.Why = Withdrawn, why
		n, err = s.Desk.Cancel(ctx, messaging.Filter{Practice: by.PracticeID, Batch: b.ID}, "The wave was cancelled.")
		return err
	})
	return n, err
}

func (s *Service) changeBatch(ctx context.Context, by audit.Actor, id, action string, must BatchState, change func(context.Context, *Batch) error) error {
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		b, err := s.Store.Batch(ctx, by.PracticeID, id)
		if err != nil {
			return err
		}
		if must != "" && b.State != must {
			return problem.Conflictf("It is too late for that: the wave is %s.", b.State)
		}
		if err := change(ctx, &b); err != nil {
			return err
		}
		if err := s.Store.SaveBatch(ctx, &b); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, action, "batch:"+b.ID))
	})
}

// Example picks the person on whom a wave is previewed: the nth of it.
func (b Batch) Example(n int) (participantID string, ok bool) {
	if len(b.People) == 0 {
		return "", false
	}
	return b.People[((n%len(b.People))+len(b.People))%len(b.People)], true
}

// Has reports whether a participant is in the wave.
func (b Batch) Has(participantID string) bool { return slices.Contains(b.People, participantID) }
