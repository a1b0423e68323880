package measure

import (
	"math"
	"slices"

	"stepdown/internal/nhs"
)

// Point is what one extract says of one measure.
type Point struct {
	Date        nhs.Date // the extract's as-at date
	Numerator   float64
	Denominator float64 // 0 when there is none, or when it is not known
	Unclear     int     // people whose figure could not be read, so not (or not wholly) in the numerator
}

// Value is a Point with the key of its measure: what is stored for each
// extract.
type Value struct {
	Measure string
	Point
}

// Scale is how a series is read off its points.
type Scale string

// The scales.
const (
	AsCount     Scale = "count"     // the numerator
	PerThousand Scale = "per 1,000" // numerator / denominator x 1,000
	AsPercent   Scale = "per cent"  // numerator / denominator x 100
	AsMean      Scale = "mean"      // numerator / denominator
)

// Series is one measure over time.
type Series struct {
	Definition Definition
	Scale      Scale
	Points     []Point
}

// Datum is one place on a chart: a value, or a gap. Y is NaN in a gap, and a
// gap is never drawn over: a missing month is not the month before it.
type Datum struct {
	Date    nhs.Date
	Y       float64
	Known   bool
	Unclear int
}

// NewSeries puts points in order of date, on the measure's own scale. Of two
// points of the same day the later in the slice stands.
func NewSeries(d Definition, points []Point) Series {
	byDay := map[nhs.Date]Point{}
	for _, p := range points {
		if p.Date.Known() {
			byDay[p.Date] = p
		}
	}
	s := Series{Definition: d, Scale: d.Scale}
	for _, p := range byDay {
		s.Points = append(s.Points, p)
	}
	slices.SortFunc(s.Points, func(a, b Point) int {
		if a.Date < b.Date {
			return -1
		}
		return 1
	})
	return s
}

// On gives the same points on another scale.
func (s Series) On(scale Scale) Series {
	s.Scale = scale
	return s
}

// At reads one point; ok is false where the scale needs a denominator that is
// not known.
func (s Series) At(p Point) (y float64, ok bool) {
	if s.Scale == AsCount || s.Scale == "" {
		return p.Numerator, !math.IsNaN(p.Numerator)
	}
	if !(p.Denominator > 0) || math.IsNaN(p.Numerator) {
		return math.NaN(), false
	}
	y = p.Numerator / p.Denominator
	switch s.Scale {
	case PerThousand:
		y *= 1000
	case AsPercent:
		y *= 100
	}
	return y, true
}

// Data is the series as it is drawn: a datum for each point, and a gap for
// each calendar month between the first and the last that has no extract.
func (s Series) Data() []Datum {
	var data []Datum
	for i, p := range s.Points {
		if i > 0 {
			prev := s.Points[i-1].Date
			for m := 1; m < monthsBetween(prev, p.Date); m++ {
				data = append(data, Datum{Date: prev.AddMonths(m), Y: math.NaN()})
			}
		}
		y, ok := s.At(p)
		if !ok {
			y = math.NaN()
		}
		data = append(data, Datum{Date: p.Date, Y: y, Known: ok, Unclear: p.Unclear})
	}
	return data
}

// Latest is the last known datum; ok is false if there is none.
func (s Series) Latest() (Datum, bool) {
	data := s.Data()
	for i := len(data) - 1; i >= 0; i-- {
		if data[i].Known {
			return data[i], true
		}
	}
	return Datum{Y: math.NaN()}, false
}

// monthsBetween counts the calendar months from a's month to b's.
func monthsBetween(a, b nhs.Date) int {
	x, y := a.Time(), b.Time()
	return (y.Year()-x.Year())*12 + int(y.Month()) - int(x.Month())
}
