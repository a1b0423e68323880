package measure

// Variation is the reading of the last point, which picks the icon.
type Variation struct {
	Type PointType // CommonCause when there are no points
	High bool      // the special cause is upwards; meaningless for CommonCause
}

// Words says the variation in a sentence's end: "is improving, and low".
func (v Variation) Words() string {
	side := "low"
	if v.High {
		side = "high"
	}
	switch v.Type {
	case Improving:
		return "special cause of an improving nature (" + side + ")"
	case Concern:
		return "special cause of a concerning nature (" + side + ")"
	case NeutralHigh, NeutralLow:
		return "special cause, " + side + ", not judged"
	}
	return "common cause: no significant change"
}

func variationOf(points []XmRPoint) Variation {
	if len(points) == 0 {
		return Variation{Type: CommonCause}
	}
	last := points[len(points)-1]
	return Variation{Type: last.Type, High: last.Signal.Up > 0}
}

// Assurance says whether the process, as it runs now, will meet its target.
type Assurance string

// The kinds of assurance. NoAssurance: no target, no limits, or a neutral
// measure.
const (
	NoAssurance    Assurance = ""
	ConsistentPass Assurance = "consistent_pass"
	ConsistentFail Assurance = "consistent_fail"
	Inconsistent   Assurance = "inconsistent"
)

// Words says the assurance plainly.
func (a Assurance) Words() string {
	switch a {
	case ConsistentPass:
		return "the target will be met each time unless something changes"
	case ConsistentFail:
		return "the target will not be met unless something changes"
	case Inconsistent:
		return "the target will be met some times and missed at others, by chance"
	}
	return "no target to judge by"
}

func assure(lower, upper float64, target *float64, i Improvement) Assurance {
	if target == nil || i == Neutral || i == "" {
		return NoAssurance
	}
	switch {
	case *target > upper && i == Higher, *target < lower && i == Lower:
		return ConsistentFail
	case *target > upper, *target < lower:
		return ConsistentPass
	}
	return Inconsistent
}
