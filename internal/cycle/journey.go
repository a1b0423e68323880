package cycle

import "stepdown/internal/measure"

// JourneyOf counts how far the people of a cycle have come. Somebody who
// stopped has reduced, too.
func JourneyOf(people []Participant) measure.Journey {
	var j measure.Journey
	for _, p := range people {
		j.Invited += one(p.Invited != "")
		j.Booked += one(p.Booked != "")
		j.Reviewed += one(p.Reviewed != "")
		j.Tapering += one(p.Tapering != "")
		j.Reduced += one(p.Reduced != "" || p.Stopped != "")
		j.Stopped += one(p.Stopped != "")
	}
	return j
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
