package marks

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
)

// obvious looks at one byte after another.
func obvious(b []byte) []Stretch {
	out := make([]Stretch, (len(b)+Width-1)/Width)
	for i, c := range b {
		s, bit := &out[i/Width], uint64(1)<<(i%Width)
		switch c {
		case ',':
			s.Commas |= bit
		case '\n':
			s.Lines |= bit
		case '"':
			s.Quotes |= bit
		}
	}
	return out
}

func TestFindAgreesWithByteByByte(t *testing.T) {
	r := rand.New(rand.NewPCG(20261128, 1))
	near := []byte(",\n\"+-\r\v\t#!\x00\x80\xac\x8a\xa2\xff a0") // the three, their neighbours, and the same with the high bit
	var dst, slow []Stretch
	for n := range 700 {
		b := make([]byte, n)
		for i := range b {
			b[i] = near[r.IntN(len(near))]
			if n%3 == 0 {
				b[i] = byte(r.Uint32())
			}
		}
		if n%2 == 0 {
			b = bytes.ReplaceAll(b, []byte{0}, []byte{1})
		}
		if n%4 == 0 && n > 0 {
			b[r.IntN(n)] = 0
		}
		var nul bool
		if dst, nul = Find(dst, b); !slices.Equal(dst, obvious(b)) || nul != (bytes.IndexByte(b, 0) >= 0) {
			t.Fatalf("%q: %b, a NUL: %v", b, dst, nul)
		}
		whole := n / Width
		slow = make([]Stretch, whole)
		if nul = plain(slow, b); !slices.Equal(slow, obvious(b)[:whole]) || nul != (bytes.IndexByte(b[:whole*Width], 0) >= 0) {
			t.Fatalf("without wide registers, %q: %b, a NUL: %v", b, slow, nul)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	text := make([]byte, 256<<10)
	dst := make([]Stretch, len(text)/Width)
	for name, f := range map[string]func([]Stretch, []byte) bool{"here": find, "plain": plain} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				f(dst, text)
			}
		})
	}
}

func TestFlattenAgreesWithPlaceByPlace(t *testing.T) {
	r := rand.New(rand.NewPCG(20261128, 2))
	for round := range 2000 {
		s := make([]Stretch, r.IntN(6))
		for i := range s {
			s[i].Commas, s[i].Lines = r.Uint64(), r.Uint64()
			for range round % 6 { // from every other byte to hardly any
				s[i].Commas &= r.Uint64()
				s[i].Lines &= r.Uint64()
			}
			s[i].Lines &^= s[i].Commas
		}
		places, rows := Flatten([]int32{7, 8}, []int32{9}, 1000, s)
		wantPlaces, wantRows := make([]int32, len(s)*Width+2), make([]int32, len(s)*Width)
		n, k := plainFlatten(wantPlaces, wantRows, 2, 1000, s)
		wantPlaces[0], wantPlaces[1] = 7, 8
		if !slices.Equal(places, wantPlaces[:n]) || !slices.Equal(rows, append([]int32{9}, wantRows[:k]...)) {
			t.Fatalf("%b: places %v, rows %v; place by place %v, %v", s, places, rows, wantPlaces[:n], wantRows[:k])
		}
	}
}
