package extract

// numberSet holds the NHS numbers of every patient of an export in eight bytes
// each, open addressing: the ninth digit decides the tenth, so the first nine
// (below a thousand million) are the key.
type numberSet struct {
	keys  []uint32 // key+1; 0 is free
	marks []uint32 // tells two people with one number apart; markBad for those that cannot be used
	kept  []uint64 // a bit for each place: the person is on a target medicine
	n     int
}

// markBad marks a number whose patient row cannot be used.
const markBad = 0

func newNumberSet() *numberSet {
	return &numberSet{keys: make([]uint32, 1<<10), marks: make([]uint32, 1<<10)}
}

// keyOf drops the check digit.
func keyOf(number uint64) uint32 { return uint32(number / 10) }

// numberOf puts the check digit back.
func numberOf(key uint32) uint64 {
	sum, x := 0, key
	for w := 2; w <= 10; w++ {
		sum += int(x%10) * w
		x /= 10
	}
	return uint64(key)*10 + uint64((11-sum%11)%11)
}

func (s *numberSet) home(key uint32) int {
	return int(uint64(key*2654435761) * uint64(len(s.keys)) >> 32)
}

// find gives the place of a key, or -1.
func (s *numberSet) find(key uint32) int {
	for i := s.home(key); ; {
		switch s.keys[i] {
		case key + 1:
			return i
		case 0:
			return -1
		}
		if i++; i == len(s.keys) {
			i = 0
		}
	}
}

// put adds a key that is not there, and gives its place.
func (s *numberSet) put(key, mark uint32) {
	if s.n*10 >= len(s.keys)*7 {
		s.grow()
	}
	i := s.home(key)
	for s.keys[i] != 0 {
		if i++; i == len(s.keys) {
			i = 0
		}
	}
	s.keys[i], s.marks[i] = key+1, mark
	s.n++
}

func (s *numberSet) grow() {
	old := *s
	s.keys, s.marks, s.n = make([]uint32, 2*len(old.keys)), make([]uint32, 2*len(old.keys)), 0
	for i, k := range old.keys {
		if k != 0 {
			s.put(k-1, old.marks[i])
		}
	}
}

// keep notes that the person at a place is on a target medicine. No key may be
// put after the first keep.
func (s *numberSet) keep(place int) {
	if s.kept == nil {
		s.kept = make([]uint64, (len(s.keys)+63)/64)
	}
	s.kept[place/64] |= 1 << (place % 64)
}

func (s *numberSet) isKept(place int) bool {
	return s.kept != nil && s.kept[place/64]&(1<<(place%64)) != 0
}
