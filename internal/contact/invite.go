package contact

import (
	"context"
	"time"

	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Candidate is a participant as the composer of invitations sees them.
type Candidate struct {
	Participant cycle.Participant
	Patient     cycle.Patient
	Standing    CandidateState
	Reasons     []string // why not, in words a colleague can act on
	ByLetter    bool     // a printed letter is a way
	Text        messaging.Message
	Letter      Letter
}

// CandidateState groups candidates.
type CandidateState string

// The groups.
const (
	CanText    CandidateState = "can be texted"
	CannotText CandidateState = "cannot be texted"
	Invited    CandidateState = "invited already"
	NotInvited CandidateState = "not to be invited"
)

// Candidates sorts the people of a cycle: who can be texted, who cannot and
// why, who is invited already, and who is not to be invited at all. The age of
// the extract is not among the reasons: it stops everybody alike, see Fresh.
func (s *Service) Candidates(ctx context.Context, practiceID, cycleID string) ([]Candidate, error) {
	people, err := s.Store.Participants(ctx, practiceID, cycleID)
	if err != nil {
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
	out := make([]Candidate, 0, len(people))
	for _, p := range people {
		c := Candidate{Participant: p, Patient: patients[p.PatientID], Text: texts[p.ID], Letter: letters[p.ID]}
		if err := s.sort(ctx, &c); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// invitations of a cycle by participant: the newest text and the letter.
func (s *Service) invitations(ctx context.Context, practiceID, cycleID string) (map[string]messaging.Message, map[string]Letter, error) {
	messages, err := s.Store.MessagesOfCycle(ctx, practiceID, cycleID)
	if err != nil {
		return nil, nil, err
	}
	texts := map[string]messaging.Message{}
	for _, m := range messages {
		if m.Kind == messaging.Invitation {
			texts[m.Participant] = m
		}
	}
	all, err := s.Store.Letters(ctx, practiceID, cycleID)
	letters := map[string]Letter{}
	for _, l := range all {
		if !l.Reminds() {
			letters[l.Participant] = l
		}
	}
	return texts, letters, err
}

// sort finds the candidate's group and reasons.
func (s *Service) sort(ctx context.Context, c *Candidate) error {
	lost := c.lost()
	if c.Letter.ID != "" || c.Participant.Invited != "" && !lost {
		c.Standing = Invited
		return nil
	}
	if ok, why := c.Participant.MayInvite(s.today()); !ok {
		c.Standing, c.Reasons = NotInvited, []string{why}
		return nil
	}
	if lost {
		c.Standing, c.ByLetter = CannotText, true
		c.Reasons = []string{"The text did not arrive. " + c.Text.Reason}
		return nil
	}
	if c.Text.ID != "" && !withdrawn(c.Text) {
		c.Standing = Invited // waits, is on its way, or is held for a person
		return nil
	}
	refusals, err := s.refusals(ctx, draft(c.Participant, messaging.Invitation))
	if err != nil {
		return err
	}
	c.Standing = CanText
	if len(refusals) > 0 {
		c.Standing, c.ByLetter = CannotText, true
		for _, r := range refusals {
			c.Reasons = append(c.Reasons, r.Words)
			c.ByLetter = c.ByLetter && r.Letter
		}
	}
	return nil
}

// lost: the invitation went by text and did not arrive.
func (c Candidate) lost() bool {
	return c.Text.State == messaging.Undelivered || c.Text.State == messaging.Failed && !c.renumbered()
}

// renumbered: the network never took the text, and the record has another
// number by now, so that a new text is worth sending.
func (c Candidate) renumbered() bool {
	number, err := nhs.ParseMobile(c.Patient.Person.Mobile)
	return err == nil && number != c.Text.To && !c.Text.Reached()
}

// withdrawn: the text ended without the network ever having it.
func withdrawn(m messaging.Message) bool {
	return m.State == messaging.Cancelled || m.State == messaging.Suppressed || m.State == messaging.Failed
}

func draft(p cycle.Participant, k messaging.Kind) messaging.Message {
	return messaging.Message{Practice: p.PracticeID, Patient: p.PatientID, Cycle: p.CycleID, Participant: p.ID, Kind: k}
}

// refusals of a text, without the age of the extract.
func (s *Service) refusals(ctx context.Context, m messaging.Message) ([]messaging.Refusal, error) {
	f, err := s.Store.Facts(ctx, m)
	if err != nil {
		return nil, err
	}
	f.ExtractMaxDays = 0
	return f.Refusals(m.Kind, s.Now()), nil
}

// Fresh gives the date of the newest extract, and a problem when it is too old
// for texts to go out, or when there is none.
func (s *Service) Fresh(ctx context.Context, practiceID string) (nhs.Date, error) {
	p, err := s.Store.Practice(ctx, practiceID)
	if err != nil {
		return "", err
	}
	on, err := s.Store.ExtractDate(ctx, practiceID)
	if err != nil {
		return "", err
	}
	limit := p.Settings.ExtractLimit()
	switch {
	case !on.Known():
		return on, problem.Conflictf("There is no extract yet. Import one first: people may have died, left or changed their number.")
	case on.DaysUntil(s.today()) > limit:
		return on, problem.Conflictf("The extract of %s is more than %d days old. Import a new one first: people may have died, left or changed their number.", on, limit)
	}
	return on, nil
}

// Room tells the slots left in the clinic sessions of a cycle, and how many invited people
// have no appointment yet and may still want one. known is false when nobody
// can tell.
func (s *Service) Room(ctx context.Context, practiceID, cycleID string) (free, waiting int, known bool, err error) {
	people, err := s.Store.Participants(ctx, practiceID, cycleID)
	if err != nil {
		return 0, 0, false, err
	}
	for _, p := range people {
		if p.Invited != "" && p.Booked == "" && p.Reviewed == "" && p.Response.Answer == cycle.NoAnswer {
			waiting++
		}
	}
	if s.Slots == nil {
		return 0, waiting, false, nil
	}
	free, err = s.Slots.FreeSlots(ctx, practiceID, cycleID)
	if problem.Is(err, problem.NotFound) {
		return 0, waiting, false, nil
	}
	return free, waiting, err == nil, err
}

// dueAt is when a batch's first text may go.
func (s *Service) dueAt() time.Time { return s.Now().UTC().Add(s.CancelWindow) }
