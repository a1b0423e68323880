package extract

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"stepdown/internal/nhs"
)

// number reads an NHS number, with spaces or hyphens if it has them. The
// reason is empty when it is good.
func number(b []byte) (n uint64, reason string) {
	if len(b) == 10 { // the common case, without a loop over separators
		if v, ok := tenDigits(b); ok {
			if nhs.CheckDigit(b) {
				return v, ""
			}
			return 0, reasonCheckDigit
		}
	}
	var d [10]byte
	k := 0
	for _, c := range b {
		switch {
		case c == ' ' || c == '-' || c == '\t':
		case c == 'E' || c == 'e' || c == '+' || c == '.':
			return 0, reasonScientific
		case c < '0' || c > '9' || k == 10:
			return 0, reasonNumber
		default:
			d[k] = c
			k++
		}
	}
	switch {
	case k == 0:
		return 0, reasonNoNumber
	case k != 10:
		return 0, reasonNumber
	case !nhs.CheckDigit(d[:]):
		return 0, reasonCheckDigit
	}
	v, _ := tenDigits(d[:])
	return v, ""
}

// tenDigits reads ten digits: the first eight at once, two, four and eight of
// them multiplied together in each step.
func tenDigits(b []byte) (uint64, bool) {
	front, back := binary.LittleEndian.Uint64(b)^0x3030_3030_3030_3030, uint64(binary.LittleEndian.Uint16(b[8:]))^0x3030
	if (front|(front+0x7676_7676_7676_7676)|back|(back+0x7676))&0x8080_8080_8080_8080 != 0 {
		return 0, false
	}
	front = front*10 + front>>8
	front = (front&0xff_0000_00ff*(100+1_000_000<<32) + front>>16&0xff_0000_00ff*(1+10_000<<32)) >> 32
	return front*100 + back&0xff*10 + back>>8, true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func nhsNumber(v uint64) nhs.Number {
	s := strconv.FormatUint(v, 10)
	return nhs.Number(strings.Repeat("0", 10-len(s)) + s)
}

// day is a date as the number yyyymmdd: it compares as dates do and needs no
// memory of its own. 0 is not known.
type day int32

// parseDay reads a date as UK systems write it: 02-Jan-2006, 2-Jan-06,
// 02 Jan 2006 with or without a time, 02/01/2006, 2006-01-02 with or without a
// time, 20060102. Empty gives 0. A year of two digits is the latest one that
// is not after the year of pivot. ok is false for anything else, and for days
// that are not in the calendar.
func parseDay(b []byte, pivot int) (d day, ok bool) {
	if len(b) == 11 { // 02-Jan-2006 and 02 Jan 2006 are what EMIS and SystmOne write: all eleven bytes at once
		front, year := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint32(b[7:])
		if apart := front >> 16 & 0xff; apart == front>>48&0xff && (apart == '-' || apart == ' ') {
			v := (uint64(year) | front&0xffff<<32) ^ 0x3030_3030_3030 // the digits, the year's first
			m := monthOf(uint32(front >> 24))
			if m > 0 && (v|(v+0x7676_7676_7676))&0x8080_8080_8080 == 0 {
				v = v*10 + v>>8 // each two of them
				return civil(int(v&0xff*100+v>>16&0xff), m, int(v>>32&0xff))
			}
		}
	}
	return parseOtherDay(bytes.TrimSpace(b), pivot)
}

func parseOtherDay(b []byte, pivot int) (day, bool) {
	if len(b) == 0 {
		return 0, true
	}
	if i := bytes.IndexAny(b, "T"); i == 10 {
		b = b[:i]
	}
	if len(b) == 8 {
		if v, ok := digits(b); ok {
			return civil(v/10000, v/100%100, v%100)
		}
	}
	parts := bytes.FieldsFunc(b, func(r rune) bool { return r == '-' || r == '/' || r == ' ' || r == '.' })
	if len(parts) > 3 && bytes.IndexByte(b, ':') > 0 { // a time of day follows
		parts = parts[:3]
	}
	if len(parts) != 3 {
		return 0, false
	}
	if len(parts[0]) == 4 { // 2006-01-02
		y, ok1 := digits(parts[0])
		m, ok2 := digits(parts[1])
		d, ok3 := digits(parts[2])
		if ok1 && ok2 && ok3 {
			return civil(y, m, d)
		}
		return 0, false
	}
	d, ok1 := digits(parts[0])
	y, ok2 := digits(parts[2])
	m, ok3 := digits(parts[1])
	if !ok3 && len(parts[1]) >= 3 {
		p := parts[1]
		m, ok3 = monthOf(uint32(p[0])|uint32(p[1])<<8|uint32(p[2])<<16), true
	}
	if !ok1 || !ok2 || !ok3 {
		return 0, false
	}
	switch len(parts[2]) {
	case 4:
	case 2:
		y += pivot / 100 * 100
		if y > pivot {
			y -= 100
		}
	default:
		return 0, false
	}
	return civil(y, m, d)
}

// serialDay reads a date as a spreadsheet keeps it: days since 30 December
// 1899, perhaps with a time as a fraction.
func serialDay(b []byte) (day, bool) {
	whole, _, _ := bytes.Cut(bytes.TrimSpace(b), []byte("."))
	n, ok := digits(whole)
	if !ok || n < 1 || n > 109_000 {
		return 0, false
	}
	return dayOf(nhs.NewDate(1899, 12, 30).AddDays(n)), true
}

func digits(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 8 {
		return 0, false
	}
	v := 0
	for _, c := range b {
		if c -= '0'; c > 9 {
			return 0, false
		}
		v = v*10 + int(c)
	}
	return v, true
}

// civil checks that the day is in the calendar, between 1850 and 2199.
func civil(y, m, d int) (day, bool) {
	if m < 1 || m > 12 || d < 1 || y < 1850 || y > 2199 {
		return 0, false
	}
	return day(y*10000 + m*100 + d), d <= 28 || d <= lastDay(y, m)
}

func lastDay(y, m int) int {
	if m == 2 && y%4 == 0 && (y%100 != 0 || y%400 == 0) {
		return 29
	}
	return int(monthDays[m])
}

var monthDays = [13]byte{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// monthOf reads the first three letters of an English month, the first in the
// lowest byte; 0 if it is none.
func monthOf(letters uint32) int {
	letters = letters&0xffffff | 0x202020 // in lower case
	if m := monthBy[letters*monthSpread>>28]; m.letters == letters {
		return m.month
	}
	return 0
}

// monthSpread gives each month a place of its own in monthBy: found by trying.
const monthSpread = 0x3b6fe507

var monthBy = func() (t [16]struct {
	letters uint32
	month   int
}) {
	for i, m := range []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"} {
		letters := uint32(m[0]) | uint32(m[1])<<8 | uint32(m[2])<<16
		place := &t[letters*monthSpread>>28]
		if place.month != 0 {
			panic("two months have one place")
		}
		place.letters, place.month = letters, i+1
	}
	return t
}()

func dayOf(d nhs.Date) day {
	v, _ := parseOtherDay([]byte(d), 2099)
	return v
}

// date is the day as the domain writes it.
func (d day) date() nhs.Date {
	if d == 0 {
		return ""
	}
	b := []byte{'0', '0', '0', '0', '-', '0', '0', '-', '0', '0'}
	v := int(d)
	for _, i := range [...]int{9, 8, 6, 5, 3, 2, 1, 0} {
		b[i] += byte(v % 10)
		v /= 10
	}
	return nhs.Date(b)
}

func (d day) year() int { return int(d) / 10000 }

// text is a cell as UTF-8, trimmed, on one line. Bytes that are not UTF-8 are
// read as Windows-1252, which is what SystmOne and older Excel write.
func text(b []byte) string {
	b = bytes.TrimSpace(b)
	if len(b) == 0 {
		return ""
	}
	if !utf8.Valid(b) {
		if d, err := charmap.Windows1252.NewDecoder().Bytes(b); err == nil {
			b = d
		}
	}
	if bytes.IndexByte(b, '\n') >= 0 || bytes.IndexByte(b, '\r') >= 0 {
		return strings.Join(strings.Fields(string(b)), " ")
	}
	return string(b)
}

// quantity reads a number such as "100", "1,000" or "2.5"; 0 when it is none.
func quantity(s string) float64 {
	v, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(s), ",", ""), 64)
	if err != nil || v < 0 || v > 1e6 {
		return 0
	}
	return v
}

// interner keeps one copy of each text that comes again and again (names of
// medicines, doses, terms) and a small number for it.
type interner struct {
	mu   sync.Mutex
	ids  map[string]uint32
	text []string
}

func newInterner() *interner {
	return &interner{ids: map[string]uint32{"": 0}, text: []string{""}}
}

func (n *interner) id(s string) uint32 {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.add(s)
}

// add is id for one who holds the lock.
func (n *interner) add(s string) uint32 {
	if i, ok := n.ids[s]; ok {
		return i
	}
	i := uint32(len(n.text))
	s = strings.Clone(s)
	n.text = append(n.text, s)
	n.ids[s] = i
	return i
}

// one gives the copy that is kept.
func (n *interner) one(s string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text[n.add(s)]
}

// texts gives what was kept so far, by number, to read without waiting for others.
func (n *interner) texts() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text[:len(n.text):len(n.text)]
}
