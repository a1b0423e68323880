package nhs

import (
	"log/slog"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// Mobile is a mobile number of the United Kingdom or its islands (Guernsey,
// Jersey and Man share +44) in E.164 form, "+447700900123". The empty Mobile
// means that none is known. Only ParseMobile makes one.
type Mobile string

// NumberReason says why what was typed is not a mobile number that can be
// texted.
type NumberReason string

// The reasons. Each leads to a different act at the desk: ask for a number,
// print a letter, mend a typing fault.
const (
	NoNumber     NumberReason = "no mobile number"
	Landline     NumberReason = "a landline"
	NotUKMobile  NumberReason = "not a UK mobile number"
	HasLetters   NumberReason = "letters or words in the number"
	TwoNumbers   NumberReason = "more than one number"
	HasExtension NumberReason = "a number with an extension"
)

// NumberError is the error of ParseMobile. It never repeats what was typed.
type NumberError struct{ Reason NumberReason }

func (e *NumberError) Error() string { return string(e.Reason) }

// assigned are the blocks of ten thousand that Ofcom gives to mobile networks
// of the United Kingdom and its islands, by the first six of the ten digits,
// first and last of each run. The rest of 07 is for pagers (076), personal
// numbers (070) and nobody. They are asked of libphonenumber (its metadata for
// GB, GG, IM and JE, Apache-2.0), and TestMobilesAgreeWithLibphonenumber holds
// the table to it: the library takes a tenth of the time in which a practice's
// export is read to begin, in every command of the program, for these lines.
var assigned = [...][2]int{
	{710000, 759999}, {762400, 762450}, {762456, 762456}, {762460, 762469}, {762480, 762499}, {770000, 770019},
	{770030, 770039}, {770070, 770089}, {770100, 791129}, {791170, 791189}, {791200, 799999},
}

// testMobiles is the block that Ofcom keeps for drama, assigned to nobody
// (Ofcom, "Telephone numbers for drama use"): its first thousand only.
const testMobiles = "+447700900"

var extension = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(ext(n|ension)?\b\.?|;\s*ext=|\bx|#)[\s.:]*[0-9]{1,7}\s*$`)
})

const mostDigits = 15 // "0044 (0) 7400 123456": more is more than one number

// ParseMobile reads a UK mobile number as people write it. The error is a
// *NumberError. Nothing is guessed: letters are refused, and not read as a
// keypad, and an extension or a second number is refused because it would be
// dropped in silence. A landline is refused because some networks read a text
// to it aloud.
func ParseMobile(s string) (Mobile, error) {
	tidy, reason := tidyNumber(s)
	if reason != "" {
		return "", &NumberError{reason}
	}
	n := national(tidy)
	m := Mobile("+44" + n)
	switch {
	case len(n) == 10 && (isAssigned(n) || m.Test()):
		return m, nil
	case (len(n) == 9 || len(n) == 10) && (n[0] == '1' || n[0] == '2'):
		return "", &NumberError{Landline}
	}
	return "", &NumberError{NotUKMobile} // pager, personal number (070), 03, 08, 09, internet telephone, abroad
}

// national gives a tidy number as it is dialled at home, without the first 0;
// empty when it is one of abroad.
func national(tidy string) string {
	n, abroad := strings.CutPrefix(tidy, "+")
	if !abroad {
		n, abroad = strings.CutPrefix(n, "00")
	}
	switch home, ours := strings.CutPrefix(n, "44"); {
	case abroad && !ours:
		return ""
	case abroad || ours && len(home) >= 10: // "44 7400 123456", without the plus
		n = home
	}
	return strings.TrimPrefix(n, "0")
}

func isAssigned(national string) bool {
	block, err := strconv.Atoi(national[:6])
	return err == nil && slices.ContainsFunc(assigned[:], func(run [2]int) bool { return run[0] <= block && block <= run[1] })
}

// tidyNumber leaves digits, one leading plus and single spaces, or says why it
// cannot.
func tidyNumber(s string) (string, NumberReason) {
	s = strings.TrimSpace(s)
	if extension().MatchString(s) && strings.ContainsFunc(s, unicode.IsDigit) && countDigits(s) > 7 {
		return "", HasExtension
	}
	var b strings.Builder
	digits, parted := 0, false
	for _, r := range s {
		switch d, ok := digitOf(r); {
		case ok:
			if parted {
				return "", TwoNumbers
			}
			digits++
			b.WriteByte('0' + d)
		case r == '+' || r == '＋':
			if digits > 0 || strings.Contains(b.String(), "+") {
				return "", NotUKMobile
			}
			b.WriteByte('+')
		case unicode.IsLetter(r):
			return "", HasLetters
		case strings.ContainsRune("/,;&|\r\n", r):
			parted = digits > 0
		case unicode.IsSpace(r), unicode.In(r, unicode.Pd, unicode.Cf), strings.ContainsRune("−.()[]（）", r):
			// a separator, or an unseen mark that came along with a copied number
		default:
			return "", NotUKMobile
		}
	}
	switch {
	case digits == 0:
		return "", NoNumber
	case digits > mostDigits:
		return "", TwoNumbers
	}
	return b.String(), ""
}

func countDigits(s string) int {
	n := 0
	for _, r := range s {
		if _, ok := digitOf(r); ok {
			n++
		}
	}
	return n
}

// digitOf reads a decimal digit of any script: keyboards in other languages,
// and full-width digits. Unicode keeps the digits 0 to 9 of a script together
// and in order, so the place in the run is the digit.
func digitOf(r rune) (byte, bool) {
	if r >= '0' && r <= '9' {
		return byte(r - '0'), true
	}
	if !unicode.Is(unicode.Nd, r) {
		return 0, false
	}
	place := 0
	for unicode.Is(unicode.Nd, r-rune(place)-1) {
		place++
	}
	return byte(place % 10), true
}

// Test reports whether the number is one of 07700 900000 to 900999, which
// belong to nobody: for the demo and the tests, never for a live network.
func (m Mobile) Test() bool {
	return len(m) == len(testMobiles)+3 && strings.HasPrefix(string(m), testMobiles)
}

// National gives the number as it is written at home: "07700 900123".
func (m Mobile) National() string {
	s := string(m)
	if len(s) != len("+447700900123") {
		return s
	}
	return "0" + s[3:7] + " " + s[7:]
}

// LogValue keeps the number out of logs.
func (m Mobile) LogValue() slog.Value { return slog.StringValue("[mobile]") }
