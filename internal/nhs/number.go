// Package nhs holds the small things every room of the house shares: the NHS
// number, the organisation code, the UK mobile number, the civil date, and
// London working time.
package nhs

import (
	"errors"
	"strings"
)

// Number is an NHS number: ten digits without spaces. The empty Number means
// that it is not known.
type Number string

// Errors of ParseNumber. Neither repeats what was typed: an NHS number must
// not reach a log or a report by way of an error.
var (
	ErrNumberLength = errors.New("an NHS number has 10 digits")
	ErrNumberCheck  = errors.New("the check digit of the NHS number is wrong")
)

// ParseNumber reads an NHS number as people write it, with or without spaces
// and hyphens, and checks its last digit (modulus 11; NHS Data Dictionary,
// "NHS NUMBER").
func ParseNumber(s string) (Number, error) {
	var d [10]byte
	n := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ' ' || c == '-' || c == '\t':
		case c < '0' || c > '9' || n == len(d):
			return "", ErrNumberLength
		default:
			d[n] = c
			n++
		}
	}
	if n != len(d) {
		return "", ErrNumberLength
	}
	if !CheckDigit(d[:]) {
		return "", ErrNumberCheck
	}
	return Number(d[:]), nil
}

// CheckDigit reports whether the last of ten ASCII digits is the modulus-11
// check digit of the nine before it. A remainder that would need "10" is
// never issued, so it is wrong.
func CheckDigit(d []byte) bool {
	n := (*[10]byte)(d)
	sum := 10*int(n[0]) + 9*int(n[1]) + 8*int(n[2]) + 7*int(n[3]) + 6*int(n[4]) + 5*int(n[5]) + 4*int(n[6]) + 3*int(n[7]) + 2*int(n[8]) - 54*'0'
	c := (11 - sum%11) % 11
	return c != 10 && byte(c) == d[9]-'0'
}

// Spaced gives the number as it is read aloud and printed: 3-3-4.
func (n Number) Spaced() string {
	if len(n) != 10 {
		return string(n)
	}
	return strings.Join([]string{string(n[:3]), string(n[3:6]), string(n[6:])}, " ")
}

// Test reports whether the number lies in 999 000 0000 to 999 999 9999, which
// is never issued to a person.
func (n Number) Test() bool { return strings.HasPrefix(string(n), "999") && len(n) == 10 }
