package extract

// numberSet holds the NHS numbers of every patient of an export in eight bytes
// each, open addressing: the ninth digit decides the tenth, so the first nine
// (below a thousand million) are the key.
type numberSet struct {
	slots []uint64 // key+1 above, mark below; 0 is free
	kept  []uint64 // a bit for each place: the person is on a target medicine
	n     int
}

// A mark tells two people with one number apart. markBad marks a number whose patient row cannot be used.
const markBad = 0

func newNumberSet() *numberSet { return &numberSet{slots: make([]uint64, 1<<10)} }

// keyOf drops the check digit.
func keyOf(number uint64) uint32 { return uint32(number / 10) }

func (s *numberSet) home(key uint32) int {
	return int(uint64(key*2654435761) * uint64(len(s.slots)) >> 32)
}

// find gives the place of a key, or -1.
func (s *numberSet) find(key uint32) int {
	for i := s.home(key); ; {
		switch uint32(s.slots[i] >> 32) {
		case key + 1:
			return i
		case 0:
			return -1
		}
		if i++; i == len(s.slots) {
			i = 0
		}
	}
}

func (s *numberSet) mark(place int) uint32 { return uint32(s.slots[place]) }

func (s *numberSet) setMark(place int, mark uint32) {
	s.slots[place] = s.slots[place]>>32<<32 | uint64(mark)
}

// put adds a key that is not there.
func (s *numberSet) put(key, mark uint32) {
	if s.n*10 >= len(s.slots)*7 {
		s.grow()
	}
	s.set(uint64(key+1)<<32 | uint64(mark))
	s.n++
}

func (s *numberSet) set(slot uint64) {
	i := s.home(uint32(slot>>32) - 1)
	for s.slots[i] != 0 {
		if i++; i == len(s.slots) {
			i = 0
		}
	}
	s.slots[i] = slot
}

func (s *numberSet) grow() {
	old := s.slots
	s.slots = make([]uint64, 2*len(old))
	for _, slot := range old {
		if slot != 0 {
			s.set(slot)
		}
	}
}

// keep notes that the person at a place is on a target medicine. No key may be
// put after the first keep.
func (s *numberSet) keep(place int) {
	if s.kept == nil {
		s.kept = make([]uint64, (len(s.slots)+63)/64)
	}
	s.kept[place/64] |= 1 << (place % 64)
}

func (s *numberSet) isKept(place int) bool {
	return s.kept != nil && s.kept[place/64]&(1<<(place%64)) != 0
}
