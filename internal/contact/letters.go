package contact

import (
	"context"
	"strings"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
)

// WriteLetters makes a letter of invitation for each of the participants who
// can be reached by letter. It gives how many were made; asking twice makes no
// second one.
func (s *Service) WriteLetters(ctx context.Context, by audit.Actor, cycleID string, words Invitation, participants []string) (int, error) {
	if _, err := s.Fresh(ctx, by.PracticeID); err != nil {
		return 0, err
	}
	p, err := s.Store.Practice(ctx, by.PracticeID)
	if err != nil {
		return 0, err
	}
	body, err := words.letter(p)
	if err != nil {
		return 0, err
	}
	candidates, err := s.Candidates(ctx, by.PracticeID, cycleID)
	if err != nil {
		return 0, err
	}
	wanted := map[string]bool{}
	for _, id := range participants {
		wanted[id] = true
	}
	made := 0
	return made, s.Store.InTx(ctx, func(ctx context.Context) error {
		for _, c := range candidates {
			if !wanted[c.Participant.ID] || c.Standing != CannotText || !c.ByLetter {
				continue
			}
			added, err := s.writeLetter(ctx, by, c, body)
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

func (s *Service) writeLetter(ctx context.Context, by audit.Actor, c Candidate, body []string) (bool, error) {
	l := Letter{PracticeID: by.PracticeID, CycleID: c.Participant.CycleID, Participant: c.Participant.ID, Patient: c.Patient.ID,
		Intent: InvitationLetter(c.Participant.ID), State: ToPrint, Name: envelope(c.Patient), Address: c.Patient.Person.Address,
		Body: append([]string{"Dear " + envelope(c.Patient) + ","}, body...), LargePrint: c.Patient.Needs.LargePrint,
		Why: strings.Join(c.Reasons, " "), By: by.Name}
	added, err := s.Store.AddLetter(ctx, &l)
	if err != nil || !added {
		return added, err
	}
	return true, s.Audit.Record(ctx, audit.By(by, "wrote letter of invitation", "letter:"+l.ID).Of(l.Patient))
}

func envelope(p cycle.Patient) string {
	return strings.TrimSpace(p.Person.Title + " " + p.Name())
}

// letter gives the paragraphs. A letter is sealed in an envelope, yet is as
// discreet as the text unless the practice chose the detailed form.
func (v Invitation) letter(p practice.Practice) ([]string, error) {
	if err := v.complete(p.Name); err != nil {
		return nil, err
	}
	out := []string{"We would like to invite you for a review with " + v.Clinician + ", to hear how you are living with your pain and what would help you most."}
	if v.Detailed {
		out = append(out, "Your records show that you take "+v.Medicine+". Research suggests that it may not be the best long-term option for many people, and that it could have risks over time. "+
			"We would like to look with you at whether less of it, and other ways to manage pain, might suit you. Nothing is decided before we have talked.")
		if v.Leaflets {
			out = append(out, "You may find these helpful to read first, from Live Well With Pain:")
			out = append(out, strings.Fields(linksOf(v.Text(p.Name)))...)
		}
	}
	return append(out, "To book: "+v.Book+".", messaging.KeepTaking["en"],
		"If you would rather not be invited again, or need an interpreter, large print or another way to talk with us, please tell us."), nil
}

func linksOf(t messaging.InvitationText) string {
	for _, f := range t.Fields() {
		if f.Name == "links" {
			return f.Value
		}
	}
	return ""
}

func (v Invitation) complete(practiceName string) error {
	_, err := v.Text(practiceName).Render()
	return inForm(err)
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
			if err := s.Audit.Record(ctx, audit.By(by, "posted letter of invitation", "letter:"+l.ID).Of(l.Patient)); err != nil {
				return err
			}
			n++
		}
		return nil
	})
}
