package cycle

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"stepdown/internal/cohort"
	"stepdown/internal/measure"
	"stepdown/internal/nhs"
)

func repeat(name, dose string, on nhs.Date) cohort.Medication {
	return cohort.Medication{Name: name, Dose: dose, Kind: cohort.Repeat, Active: true, LastIssue: on}
}

func acute(name, dose string, on nhs.Date) cohort.Medication {
	return cohort.Medication{Name: name, Dose: dose, Kind: cohort.Acute, LastIssue: on}
}

func snap(asAt nhs.Date, lines ...cohort.Medication) Snapshot {
	return Snapshot{AsAt: asAt, Person: cohort.Person{Medications: lines}}
}

const (
	tramadol = "Tramadol 50mg capsules"
	codeine  = "Codeine 30mg tablets"
)

func TestOutcomeOfOneMedicine(t *testing.T) {
	start := snap("2026-05-31", repeat(tramadol, "2 four times a day", "2026-05-20"))
	for _, c := range []struct {
		name    string
		history []Snapshot
		want    Change
		on      nhs.Date
	}{
		{"gone", []Snapshot{start, snap("2026-08-31")}, Stopped, "2026-08-31"},
		{"gone for some months", []Snapshot{start, snap("2026-06-30", repeat(tramadol, "1 daily", "2026-06-20")), snap("2026-07-31"), snap("2026-08-31")}, Stopped, "2026-07-31"},
		{"repeat ended in the record", []Snapshot{start, snap("2026-08-31", cohort.Medication{Name: tramadol, Kind: cohort.Repeat, LastIssue: "2026-08-01"})}, Stopped, "2026-08-31"},
		{"off repeat, still issued as acute at a lower dose", []Snapshot{start, snap("2026-08-31", acute(tramadol, "1 twice a day", "2026-08-20"))}, Reduced, "2026-08-31"},
		{"off repeat, issued as acute at the same dose", []Snapshot{start, snap("2026-08-31", acute(tramadol, "2 four times a day", "2026-08-20"))}, Unchanged, ""},
		{"last acute issue long ago", []Snapshot{start, snap("2026-08-31", acute(tramadol, "1 twice a day", "2026-06-20"))}, Stopped, "2026-08-31"},
		{"lower dose", []Snapshot{start, snap("2026-07-31", repeat(tramadol, "1 four times a day", "2026-07-20")), snap("2026-08-31", repeat(tramadol, "1 four times a day", "2026-08-20"))}, Reduced, "2026-07-31"},
		{"a lower strength is a lower dose", []Snapshot{snap("2026-05-31", repeat("Tramadol 100mg modified-release tablets", "1 twice a day", "2026-05-20")), snap("2026-08-31", repeat(tramadol, "1 twice a day", "2026-08-20"))}, Reduced, "2026-08-31"},
		{"another name, the same amount", []Snapshot{start, snap("2026-08-31", repeat("Tramadol 100mg modified-release tablets", "2 twice a day", "2026-08-20"))}, Unchanged, ""},
		{"higher dose", []Snapshot{snap("2026-05-31", repeat(tramadol, "1 twice a day", "2026-05-20")), start}, Increased, ""},
		{"dose not read", []Snapshot{start, snap("2026-08-31", repeat(tramadol, "as directed", "2026-08-20"))}, NotKnown, ""},
		{"never read, never changed", []Snapshot{snap("2026-05-31", repeat(tramadol, "as directed", "2026-05-20")), snap("2026-08-31", repeat(tramadol, "as directed", "2026-08-20"))}, Unchanged, ""},
		{"two courses of a taper, one after the other", []Snapshot{start, snap("2026-08-31", acute(tramadol, "7 a day", "2026-08-02"), acute(tramadol, "6 a day", "2026-08-20"))}, Reduced, "2026-08-31"},
		{"two courses issued together", []Snapshot{start, snap("2026-08-31", acute(tramadol, "2 four times a day", "2026-08-20"), acute("Tramadol 100mg modified-release tablets", "1 at night", "2026-08-18"))}, Increased, ""},
		{"switched", []Snapshot{start, snap("2026-08-31", repeat(codeine, "1 four times a day", "2026-08-20"))}, Switched, "2026-08-31"},
		{"started again", []Snapshot{start, snap("2026-06-30"), snap("2026-08-31", repeat(tramadol, "1 daily", "2026-08-20"))}, Restarted, ""},
		{"gabapentinoid reduced", []Snapshot{snap("2026-05-31", repeat("Pregabalin 150mg capsules", "1 twice a day", "2026-05-20")), snap("2026-08-31", repeat("Pregabalin 75mg capsules", "1 twice a day", "2026-08-20"))}, Reduced, "2026-08-31"},
	} {
		got := Outcomes("p", c.history)
		if len(got) != 1 || got[0].Change != c.want || got[0].On != c.on {
			t.Errorf("%s: %+v, want %s since %q", c.name, got, c.want, c.on)
		}
	}
}

func TestDeathAndLeavingAreNoSuccess(t *testing.T) {
	start := snap("2026-05-31", repeat(tramadol, "2 four times a day", "2026-05-20"))
	for name, change := range map[string]func(*cohort.Person){
		"died":              func(p *cohort.Person) { p.Died = "2026-07-01" },
		"died, day unknown": func(p *cohort.Person) { p.Deceased = true },
		"left":              func(p *cohort.Person) { p.Left = "2026-07-01" },
		"left, day unknown": func(p *cohort.Person) { p.Deregistered = true },
	} {
		end := snap("2026-08-31")
		change(&end.Person)
		got := Outcomes("p", []Snapshot{start, end})
		if len(got) != 1 || got[0].Change != NotKnown || got[0].Why == "" {
			t.Errorf("%s: %+v", name, got)
		}
		if s := Supplies("p", []Snapshot{start, end}); len(s) != 0 {
			t.Errorf("%s saves something: %+v", name, s)
		}
	}
}

func TestSuppliesUnderstateRatherThanOverstate(t *testing.T) {
	range24 := repeat(tramadol, "1-2 twice a day", "2026-05-20")
	history := []Snapshot{snap("2026-05-31", range24), snap("2026-06-30"), snap("2026-09-30")}
	got := Supplies("p", history)
	if len(got) != 1 || math.Abs(got[0].Before-2*daysAMonth) > 1e-9 || got[0].After != 0 || got[0].Changed != "2026-06-30" || got[0].Seen != "2026-09-30" || got[0].Kind() != measure.Stopped {
		t.Errorf("%+v", got)
	}
	// What was collected decides where the record tells it: 5 further issues of 100 in 140 days.
	issued := range24
	issued.Quantity, issued.Issues, issued.Started = 100, 6, "2025-12-31"
	issued.LastIssue = issued.Started.AddDays(140)
	if got := Supplies("p", []Snapshot{snap("2026-05-31", issued), snap("2026-06-30")}); len(got) != 1 || math.Abs(got[0].Before-500.0/140*daysAMonth) > 1e-9 {
		t.Errorf("%+v", got)
	}
	unread := Supplies("p", []Snapshot{snap("2026-05-31", repeat(tramadol, "as directed", "2026-05-20")), snap("2026-06-30")})
	if len(unread) != 1 || unread[0].Kind() != measure.ChangeUnknown {
		t.Errorf("a dose that could not be read was guessed: %+v", unread)
	}
	patch := Supplies("p", []Snapshot{snap("2026-05-31", repeat("Fentanyl 25micrograms/hour transdermal patches", "apply one patch every 72 hours", "2026-05-20")), snap("2026-06-30")})
	if len(patch) != 1 || math.Abs(patch[0].Before-daysAMonth/3) > 1e-9 {
		t.Errorf("%+v", patch)
	}
}

func TestSwitchIsSuppliedToo(t *testing.T) {
	got := Supplies("p", []Snapshot{snap("2026-05-31", repeat(tramadol, "2 four times a day", "2026-05-20")), snap("2026-08-31", repeat(codeine, "1-2 twice a day", "2026-08-20"))})
	if len(got) != 2 || got[0].Product != codeine || got[0].Kind() != measure.Started || math.Abs(got[0].After-4*daysAMonth) > 1e-9 || got[1].Kind() != measure.Stopped {
		t.Errorf("%+v", got)
	}
}

// Whatever the extracts say: each medicine of the start has one outcome, a stop
// means that nothing is current, and a date lies within the extracts.
func TestOutcomesAreWhole(t *testing.T) {
	names := []string{tramadol, codeine, "Pregabalin 75mg capsules", "Paracetamol 500mg tablets"}
	doses := []string{"1 twice a day", "2 four times a day", "as directed", "", "1-2 up to four times a day"}
	rapid.Check(t, func(t *rapid.T) {
		var history []Snapshot
		day := nhs.Date("2026-01-31")
		for range rapid.IntRange(0, 6).Draw(t, "extracts") {
			var lines []cohort.Medication
			for range rapid.IntRange(0, 4).Draw(t, "lines") {
				lines = append(lines, cohort.Medication{Name: rapid.SampledFrom(names).Draw(t, "name"), Dose: rapid.SampledFrom(doses).Draw(t, "dose"),
					Kind: rapid.SampledFrom([]cohort.Kind{cohort.Repeat, cohort.Acute}).Draw(t, "kind"), Active: rapid.Bool().Draw(t, "active"),
					LastIssue: day.AddDays(-rapid.IntRange(0, 300).Draw(t, "ago"))})
			}
			history = append(history, snap(day, lines...))
			day = day.AddMonths(1)
		}
		got := Outcomes("p", history)
		if len(history) < 2 {
			if got != nil {
				t.Fatal("an outcome from fewer than two extracts")
			}
			return
		}
		if len(got) != len(takings(history[0])) {
			t.Fatalf("%d outcomes of %d medicines", len(got), len(takings(history[0])))
		}
		for _, o := range got {
			_, still := takings(history[len(history)-1])[o.Medicine]
			if (o.Change == Stopped || o.Change == Switched) == still {
				t.Fatalf("%s: %s, still prescribed: %v", o.Medicine, o.Change, still)
			}
			if o.On != "" && (o.On <= history[0].AsAt || o.On > history[len(history)-1].AsAt) {
				t.Fatalf("%s outside the extracts", o.On)
			}
			if (o.On != "") != (o.Change == Stopped || o.Change == Switched || o.Change == Reduced) {
				t.Fatalf("%s since %q", o.Change, o.On)
			}
		}
	})
}
