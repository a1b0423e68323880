package messaging

import (
	"context"
	"strings"
	"time"

	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Received is what came of one text from a patient.
type Received struct {
	Inbound    Inbound
	Reading    Reading
	Duplicate  bool // known already: nothing was done again
	Safety     bool // an automatic safety answer was queued
	Suppressed int  // waiting texts to the number that will not go
}

// Receive keeps a text from a patient and does what cannot wait for a person:
// it honours an opt-out, keeps further texts back from a wrong number, and
// queues one safety answer to an urgent text, all in one transaction. It never
// closes the text: a person does.
func (d *Desk) Receive(ctx context.Context, a Arrival) (Received, error) {
	var out Received
	if a.ProviderID == "" {
		return out, problem.Invalidf("A text without the network's id cannot be kept once.")
	}
	err := d.Store.InTx(ctx, func(ctx context.Context) error {
		number, _ := nhs.ParseMobile(a.From)
		who, err := d.Store.Addressee(ctx, a.To, number)
		if err != nil {
			return err
		}
		rules := d.rulesOf(ctx, who.Practice)
		reading := rules.Read(a.Body)
		reading.alsoBy(a.OptOutType)
		in := d.inbound(a, number, who, reading, rules)
		if err := d.cannotAnswer(ctx, &in, reading); err != nil {
			return err
		}
		added, err := d.Store.AddInbound(ctx, in)
		if err != nil || !added {
			out = Received{Inbound: in, Reading: reading, Duplicate: !added}
			return err
		}
		out = Received{Inbound: in, Reading: reading}
		if out.Suppressed, err = d.heed(ctx, in, reading); err != nil {
			return err
		}
		out.Safety, err = d.answerSafely(ctx, in, who, reading)
		return err
	})
	return out, err
}

func (d *Desk) rules() *Rules {
	if d.Rules != nil {
		return d.Rules
	}
	return embeddedRules()
}

// rulesOf is the practice's own table. Whatever is wrong with that, the reply is
// read, by the table that ships.
func (d *Desk) rulesOf(ctx context.Context, practiceID string) *Rules {
	if d.RulesOf != nil {
		if own, err := d.RulesOf(ctx, practiceID); err == nil {
			return own
		}
	}
	return d.rules()
}

// inbound makes the row. It names a person only when exactly one has the
// number: with a shared number nobody can tell who wrote.
func (d *Desk) inbound(a Arrival, number nhs.Mobile, who Addressee, r Reading, rules *Rules) Inbound {
	received := a.Received
	if received.IsZero() {
		received = d.Now()
	}
	in := Inbound{
		ID: d.NewID(), ProviderID: a.ProviderID, Practice: who.Practice, From: a.From, Number: number, To: a.To,
		Body: a.Body, Media: a.Media, Received: received.UTC(), Class: r.Class, Urgent: r.Urgent, Matches: r.Matches, State: Open,
	}
	if len(who.People) == 1 {
		p := who.People[0]
		in.Patient, in.Cycle, in.Participant, in.InReplyTo = p.Patient, p.Cycle, p.Participant, p.LastMessage
	}
	in.Ask = ask(r, who)
	in.DueBy = rules.DueBy(r.Class, in.Ask != "", received, who.Nation)
	return in
}

// ask is the question that a text leaves with a person.
func ask(r Reading, who Addressee) string {
	switch {
	case r.OptOut && r.Ambiguous:
		return "They wrote a word that stops texts. Did they mean the texts, the appointment, or the medicine?"
	case (r.OptOut || r.AskedToStop) && who.Live:
		return "They have a live plan. Did they mean the texts, or the medicine?"
	case r.AskedToStop:
		return "They seem to ask for no more texts. Confirm it, or take the hold off the number."
	case r.WrongPerson:
		return "Somebody else seems to have this number, or to answer for the person. Find out who before any text goes."
	case len(who.People) > 1:
		return "More than one person has this number. Find out who wrote."
	case len(who.People) == 0:
		return "Nobody of the practice has this number. Find out who wrote."
	}
	return ""
}

// cannotAnswer puts it to a person that somebody who may be in danger gets no
// automatic answer.
func (d *Desk) cannotAnswer(ctx context.Context, in *Inbound, r Reading) error {
	if !r.Urgent || r.OptOut {
		return nil
	}
	why := "It is not a UK mobile number."
	if in.Number != "" {
		f, err := d.Store.Facts(ctx, Message{Practice: in.Practice, Patient: in.Patient, Kind: SafetyAnswer, To: in.Number})
		if err != nil {
			return err
		}
		why = ""
		if rs := f.Refusals(SafetyAnswer, d.Now()); len(rs) > 0 {
			why = rs[0].Words
		} else if f.Paused {
			why = "All texts are stopped."
		}
	}
	if why != "" {
		in.Ask = strings.TrimSpace("No automatic safety answer goes to them. " + why + " Ring them. " + in.Ask)
	}
	return nil
}

// heed writes the wish into the register and ends or holds what waits.
func (d *Desk) heed(ctx context.Context, in Inbound, r Reading) (int, error) {
	e := Entry{ID: d.NewID(), Practice: in.Practice, Patient: in.Patient, Number: in.Number, At: in.Received}
	to, words := Suppressed, "They asked for no texts."
	switch {
	case in.Number == "":
		return 0, nil // not a number that we text
	case r.OptOut:
		e.Wish, e.Source = OptedOut, "reply "+r.Word
	case r.AskedToStop:
		e.Wish, e.Source = AskedToStop, "reply in their own words"
		to, words = Held, "They seem to have asked for no texts: a person needs to confirm."
	case r.WrongPerson:
		e.Wish, e.Source = WrongPerson, "reply"
		to, words = Held, "Somebody else answered from this number: check it with the person."
	case r.OptIn:
		e.Wish, e.Source = OptedIn, "reply "+r.Word
		return 0, d.Store.Register(ctx, e)
	default:
		return 0, nil
	}
	if err := d.Store.Register(ctx, e); err != nil {
		return 0, err
	}
	return moveUnsent(ctx, d.Store, Filter{Practice: in.Practice, To: in.Number}, to, words, d.Now())
}

// safetyPause keeps an automatic reply at the other end from talking to ours
// for ever, and a person in distress from a burst of the same words.
const safetyPause = 30 * time.Minute

// answerSafely queues the one automatic answer to an urgent text. It goes at
// any hour. A bare STOP is honoured even then; the last check before the call
// reads the register again.
func (d *Desk) answerSafely(ctx context.Context, in Inbound, who Addressee, r Reading) (bool, error) {
	if !r.Urgent || r.OptOut || in.Number == "" || d.Now().Sub(who.LastSafety) < safetyPause {
		return false, nil
	}
	w, body, err := d.safetyAnswer(ctx, in, SafetyText{Practice: who.PracticeName, Telephone: who.Telephone, Nation: who.Nation})
	if err != nil {
		return false, err
	}
	_, added, err := d.Queue(ctx, Message{
		Practice: in.Practice, Patient: in.Patient, Cycle: in.Cycle, Participant: in.Participant,
		Kind: SafetyAnswer, Intent: IntentOf(SafetyAnswer, in.ID), Template: w.Name(), Language: w.Language,
		To: in.Number, Body: body, LongWhy: "Every help line of the nation must be named.",
	})
	return added, err
}

// safetyAnswer words the answer for the one person who has the number. When their
// words cannot be had, or more than one person has the number, it goes in the
// English ones, which always can.
func (d *Desk) safetyAnswer(ctx context.Context, in Inbound, t SafetyText) (Wording, string, error) {
	if d.SafetyWords != nil && in.Patient != "" {
		if w, err := d.SafetyWords(ctx, in.Practice, in.Patient); err == nil {
			if body, err := w.Fill(t); err == nil {
				return w, body, nil
			}
		}
	}
	body, err := t.Render()
	return Shipped(SafetyAnswer, Discreet, English), body, err
}
