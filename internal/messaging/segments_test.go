package messaging

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

type segmentVector struct {
	Tag           string   `json:"tag"`
	Text          string   `json:"text"`
	Encoding      Encoding `json:"encoding"`
	Segments      int      `json:"segments"`
	SmartEncoding Encoding `json:"smart_encoding"`
	SmartSegments int      `json:"smart_segments"`
}

func TestCountAgreesWithTwilio(t *testing.T) {
	for _, file := range []string{"testdata/segment-vectors.json", "testdata/segment-extra.json", "testdata/segment-hard.json"} {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var vectors []segmentVector
		if err := json.Unmarshal(raw, &vectors); err != nil {
			t.Fatal(err)
		}
		for _, v := range vectors {
			if strings.HasPrefix(v.Tag, "lone-") {
				continue // half a character: only the command line can tell, see its test
			}
			if got := Count(v.Text); got.Encoding != v.Encoding || got.Segments != v.Segments {
				t.Errorf("%s %s: %v, want %s %d", file, v.Tag, got, v.Encoding, v.Segments)
			}
			smart, _ := SmartEncode(v.Text)
			if got := Count(smart); got.Encoding != v.SmartEncoding || got.Segments != v.SmartSegments {
				t.Errorf("%s %s smart: %v, want %s %d", file, v.Tag, got, v.SmartEncoding, v.SmartSegments)
			}
		}
		if len(vectors) < 100 {
			t.Errorf("%s holds only %d vectors", file, len(vectors))
		}
	}
}

func TestBreakTableIsWhole(t *testing.T) {
	for i, r := range breakRanges() {
		if r.class == other || r.to < r.from || i > 0 && r.from <= breakRanges()[i-1].to {
			t.Errorf("range %d, %X to %X of class %d", i, r.from, r.to, r.class)
		}
	}
	for r, want := range map[rune]breakClass{'a': other, 'ŵ': other, '\u0301': extend, '\u200d': joiner, 0x1F1EC: regional, 0x1F469: baseAfterJoiner, '❤': afterJoiner,
		0x1F3FD: skinTone, '각': hangulLVT, '가': hangulLV, '\r': carriageReturn, 0x10FFFF: other} {
		if got := breakClassOf(r); got != want {
			t.Errorf("%X is of class %d, want %d", r, got, want)
		}
	}
}

func TestSmartEncodeListsWhatItReplaced(t *testing.T) {
	out, subs := SmartEncode("You’re “fine” – it’s ½")
	if out != `You're "fine" - it's 1/2` {
		t.Errorf("%q", out)
	}
	if len(subs) != 5 || subs[0] != (Substitution{"’", "'", 2}) || subs[4].To != "1/2" {
		t.Errorf("%v", subs)
	}
	if _, subs := SmartEncode("Sŵn ç"); subs != nil {
		t.Errorf("letters of other languages were replaced: %v", subs)
	}
	for r, to := range lookAlikes {
		for _, c := range to {
			if septets()[c] == 0 {
				t.Errorf("%q is replaced by %q, which is not GSM-7", r, to)
			}
		}
	}
}

func TestCountProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("ab €{ŵ’👍\u0301\r\n🇬🇧\u200d👩")), 0, 400, -1).Draw(t, "text")
		c := Count(text)
		room := gsmJoined
		if c.Encoding == UCS2 {
			room = ucsJoined
		}
		if c.Segments < 1 || c.Segments*room+(gsmAlone-gsmJoined) < c.Units && c.Segments < 2 {
			t.Fatalf("%d units in %d segments", c.Units, c.Segments)
		}
		if more := Count(text + "a"); more.Segments < c.Segments {
			t.Fatalf("one more letter, fewer segments: %v -> %v", c, more)
		}
		smart, _ := SmartEncode(text)
		if again, subs := SmartEncode(smart); again != smart || subs != nil {
			t.Fatal("smart encoding twice changed the text again")
		}
	})
}

func FuzzCount(f *testing.F) {
	for _, s := range []string{"", "a", "\xff", "\u0301", strings.Repeat("👍", 40), "a\r\nŵ", strings.Repeat("€", 81)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := Count(s)
		if c.Segments < 1 || c.Units < 0 || c.Encoding != GSM7 && c.Encoding != UCS2 {
			t.Fatalf("%q: %v", s, c)
		}
		if c.Segments > 1+2*c.Units {
			t.Fatalf("%q: more segments than units: %v", s, c)
		}
	})
}
