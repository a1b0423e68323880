package messaging

import (
	"context"
	"time"
)

// Ledger is what all processes that send have in common: the turns of each
// sender line, and the count of calls begun, which is also kept outside the
// database so that a database put back from a backup is recognised.
type Ledger interface {
	// Turn takes the line for so many segments at the rate (segments a second),
	// within the transaction of the claim. When the line is not free, it takes
	// nothing and says how long to wait.
	Turn(ctx context.Context, line string, segments int, rate float64, now time.Time) (wait time.Duration, err error)
	// Count counts one more call as begun, within the transaction of the claim,
	// and gives how many there have been.
	Count(ctx context.Context) (total int64, err error)
	// Keep writes the total outside the database, when the claim is committed and
	// before the call is made. After an error no call is made.
	Keep(total int64) error
}

// begin takes the turn and counts the call, within the claim's transaction. It
// reports how long to wait when the turn is somebody else's.
func (d *Dispatcher) begin(ctx context.Context, m Message, f Facts) (total int64, wait time.Duration, err error) {
	if d.Ledger == nil {
		return 0, 0, nil
	}
	if wait, err = d.Ledger.Turn(ctx, m.Line, m.Segments, f.slower(d.rate()), d.Now()); err != nil || wait > 0 {
		return 0, wait, err
	}
	total, err = d.Ledger.Count(ctx)
	return total, 0, err
}

// keep writes the count outside the database. Without it a text could go that a
// restored backup would send again, so none goes.
func (d *Dispatcher) keep(total int64) *SendError {
	if d.Ledger == nil {
		return nil
	}
	if err := d.Ledger.Keep(total); err != nil {
		return &SendError{Outcome: Misconfigured, Reason: "The file that counts what was sent cannot be written. Nothing goes out until it can: whoever looks after Stepdown should look at the folder of marks.", Err: err}
	}
	return nil
}
