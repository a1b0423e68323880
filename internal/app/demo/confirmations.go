package demo

import (
	"context"
	"slices"

	"stepdown/internal/cycle"
	"stepdown/internal/review"
)

// confirmed turns what an extract shows into what a clinician confirms of it.
var confirmed = map[cycle.Change]review.Result{cycle.Reduced: review.ResultReduced, cycle.Stopped: review.ResultStopped, cycle.Switched: review.ResultSwitched}

// confirmations notes the clinician's look at each extract since the reviews
// began: nothing counts as reduced or stopped that the extracts do not bear out.
func (h *teller) confirmations() {
	for i := h.world.Options().Cycle.Start; i < h.world.Months()-1; i++ {
		seen := workday(importDay(h.world.Month(i).Date()).AddDays(2))
		h.on(seen, 16, 30, "confirmation", func(ctx context.Context) error {
			for _, p := range h.people {
				if p.changed != "" && p.clinic < seen {
					if err := h.confirm(ctx, p); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
}

func (h *teller) confirm(ctx context.Context, p *person) error {
	if x, err := h.Store.Participant(ctx, h.practice.ID, p.id); err != nil || x.Reviewed == "" {
		return err
	}
	history, err := h.Store.History(ctx, h.practice.ID, p.patient)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(history, func(s cycle.Snapshot) bool { return s.ExtractID == h.baseline.ID }); i >= 0 {
		history = history[i:]
	}
	for _, o := range cycle.Outcomes(p.id, history) {
		result, counts := confirmed[o.Change]
		if o.Medicine != "tramadol" || !counts || p.outcome == result || o.On < p.clinic {
			continue
		}
		p.outcome = result
		if _, err := h.Reviews.Confirm(ctx, h.clinician, review.Outcome{ParticipantID: p.id, Ingredient: "tramadol", Class: o.Class, Result: result}); err != nil {
			return err
		}
	}
	return nil
}
