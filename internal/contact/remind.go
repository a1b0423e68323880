package contact

import (
	"context"
	"slices"

	"stepdown/internal/audit"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Way is how somebody is reminded.
type Way string

// The ways. A reminder takes the other way than the invitation did: what did
// not reach somebody once may not reach them twice.
const (
	ByText    Way = "text"
	ByPost    Way = "letter"
	ByNeither Way = ""
)

// Quiet is somebody who was invited long enough ago and has not answered.
type Quiet struct {
	Candidate
	Way Way
}

// Quiet lists the people of a cycle who were invited at least the practice's
// number of days ago, by text or letter, of whom nothing was heard since, and who were
// not reminded yet. Reasons say why somebody can be reminded in neither way.
func (s *Service) Quiet(ctx context.Context, practiceID, cycleID string) ([]Quiet, error) {
	p, err := s.Store.Practice(ctx, practiceID)
	if err != nil {
		return nil, err
	}
	due, err := s.dueForReminder(ctx, practiceID, cycleID, s.today().AddDays(-p.Settings.RemindAfter()))
	if err != nil || len(due) == 0 {
		return nil, err
	}
	patients, err := s.Store.PatientsOf(ctx, practiceID, cycleID)
	if err != nil {
		return nil, err
	}
	texts, letters, err := s.invitations(ctx, practiceID, cycleID)
	if err != nil {
		return nil, err
	}
	reminded, err := s.reminded(ctx, practiceID, cycleID)
	if err != nil {
		return nil, err
	}
	var out []Quiet
	for _, x := range due {
		c := Candidate{Participant: x, Patient: patients[x.PatientID], Standing: Invited, Text: texts[x.ID], Letter: letters[x.ID]}
		if reminded[x.ID] || c.Letter.ID == "" && c.lost() || c.Patient.Gone() != "" {
			continue
		}
		heard, err := s.heardSince(ctx, c)
		if err != nil {
			return nil, err
		}
		if heard {
			continue
		}
		q := Quiet{Candidate: c, Way: ByPost}
		if c.Letter.ID != "" {
			if err := s.byText(ctx, &q); err != nil {
				return nil, err
			}
		}
		out = append(out, q)
	}
	return out, nil
}

// dueForReminder lists the participants who were invited on the latest day or
// before, and of whom the records say nothing since.
func (s *Service) dueForReminder(ctx context.Context, practiceID, cycleID string, latest nhs.Date) ([]cycle.Participant, error) {
	c, err := s.Store.Cycle(ctx, practiceID, cycleID)
	if err != nil || !c.Open() {
		return nil, err
	}
	all, err := s.Store.Participants(ctx, practiceID, cycleID)
	return slices.DeleteFunc(all, func(p cycle.Participant) bool { return !waits(p) || latest.Before(p.Invited) }), err
}

// waits: invited, and nothing came of it yet.
func waits(p cycle.Participant) bool {
	return p.Invited != "" && p.Booked == "" && p.Reviewed == "" && p.Attended == "" && p.Held == "" && p.Response.Answer == cycle.NoAnswer &&
		p.Screening.Answer == cycle.Suitable
}

// heardSince: the person wrote something after the invitation. A person reads
// it; a reminder on top would show that nobody had.
func (s *Service) heardSince(ctx context.Context, c Candidate) (bool, error) {
	said, err := s.Store.Conversation(ctx, c.Patient.PracticeID, Correspondent{Patient: c.Patient.ID})
	return slices.ContainsFunc(said.In, func(in messaging.Inbound) bool {
		return !in.Received.Before(c.Participant.Invited.Time())
	}), err
}

// byText sees whether somebody who had a letter can be texted.
func (s *Service) byText(ctx context.Context, q *Quiet) error {
	refusals, err := s.refusals(ctx, draft(q.Participant, messaging.Reminder))
	q.Way = ByText
	for _, r := range refusals {
		q.Way, q.Reasons = ByNeither, append(q.Reasons, r.Words)
	}
	return err
}

// reminded gives the participants for whom a reminder was written, by text or
// letter. A text that never went does not count.
func (s *Service) reminded(ctx context.Context, practiceID, cycleID string) (map[string]bool, error) {
	out := map[string]bool{}
	messages, err := s.Store.MessagesOfCycle(ctx, practiceID, cycleID)
	if err != nil {
		return nil, err
	}
	for _, m := range messages {
		if m.Kind == messaging.Reminder {
			out[m.Participant] = !withdrawn(m)
		}
	}
	letters, err := s.Store.Letters(ctx, practiceID, cycleID)
	for _, l := range letters {
		if l.Reminds() {
			out[l.Participant] = true
		}
	}
	return out, err
}

// WriteReminders makes a letter of reminder for each of the participants who
// were texted and have not answered: it goes with the next print run. Asking
// twice makes no second one.
func (s *Service) WriteReminders(ctx context.Context, by audit.Actor, cycleID string, words Invitation, participants []string) (int, error) {
	words.Remind = true
	quiet, err := s.Quiet(ctx, by.PracticeID, cycleID)
	if err != nil {
		return 0, err
	}
	var to []Candidate
	for _, q := range quiet {
		if q.Way == ByPost && slices.Contains(participants, q.Participant.ID) {
			q.Reasons = []string{"Texted, and no answer since."}
			to = append(to, q.Candidate)
		}
	}
	if len(to) == 0 {
		return 0, problem.Conflictf("There is no letter to write: choose people who were texted and have not answered.")
	}
	return s.writeAll(ctx, by, words, to)
}
