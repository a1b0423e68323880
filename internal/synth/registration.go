package synth

// ageBand is a share of a practice's list. The shares follow the rounded age
// structure of people registered with practices in England (NHS England,
// "Patients Registered at a GP Practice", 2025), smoothed to ten bands.
type ageBand struct {
	low, high int
	share     float64
}

var ageBands = []ageBand{
	{0, 4, 4.9}, {5, 17, 15.2}, {18, 29, 15.3}, {30, 39, 14.6}, {40, 49, 13.0},
	{50, 59, 13.5}, {60, 69, 10.9}, {70, 79, 8.0}, {80, 89, 3.9}, {90, 99, 0.7},
}

// Monthly chance of leaving the practice; about 8% of a list moves in a year.
const leavesMonthly = 0.0065

// register fills the list: those there at the first extract, and those who
// join in each later month so that the list keeps its size.
func (w *World) register() {
	for range w.options.Patients {
		w.enrol(0)
	}
	for m := 1; m < len(w.extracts); m++ {
		gone := 0
		for _, p := range w.patients {
			if g := p.gone(); g > w.extracts[m-1] && g <= w.extracts[m] {
				gone++
			}
		}
		r := drawFor(w.options.Seed, aboutRegistration, -m)
		for range gone + r.between(-1, 1) {
			w.enrol(w.extracts[m] - r.days(0, 27))
		}
	}
}

// enrol adds one person, who joined on the given day or, if that is zero, at
// some time before the first extract.
func (w *World) enrol(joined day) {
	i := len(w.patients)
	r := drawFor(w.options.Seed, aboutIdentity, i)
	p := &patient{emis: 1000 + i, joined: joined}
	band := weighted(r, ageBands, func(b ageBand) float64 { return b.share })
	reference := w.extracts[0]
	if joined != 0 {
		reference = joined
		if band.low > 45 && r.chance(0.5) { // people who move are younger
			band = ageBands[r.between(2, 4)]
		}
	}
	p.born = reference - r.days(day(band.low)*year, day(band.high+1)*year-1)
	if joined == 0 {
		p.joined = min(max(p.born+5, reference-r.days(30, 20*year)), reference-1)
	}
	p.female = r.chance(0.505)
	w.live(p, drawFor(w.options.Seed, aboutRegistration, i))
	p.identify(r, p.age(w.extracts[0]))
	w.patients = append(w.patients, p)
}

// yearlyDeaths by age, rounded from the national life tables (ONS).
func yearlyDeaths(age int) float64 {
	switch {
	case age < 40:
		return 0.0005
	case age < 60:
		return 0.003
	case age < 70:
		return 0.010
	case age < 80:
		return 0.027
	case age < 90:
		return 0.085
	}
	return 0.20
}

// live decides month by month whether the person dies or leaves.
func (w *World) live(p *patient, r draw) {
	for m := 1; m < len(w.extracts); m++ {
		from, to := w.extracts[m-1]+1, w.extracts[m]
		if to <= p.joined+60 {
			continue
		}
		switch {
		case r.chance(yearlyDeaths(p.age(to)) / 12):
			p.died = r.days(from, to)
			return
		case r.chance(leavesMonthly):
			p.left = r.days(from, to)
			return
		}
	}
}

// age in whole years on a day, close enough for chances.
func (p *patient) age(on day) int { return int(float64(on-p.born) / 365.25) }
