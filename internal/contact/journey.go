package contact

import (
	"context"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Journey is the queue's store with one thing more: in the transaction in
// which a network accepts a text, or the last check keeps it back, the audit
// says so, and an accepted invitation is the day on which the person was
// invited. Dispatcher and Desk work over it.
type Journey struct {
	Store
	Audit audit.Recorder
}

// AddMessage writes the text for the line of its practice.
func (j Journey) AddMessage(ctx context.Context, m messaging.Message) (bool, error) {
	house, err := j.Store.Practice(ctx, m.Practice)
	if err != nil {
		return false, err
	}
	if m.Line == "" {
		m.Line = house.Settings.Line
	}
	return j.Store.AddMessage(ctx, m)
}

// SaveMessage saves, and follows the text's first acceptance.
func (j Journey) SaveMessage(ctx context.Context, m messaging.Message, was messaging.State) (bool, error) {
	saved := false
	return saved, j.InTx(ctx, func(ctx context.Context) (err error) {
		if saved, err = j.Store.SaveMessage(ctx, m, was); err != nil || !saved {
			return err
		}
		switch {
		case accepted(was, m.State):
			return j.follow(ctx, m)
		case was == messaging.Queued && (m.State == messaging.Held || m.State == messaging.Suppressed):
			return j.note(ctx, m, "text not sent: "+string(m.State))
		}
		return nil
	})
}

// accepted: the network has the text now and had it not before.
func accepted(was, now messaging.State) bool {
	switch now {
	case messaging.Accepted, messaging.Sent, messaging.Delivered:
		return was.Rank() < messaging.Accepted.Rank()
	}
	return false
}

func (j Journey) follow(ctx context.Context, m messaging.Message) error {
	if err := j.note(ctx, m, "text accepted by the network"); err != nil {
		return err
	}
	if m.Kind != messaging.Invitation || m.Participant == "" {
		return nil
	}
	return reachInvited(ctx, j.Store, m.Practice, m.Participant, nhs.Today(m.Changed))
}

func (j Journey) note(ctx context.Context, m messaging.Message, action string) error {
	return j.Audit.Record(ctx, audit.By(audit.System(m.Practice, "texts"), action, "message:"+m.ID).Of(m.Patient).Saying(m.Kind.String()))
}

// reachInvited notes the first day of the invitation. It tries again when
// somebody else saves the participant at the same moment: the record of a text
// that went must not be lost to that.
func reachInvited(ctx context.Context, s Store, practiceID, participantID string, on nhs.Date) error {
	for try := 0; ; try++ {
		p, err := s.Participant(ctx, practiceID, participantID)
		if problem.Is(err, problem.NotFound) || err == nil && p.Invited != "" {
			return nil
		}
		if err != nil {
			return err
		}
		cycle.Reach(&p.Invited, on)
		if err = s.SaveParticipant(ctx, &p); !problem.Is(err, problem.Conflict) || try == 5 {
			return err
		}
	}
}
