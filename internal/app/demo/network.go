package demo

import (
	"context"
	"crypto/rand"
	"slices"
	"time"

	"stepdown/internal/contact"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// patchy is the simulated network on days when some phones cannot be reached.
type patchy struct {
	messaging.Sender
	away map[nhs.Mobile]bool
	lost []messaging.StatusReport
}

// Send takes the text; a phone that is away never gets it.
func (n *patchy) Send(ctx context.Context, out messaging.Outgoing) (messaging.Receipt, error) {
	if !n.away[out.To] {
		return n.Sender.Send(ctx, out)
	}
	id := "SIM" + rand.Text()
	n.lost = append(n.lost, messaging.StatusReport{Attempt: out.Attempt, Evidence: messaging.Evidence{ProviderID: id, Status: "undelivered", Code: 30003,
		Reason: "The phone could not be reached: it is off, or the number is not in use."}})
	return messaging.Receipt{ProviderID: id, Status: "queued"}, nil
}

// sendDue lets the network carry what is due, and report.
func (h *teller) sendDue(ctx context.Context) error {
	if _, err := h.Texts.SendDue(ctx); err != nil {
		return err
	}
	lost := h.network.lost
	h.network.lost = nil
	for _, r := range lost {
		if _, err := h.Texts.Contact.ApplyStatus(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// writes lets a person answer by text. Nobody can who never got a text.
func (h *teller) writes(at time.Time, p *person, body string) {
	h.at(at, "reply", func(ctx context.Context) error {
		_, err := h.reply(ctx, p, body)
		return err
	})
}

// reply reports whether the person could answer.
func (h *teller) reply(ctx context.Context, p *person, body string) (bool, error) {
	if p.mobile == "" {
		return false, nil
	}
	phone, err := h.Texts.Simulator.Phone(h.practice.ID, p.mobile)
	if err != nil {
		return false, err
	}
	if err := h.Texts.Simulator.Answer(ctx, h.practice.ID, phone, body); problem.Is(err, problem.NotFound) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	return true, h.sendDue(ctx)
}

// settles closes what a person wrote, with what came of it.
func (h *teller) settles(at time.Time, p *person, outcome string) {
	h.at(at, "reply closed", func(ctx context.Context) error {
		open, err := h.openReplies(ctx, p)
		if err != nil || len(open) == 0 {
			return err
		}
		return h.Texts.Contact.Close(ctx, h.coordinator, open, outcome)
	})
}

// openReplies of a person, opened as the page opens them.
func (h *teller) openReplies(ctx context.Context, p *person) ([]contact.Seen, error) {
	all, err := h.Store.OpenReplies(ctx, h.practice.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(in messaging.Inbound) bool { return in.Patient == p.patient })
	if i < 0 {
		return nil, nil
	}
	d, err := h.Texts.Contact.Read(ctx, h.coordinator, all[i].ID)
	var seen []contact.Seen
	for _, in := range d.Open() {
		seen = append(seen, contact.Seen{ID: in.ID, Version: in.Version})
	}
	return seen, err
}
