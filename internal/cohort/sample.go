package cohort

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// Sample draws n of the ids at random. The draw depends only on the seed and
// on which ids there are: not on their order, nor on the machine. Every id
// has the same chance; a larger n with the same seed holds the smaller draw.
// The ids come back in order of the draw; doubles count once.
func Sample(ids []string, n int, seed uint64) []string {
	type ticket struct {
		rank uint64
		id   string
	}
	tickets := make([]ticket, len(ids))
	for i, id := range ids {
		tickets[i] = ticket{rank(id, seed), id}
	}
	slices.SortFunc(tickets, func(a, b ticket) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.id, b.id))
	})
	tickets = slices.Compact(tickets)
	out := make([]string, 0, max(0, min(n, len(tickets))))
	for _, t := range tickets[:cap(out)] {
		out = append(out, t.id)
	}
	return out
}

// rank gives each id its ticket: the first eight bytes of SHA-256 over the
// seed and the id, so that anybody can repeat the draw.
func rank(id string, seed uint64) uint64 {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, 8+len(id)), seed)
	h := sha256.Sum256(append(b, id...))
	return binary.BigEndian.Uint64(h[:8])
}

// SampleBy draws n of the ids so that each stratum (a medicine, say) has its
// share: places go by largest remainder, ties to the stratum first in the
// alphabet. Within a stratum it is Sample.
func SampleBy(ids []string, stratum func(id string) string, n int, seed uint64) []string {
	groups := map[string][]string{}
	seen := map[string]bool{}
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			groups[stratum(id)] = append(groups[stratum(id)], id)
		}
	}
	total := len(seen)
	n = max(0, min(n, total))
	if n == 0 {
		return []string{}
	}
	type share struct {
		name            string
		places, residue int
	}
	var shares []share
	given := 0
	for name, g := range groups {
		s := share{name, n * len(g) / total, n * len(g) % total}
		given += s.places
		shares = append(shares, s)
	}
	slices.SortFunc(shares, func(a, b share) int {
		return cmp.Or(cmp.Compare(b.residue, a.residue), cmp.Compare(a.name, b.name))
	})
	for i := range shares[:n-given] {
		shares[i].places++
	}
	slices.SortFunc(shares, func(a, b share) int { return cmp.Compare(a.name, b.name) })
	out := make([]string, 0, n)
	for _, s := range shares {
		out = append(out, Sample(groups[s.name], s.places, seed)...)
	}
	return out
}
