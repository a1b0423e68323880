package measure

import (
	"math"
	"slices"

	"stepdown/internal/nhs"
)

// RunsTest is Anhøj's test of a stretch of data about its centre: an
// unusually long run on one side, or unusually few crossings, is a signal
// (Anhøj and Olesen 2014, doi 10.1371/journal.pone.0113825).
type RunsTest struct {
	Useful       int // points not on the centre
	LongestRun   int
	LongestMax   int // a longer run is a signal
	Crossings    int
	CrossingsMin int // fewer crossings are a signal
	Signal       bool
}

// FewestUseful is the number of useful points below which the test has too
// little to go on (critical values are published from 10).
const FewestUseful = 10

// RunChart is a run chart: a median, and the runs about it.
type RunChart struct {
	Points []RunPoint
	Parts  []RunPart
	Notes  []Note
}

// RunPoint is a point and the part it belongs to.
type RunPoint struct {
	Date nhs.Date
	Y    float64
	Part int
}

// RunPart is a stretch with its own median.
type RunPart struct {
	From, To nhs.Date
	Points   int
	Median   float64
	RunsTest
}

// NewRunChart computes a run chart of the known data. freeze takes the median
// of the first part's first so many points; 0 takes all. Rebases begin a new
// part and set freeze aside, as in the reference implementation.
func NewRunChart(data []Datum, freeze int, rebases []Rebase) RunChart {
	var c RunChart
	missing := 0
	var ys []float64
	for _, d := range data {
		if !d.Known || math.IsNaN(d.Y) {
			missing++
			continue
		}
		if len(c.Points) == 0 || rebaseOn(rebases, d.Date) != nil {
			c.Parts = append(c.Parts, RunPart{From: d.Date})
		}
		part := &c.Parts[len(c.Parts)-1]
		part.To, part.Points = d.Date, part.Points+1
		c.Points = append(c.Points, RunPoint{d.Date, d.Y, len(c.Parts) - 1})
		ys = append(ys, d.Y)
	}
	start := 0
	for i := range c.Parts {
		p := &c.Parts[i]
		mine := ys[start : start+p.Points]
		basis := mine
		if freeze > 0 && freeze < len(mine) && len(c.Parts) == 1 {
			basis = mine[:freeze]
		}
		p.Median = Median(basis)
		p.RunsTest = JudgeRuns(mine, p.Median)
		start += p.Points
	}
	if missing > 0 {
		c.Notes = append(c.Notes, Note{Kind: NoteGap, Text: months(missing) + " between the first and the last extract."})
	}
	if n := len(c.Parts); n > 0 && c.Parts[n-1].Useful < FewestUseful {
		c.Notes = append(c.Notes, Note{NoteTrial, "Fewer than 10 points lie off the median: too few to look for signals.", "Anhøj and Olesen 2014"})
	}
	return c
}

// JudgeRuns applies the test about a centre. Points on the centre are passed
// over. With fewer than FewestUseful useful points there is never a signal.
func JudgeRuns(ys []float64, centre float64) RunsTest {
	var t RunsTest
	run, side := 0, 0
	for _, y := range ys {
		s := sign(y - centre)
		if s == 0 || math.IsNaN(y) {
			continue
		}
		t.Useful++
		if s != side {
			if side != 0 {
				t.Crossings++
			}
			run, side = 0, s
		}
		run++
		t.LongestRun = max(t.LongestRun, run)
	}
	t.LongestMax, t.CrossingsMin = LongestRunLimit(t.Useful), CrossingsLimit(t.Useful)
	t.Signal = t.Useful >= FewestUseful && (t.LongestRun > t.LongestMax || t.Crossings < t.CrossingsMin)
	return t
}

// LongestRunLimit is the longest run that chance explains among n useful
// points: log2(n) rounded, plus 3.
func LongestRunLimit(n int) int {
	if n < 1 {
		return 0
	}
	return int(math.RoundToEven(math.Log2(float64(n)))) + 3
}

// CrossingsLimit is the fewest crossings that chance explains among n useful
// points: the lower 5 % point of the binomial distribution of n - 1 throws of
// a fair coin.
func CrossingsLimit(n int) int {
	if n < 2 {
		return 0
	}
	k, sum := 0, 0.0
	for ; k < n; k++ {
		sum += binomial(n-1, k, 0.5)
		if sum >= 0.05 {
			break
		}
	}
	return k
}

// Median is the middle value; NaN of nothing.
func Median(xs []float64) float64 {
	if len(xs) == 0 {
		return math.NaN()
	}
	s := slices.Sorted(slices.Values(xs))
	n := len(s)
	if n%2 == 1 {
		return s[n/2]
	}
	return (s[n/2-1] + s[n/2]) / 2
}

// binomial is the chance of k in n at p.
func binomial(n, k int, p float64) float64 {
	switch {
	case k < 0 || k > n:
		return 0
	case p == 0:
		return bit(k == 0)
	case p == 1:
		return bit(k == n)
	}
	return math.Exp(logChoose(n, k) + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
}

func logChoose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}

func bit(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
