package contact

import (
	"context"
	"fmt"

	"stepdown/internal/audit"
	"stepdown/internal/messaging"
	"stepdown/internal/problem"
)

// Receive keeps a text from a patient, does what cannot wait, and leaves the
// trace of it, all in one transaction.
func (s *Service) Receive(ctx context.Context, a messaging.Arrival) (messaging.Received, error) {
	var got messaging.Received
	return got, s.Store.InTx(ctx, func(ctx context.Context) (err error) {
		if got, err = s.Desk.Receive(ctx, a); err != nil || got.Duplicate {
			return err
		}
		return s.Audit.Record(ctx, received(got))
	})
}

func received(got messaging.Received) audit.Entry {
	in := got.Inbound
	e := audit.By(audit.System(in.Practice, "texts"), "reply received", "reply:"+in.ID).Of(in.Patient)
	switch {
	case got.Reading.OptOut:
		e = e.Saying(fmt.Sprintf("opt-out honoured at once; %d waiting texts will not go", got.Suppressed))
	case got.Reading.OptIn:
		e = e.Saying("asked for texts again")
	case got.Safety:
		e = e.Saying("automatic safety answer queued")
	}
	return e
}

// ApplyStatus raises a text by what the network reports of it. A wave whose
// words the network takes for spam is paused before all of it is spent.
func (s *Service) ApplyStatus(ctx context.Context, r messaging.StatusReport) (messaging.Message, error) {
	m, err := s.Desk.ApplyStatus(ctx, r)
	if err == nil && r.Filtered && m.Batch != "" {
		if err = s.pauseFiltered(ctx, m); problem.Is(err, problem.Conflict) {
			err = nil // another report paused it, or a person did something with it
		}
	}
	return m, err
}

// mostFiltered texts of a wave may be taken for spam before it is paused.
const mostFiltered = 5

func (s *Service) pauseFiltered(ctx context.Context, m messaging.Message) error {
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		b, err := s.Store.Batch(ctx, m.Practice, m.Batch)
		if err != nil || b.State != Going {
			return err
		}
		texts, err := s.TextsOf(ctx, b)
		if err != nil {
			return err
		}
		filtered, waiting := 0, 0
		for _, x := range texts {
			switch {
			case x.ErrorCode == m.ErrorCode && !x.State.Unsent():
				filtered++
			case x.State == messaging.Queued:
				waiting++
			}
		}
		if filtered < mostFiltered || waiting == 0 {
			return nil
		}
		return s.Pause(ctx, audit.System(m.Practice, "texts"), b.ID, fmt.Sprintf("The network took %d texts of this wave for spam. Ask for help with the wording before the others go.", filtered))
	})
}
