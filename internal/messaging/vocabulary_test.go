package messaging

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Looking a word up must find the same steps as comparing it with each.
func TestTheVocabularyMarksWhatFits(t *testing.T) {
	r := EmbeddedRules()
	words := slices.Collect(func(yield func(string) bool) {
		for w := range r.vocab.whole {
			if !yield(w) {
				return
			}
		}
	})
	slices.Sort(words)
	letters := rapid.SampledFrom(strings.Split("abcdefghijklmnopqrstuvwxyzé2", ""))
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.SampledFrom(words).Draw(t, "word")
		at := rapid.IntRange(0, len(w)).Draw(t, "at")
		switch rapid.IntRange(0, 3).Draw(t, "slip") {
		case 0:
			w = w[:at] + letters.Draw(t, "letter") + w[at:]
		case 1:
			w = w[:at] + w[min(at+1, len(w)):]
		case 2:
			w = w[:at] + letters.Draw(t, "letter") + w[min(at+1, len(w)):] + rapid.SampledFrom([]string{"", "s", "ing"}).Draw(t, "end")
		}
		also := r.vocab.spell([]token{{word: w}})[0].also
		got := r.vocab.marked(w, also)
		for _, line := range r.Lines {
			for i := range line.words.steps {
				st := &line.words.steps[i]
				if st.gap > 0 {
					continue
				}
				if want := st.takes(token{word: w, also: also}); want != got.has(st.id) {
					t.Fatalf("%q fits a step of %s (%s): %v, but is marked %v", w, line.ID, line.Pattern, want, !want)
				}
			}
		}
	})
}

func TestNoWordOfTheTableIsTooLongForASlip(t *testing.T) {
	for _, line := range EmbeddedRules().Lines {
		for _, st := range line.words.steps {
			for _, s := range st.slips {
				if len(s.word)+1 > longestSlip {
					t.Errorf("%s: %q", line.ID, s.word)
				}
			}
		}
	}
}

func TestRunTogetherWordsAreParted(t *testing.T) {
	v := EmbeddedRules().vocab
	for run, want := range map[string]string{
		"cantgoon": "cantgoon", "ivehadenough": "ive had enough", "pleasehelpme": "please help me", "cantbreathe": "cant breathe",
		"idontwanttobehere": "i dont want to be here", "paracetamol": "paracetamol", "yesterday": "yesterday", "xyzzy": "xyzzy",
	} {
		got := []string{}
		for _, w := range v.parted(tokens(run)) {
			got = append(got, w.word)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q is parted into %q", run, got)
		}
	}
	got := Read("so tired, ivehadenough!")
	if !got.Urgent || !slices.ContainsFunc(got.Matches, func(m Match) bool { return m.Words == "ivehadenough" }) {
		t.Errorf("%+v", got)
	}
}
