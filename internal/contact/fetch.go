package contact

import (
	"context"
	"errors"
	"time"

	"stepdown/internal/messaging"
)

// mostFetched is how many texts are asked for at once, for each number.
const mostFetched = 10000

// Fetch keeps texts that reached the network since a time and did not reach
// us. It gives how many were new. Asking again, or while the webhook brings the
// same text, does no harm. One that cannot be kept does not stand in the way of
// the others; the error says that something is left.
func (s *Service) Fetch(ctx context.Context, n messaging.Network, since time.Time) (int, error) {
	arrivals, asked := n.Arrivals(ctx, since, mostFetched)
	ids := make([]string, len(arrivals))
	for i, a := range arrivals {
		ids[i] = a.ProviderID
	}
	known, err := s.Store.KnownReplies(ctx, ids)
	if err != nil {
		return 0, errors.Join(asked, err)
	}
	fresh, faults := 0, []error{asked}
	for _, a := range arrivals {
		if known[a.ProviderID] {
			continue
		}
		got, err := s.Receive(ctx, a)
		faults = append(faults, err)
		if err == nil && !got.Duplicate {
			fresh++
		}
	}
	return fresh, errors.Join(faults...)
}
