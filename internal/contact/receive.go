package contact

import (
	"context"
	"fmt"

	"stepdown/internal/audit"
	"stepdown/internal/messaging"
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

// ApplyStatus raises a text by what the network reports of it.
func (s *Service) ApplyStatus(ctx context.Context, r messaging.StatusReport) (messaging.Message, error) {
	return s.Desk.ApplyStatus(ctx, r)
}
