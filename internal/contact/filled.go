package contact

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/taper"
)

// Filled is a group of what Stepdown puts between the words of a translation, and
// that its approver answers for as well.
type Filled struct {
	What  string
	Pairs []Pair
	Short bool // the pairs fit on a line
}

// Pair is something in English and in the language of the translation.
type Pair struct{ English, Other string }

// filledPrint is the fingerprint of all that can be filled into a translation; empty for
// English, and where nothing of the language is.
func filledPrint(w messaging.Wording) string {
	groups := FilledIn(w)
	if w.Language == messaging.English || len(groups) == 0 {
		return ""
	}
	h := sha256.New()
	for _, g := range groups {
		for _, p := range g.Pairs {
			fmt.Fprintf(h, "%s\x00%s\x00%s\x00", g.What, p.English, p.Other)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Lapsed reports whether a translation is in use by an approval of other words
// than would be filled into it now: a later version of Stepdown changed one. Nothing
// new goes in it, as if it were a draft, until somebody approves it again.
func Lapsed(w messaging.Wording) bool {
	return w.State == messaging.WordingInUse && w.Language != messaging.English && w.Filled != filledPrint(w)
}

// wordings of a practice by which texts and letters are worded now: an approval
// that lapsed counts for none.
func (s *Service) wordings(ctx context.Context, practiceID string) (messaging.Wordings, error) {
	all, err := s.Store.Wordings(ctx, practiceID)
	for i, w := range all {
		if Lapsed(w) {
			all[i].State = messaging.WordingDraft
		}
	}
	return all, err
}

// FilledIn lists all that can come between the words of one translation.
func FilledIn(w messaging.Wording) []Filled {
	var out []Filled
	if w.Kind.Letter() {
		out = append(out, around(w.Language))
	}
	if w.Language != messaging.Welsh {
		return out
	}
	stands := func(name string) bool { return strings.Contains(w.Body, "{"+name+"}") }
	if stands("steps") {
		lines := Filled{What: "Lines of a plan"}
		for _, pair := range taper.WelshText.Pairs() {
			lines.Pairs = append(lines.Pairs, Pair{pair[0], pair[1]})
		}
		out = append(out, lines, months())
	}
	if stands("day") || stands("when") {
		out = append(out, days(), months())
	}
	if stands("when") {
		out = append(out, times())
	}
	for _, field := range messaging.FieldNames(w.Kind) {
		phrases := Filled{What: "Usual phrases of {" + field + "}"}
		for _, p := range messaging.Phrases(w.Language) {
			if p.Holds(field) {
				phrases.Pairs = append(phrases.Pairs, Pair{p.English, p.Words})
			}
		}
		if stands(field) && len(phrases.Pairs) > 0 {
			out = append(out, phrases)
		}
	}
	if stands("lines") {
		for _, n := range nhs.Nations {
			out = append(out, Filled{What: "Help lines in " + string(n), Pairs: []Pair{{messaging.HelpLines(messaging.English, n), messaging.HelpLines(w.Language, n)}}})
		}
	}
	return out
}

// around is what stands around the words of a letter.
func around(language string) Filled {
	en, own := messaging.LetterFrameIn(messaging.English, "2026-06-02"), messaging.LetterFrameIn(language, "2026-06-02")
	const name = "Ms Ann Example"
	return Filled{What: "Around a letter", Pairs: []Pair{{messaging.Dear(messaging.English, name), messaging.Dear(language, name)}, {en.Closing, own.Closing}, {en.On, own.On}, {en.Telephone, own.Telephone}}}
}

func days() Filled {
	out := Filled{What: "Days", Short: true}
	for d := range nhs.WelshDays {
		out.Pairs = append(out.Pairs, Pair{time.Weekday(d).String(), nhs.WelshDays[d]})
	}
	return out
}

func times() Filled {
	out := Filled{What: "Times", Short: true}
	for _, minute := range []int{9*60 + 30, 12 * 60, 14 * 60, 18*60 + 45} {
		at := time.Date(2026, 6, 2, 0, minute, 0, 0, nhs.London)
		out.Pairs = append(out.Pairs, Pair{at.Format("15:04"), nhs.WelshClock(at)})
	}
	return out
}

func months() Filled {
	out := Filled{What: "Months", Short: true}
	for m := time.January; m <= time.December; m++ {
		out.Pairs = append(out.Pairs, Pair{fmt.Sprint(m), nhs.WelshMonths[m]})
	}
	return out
}
