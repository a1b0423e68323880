package marks

import "golang.org/x/sys/cpu"

// wide reports that the processor compares 32 bytes at once.
var wide = cpu.X86.HasAVX2

func find(dst []Stretch, b []byte) (nul bool) {
	if !wide || len(dst) == 0 {
		return plain(dst, b)
	}
	_ = b[len(dst)*Width-1] // the assembly checks nothing
	return findAVX2(&dst[0], &b[0], len(dst)) != 0
}

// findAVX2 fills n stretches from 64 n bytes, n at least 1. It gives 0 when none
// of these is a NUL.
//
//go:noescape
func findAVX2(dst *Stretch, src *byte, n int) (nul int)

// counts reports that the processor counts and finds bits in one step each.
var counts = cpu.X86.HasBMI1 && cpu.X86.HasPOPCNT

func flatten(places, rows []int32, at int, base int32, s []Stretch) (nPlaces, nRows int) {
	if !counts {
		return plainFlatten(places, rows, at, base, s)
	}
	return flattenBMI(&places[0], &rows[0], at, base, &s[0], len(s))
}

// flattenBMI is flatten for n stretches, n at least 1.
//
//go:noescape
func flattenBMI(places, rows *int32, at int, base int32, s *Stretch, n int) (nPlaces, nRows int)
