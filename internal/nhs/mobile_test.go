package nhs

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"
)

func TestParseMobile(t *testing.T) {
	good := map[string]string{
		"07400 123456":              "+447400123456",
		"+44 (0)7400 123456":        "+447400123456",
		"+44 07400 123456":          "+447400123456",
		"0044 7400 123456":          "+447400123456",
		"0044 (0) 7400 123456":      "+447400123456",
		"447400123456":              "+447400123456",
		"7400123456":                "+447400123456",
		"0 7400 123 456":            "+447400123456",
		"07400-123-456":             "+447400123456",
		"(07400) 123456":            "+447400123456",
		"07400.123456":              "+447400123456",
		"０７４００１２３４５６":               "+447400123456", // full width
		"٠٧٤٠٠١٢٣٤٥٦":               "+447400123456", // Arabic-Indic
		"০৭৪০০১২৩৪৫৬":               "+447400123456", // Bengali
		"\u202a+447400123456\u202c": "+447400123456", // unseen marks of a copied number
		" 07400\u00a0123456\t":      "+447400123456",
		"07400 123456,":             "+447400123456",
		"07911 123456":              "+447911123456", // Guernsey
		"07509 123456":              "+447509123456", // Jersey
		"07624 123456":              "+447624123456", // Man
		"07781 123456":              "+447781123456",
		"07797 712345":              "+447797712345",
		"07700 900000":              "+447700900000",
		"+44 (0) 7700 900999":       "+447700900999",
	}
	for in, want := range good {
		if got, err := ParseMobile(in); err != nil || string(got) != want {
			t.Errorf("ParseMobile(%q) = %q, %v; want %s", in, got, err, want)
		}
	}
	bad := map[string]NumberReason{
		"": NoNumber, "  ": NoNumber, "-": NoNumber,
		"01373 464646": Landline, "020 7946 0018": Landline, "+44 1373 464646": Landline,
		"0300 123 4567": NotUKMobile, "0800 1111": NotUKMobile, "056 1234 5678": NotUKMobile,
		"070 1234 5678": NotUKMobile, "07640 123456": NotUKMobile, // personal number, pager
		"07700 900 12": NotUKMobile, "07700 9001234": NotUKMobile, "7": NotUKMobile, "999": NotUKMobile,
		"+353 86 123 4567": NotUKMobile, "+1 202 555 0143": NotUKMobile,
		"07400+123456": NotUKMobile, "++447400123456": NotUKMobile, "07400*123456": NotUKMobile,
		"07400 123 abc": HasLetters, "call 07400123456": HasLetters, "07400 123456 (mum)": HasLetters,
		"O7400123456": HasLetters, "no mobile": HasLetters,
		"07400 123456 x2": HasExtension, "07400123456;ext=9": HasExtension, "07400 123456 ext. 21": HasExtension, "07400123456#3": HasExtension,
		"07400 123456 / 07400 123457": TwoNumbers, "07400123456 07400123457": TwoNumbers,
		"0740012345/6": TwoNumbers, "07400 123456, 01373 464646": TwoNumbers, "07400123456\n07400123457": TwoNumbers,
	}
	for in, want := range bad {
		_, err := ParseMobile(in)
		var e *NumberError
		if !errors.As(err, &e) || e.Reason != want {
			t.Errorf("ParseMobile(%q): %v; want %s", in, err, want)
		}
	}
}

func TestAllThousandTestNumbersParse(t *testing.T) {
	for i := range 1000 {
		m, err := ParseMobile(fmt.Sprintf("07700 900%03d", i))
		if err != nil || !m.Test() {
			t.Fatalf("%03d: %v, Test %v", i, err, m.Test())
		}
	}
	if m, _ := ParseMobile("07400 123456"); m.Test() {
		t.Error("an assigned number counts as a test number")
	}
}

func TestMobileKeepsOutOfLogs(t *testing.T) {
	var b bytes.Buffer
	slog.New(slog.NewTextHandler(&b, nil)).Info("text", "to", Mobile("+447700900123"))
	if strings.Contains(b.String(), "900123") {
		t.Error("a number reached the log")
	}
	if got := Mobile("+447700900123").National(); got != "07700 900123" {
		t.Errorf("National: %q", got)
	}
}

// A number that parses, parses to itself; its digits are the typed digits.
func TestParseMobileProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[+0-9٠-٩ ()/.,x-]{0,22}`).Draw(t, "typed")
		m, err := ParseMobile(s)
		if err != nil {
			if m != "" {
				t.Fatal("a number beside an error")
			}
			return
		}
		again, err := ParseMobile(string(m))
		if err != nil || again != m {
			t.Fatalf("%q does not parse to itself: %v", m, err)
		}
		if n, err := ParseMobile(m.National()); err != nil || n != m {
			t.Fatalf("%q written at home does not parse to itself: %v", m, err)
		}
		var typed strings.Builder
		for _, r := range s {
			if d, ok := digitOf(r); ok {
				typed.WriteByte('0' + d)
			}
		}
		if !strings.HasSuffix(typed.String(), string(m[3:])) {
			t.Fatalf("%q became %q", s, m)
		}
	})
}

func FuzzParseMobile(f *testing.F) {
	for _, s := range []string{"07700 900123", "+44 (0)7400 123456", "07400 123 abc", "07400123456;ext=9", "٠٧٤٠٠١٢٣٤٥٦", "a/b", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ParseMobile(s)
		if (err == nil) != (m != "") {
			t.Fatalf("%q: %q %v", s, m, err)
		}
		if err == nil && (len(m) != 13 || !strings.HasPrefix(string(m), "+447")) {
			t.Fatalf("%q became %q", s, m)
		}
		if err != nil && len(s) > 4 && strings.Contains(err.Error(), s) {
			t.Fatal("the error repeats what was typed")
		}
	})
}

// libphonenumber is what ParseMobile would say if it asked the library.
func libphonenumber(tidy string) (Mobile, NumberReason) {
	n, err := phonenumbers.Parse(tidy, "GB")
	if err != nil || n.GetCountryCode() != 44 {
		return "", NotUKMobile
	}
	m := Mobile(phonenumbers.Format(n, phonenumbers.E164))
	switch {
	case m.Test():
		return m, ""
	case !phonenumbers.IsValidNumber(n):
		return "", NotUKMobile
	}
	switch phonenumbers.GetNumberType(n) {
	case phonenumbers.MOBILE:
		return m, ""
	case phonenumbers.FIXED_LINE:
		return "", Landline
	}
	return "", NotUKMobile
}

// Every number in the table is a mobile for the library and no other is, as far
// as its first six digits tell; -short tries one block in a hundred and the
// blocks at the ends of each run.
func TestMobilesAgreeWithLibphonenumber(t *testing.T) {
	try := func(block int) {
		s := fmt.Sprintf("0%06d%04d", block, block*7919%10_000)
		want, _ := libphonenumber(s)
		if got, _ := ParseMobile(s); got != want {
			t.Errorf("%s: %q, the library says %q", s, got, want)
		}
	}
	step := 1
	if testing.Short() {
		step = 97
	}
	for block := 700_000; block < 800_000; block += step {
		try(block)
	}
	for _, run := range assigned {
		for _, block := range []int{run[0] - 1, run[0], run[1], run[1] + 1} {
			if block < 800_000 {
				try(block)
			}
		}
	}
}

// However it is written, a number is a mobile for both or for neither. The
// library calls some numbers of 01 and 02 invalid that nobody has; here each is
// a landline, which says better what to do.
func TestParseMobileAgreesWithLibphonenumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := rapid.SampledFrom([]string{"", "0", "+44", "0044", "44", "+440", "00440", "440", "+", "00", "+353", "044", "1", "+4", "+04"}).Draw(t, "before")
		s := before + rapid.StringMatching(`(7[0-9]{9}|7[0-9]{8,11}|[12][0-9]{8,9}|[0-9]{1,11}|770090[01][0-9]{3}|7624[0-9]{6}|7911[0-9]{6}|447[0-9]{9})`).Draw(t, "number")
		if tidy, reason := tidyNumber(s); reason != "" || tidy != s {
			t.Skip("refused before it is looked at")
		}
		want, why := libphonenumber(s)
		got, err := ParseMobile(s)
		if got != want {
			t.Fatalf("%s: %q, the library says %q", s, got, want)
		}
		var e *NumberError
		if why == Landline && (!errors.As(err, &e) || e.Reason != Landline) {
			t.Fatalf("%s: %v, the library says a landline", s, err)
		}
	})
}
