package measure

import (
	"math"
	"strings"
	"testing"
)

func TestIntervalsEqualR(t *testing.T) {
	for _, row := range table(t, "r_binomial_ci.csv") {
		x, n := int(num(t, row["x"])), int(num(t, row["n"]))
		w, c := Wilson(x, n), ClopperPearson(x, n)
		for name, pair := range map[string][2]float64{
			"wilson_lo": {w.Lower, num(t, row["wilson_lo"])}, "wilson_hi": {w.Upper, num(t, row["wilson_hi"])},
			"clopper_lo": {c.Lower, num(t, row["clopper_lo"])}, "clopper_hi": {c.Upper, num(t, row["clopper_hi"])},
		} {
			if !same(pair[0], pair[1]) {
				t.Errorf("%d of %d: %s %v, want %v", x, n, name, pair[0], pair[1])
			}
		}
	}
	for _, row := range table(t, "r_poisson_exact_ci.csv") {
		i := PoissonExact(int(num(t, row["x"])))
		if !same(i.Lower, num(t, row["exact_lo"])) || !same(i.Upper, num(t, row["exact_hi"])) {
			t.Errorf("%s events: %+v", row["x"], i)
		}
	}
	for _, i := range []Interval{Wilson(1, 0), Wilson(3, 2), Wilson(-1, 2), ClopperPearson(1, 0), PoissonExact(-1)} {
		if !math.IsNaN(i.Lower) || !math.IsNaN(i.Upper) {
			t.Errorf("impossible counts gave %+v", i)
		}
	}
}

func TestComparisonsEqualR(t *testing.T) {
	for _, row := range table(t, "r_mcnemar.csv") {
		m := CompareMcNemar(int(num(t, row["b"])), int(num(t, row["c"])))
		if !same(m.P, num(t, row["p_exact"])) || !same(m.ChiSquare, num(t, row["chi2"])) {
			t.Errorf("%s and %s: %+v", row["b"], row["c"], m)
		}
	}
	if m := CompareMcNemar(6, 0); !near(m.P, 0.03125, 1e-12) {
		t.Errorf("6 and 0: %v", m.P)
	}
	if m := CompareMcNemar(0, 0); m.P != 1 {
		t.Errorf("nobody changed: %+v", m)
	}
	for _, row := range table(t, "r_two_proportions.csv") {
		d, ok := TwoProportions(int(num(t, row["x1"])), int(num(t, row["n1"])), int(num(t, row["x2"])), int(num(t, row["n2"])))
		for name, pair := range map[string][2]float64{
			"diff": {d.By, num(t, row["diff"])}, "lo": {d.Interval.Lower, num(t, row["wald_lo"])}, "hi": {d.Interval.Upper, num(t, row["wald_hi"])},
			"chi2": {d.ChiSquare, num(t, row["chi2"])}, "p": {d.P, num(t, row["p"])}, "fisher": {d.Fisher, num(t, row["fisher_p"])},
		} {
			if !ok || !same(pair[0], pair[1]) {
				t.Errorf("%s of %s: %s %v, want %v", row["x1"], row["n1"], name, pair[0], pair[1])
			}
		}
	}
	if _, ok := TwoProportions(3, 2, 0, 4); ok {
		t.Error("3 of 2 was compared")
	}
}

func TestFunnelsEqualFunnelPlotR(t *testing.T) {
	for _, row := range table(t, "funnelplotr_poisson_limits.csv") {
		l95, l998 := PoissonFunnel(num(t, row["number_seq"]))
		for name, pair := range map[string][2]float64{
			"ll95": {l95.Lower, num(t, row["ll95"])}, "ul95": {l95.Upper, num(t, row["ul95"])},
			"ll998": {l998.Lower, num(t, row["ll998"])}, "ul998": {l998.Upper, num(t, row["ul998"])},
		} {
			if !same(pair[0], pair[1]) {
				t.Errorf("%s: %s %v, want %v", row["number_seq"], name, pair[0], pair[1])
			}
		}
	}
	var v struct {
		Input []struct {
			Group                  string
			Numerator, Denominator float64
		}
		Target, Phi, Tau2, Multiplier float64
		Z                             []struct{ Z float64 }
		Limits                        []map[string]float64 `json:"limits_sorted_by_denominator"`
	}
	load(t, "funnelplotr_proportion_od.json", &v)
	var places []Place
	for _, p := range v.Input {
		places = append(places, Place{p.Group, p.Numerator, p.Denominator})
	}
	f := NewFunnel(places)
	if !same(f.Target, v.Target) || !same(f.Phi, v.Phi) || !near(f.Tau2, v.Tau2, 1e-12) {
		t.Errorf("target %v phi %v tau2 %v, want %v %v %v", f.Target, f.Phi, f.Tau2, v.Target, v.Phi, v.Tau2)
	}
	checked := 0
	for i, p := range f.Places {
		if !same(p.Z, v.Z[i].Z) {
			t.Errorf("%s: z %v, want %v", p.Name, p.Z, v.Z[i].Z)
		}
		for _, l := range v.Limits {
			if l["number_seq"] != p.Denominator {
				continue
			}
			checked++
			for name, got := range map[string]float64{
				"ll95": p.L95.Lower, "ul95": p.L95.Upper, "ll998": p.L998.Lower, "ul998": p.L998.Upper,
				"odll95": p.OD95.Lower, "odul95": p.OD95.Upper, "odll998": p.OD998.Lower, "odul998": p.OD998.Upper,
			} {
				if !same(got*v.Multiplier, l[name]) {
					t.Errorf("%s: %s %v, want %v", p.Name, name, got*v.Multiplier, l[name])
				}
			}
		}
	}
	if checked < len(v.Limits) {
		t.Errorf("%d of %d limits checked", checked, len(v.Limits))
	}
	if f := NewFunnel([]Place{{"empty", 0, 0}, {"a", 1, 10}}); !f.Places[0].TooFewToJudge || !hasNote(f.Notes, NoteTrial) {
		t.Errorf("%+v", f)
	}
}

func TestDisclosureControlEqualsOpenSAFELY(t *testing.T) {
	n := 0
	for _, row := range table(t, "opensafely_sdc.csv") {
		switch {
		case strings.Contains(row["rule"], "total"):
			inside := row["true_count"][strings.Index(row["true_count"], "column ")+7 : strings.Index(row["true_count"], ")")]
			var counts []int
			for _, c := range strings.Split(inside, "+") {
				counts = append(counts, int(num(t, c)))
			}
			if _, total := OpenSAFELY.Column(counts); total != int(num(t, row["shown"])) {
				t.Errorf("%s: %d", row["true_count"], total)
			}
		case strings.HasPrefix(row["rule"], "redact"):
			if got := OpenSAFELY.Release(int(num(t, row["true_count"]))).String(); got != row["shown"] {
				t.Errorf("%s: %s, want %s", row["true_count"], got, row["shown"])
			}
		default:
			if got := Midpoint6(int(num(t, row["true_count"]))); got != int(num(t, row["shown"])) {
				t.Errorf("midpoint 6 of %s: %d", row["true_count"], got)
			}
		}
		n++
	}
	if n != 16 {
		t.Errorf("%d rows", n)
	}
	if r := OpenSAFELY.Release(0); r.String() != "0" {
		t.Errorf("nobody: %s", r)
	}
}
