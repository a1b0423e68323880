//go:build !amd64

package marks

func find(dst []Stretch, b []byte) (nul bool) { return plain(dst, b) }

func flatten(places, rows []int32, at int, base int32, s []Stretch) (nPlaces, nRows int) {
	return plainFlatten(places, rows, at, base, s)
}
