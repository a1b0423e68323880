package messaging

import (
	"strings"
	"sync"
	"unicode/utf16"
)

// Encoding of a text on the air.
type Encoding string

// The two encodings. One character outside GSM-7 makes the whole text UCS-2,
// which holds less than half as much.
const (
	GSM7 Encoding = "GSM-7"
	UCS2 Encoding = "UCS-2"
)

// Segments is what a text costs: networks charge for each segment.
type Segments struct {
	Encoding Encoding
	Segments int // 0 for an empty text in the sense that nothing is sent
	Units    int // septets (GSM-7) or 16-bit units (UCS-2) of the text itself
}

// GSM 03.38: the basic alphabet, each one septet, and the extension table,
// each two because an escape goes before it (3GPP TS 23.038, 6.2.1). The
// escape character itself is not text.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtension = "\f^{}\\[~]|€"
)

var septets = sync.OnceValue(func() map[rune]int {
	m := make(map[rune]int, 138)
	for _, r := range gsmBasic {
		m[r] = 1
	}
	for _, r := range gsmExtension {
		m[r] = 2
	}
	return m
})

// What one segment holds when it is alone, and when it is one of several and
// carries the header that joins them (48 of 1,120 bits).
const (
	gsmAlone, gsmJoined = 160, 153
	ucsAlone, ucsJoined = 70, 67
)

// Count says how a text travels. It agrees with Twilio's own calculator (npm
// sms-segments-calculator), which never parts a grapheme cluster: an emoji of
// several code points, a letter with its accents.
func Count(text string) Segments {
	text = strings.ToValidUTF8(text, "\uFFFD")
	weights, units, gsm := gsmWeights(text)
	s := Segments{Encoding: GSM7, Units: units}
	if gsm {
		s.Segments = pack(weights, gsmAlone, gsmJoined)
		return s
	}
	s.Encoding = UCS2
	weights, s.Units = ucsWeights(text)
	s.Segments = pack(weights, ucsAlone, ucsJoined)
	return s
}

func gsmWeights(text string) (weights []int, units int, ok bool) {
	weights, septets := make([]int, 0, len(text)), septets()
	for _, r := range text {
		w := septets[r]
		if w == 0 {
			return nil, 0, false
		}
		weights = append(weights, w)
		units += w
	}
	return weights, units, true
}

// ucsWeights gives the 16-bit units of each cluster. A line break of two
// characters is one cluster in Unicode, and two on the air.
func ucsWeights(text string) (weights []int, units int) {
	var c cluster
	for _, r := range text {
		class, w := breakClassOf(r), utf16.RuneLen(r)
		units += w
		if c.length == 0 || c.ends(class) || c.previous == carriageReturn {
			c, weights = newCluster(class), append(weights, w)
			continue
		}
		c.take(class)
		weights[len(weights)-1] += w
	}
	return weights, units
}

// pack fills segments greedily and counts them. Only when a second one is
// needed does the first give room to its header; what no longer fits moves on.
func pack(weights []int, alone, joined int) int {
	count, used := 1, 0
	room := alone
	for i, w := range weights {
		if used+w <= room {
			used += w
			continue
		}
		moved := 0
		if count == 1 {
			for j := i - 1; j >= 0 && used > joined; j-- {
				used -= weights[j]
				moved += weights[j]
			}
			room = joined
		}
		count++
		used = moved + w
	}
	return count
}
