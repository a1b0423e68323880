package extract

import (
	"bytes"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Ten digits read at once are those read one after another, whatever stands
// among them.
func TestTenDigitsAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.SampledFrom([]byte("00112345678999/:;\x00\x80\xb0\xb9\xff -")), 10, 10).Draw(t, "bytes")
		if rapid.Bool().Draw(t, "digits") {
			for i := range b {
				b[i] = '0' + b[i]%10
			}
		}
		want, err := strconv.ParseUint(string(b), 10, 64)
		if got, ok := tenDigits(b); ok != (err == nil) || ok && got != want {
			t.Fatalf("%q: %d %v, one after another %d %v", b, got, ok, want, err)
		}
	})
}

// A day in the form that most systems write is what the calendar says it is.
func TestElevenBytesOfADay(t *testing.T) {
	for d := time.Date(1899, 12, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2101; d = d.AddDate(0, 0, 1) {
		want := day(d.Year()*10000 + int(d.Month())*100 + d.Day())
		for _, form := range []string{"02-Jan-2006", "02 Jan 2006"} {
			if got, ok := parseDay([]byte(d.Format(form)), 2026); !ok || got != want {
				t.Fatalf("%s: %d %v", d.Format(form), got, ok)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		b := []byte(rapid.SampledFrom([]string{"02-Jan-2006", "29 FEB 2024", "31-dec-1999", "30-Sep-2021"}).Draw(t, "day"))
		b[rapid.IntRange(0, 10).Draw(t, "place")] = byte(rapid.IntRange(0, 255).Draw(t, "byte"))
		got, ok := parseDay(b, 2026)
		slow, slowOK := parseOtherDay(bytes.TrimSpace(b), 2026)
		if b[2] == '-' && b[6] == '-' || b[2] == ' ' && b[6] == ' ' {
			if ok != slowOK || got != slow && ok {
				t.Fatalf("%q: %d %v, part by part %d %v", b, got, ok, slow, slowOK)
			}
		}
	})
}
