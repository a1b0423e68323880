package marks

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// plain is find without the processor's wide registers: eight bytes at a time.
func plain(dst []Stretch, b []byte) (nul bool) {
	for i := range dst {
		p := (*[Width]byte)(b[i*Width:])
		dst[i] = Stretch{Commas: marked(p, ','), Lines: marked(p, '\n'), Quotes: marked(p, '"')}
	}
	return bytes.IndexByte(b[:len(dst)*Width], 0) >= 0
}

// marked has a bit for each byte of p that is c.
func marked(p *[Width]byte, c byte) uint64 {
	x, le := every*uint64(c), binary.LittleEndian
	return is(le.Uint64(p[0:])^x) | is(le.Uint64(p[8:])^x)<<8 | is(le.Uint64(p[16:])^x)<<16 | is(le.Uint64(p[24:])^x)<<24 |
		is(le.Uint64(p[32:])^x)<<32 | is(le.Uint64(p[40:])^x)<<40 | is(le.Uint64(p[48:])^x)<<48 | is(le.Uint64(p[56:])^x)<<56
}

const every, low7, high = 0x0101010101010101, 0x7f7f7f7f7f7f7f7f, 0x8080808080808080

// is has a bit for each of the eight bytes of x that is zero. The sum sets the
// high bit of the others, and the product brings the high bits together.
func is(x uint64) uint64 {
	return (^(((x & low7) + low7) | x) & high) * 0x0002040810204081 >> 56
}

// plainFlatten is flatten, one place after another.
func plainFlatten(places, rows []int32, at int, base int32, s []Stretch) (nPlaces, nRows int) {
	for i := range s {
		from := base + int32(i*Width)
		for m := s[i].Commas | s[i].Lines; m != 0; m &= m - 1 {
			if m&-m&s[i].Lines != 0 {
				rows[nRows] = int32(at)
				nRows++
			}
			places[at] = from + int32(bits.TrailingZeros64(m))
			at++
		}
	}
	return at, nRows
}
