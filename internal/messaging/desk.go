package messaging

import (
	"context"
	"errors"
	"time"
	"unicode/utf8"

	"stepdown/internal/problem"
)

// Desk is what people and webhooks do with texts. Each method is one
// transaction, or joins the caller's; who did it is the caller's to record in
// the audit within the same transaction.
type Desk struct {
	Store Store
	Now   func() time.Time
	NewID func() string
	Rules *Rules // for reading replies; nil for the embedded table
	// RulesOf gives the table by which a practice reads; nil for the same for all.
	RulesOf func(ctx context.Context, practiceID string) (*Rules, error)
	// SafetyWords gives the words of the safety answer for a person; nil for the
	// English ones for everybody.
	SafetyWords func(ctx context.Context, practiceID, patientID string) (Wording, error)
}

// MostCharacters is what the network takes in one text (Twilio error 21617).
const MostCharacters = 1600

// AskWhyAbove is the number of segments above which a person says why.
const AskWhyAbove = 3

// Queue writes the row that makes a text due. The body is smart-encoded and
// counted here; the kind sets the priority. It reports false when the practice
// already has a text of the same intent: pressing send twice, a second tab or
// a repeated schedule makes no second text.
func (d *Desk) Queue(ctx context.Context, m Message) (Message, bool, error) {
	m.Body, _ = SmartEncode(m.Body)
	m.Segments = Count(m.Body).Segments
	if err := checkQueued(m); err != nil {
		return m, false, err
	}
	now := d.Now().UTC()
	if m.ID == "" {
		m.ID = d.NewID()
	}
	if m.Due.IsZero() {
		m.Due = now
	}
	m.Due = m.Due.UTC()
	m.Priority, m.State, m.Created, m.Changed = m.Kind.Priority(), Queued, now, now
	added, err := d.Store.AddMessage(ctx, m)
	return m, added, err
}

func checkQueued(m Message) error {
	switch {
	case !m.Kind.Known():
		return problem.Invalidf("There is no such kind of text.")
	case m.Practice == "" || m.Intent == "":
		return problem.Invalidf("A text needs a practice and a purpose.")
	case m.To == "":
		return problem.Invalidf("There is no mobile number to text.")
	case m.Body == "":
		return problem.Field("body", "Write the text.")
	case utf8.RuneCountInString(m.Body) > MostCharacters:
		return problem.Field("body", "The text is longer than 1,600 characters: networks refuse it.")
	case m.Segments > AskWhyAbove && m.LongWhy == "":
		return problem.Field("why", "The text needs more than 3 segments: shorten it, or say why it must be so long.")
	}
	return nil
}

// Explain turns rows that a dead process left in `sending` into unknown: a
// call may or may not have been made. older is how long ago the call must have
// begun: 0 at the start of the only process, at least two minutes otherwise,
// so that no call still under way is touched. It gives how many it explained.
func (d *Desk) Explain(ctx context.Context, older time.Duration) (int, error) {
	rows, err := d.Store.MessagesIn(ctx, []State{Sending}, time.Time{}, d.Now().Add(-older), noLimit)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, m := range rows {
		moved, err := m.Move(Unknown, "The program stopped while this text was being sent. It may have gone.", d.Now())
		if err != nil {
			continue
		}
		saved, err := d.Store.SaveMessage(ctx, moved, Sending)
		if err != nil {
			return n, err
		}
		if saved {
			n++
		}
	}
	return n, nil
}

const noLimit = 1 << 30

// Hold keeps every unsent text of the filter back for a person: after a
// restored backup, when an extract changes, when a batch turns out wrong.
func (d *Desk) Hold(ctx context.Context, f Filter, reason string) (int, error) {
	return d.each(ctx, f, Held, reason)
}

// Cancel withdraws every unsent text of the filter.
func (d *Desk) Cancel(ctx context.Context, f Filter, reason string) (int, error) {
	return d.each(ctx, f, Cancelled, reason)
}

func (d *Desk) each(ctx context.Context, f Filter, to State, reason string) (n int, err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context) error {
		n, err = moveUnsent(ctx, d.Store, f, to, reason, d.Now())
		return err
	})
	return n, err
}

func moveUnsent(ctx context.Context, s Store, f Filter, to State, reason string, now time.Time) (int, error) {
	rows, err := s.Unsent(ctx, f)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, m := range rows {
		moved, err := m.Move(to, reason, now)
		if err != nil {
			continue // held already
		}
		saved, err := s.SaveMessage(ctx, moved, m.State)
		if err != nil {
			return n, err
		}
		if saved {
			n++
		}
	}
	return n, nil
}

// Release puts a held text back in the queue, due now. The last checks are
// made again before it goes.
func (d *Desk) Release(ctx context.Context, id string) error {
	return d.person(ctx, id, func(m Message) (Message, error) {
		moved, err := m.Move(Queued, "", d.Now())
		return moved.DueAt(d.Now()), err
	})
}

// CancelOne withdraws one unsent text.
func (d *Desk) CancelOne(ctx context.Context, id, reason string) error {
	return d.person(ctx, id, func(m Message) (Message, error) { return m.Move(Cancelled, reason, d.Now()) })
}

// SettleUnknown is a person's word on a text whose outcome is unknown: it
// arrived (the patient said so), or it is taken as not sent. Taken as not sent,
// it may be written again as a new text with the intent Again gives.
func (d *Desk) SettleUnknown(ctx context.Context, id string, arrived bool) error {
	to, words := Failed, "A colleague decided that it did not go."
	if arrived {
		to, words = Delivered, "A colleague knows that it arrived."
	}
	return d.person(ctx, id, func(m Message) (Message, error) {
		if m.State != Unknown {
			return m, &MoveError{m.State, to}
		}
		return m.Move(to, words, d.Now())
	})
}

// person turns a move that came too late into words for the page.
func (d *Desk) person(ctx context.Context, id string, change func(Message) (Message, error)) error {
	err := save(ctx, d.Store, id, func(_ context.Context, m Message) (Message, error) { return change(m) })
	var late *MoveError
	if errors.As(err, &late) {
		return problem.Conflictf("It is too late for that: the text is now %s.", late.From)
	}
	return err
}
