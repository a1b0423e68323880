package messaging

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stepdown/internal/nhs"
)

var update = flag.Bool("update", false, "write the golden wordings anew; read every one of them afterwards")

// Every wording that ships is kept as it reads on the phone or on paper, with its
// length, so that a change of a word or of a segment is seen by whoever reviews it.
func TestGoldenWordings(t *testing.T) {
	var b strings.Builder
	b.WriteString("What ships, filled with invented fields. Written by go test ./internal/messaging -run TestGoldenWordings -update.\n")
	for _, w := range ShippedWordings() {
		for _, x := range append(examples(), letters()...) {
			if x.Kind() != w.Kind || x.Form() != w.Form {
				continue
			}
			body, err := w.FillRaw(x)
			if err != nil {
				t.Errorf("%s: %v", w.Name(), err)
				continue
			}
			length := fmt.Sprintf("%d characters", len([]rune(body)))
			if !w.Kind.Letter() {
				c := Count(body)
				length += fmt.Sprintf(", %d segments of %s", c.Segments, c.Encoding)
			}
			fmt.Fprintf(&b, "\n== %s, %s, %s\n%s\n", w.Name(), w.Form, length, body)
		}
	}
	path := filepath.Join("testdata", "wordings.txt")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != b.String() {
		t.Errorf("the wordings are not those of %s (%v): read the difference, then write it anew", path, err)
	}
}

func letters() []Text {
	plain := LetterText{Practice: "Frome Medical Practice", Clinician: "Dr Anna Patel (GP)", Book: "ring 01632 960123"}
	detailed, remind := plain, plain
	detailed.Detailed, detailed.Medicine, detailed.Class, detailed.Links = true, "tramadol", "opioid", Links{true, true, true}
	remind.Remind = true
	return []Text{plain, detailed, remind}
}

// Every kind and form that ships in English and may be worded by a practice in
// Welsh has a draft in it, which says as much: every field stands in it, and it is
// no longer than three segments where the English is not.
func TestEveryKindHasAWelshDraft(t *testing.T) {
	for _, english := range ShippedWordings() {
		if english.Language != English || !english.Kind.MayWord(Welsh) {
			continue
		}
		welsh := Shipped(english.Kind, english.Form, Welsh)
		if welsh.Language != Welsh || welsh.Form != english.Form {
			t.Errorf("%s has no Welsh draft", english.Name())
			continue
		}
		for _, p := range placeholder().FindAllString(english.Body, -1) {
			if strings.Count(welsh.Body, p) != strings.Count(english.Body, p) {
				t.Errorf("%s: %s", welsh.Name(), p)
			}
		}
		if strings.Count(english.Body, "STOP") != strings.Count(welsh.Body, "STOP") {
			t.Errorf("%s: how to get no more texts", welsh.Name())
		}
		for _, x := range examples() {
			if x.Kind() != welsh.Kind || x.Form() != welsh.Form {
				continue
			}
			in, err1 := english.Fill(x)
			body, err2 := welsh.Fill(x)
			c := Count(body)
			if err1 != nil || err2 != nil || c.Encoding != GSM7 || c.Segments > max(AskWhyAbove, Count(in).Segments) || strings.ContainsAny(body, "{}[]") {
				t.Errorf("%s takes %d segments of %s: %q (%v, %v)", welsh.Name(), c.Segments, c.Encoding, body, err1, err2)
			}
		}
	}
}

// A draft answers for nothing: until somebody has approved it, English goes, of
// every kind; then it goes in Welsh.
func TestWelshGoesOnlyOnceItIsApproved(t *testing.T) {
	for _, draft := range ShippedWordings() {
		if draft.Language != Welsh {
			continue
		}
		english := Shipped(draft.Kind, draft.Form, English)
		english.State, draft.State = WordingInUse, WordingDraft
		ws := Wordings{english, draft}
		if w, own, ok := ws.Choose(draft.Kind, draft.Form, Welsh); w.Language != English || own || !ok {
			t.Errorf("%s goes as a draft", draft.Name())
		}
		ws[1].State = WordingInUse
		if w, own, ok := ws.Choose(draft.Kind, draft.Form, Welsh); w.Language != Welsh || !own || !ok {
			t.Errorf("%s does not go, though it is approved", draft.Name())
		}
		if w, own, _ := ws.Choose(draft.Kind, draft.Form, "pl"); w.Language != English || own {
			t.Errorf("%s goes to somebody who reads Polish", draft.Name())
		}
	}
}

// The safety answer names the same numbers in each language, and a nation that is
// not known is told of no line that it may lack.
func TestSafetyAnswerNamesTheSameNumbersInWelsh(t *testing.T) {
	welsh, english := Shipped(SafetyAnswer, Discreet, Welsh), Shipped(SafetyAnswer, Discreet, English)
	for _, n := range append(nhs.Nations[:len(nhs.Nations):len(nhs.Nations)], "", "elsewhere") {
		text := SafetyText{Practice: "Frome", Nation: n, Telephone: "01632 960123"}
		cy, err1 := welsh.Fill(text)
		en, err2 := english.Fill(text)
		if err1 != nil || err2 != nil || strings.Join(figures().FindAllString(cy, -1), " ") != strings.Join(figures().FindAllString(en, -1), " ") {
			t.Errorf("%s: %q, %q (%v, %v)", n, cy, en, err1, err2)
		}
		if c := Count(cy); c.Encoding != GSM7 || c.Segments > AskWhyAbove {
			t.Errorf("%s: %d segments of %s", n, c.Segments, c.Encoding)
		}
	}
}

var figures = regexpFor(`[0-9]+`)

func TestLintReadsOtherLanguages(t *testing.T) {
	ok := Shipped(Invitation, Discreet, Welsh)
	for name, c := range map[string]struct{ body, part string }{
		"keep taking":   {strings.ReplaceAll(ok.Body, KeepTaking[Welsh], ""), "Keep the sentence"},
		"help":          {ok.Body + " Atebwch help i gael cymorth.", "one word"},
		"cancel":        {ok.Body + " Tecstiwch CANCEL.", "one word"},
		"quoted":        {ok.Body + " Anfonwch neges gyda “end” ynddi.", "one word"},
		"stop medicine": {ok.Body + " Atebwch STOP i roi'r gorau i'r feddyginiaeth.", "STOP ends texts"},
		"medicine":      {ok.Body + " Rydych yn cymryd codin.", "discreet"},
		"morphine":      {ok.Body + " Morffin.", "discreet"},
		"link":          {ok.Body + " http://livewellwithpain.co.uk", "https"},
		"booking":       {strings.ReplaceAll(ok.Body, "{book}", ""), "{book}"},
	} {
		w := ok
		w.Body = c.body
		if faults := w.Lint(); !contains(faults, c.part) {
			t.Errorf("%s: %v", name, faults)
		}
	}
	safe := Shipped(SafetyAnswer, Discreet, Welsh)
	for _, gone := range []string{"999", "116 123", "{lines}"} {
		w := safe
		w.Body = strings.ReplaceAll(safe.Body, gone, "")
		if faults := w.Lint(); !contains(faults, gone) {
			t.Errorf("without %s: %v", gone, faults)
		}
	}
}
