package messaging

import (
	"unicode"

	"github.com/rivo/uniseg"
)

// clusters parts a text into grapheme clusters as Twilio's calculator does: by
// the rules of Unicode 10, whose emoji sequences were a closed list. uniseg
// knows later emoji, so its clusters are parted again where Unicode 10 would
// not have joined a skin tone (GB10) or the far side of a joiner (GB11), and
// joined where it would have. The difference shows only when a segment's
// boundary falls in the middle of such an emoji.
func clusters(text string) []string {
	var out []string
	for state := -1; text != ""; {
		var cluster string
		cluster, text, _, state = uniseg.FirstGraphemeClusterInString(text, state)
		if cluster == "\r\n" { // one cluster in Unicode, two characters on the air
			out = append(out, "\r", "\n")
			continue
		}
		for i, part := range partEmoji(cluster) {
			if i == 0 && len(out) > 0 && joinsBefore(out[len(out)-1], part) {
				out[len(out)-1] += part
				continue
			}
			out = append(out, part)
		}
	}
	return out
}

const joiner = '\u200d'

// partEmoji parts one cluster where Unicode 10 has no rule to join.
func partEmoji(cluster string) []string {
	var parts []string
	var base, before rune // base: the last rune that is no mark
	start := 0
	for i, r := range cluster {
		newPart := false
		switch {
		case i == 0:
		case skinTone(r):
			newPart = before == joiner || !in(toneBases, base)
		case before == joiner && !mark(r):
			newPart = !in(afterJoiner, r)
		}
		if newPart {
			parts, start = append(parts, cluster[start:i]), i
		}
		if !mark(r) {
			base = r
		}
		before = r
	}
	return append(parts, cluster[start:])
}

// joinsBefore: in Unicode 10 a joiner takes these on whatever stood before it.
func joinsBefore(previous, part string) bool {
	p, r := []rune(previous), []rune(part)
	return p[len(p)-1] == joiner && in(afterJoiner, r[0])
}

func skinTone(r rune) bool { return r >= 0x1F3FB && r <= 0x1F3FF }

func mark(r rune) bool {
	return r == joiner || r == '\u200c' || unicode.In(r, unicode.Mn, unicode.Me) || r >= 0xE0020 && r <= 0xE007F
}

func in(ranges [][2]rune, r rune) bool {
	for _, x := range ranges {
		if r >= x[0] && r <= x[1] {
			return true
		}
	}
	return false
}

// Facts of the Unicode Character Database 10.0, GraphemeBreakProperty:
// E_Base with E_Base_GAZ, and Glue_After_Zwj with E_Base_GAZ.
var (
	toneBases = [][2]rune{{0x261D, 0x261D}, {0x26F9, 0x26F9}, {0x270A, 0x270D}, {0x1F385, 0x1F385}, {0x1F3C2, 0x1F3C4},
		{0x1F3C7, 0x1F3C7}, {0x1F3CA, 0x1F3CC}, {0x1F442, 0x1F443}, {0x1F446, 0x1F450}, {0x1F466, 0x1F469}, {0x1F46E, 0x1F46E},
		{0x1F470, 0x1F478}, {0x1F47C, 0x1F47C}, {0x1F481, 0x1F483}, {0x1F485, 0x1F487}, {0x1F4AA, 0x1F4AA}, {0x1F574, 0x1F575},
		{0x1F57A, 0x1F57A}, {0x1F590, 0x1F590}, {0x1F595, 0x1F596}, {0x1F645, 0x1F647}, {0x1F64B, 0x1F64F}, {0x1F6A3, 0x1F6A3},
		{0x1F6B4, 0x1F6B6}, {0x1F6C0, 0x1F6C0}, {0x1F6CC, 0x1F6CC}, {0x1F918, 0x1F91C}, {0x1F91E, 0x1F91F}, {0x1F926, 0x1F926},
		{0x1F930, 0x1F939}, {0x1F93D, 0x1F93E}, {0x1F9D1, 0x1F9DD}}
	afterJoiner = [][2]rune{{0x2640, 0x2640}, {0x2642, 0x2642}, {0x2695, 0x2696}, {0x2708, 0x2708}, {0x2764, 0x2764},
		{0x1F308, 0x1F308}, {0x1F33E, 0x1F33E}, {0x1F373, 0x1F373}, {0x1F393, 0x1F393}, {0x1F3A4, 0x1F3A4}, {0x1F3A8, 0x1F3A8},
		{0x1F3EB, 0x1F3EB}, {0x1F3ED, 0x1F3ED}, {0x1F466, 0x1F469}, {0x1F48B, 0x1F48B}, {0x1F4BB, 0x1F4BC}, {0x1F527, 0x1F527},
		{0x1F52C, 0x1F52C}, {0x1F5E8, 0x1F5E8}, {0x1F680, 0x1F680}, {0x1F692, 0x1F692}}
)
