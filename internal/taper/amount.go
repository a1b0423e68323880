// Package taper builds tapering plans for opioids and gabapentinoids from
// products that are really sold in the UK, whole units only, and keeps them
// as they are lived: held, resumed, slowed, ended.
//
// The numbers it works with (products, rates, limits, red flags) are tables
// with their sources in the folder data. A plan is a proposal: a clinician
// decides.
package taper

import (
	"errors"
	"strconv"
	"strings"
)

// Amount is an amount of the target ingredient in whole micrograms. Doses are
// added and compared a great many times, and a binary fraction of a milligram
// would make "the same dose" a matter of rounding.
type Amount int64

// Milligram is a thousand micrograms.
const Milligram Amount = 1000

// ErrAmount says that a text is not an amount in milligrams.
var ErrAmount = errors.New("not an amount in milligrams")

// ParseAmount reads milligrams, "37.5", exactly. More than three decimals, a
// sign or a unit is an error; so is more than a kilogram.
func ParseAmount(s string) (Amount, error) {
	whole, part, _ := strings.Cut(strings.TrimSpace(s), ".")
	part = strings.TrimRight(part, "0")
	if whole == "" || len(whole) > 6 || len(part) > 3 {
		return 0, ErrAmount
	}
	n, err := strconv.ParseUint(whole+(part + "000")[:3], 10, 63)
	if err != nil {
		return 0, ErrAmount
	}
	return Amount(n), nil
}

// Number writes milligrams without a unit and without idle zeros: "37.5".
func (a Amount) Number() string {
	s := strconv.FormatInt(int64(a/Milligram), 10)
	if r := a % Milligram; r != 0 {
		s += "." + strings.TrimRight(strconv.FormatInt(int64(1000+max(r, -r)), 10)[1:], "0")
	}
	return s
}

// String writes the amount for a person: "37.5 mg", and small amounts in
// micrograms, as prescribers write them.
func (a Amount) String() string {
	if a > 0 && a < Milligram {
		return strconv.FormatInt(int64(a), 10) + " micrograms"
	}
	return a.Number() + " mg"
}

// MarshalJSON writes a plain number of milligrams.
func (a Amount) MarshalJSON() ([]byte, error) { return []byte(a.Number()), nil }

// UnmarshalJSON reads a plain number of milligrams.
func (a *Amount) UnmarshalJSON(b []byte) (err error) {
	*a, err = ParseAmount(string(b))
	return err
}

// Percent is a share in tenths of a per cent, so that 12.5 % is exact.
type Percent int

// PercentOf gives part of whole, rounded to a tenth; 0 of nothing is 0.
func PercentOf(part, whole Amount) Percent {
	if whole == 0 {
		return 0
	}
	return Percent((2000*part + whole) / (2 * whole))
}

// Of gives p of an amount, rounded down: a limit never grows by rounding.
func (p Percent) Of(a Amount) Amount { return a * Amount(p) / 1000 }

// String writes "12.5".
func (p Percent) String() string {
	s := strconv.Itoa(int(p / 10))
	if p%10 != 0 {
		s += "." + strconv.Itoa(int(p%10))
	}
	return s
}

// MarshalJSON writes a plain number.
func (p Percent) MarshalJSON() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalJSON reads a number with at most one decimal.
func (p *Percent) UnmarshalJSON(b []byte) error {
	a, err := ParseAmount(string(b))
	if err != nil || a%100 != 0 {
		return ErrAmount
	}
	*p = Percent(a / 100)
	return nil
}
