package messaging

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"stepdown/internal/problem"
)

// Edits are what a practice changed in the reading of replies: rules of its
// own, and shipped ones that it switched off. They only ever add to what is
// urgent: no urgent rule, and none that stops or holds texts, can be switched
// off, and a rule of a practice is a label that does nothing else.
type Edits struct {
	Version int // counts saves; 0 for a practice that changed nothing
	Added   []Rule
	Off     []string // ids of shipped rules
	By      string
	At      time.Time
}

// mostAdded rules of a practice keep reading fast.
const mostAdded = 200

// CanSwitchOff reports whether a practice may do without the shipped rule.
func (r Rule) CanSwitchOff() bool { return r.Class != ClassUrgent && r.Acts == "" }

// With gives the table as the practice reads by it.
func (r *Rules) With(e Edits) (*Rules, error) {
	out := &Rules{named: r.named, vocab: r.vocab, due: r.due}
	for _, line := range r.Lines {
		if slices.Contains(e.Off, line.ID) && line.CanSwitchOff() {
			continue
		}
		out.Lines = append(out.Lines, line)
	}
	for _, own := range e.Added {
		checked, err := r.own(own)
		if err != nil {
			return nil, err
		}
		out.Lines = append(out.Lines, checked)
	}
	return out, nil
}

// own checks a rule of a practice.
func (r *Rules) own(rule Rule) (Rule, error) {
	var err error
	switch {
	case !slices.Contains(Classes, rule.Class) || rule.Class == ClassUnclear:
		return rule, problem.Field("class", "Choose what the rule says of a reply")
	case strings.TrimSpace(rule.Example) == "" || utf8.RuneCountInString(rule.Example) > 200:
		return rule, problem.Field("example", "Write a reply that the rule must find, of at most 200 characters")
	}
	rule.Acts = ""
	if rule.words, err = parsePattern(rule.Pattern, rule.Class == ClassUrgent, r.named); err != nil {
		return rule, problem.Field("pattern", "The pattern cannot be read: "+err.Error())
	}
	if _, ok := rule.words.find(r.vocab.spell(tokens(rule.Example))); !ok {
		return rule, problem.Field("example", "The pattern does not find this example: change one of them")
	}
	return rule, nil
}

// Adding gives the edits with one rule more.
func (e Edits) Adding(rule Rule, shipped *Rules) (Edits, error) {
	if len(e.Added) >= mostAdded {
		return e, problem.Field("pattern", fmt.Sprintf("There are %d rules of your own already: take one out first", mostAdded))
	}
	checked, err := shipped.own(rule)
	if err != nil {
		return e, err
	}
	checked.ID = fmt.Sprintf("practice-%d", e.Version+1) // each save adds at most one
	e.Added = append(slices.Clone(e.Added), checked)
	return e, nil
}

// Removing gives the edits without one rule of the practice's own.
func (e Edits) Removing(id string) (Edits, error) {
	at := slices.IndexFunc(e.Added, func(r Rule) bool { return r.ID == id })
	if at < 0 {
		return e, problem.Missing("That rule of your own")
	}
	e.Added = slices.Delete(slices.Clone(e.Added), at, at+1)
	return e, nil
}

// Switching gives the edits with a shipped rule off or on.
func (e Edits) Switching(id string, on bool, shipped *Rules) (Edits, error) {
	at := slices.IndexFunc(shipped.Lines, func(r Rule) bool { return r.ID == id })
	if at < 0 {
		return e, problem.Missing("That rule")
	}
	if !on && !shipped.Lines[at].CanSwitchOff() {
		return e, problem.Conflictf("Rules for urgent replies, and rules that stop or hold texts, cannot be switched off.")
	}
	e.Off = slices.DeleteFunc(slices.Clone(e.Off), func(off string) bool { return off == id })
	if !on {
		e.Off = append(e.Off, id)
	}
	return e, nil
}
