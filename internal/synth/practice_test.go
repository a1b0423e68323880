package synth

import (
	"bytes"
	"io"
	"slices"
	"testing"

	"stepdown/internal/nhs"
)

// registered counts the people on the list, and those of them on a repeat of
// a target medicine and of tramadol.
func registered(truth []Truth) (list, onTarget, tramadol int) {
	for _, p := range truth {
		if p.Died.Known() || p.Left.Known() {
			continue
		}
		list++
		if p.OnTarget {
			onTarget++
		}
		if p.Tramadol {
			tramadol++
		}
	}
	return list, onTarget, tramadol
}

func TestSameOptionsGiveTheSameBytes(t *testing.T) {
	o := Options{Seed: 7, Patients: 400, Months: 4}
	a, b := Practice(o), Practice(o)
	other := Practice(Options{Seed: 8, Patients: 400, Months: 4})
	for i := range a.Months() {
		x, y, z := list(t, a.Month(i)), list(t, b.Month(i)), list(t, other.Month(i))
		if !bytes.Equal(x, y) {
			t.Fatalf("month %d differs between two practices of one seed", i)
		}
		if bytes.Equal(x, z) {
			t.Fatalf("month %d is the same for two seeds", i)
		}
	}
	if !slices.Equal(a.Faults(), b.Faults()) {
		t.Error("the ledgers of faults differ")
	}
}

func TestDefaultsAndRanges(t *testing.T) {
	o := Practice(Options{Patients: -3, Months: -1, End: "1066-10-14"}).Options()
	if o.Patients != 1 || o.Months != 1 || o.End != "2026-10-31" || o.Organisation != "Y99999" {
		t.Errorf("got %+v", o)
	}
	w := Practice(Options{Patients: 5, Months: 3, End: "2026-03-31"})
	want := []nhs.Date{"2026-01-31", "2026-02-28", "2026-03-31"}
	for i, date := range want {
		if got := w.Month(i).Date(); got != date {
			t.Errorf("month %d is %s, want %s", i, got, date)
		}
	}
	if got := w.Last().FileName(); got != "emis-list-2026-03-31.csv" {
		t.Errorf("file name %q", got)
	}
}

func TestABelievablePractice(t *testing.T) {
	for seed := uint64(1); seed <= 3; seed++ {
		w := Practice(Options{Seed: seed})
		for i := range w.Months() {
			truth := w.Truth(i)
			people, on, tramadol := registered(truth)
			share := 100 * float64(on) / float64(people)
			if people < 5850 || people > 6150 {
				t.Errorf("seed %d month %d: %d people on the list", seed, i, people)
			}
			if before := i < w.Options().Cycle.Start; before && (share < 4.5 || share > 5.1) || share < 4.1 {
				t.Errorf("seed %d month %d: %.2f%% on a repeat target medicine", seed, i, share)
			}
			if tramadol < 60 || i <= w.Options().Cycle.Start && tramadol < 80 {
				t.Errorf("seed %d month %d: %d on repeat tramadol", seed, i, tramadol)
			}
		}
	}
}

// Each path of the search is met in the last month by somebody on a target
// medicine.
func TestEveryPathIsMet(t *testing.T) {
	w := Practice(Options{Seed: 1})
	met := map[string]int{}
	for _, p := range w.Truth(w.Months() - 1) {
		note := func(what string, is bool) {
			if is {
				met[what]++
			}
		}
		note("acute only, three or more", !p.OnTarget && p.AcuteTargets >= 3)
		note("treatment of dependence, no pain medicine", !p.OnTarget && slices.Contains(p.Excluded, DependenceTreatment))
		for _, l := range p.Lines {
			note("ended repeat "+string(l.Kind), !l.Active && l.Class == "opioid")
			note("cough linctus", l.Cough)
			note("apomorphine or tiotropium", l.Active && (bytes.Contains([]byte(l.Name), []byte("pomorphine")) || bytes.Contains([]byte(l.Name), []byte("iotropium"))))
		}
		if !p.OnTarget {
			continue
		}
		for _, reason := range p.Excluded {
			note(reason, true)
		}
		for group := range p.Problems {
			note("problem: "+group, true)
		}
		note("included", p.Included())
		note("not issued for six months", !p.IssuedLately)
		note("dose not said", p.Opioid && !p.OMEKnown)
		note("90 mg OME or more", p.OMEHigh >= 90)
		note("300 mg OME or more", p.OMEHigh >= 300)
		note("opioid and gabapentinoid", p.Opioid && p.Gabapentinoid)
		note("sedative beside", p.Sedative)
		note("no mobile", p.Mobile == "")
		note("landline as mobile", len(p.Mobile) > 5 && p.Mobile[:5] == "01632")
		note("two numbers", len(p.Mobile) > 18)
		for _, l := range p.Lines {
			note("never issued", l.Active && l.Issues == 0 && l.Class != "other")
			note("in batches", l.Active && l.Kind == "repeat dispensing" && l.Class == "opioid")
			note("patch", l.Active && l.Class == "opioid" && bytes.Contains([]byte(l.Name), []byte("patches")))
		}
	}
	for _, what := range []string{
		"included", Died, Left, Cancer, PalliativeCare, DependenceTreatment, "treatment of dependence, no pain medicine",
		"acute only, three or more", "ended repeat repeat", "cough linctus", "apomorphine or tiotropium", "not issued for six months",
		"never issued", "in batches", "patch", "dose not said", "90 mg OME or more", "300 mg OME or more", "opioid and gabapentinoid",
		"sedative beside", "no mobile", "landline as mobile", "two numbers",
	} {
		if met[what] == 0 {
			t.Errorf("nobody: %s", what)
		}
	}
	for _, x := range rates {
		if met["problem: "+x.group] == 0 {
			t.Errorf("nobody on a target medicine with %s", x.group)
		}
	}
	t.Log(met)
}

func TestTheCycleMovesTramadolAndCanBeSwitchedOff(t *testing.T) {
	on := Practice(Options{Seed: 5, NoFaults: true})
	off := Practice(Options{Seed: 5, NoFaults: true, Cycle: Cycle{Off: true}})
	start := on.Options().Cycle.Start
	if start != 12 {
		t.Fatalf("the cycle starts in month %d", start)
	}
	for i := range on.Months() {
		_, _, with := registered(on.Truth(i))
		_, _, without := registered(off.Truth(i))
		if i <= start && with != without {
			t.Errorf("month %d, before the cycle: %d and %d on tramadol", i, with, without)
		}
		if i == on.Months()-1 && (with > without*9/10 || with < without/2) {
			t.Errorf("last month: %d on tramadol with the cycle, %d without", with, without)
		}
	}
}

func TestPeopleChangeOverTheMonths(t *testing.T) {
	w := Practice(Options{Seed: 2})
	joined, mobiles, cancers, switched := 0, 0, 0, 0
	before := map[nhs.Number]Truth{}
	for _, p := range w.Truth(0) {
		before[p.NHSNumber] = p
	}
	for _, p := range w.Truth(w.Months() - 1) {
		old, was := before[p.NHSNumber]
		switch {
		case !was:
			joined++
			continue
		case old.Mobile != p.Mobile:
			mobiles++
		}
		if !old.Problems["cancer"].Known() && p.Problems["cancer"].Known() {
			cancers++
		}
		if old.Tramadol && !p.Tramadol && p.Opioid {
			switched++
		}
	}
	if joined == 0 || mobiles == 0 || cancers == 0 || switched == 0 {
		t.Errorf("joined %d, new mobiles %d, new cancers %d, from tramadol to another opioid %d", joined, mobiles, cancers, switched)
	}
}

func BenchmarkPractice(b *testing.B) {
	for b.Loop() {
		w := Practice(Options{Seed: 1})
		for i := range w.Months() {
			if err := w.Month(i).WriteEMISList(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	}
}
