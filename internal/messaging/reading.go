package messaging

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"stepdown/internal/nhs"
)

// Class of a reply. It is a label beside the person's own words, never
// instead of them.
type Class string

// The classes, most pressing first.
const (
	ClassUrgent       Class = "urgent"
	ClassOptOut       Class = "opt-out"
	ClassWrongPerson  Class = "wrong-person"
	ClassPrescription Class = "prescription"
	ClassStruggling   Class = "struggling"
	ClassBooking      Class = "booking"
	ClassQuestion     Class = "question"
	ClassDoingWell    Class = "doing-well"
	ClassOptIn        Class = "opt-in"
	ClassUnclear      Class = "unclear"
)

// Classes in the order in which they win when several rules match.
var Classes = []Class{ClassUrgent, ClassOptOut, ClassWrongPerson, ClassPrescription, ClassStruggling,
	ClassBooking, ClassQuestion, ClassDoingWell, ClassOptIn, ClassUnclear}

// Match is one rule that fired: its id in the table, and the words of the
// reply that it saw.
type Match struct {
	Rule  string
	Class Class
	Words string
}

// Reading is what the rules see in a reply. It proposes and never decides: it
// closes nothing and hides nothing, and every match is shown with its words.
type Reading struct {
	Class       Class
	Urgent      bool
	Matches     []Match // in the order of the table
	OptOut      bool    // the whole reply is a word that stops texts: honoured at once
	OptIn       bool    // the whole reply is START or UNSTOP
	AskedToStop bool    // asked in words of their own: a person confirms
	WrongPerson bool
	Ambiguous   bool   // a word such as CANCEL, which the network takes as STOP and a patient may mean otherwise
	Word        string // the word of OptOut or OptIn
}

// Rule is one line of the table.
type Rule struct {
	ID      string
	Class   Class
	Acts    string // "opt-out", "ambiguous", "opt-in", "asked", "wrong": what the rule does besides its label; empty for nothing
	Pattern string
	Example string // a reply that the rule must match; a test reads it
	Source  string
	words   pattern
}

// Rules is the table a clinician can edit, and when each class is due.
type Rules struct {
	Lines []Rule
	named lists
	vocab *vocabulary
	due   map[Class]string
}

//go:embed replyrules.csv
var ruleTable string

//go:embed replywords.csv
var wordTable string

//go:embed replyclasses.csv
var classTable string

// Read when a reply is: its patterns take a while to compile.
var embeddedRules = sync.OnceValue(func() *Rules {
	r, err := ReadRules(strings.NewReader(ruleTable), strings.NewReader(wordTable), strings.NewReader(classTable))
	if err != nil {
		panic(err) // the tables are embedded and a test reads them
	}
	return r
})

// EmbeddedRules is the table that ships with Stepdown.
func EmbeddedRules() *Rules { return embeddedRules() }

// Read reads a reply by the table that ships with Stepdown.
func Read(text string) Reading { return embeddedRules().Read(text) }

// ReadRules reads a table of rules, one of the lists of words that they name,
// and one of classes. The heads of the files say how they are written. A rule
// whose own example it does not match is an error.
func ReadRules(rules, words, classes io.Reader) (*Rules, error) {
	rows, err := table(rules, 6)
	if err != nil {
		return nil, fmt.Errorf("reply rules: %w", err)
	}
	out := &Rules{due: map[Class]string{}}
	if out.named, err = readLists(words); err != nil {
		return nil, err
	}
	out.vocab = newVocabulary(out.named)
	var faults []error // every example that does not fit, so that an editor mends all at once
	for i, row := range rows {
		r := Rule{ID: row[0], Class: Class(row[1]), Acts: row[2], Pattern: row[3], Example: row[4], Source: row[5]}
		if !slices.Contains(Classes, r.Class) {
			return nil, fmt.Errorf("reply rule %s has no class of ours", r.ID)
		}
		if r.words, err = parsePattern(r.Pattern, r.Class == ClassUrgent, out.named); err != nil {
			return nil, fmt.Errorf("reply rule %s: %w", r.ID, err)
		}
		if slices.ContainsFunc(out.Lines[:i], func(o Rule) bool { return o.ID == r.ID }) {
			return nil, fmt.Errorf("two reply rules are called %s", r.ID)
		}
		if _, ok := r.words.find(out.vocab.spell(tokens(r.Example))); !ok {
			faults = append(faults, fmt.Errorf("reply rule %s does not match its own example", r.ID))
		}
		out.vocab.learn(r.words)
		out.Lines = append(out.Lines, r)
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	if rows, err = table(classes, 3); err != nil {
		return nil, fmt.Errorf("reply classes: %w", err)
	}
	for _, row := range rows {
		if _, err := dueBy(row[1], time.Unix(0, 0), nhs.England); err != nil {
			return nil, fmt.Errorf("reply class %s: %w", row[0], err)
		}
		out.due[Class(row[0])] = row[1]
	}
	for _, c := range Classes {
		if out.due[c] == "" {
			return nil, fmt.Errorf("reply class %s has no due time", c)
		}
	}
	return out, nil
}

func readLists(r io.Reader) (lists, error) {
	rows, err := table(r, 3)
	if err != nil {
		return nil, fmt.Errorf("lists of words: %w", err)
	}
	named := lists{}
	for _, row := range rows {
		if named[row[0]], err = (lists{}).words(strings.Fields(row[1])); err != nil {
			return nil, fmt.Errorf("list of words %s: %w", row[0], err)
		}
	}
	return named, nil
}

func table(r io.Reader, columns int) ([][]string, error) {
	c := csv.NewReader(r)
	c.Comment, c.FieldsPerRecord = '#', columns
	rows, err := c.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("the table is empty")
	}
	return rows[1:], nil
}

// Read reads a reply.
func (r *Rules) Read(text string) Reading {
	out := Reading{Class: ClassUnclear}
	words, all := r.vocab.read(tokens(text))
	plain := withoutPictures(words)
	for _, rule := range r.Lines {
		if !rule.words.possible(all) {
			continue
		}
		m, ok := rule.words.find(words)
		if !ok && rule.mustSee() && len(plain) < len(words) {
			m, ok = rule.words.find(plain) // "STOP" with folded hands is STOP
		}
		if !ok {
			continue
		}
		out.Matches = append(out.Matches, Match{Rule: rule.ID, Class: rule.Class, Words: text[m.start:m.end]})
		if slices.Index(Classes, rule.Class) < slices.Index(Classes, out.Class) {
			out.Class = rule.Class
		}
		out.Urgent = out.Urgent || rule.Class == ClassUrgent
		out.act(rule.Acts, text[m.start:m.end])
	}
	if out.OptOut {
		out.AskedToStop = false
	}
	return out
}

// alsoBy adds what the network itself read, in the languages it knows: STOP,
// START or HELP, or nothing. It acts on these words by itself.
func (out *Reading) alsoBy(network string) {
	class := ClassUnclear
	switch {
	case network == "STOP" && !out.OptOut:
		class, out.OptOut, out.OptIn, out.AskedToStop, out.Word = ClassOptOut, true, false, false, "STOP, read by the network"
	case network == "START" && !out.OptOut && !out.OptIn:
		class, out.OptIn, out.Word = ClassOptIn, true, "START, read by the network"
	}
	if slices.Index(Classes, class) < slices.Index(Classes, out.Class) {
		out.Class = class
	}
}

// mustSee: what is at stake is more than a label.
func (r Rule) mustSee() bool { return r.Class == ClassUrgent || r.Acts != "" }

func (out *Reading) act(acts, words string) {
	switch acts {
	case "opt-out", "ambiguous":
		out.OptOut, out.Word = true, strings.ToUpper(words)
		out.Ambiguous = out.Ambiguous || acts == "ambiguous"
	case "opt-in":
		out.OptIn, out.Word = true, strings.ToUpper(words)
	case "asked":
		out.AskedToStop = true
	case "wrong":
		out.WrongPerson = true
	}
}

// DueBy is when a person should have acted on a reply of the class that came
// at the time received. With a question of ours to a person (asked), it is the
// same day.
func (r *Rules) DueBy(c Class, asked bool, received time.Time, n nhs.Nation) time.Time {
	rule := r.due[c]
	if asked && c != ClassUrgent {
		rule = "same day"
	}
	t, _ := dueBy(rule, received, n) // checked by ReadRules
	return t
}

// dueBy reads "1 hour", "same day" or "2 working days". A reply that comes
// within two hours of closing, or while closed, is due by noon of the next
// working day where others are due the same day.
func dueBy(rule string, received time.Time, n nhs.Nation) (time.Time, error) {
	const closing, late, noon = 18, 16, 12
	local := received.In(nhs.London)
	today := nhs.DateOf(local)
	at := func(d nhs.Date, hour int) time.Time {
		y, m, day := d.Time().Date()
		return time.Date(y, m, day, hour, 0, 0, 0, nhs.London).UTC()
	}
	count, unit, _ := strings.Cut(rule, " ")
	number, err := strconv.Atoi(count)
	switch {
	case rule == "same day":
		if nhs.WorkingDay(today, n) && local.Hour() < late {
			return at(today, closing), nil
		}
		return at(nhs.NextWorkingDay(today, n), noon), nil
	case err != nil || number < 1:
		return time.Time{}, fmt.Errorf("%q is no due time", rule)
	case unit == "hour" || unit == "hours":
		return received.UTC().Add(time.Duration(number) * time.Hour), nil
	case unit == "working day" || unit == "working days":
		for range number {
			today = nhs.NextWorkingDay(today, n)
		}
		return at(today, closing), nil
	}
	return time.Time{}, fmt.Errorf("%q is no due time", rule)
}
