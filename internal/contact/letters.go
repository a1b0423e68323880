package contact

import (
	"context"
	"slices"
	"strings"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/problem"
)

// WriteLetters makes a letter of invitation for each of the participants who
// can be reached by letter. It gives how many were made; asking twice makes no
// second one.
func (s *Service) WriteLetters(ctx context.Context, by audit.Actor, cycleID string, words Invitation, participants []string) (int, error) {
	words.Remind = false
	can, err := s.ForLetters(ctx, by.PracticeID, cycleID)
	if err != nil {
		return 0, err
	}
	to := slices.DeleteFunc(can, func(c Candidate) bool { return !slices.Contains(participants, c.Participant.ID) })
	return s.writeAll(ctx, by, words, to)
}

// ForLetters lists who can be invited by letter: those who cannot be texted,
// and those who could be, in a language in which nobody has approved the text.
// The latter keep the standing CanText: a person decides.
func (s *Service) ForLetters(ctx context.Context, practiceID, cycleID string) ([]Candidate, error) {
	all, err := s.wordings(ctx, practiceID)
	if err != nil {
		return nil, err
	}
	candidates, err := s.Candidates(ctx, practiceID, cycleID)
	var out []Candidate
	for _, c := range candidates {
		tag, name := Reads(c.Patient)
		_, own, _ := all.Choose(messaging.Invitation, messaging.Discreet, tag)
		switch {
		case c.Standing == CannotText && c.ByLetter:
			out = append(out, c)
		case c.Standing == CanText && !own && tag != messaging.English:
			c.Reasons = []string{"They read " + name + ", and nobody has approved the text in it."}
			out = append(out, c)
		}
	}
	return out, err
}

// writeAll makes a letter for each candidate, in the words approved for the
// language that they read.
func (s *Service) writeAll(ctx context.Context, by audit.Actor, words Invitation, to []Candidate) (int, error) {
	if _, err := s.Fresh(ctx, by.PracticeID); err != nil {
		return 0, err
	}
	p, err := s.Store.Practice(ctx, by.PracticeID)
	if err != nil {
		return 0, err
	}
	text := words.Letter(p.Name)
	if _, err := s.words(ctx, by.PracticeID, text, cycle.Patient{}); err != nil {
		return 0, err
	}
	made := 0
	return made, s.Store.InTx(ctx, func(ctx context.Context) error {
		for _, c := range to {
			w, err := s.words(ctx, by.PracticeID, text, c.Patient)
			if err != nil {
				return err
			}
			added, err := s.writeLetter(ctx, by, c, text.Kind(), w)
			if err != nil {
				return err
			}
			if added {
				made++
			}
		}
		if made == 0 {
			return problem.Conflictf("There is no letter to write: choose people who can have one.")
		}
		return nil
	})
}

func (s *Service) writeLetter(ctx context.Context, by audit.Actor, c Candidate, k messaging.Kind, w Worded) (bool, error) {
	l := Letter{PracticeID: by.PracticeID, CycleID: c.Participant.CycleID, Participant: c.Participant.ID, Patient: c.Patient.ID,
		Kind: k, Template: w.Wording.Name(), Language: w.Wording.Language, Intent: InvitationLetter(c.Participant.ID), State: ToPrint,
		Name: envelope(c.Patient), Address: c.Patient.Person.Address, Body: append([]string{messaging.Dear(w.Wording.Language, envelope(c.Patient))}, messaging.Paragraphs(w.Body)...),
		LargePrint: c.Patient.Needs.LargePrint, Why: strings.Join(c.Reasons, " "), By: by.Name}
	action := "wrote letter of invitation"
	if l.Reminds() {
		l.Intent, action = ReminderLetterIntent(c.Participant.ID), "wrote letter of reminder"
	}
	added, err := s.Store.AddLetter(ctx, &l)
	if err != nil || !added {
		return added, err
	}
	return true, s.Audit.Record(ctx, audit.By(by, action, "letter:"+l.ID).Of(l.Patient))
}

func envelope(p cycle.Patient) string {
	return strings.TrimSpace(p.Person.Title + " " + p.Name())
}

// LettersSent logs printed letters as posted today: the people are invited. It
// gives how many were logged; what is logged already is left alone.
func (s *Service) LettersSent(ctx context.Context, by audit.Actor, cycleID string, ids []string) (int, error) {
	wanted := map[string]bool{}
	for _, id := range ids {
		wanted[id] = true
	}
	n := 0
	return n, s.Store.InTx(ctx, func(ctx context.Context) error {
		all, err := s.Store.Letters(ctx, by.PracticeID, cycleID)
		if err != nil {
			return err
		}
		for _, l := range all {
			if !wanted[l.ID] || l.State != ToPrint {
				continue
			}
			l.State, l.SentOn, l.SentBy = Posted, s.today(), by.Name
			if err := s.Store.SaveLetter(ctx, &l); err != nil {
				return err
			}
			if err := reachInvited(ctx, s.Store, by.PracticeID, l.Participant, s.today()); err != nil {
				return err
			}
			action := "posted letter of invitation"
			if l.Reminds() {
				action = "posted letter of reminder"
			}
			if err := s.Audit.Record(ctx, audit.By(by, action, "letter:"+l.ID).Of(l.Patient)); err != nil {
				return err
			}
			n++
		}
		return nil
	})
}
