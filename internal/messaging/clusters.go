package messaging

import (
	_ "embed"
	"encoding/csv"
	"sort"
	"strings"
	"sync"
)

// Twilio's calculator never parts a grapheme cluster between two segments. It
// knows clusters by the rules of Unicode 10 (UAX 29, GB3 to GB13), whose emoji
// sequences were a closed list, with a few turns of its own where joiners,
// accents and flags meet. Later rules would give other counts at the boundary of
// a segment, so these are kept as they are, and the vectors in testdata hold
// them to the calculator.

// breakClass is a character's Grapheme_Cluster_Break.
type breakClass uint8

const (
	other breakClass = iota
	carriageReturn
	lineFeed
	control
	extend
	regional
	spacingMark
	hangulL
	hangulV
	hangulT
	hangulLV
	hangulLVT
	prepend
	emojiBase
	skinTone
	joiner
	afterJoiner
	baseAfterJoiner
)

//go:embed graphemebreaks.csv
var breakTable string

type breakRange struct {
	from, to rune
	class    breakClass
}

var breakRanges = sync.OnceValue(func() []breakRange { return readBreaks(breakTable) })

func readBreaks(table string) []breakRange {
	names := map[string]breakClass{"CR": carriageReturn, "LF": lineFeed, "Control": control, "Extend": extend, "Regional_Indicator": regional,
		"SpacingMark": spacingMark, "L": hangulL, "V": hangulV, "T": hangulT, "Prepend": prepend, "E_Base": emojiBase, "E_Modifier": skinTone,
		"ZWJ": joiner, "Glue_After_Zwj": afterJoiner, "E_Base_GAZ": baseAfterJoiner}
	r := csv.NewReader(strings.NewReader(table))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		panic(err) // the table is embedded and a test reads it
	}
	out := make([]breakRange, 0, len(rows))
	for _, row := range rows[1:] {
		out = append(out, breakRange{codePoint(row[1]), codePoint(row[2]), names[row[0]]})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].from < out[j].from })
	return out
}

// The Hangul syllables: every 28th has no final consonant.
const firstSyllable, lastSyllable, finals = 0xAC00, 0xD7A3, 28

func breakClassOf(r rune) breakClass {
	switch {
	case r >= ' ' && r < 0x7F:
		return other
	case r >= firstSyllable && r <= lastSyllable && (r-firstSyllable)%finals == 0:
		return hangulLV
	case r >= firstSyllable && r <= lastSyllable:
		return hangulLVT
	}
	all := breakRanges()
	i := sort.Search(len(all), func(i int) bool { return all[i].to >= r })
	if i < len(all) && all[i].from <= r {
		return all[i].class
	}
	return other
}

// cluster is what must be remembered of a cluster to know whether the next
// character belongs to it. Places in it count from 0.
type cluster struct {
	start, previous breakClass
	length          int
	onlyExtends     bool       // after the first
	regionals       int        // in a row, right after the first
	lastRegional    int        // place after the first; 0 for none
	lastExtend      int        // place; -1 for none
	beforeExtend    breakClass // what stands before the last of them
}

func newCluster(c breakClass) cluster {
	n := cluster{start: c, previous: c, length: 1, onlyExtends: true, lastExtend: -1}
	if c == extend {
		n.lastExtend = 0
	}
	return n
}

func (c *cluster) take(next breakClass) {
	switch next {
	case extend:
		c.lastExtend, c.beforeExtend = c.length, c.previous
	case regional:
		if c.regionals == c.length-1 {
			c.regionals++
		}
		c.lastRegional = c.length
	}
	c.onlyExtends = c.onlyExtends && next == extend
	c.previous = next
	c.length++
}

// ends reports whether the cluster ends before next.
func (c *cluster) ends(next breakClass) bool {
	p := c.previous
	switch {
	case next == skinTone && c.length > 1 && c.onlyExtends && c.start != extend && !isBase(c.start):
		return true
	case next == regional && c.regionals == c.length-1 && p != prepend && p != regional:
		return true
	case next != regional && c.lastRegional > 0 && c.lastRegional == c.regionals && p != prepend && p != regional:
		return true // the calculator parts a flag from its second accent
	case p == carriageReturn && next == lineFeed: // GB3
		return false
	case isControl(p) || isControl(next): // GB4, GB5
		return true
	case p == hangulL && (next == hangulL || next == hangulV || next == hangulLV || next == hangulLVT): // GB6
		return false
	case (p == hangulLV || p == hangulV) && (next == hangulV || next == hangulT): // GB7
		return false
	case (p == hangulLVT || p == hangulT) && next == hangulT: // GB8
		return false
	case next == extend || next == joiner || next == spacingMark || p == prepend: // GB9, GB9a, GB9b
		return false
	case next == skinTone && c.takesTone(): // GB10
		return false
	case p == joiner && (next == afterJoiner || next == baseAfterJoiner): // GB11
		return false
	case c.lastRegional > 0:
		return true
	}
	return !(p == regional && next == regional) // GB12, GB13
}

// takesTone: an emoji that can have a skin tone stands before, with one accent
// between them at most.
func (c *cluster) takesTone() bool {
	if c.lastExtend < 0 {
		return isBase(c.previous)
	}
	return c.lastExtend == c.length-1 && c.lastExtend > 0 && isBase(c.beforeExtend)
}

func isBase(c breakClass) bool { return c == emojiBase || c == baseAfterJoiner }

func isControl(c breakClass) bool { return c == control || c == carriageReturn || c == lineFeed }
