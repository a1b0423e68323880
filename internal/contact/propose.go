package contact

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"stepdown/internal/audit"
	"stepdown/internal/messaging"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
)

// Propose writes a wave down for a person to check: the words, and who of the
// people who can be texted is in it. Nothing is sent.
func (s *Service) Propose(ctx context.Context, by audit.Actor, cycleID string, words Invitation, size int) (Batch, error) {
	on, err := s.Fresh(ctx, by.PracticeID)
	if err != nil {
		return Batch{}, err
	}
	p, err := s.Store.Practice(ctx, by.PracticeID)
	if err != nil {
		return Batch{}, err
	}
	b := Batch{PracticeID: by.PracticeID, CycleID: cycleID, Kind: words.Text("").Kind(), State: Proposed, Wording: words, ExtractOn: on, ProposedBy: by.StaffID, ProposedName: by.Name}
	if err := s.fillWave(ctx, p, &b, size); err != nil {
		return b, err
	}
	return b, s.Store.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.Store.Cycle(ctx, by.PracticeID, cycleID); err != nil {
			return err
		}
		if err := s.Store.AddBatch(ctx, &b); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.By(by, b.did("proposed"), "batch:"+b.ID).Saying(fmt.Sprintf("%d people", len(b.People))))
	})
}

// did words an act on the wave for the audit trail.
func (b Batch) did(verb string) string {
	switch {
	case b.Session != nil:
		return verb + " invitations to a session"
	case b.Kind == messaging.Reminder:
		return verb + " reminders"
	}
	return verb + " invitations"
}

// fillWave takes the first people who can be texted, at most size, and the
// approved words for each of their languages.
func (s *Service) fillWave(ctx context.Context, p practice.Practice, b *Batch, size int) error {
	all, err := s.wordings(ctx, p.ID)
	if err != nil {
		return err
	}
	if size < 1 {
		return problem.Field("size", "Enter how many people to text now")
	}
	can, err := s.textable(ctx, p.ID, b.CycleID, b.Kind)
	if err != nil {
		return err
	}
	if err := b.Wording.fits(all, p.Name); err != nil { // what is missing is said even when there is nobody to text
		return err
	}
	for _, c := range can {
		w, err := worded(all, b.Wording.Text(p.Name), c.Patient)
		if err != nil {
			return err
		}
		if b.Wording.LeaveOut && w.Lacks() || len(b.People) == size {
			continue
		}
		if err := b.Wording.short(w); err != nil {
			return err
		}
		b.take(c, w)
	}
	if len(b.People) == 0 {
		return problem.Field("size", "Nobody can be texted now: look at the reasons below")
	}
	return nil
}

// take puts a person into the wave.
func (b *Batch) take(c Candidate, w Worded) {
	tag, name := Reads(c.Patient)
	i := slices.IndexFunc(b.Words, func(u Use) bool { return u.Language == tag && u.Reads == name })
	if i < 0 {
		i, b.Words = len(b.Words), append(b.Words, Use{Language: tag, Reads: name, Template: w.Wording.Name(), Own: w.Own})
	}
	b.Words[i].People = append(b.Words[i].People, c.Participant.ID)
	b.People = append(b.People, c.Participant.ID)
	b.Segments, b.Total = max(b.Segments, w.Segments.Segments), b.Total+w.Segments.Segments
}

// textable lists whom a wave of the kind may go to, in order.
func (s *Service) textable(ctx context.Context, practiceID, cycleID string, k messaging.Kind) ([]Candidate, error) {
	if k == messaging.Reminder {
		quiet, err := s.Quiet(ctx, practiceID, cycleID)
		var out []Candidate
		for _, q := range quiet {
			if q.Way == ByText {
				out = append(out, q.Candidate)
			}
		}
		return out, err
	}
	all, err := s.Candidates(ctx, practiceID, cycleID)
	return slices.DeleteFunc(all, func(c Candidate) bool { return c.Standing != CanText }), err
}

// fits says what the English words of the wave still need: a field, a reason
// for their length. What is missing or wrong is a problem of the form's fields.
func (v Invitation) fits(all messaging.Wordings, practiceName string) error {
	t := v.Text(practiceName)
	w, _, ok := all.Choose(t.Kind(), t.Form(), messaging.English)
	if !ok {
		return notApproved(t.Kind())
	}
	body, err := w.Fill(t)
	if err != nil {
		return inForm(err)
	}
	return v.short(Worded{Wording: w, Body: body, Segments: messaging.Count(body)})
}

// short refuses a text that no network takes, and asks why one is long.
func (v Invitation) short(w Worded) error {
	if utf8.RuneCountInString(w.Body) > messaging.MostCharacters {
		return problem.Field("form", "The text is longer than 1,600 characters: networks refuse it. Shorten what you typed")
	}
	if w.Segments.Segments > messaging.AskWhyAbove && strings.TrimSpace(v.LongWhy) == "" {
		in := ""
		if w.Wording.Language != messaging.English {
			in = " in " + messaging.LanguageName(w.Wording.Language)
		}
		return problem.Field("why", fmt.Sprintf("The text%s needs %d segments. Shorten it, or say why it must be so long", in, w.Segments.Segments))
	}
	return nil
}

// inForm turns what a text still needs into problems of its fields.
func inForm(err error) error {
	fe, ok := err.(*messaging.FieldsError)
	if !ok {
		return err
	}
	fields := map[string]string{}
	for _, name := range fe.Missing {
		fields[name] = "Enter this: the text needs it"
	}
	if len(fe.Faults) > 0 {
		fields["form"] = strings.Join(fe.Faults, " ")
	}
	return &problem.Error{Kind: problem.Invalid, Text: "The text is not complete.", Fields: fields}
}

// Lack is a language without approved words that people of a wave read.
type Lack struct {
	Reads  string
	People int
}

// Lacking counts the people who would get English because nobody has approved
// the words in their language.
func (s *Service) Lacking(ctx context.Context, practiceID string, t messaging.Text, people []Candidate) ([]Lack, error) {
	all, err := s.wordings(ctx, practiceID)
	if err != nil {
		return nil, err
	}
	var out []Lack
	for _, c := range people {
		tag, name := Reads(c.Patient)
		if _, own, _ := all.Choose(t.Kind(), t.Form(), tag); own || tag == messaging.English {
			continue
		}
		i := slices.IndexFunc(out, func(l Lack) bool { return l.Reads == name })
		if i < 0 {
			i, out = len(out), append(out, Lack{Reads: name})
		}
		out[i].People++
	}
	return out, nil
}
