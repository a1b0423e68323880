package demo

import (
	"context"
	"slices"
	"strconv"

	"stepdown/internal/contact"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// words of the invitations.
var words = contact.Invitation{Clinician: "Amara Nwosu, pharmacist", Book: "ring 01632 960 000"}

// invitations notes four waves, each on a fresh extract, and who is in which:
// early enough for the session at which their review is held.
func (h *teller) invitations(starts nhs.Date) {
	first := workday(starts.AddDays(8))
	waves := []nhs.Date{first, workday(first.AddDays(35)), workday(first.AddDays(70)), workday(importDay(h.world.Month(h.world.Months() - 2).Date()).AddDays(3))}
	h.days(waves[0])
	for _, p := range h.people {
		p.wave = h.waveOf(p, waves)
	}
	for _, on := range waves {
		h.on(on, 10, 0, "wave", func(ctx context.Context) error { return h.invite(ctx, on) })
		h.on(workday(on.AddDays(1)), 15, 0, "letters", h.post)
	}
}

// waveOf says when somebody is invited; empty for who is not.
func (h *teller) waveOf(p *person, waves []nhs.Date) nhs.Date {
	last := waves[len(waves)-1]
	switch p.part {
	case elsewhere, unread, colleague:
		return ""
	case comes, recent, absent, asks:
		return last
	case away:
		if p == h.with(away)[0] {
			return last
		}
		return waves[0]
	case stops, stranger, declines, waits, never, missed, talks:
		return waves[p.place%2]
	}
	if p.changed == "" {
		return waves[p.place%len(waves)]
	}
	p.clinic = h.sessionBefore(p.changed)
	on := waves[0]
	for _, w := range waves {
		if w.AddDays(12) <= p.clinic {
			on = w
		}
	}
	return on
}

// invite sends the texts of a wave and writes letters to those who cannot be
// texted.
func (h *teller) invite(ctx context.Context, on nhs.Date) error {
	var ids []string
	for _, p := range h.people {
		if p.wave == on {
			h.network.away[p.mobile] = p.part == away
			if p.part != away || on < h.last().AddDays(-60) { // the newest one that did not arrive waits for a person
				ids = append(ids, p.id)
			}
		}
	}
	b, err := h.Texts.Contact.Propose(ctx, h.coordinator, h.cycle.ID, words, len(h.people))
	if err == nil {
		if _, err = h.Texts.Contact.Send(ctx, h.coordinator, b.ID, b.Version, strconv.Itoa(len(b.People))); err != nil {
			return err
		}
		if err := h.sendDue(ctx); err != nil {
			return err
		}
	} else if !problem.Is(err, problem.Invalid) { // nobody of it has a telephone
		return err
	}
	_, err = h.Texts.Contact.WriteLetters(ctx, h.coordinator, h.cycle.ID, words, ids)
	if problem.Is(err, problem.Conflict) { // nobody needs one
		return nil
	}
	return err
}

// post logs the letters that were written as sent.
func (h *teller) post(ctx context.Context) error {
	letters, err := h.Store.Letters(ctx, h.practice.ID, h.cycle.ID)
	if err != nil {
		return err
	}
	var ids []string
	for _, l := range letters {
		if l.State == contact.ToPrint {
			ids = append(ids, l.ID)
		}
	}
	slices.Sort(ids)
	if len(ids) == 0 {
		return nil
	}
	_, err = h.Texts.Contact.LettersSent(ctx, h.coordinator, h.cycle.ID, ids)
	return err
}

// dealWith takes a text that did not arrive off the list: a letter went out.
func (h *teller) dealWith(ctx context.Context, p *person) error {
	troubled, err := h.Store.Troubled(ctx, h.practice.ID)
	for _, m := range troubled {
		if m.Participant == p.id && err == nil {
			err = h.Texts.Contact.DealtWith(ctx, h.coordinator, m.ID)
		}
	}
	return err
}
