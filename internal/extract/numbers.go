package extract

// numberSet holds the NHS numbers of every patient of an export, by the place
// in which they came. The ninth digit decides the tenth, so the first nine
// (below a thousand million) are the key.
type numberSet struct {
	keys  []uint32 // by place
	marks []uint32 // by place, while patients are read
	slots []uint64 // open addressing: key+1 above, place below; 0 is free
	bad   places   // by place: the patient row cannot be used
	kept  places   // by place: the person is on a target medicine, or known
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
			return int(uint32(s.slots[i]))
		case 0:
			return -1
		}
		if i++; i == len(s.slots) {
			i = 0
		}
	}
}

// near is how far after the last patient the next one is looked for.
const near = 8

// after looks for a key soon after a place: -1 when it is not there. Most
// exports list rows in the order of their patients, and this is at hand where
// the slot of a key hardly ever is.
func (s *numberSet) after(place int, key uint32) int {
	for i := place + 1; i < min(place+1+near, len(s.keys)); i++ {
		if s.keys[i] == key {
			return i
		}
	}
	return -1
}

func (s *numberSet) mark(place int) uint32 { return s.marks[place] }

func (s *numberSet) setMark(place int, mark uint32) { s.marks[place] = mark }

// put adds a key that is not there.
func (s *numberSet) put(key, mark uint32) {
	if len(s.keys)*10 >= len(s.slots)*7 {
		s.grow()
	}
	s.set(uint64(key+1)<<32 | uint64(len(s.keys)))
	s.keys, s.marks = append(s.keys, key), append(s.marks, mark)
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

// seal is called when all patients were read: of the marks only the bad ones
// matter from then on.
func (s *numberSet) seal() {
	s.bad, s.kept = newPlaces(len(s.keys)), newPlaces(len(s.keys))
	for place, mark := range s.marks {
		if mark == markBad {
			s.bad.set(place)
		}
	}
	s.marks = nil
}

// places is a set of them.
type places []uint64

func newPlaces(n int) places { return make(places, (n+63)/64) }

func (b places) set(i int) { b[i/64] |= 1 << (i % 64) }

func (b places) has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }
