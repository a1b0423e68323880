package contact

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"stepdown/internal/audit"
	"stepdown/internal/messaging"
	"stepdown/internal/problem"
)

// Session is what a wave that invites to a session of the programme has in the
// place of a cycle.
type Session struct {
	ID    string
	Title string                // "Pain Café, Thursday 12 November 2026 at 2pm"
	Text  messaging.SessionText // for all of them
	To    []string              // patient ids, in the order in which they are texted
	Not   []NotTexted           // who has a place and is not texted
}

// NotTexted is somebody with a place at a session who gets no text, and why.
type NotTexted struct {
	PatientID string
	Why       string
}

func (s Session) people() []string {
	out := append([]string{}, s.To...)
	for _, n := range s.Not {
		out = append(out, n.PatientID)
	}
	return out
}

// ProposeSession writes a wave down that invites the people who have a place at
// a session, for a person to check. Nothing is sent. Each of them is texted once
// for the session, whatever waves there are. why is needed when the text takes
// more than three segments in any language.
func (s *Service) ProposeSession(ctx context.Context, by audit.Actor, x Session, patients []string, why string) (Batch, error) {
	on, err := s.Fresh(ctx, by.PracticeID)
	if err != nil {
		return Batch{}, err
	}
	if !s.Now().Before(x.Text.At) {
		return Batch{}, problem.Conflictf("The session has begun.")
	}
	x.To, x.Not = nil, nil
	b := Batch{PracticeID: by.PracticeID, Session: &x, Kind: x.Text.Kind(), State: Proposed, ExtractOn: on, ProposedBy: by.StaffID, ProposedName: by.Name}
	b.Wording.LongWhy = strings.TrimSpace(why)
	if err := s.fillSession(ctx, &b, patients); err != nil {
		return b, err
	}
	return b, s.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.Store.AddBatch(ctx, &b); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, b.did("proposed"), "batch:"+b.ID).Saying(fmt.Sprintf("%d people", len(b.People))))
	})
}

func (s *Service) fillSession(ctx context.Context, b *Batch, patients []string) error {
	all, err := s.wordings(ctx, b.PracticeID)
	if err != nil {
		return err
	}
	for _, id := range patients {
		o, err := s.MayOffer(ctx, b.PracticeID, id, b.Kind, b.Session.ID)
		if err != nil {
			return err
		}
		if !o.MayText() {
			b.Session.Not = append(b.Session.Not, NotTexted{id, o.why()})
			continue
		}
		c := Candidate{}
		if c.Participant, err = s.newestPlace(ctx, b.PracticeID, id); err != nil {
			return err
		}
		if c.Patient, err = s.Store.Patient(ctx, b.PracticeID, id); err != nil {
			return err
		}
		w, err := worded(all, b.Session.Text, c.Patient)
		if err != nil {
			return err
		}
		if err := b.Wording.short(w); err != nil {
			return err
		}
		b.take(c, w)
		b.Session.To = append(b.Session.To, id)
	}
	if len(b.People) == 0 {
		return problem.Conflictf("Nobody can be texted now: look at the reasons below.")
	}
	return nil
}

// why somebody is not texted.
func (o Offered) why() string {
	if o.Before.ID != "" {
		return "They were texted about it before."
	}
	return strings.Join(o.Reasons, " ")
}

// WithdrawSession cancels what of the invitations to a session has not gone, as
// when it is called off or moved. It gives how many texts that were.
func (s *Service) WithdrawSession(ctx context.Context, by audit.Actor, sessionID, why string) (int, error) {
	waves, err := s.WavesOf(ctx, by.PracticeID, sessionID)
	n := 0
	for _, b := range waves {
		if b.State == Withdrawn {
			continue
		}
		k, err := s.Withdraw(ctx, by, b.ID, why)
		if err != nil {
			return n, err
		}
		n += k
	}
	return n, err
}

// WavesOf a session, newest first.
func (s *Service) WavesOf(ctx context.Context, practiceID, sessionID string) ([]Batch, error) {
	all, err := s.Store.Batches(ctx, practiceID, "")
	return slices.DeleteFunc(all, func(b Batch) bool { return b.Session == nil || b.Session.ID != sessionID }), err
}
