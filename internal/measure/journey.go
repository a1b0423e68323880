package measure

// Journey counts the people of a cycle by how far they have come. Each count
// is of people who reached the step at any time, so a person who stopped is
// in every count they passed through.
type Journey struct {
	Invited, Booked, Reviewed, Tapering, Reduced, Stopped int
}

// JourneyStep is one step with its share of the people it is drawn from.
type JourneyStep struct {
	Name   string
	People int
	Of     string  // name of the base: "invited"
	Base   int     // people in the base
	Share  float64 // per cent of the base
	Known  bool    // false when the base is nobody: nothing can be said
}

// Steps lists the steps in order. Booked and reviewed are shares of those
// invited; tapering, reduced and stopped of those reviewed, since nobody
// should start to reduce without a review. A share above 100 % is kept: it
// shows people who came by another door.
func (j Journey) Steps() []JourneyStep {
	step := func(name string, n int, of string, base int) JourneyStep {
		s := JourneyStep{Name: name, People: n, Of: of, Base: base, Known: base > 0}
		if s.Known {
			s.Share = 100 * float64(n) / float64(base)
		}
		return s
	}
	return []JourneyStep{
		step("Invited", j.Invited, "", 0),
		step("Booked", j.Booked, "invited", j.Invited),
		step("Reviewed", j.Reviewed, "invited", j.Invited),
		step("Tapering", j.Tapering, "reviewed", j.Reviewed),
		step("Reduced", j.Reduced, "reviewed", j.Reviewed),
		step("Stopped", j.Stopped, "reviewed", j.Reviewed),
	}
}

// Words says the share: "45% of invited"; empty where nothing can be said.
func (s JourneyStep) Words() string {
	if !s.Known {
		return ""
	}
	return number(s.Share) + "% of " + s.Of
}
