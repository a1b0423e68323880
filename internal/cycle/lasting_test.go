package cycle

import (
	"slices"
	"testing"

	"stepdown/internal/cohort"
	"stepdown/internal/nhs"
)

func TestWhetherAStopOrReductionHeld(t *testing.T) {
	full := func(on nhs.Date) cohort.Medication { return repeat(tramadol, "2 four times a day", on) }
	half := func(on nhs.Date) cohort.Medication { return repeat(tramadol, "1 four times a day", on) }
	start := snap("2026-01-31", full("2026-01-20"))
	died := snap("2026-09-30")
	died.Person.Died = "2026-09-01"
	for _, c := range []struct {
		name    string
		history []Snapshot
		want    []Lasted // at three and six months
	}{
		{"stopped for half a year", []Snapshot{start, snap("2026-03-31"), snap("2026-06-30"), snap("2026-09-30")}, []Lasted{Held, Held}},
		{"stopped for three months so far", []Snapshot{start, snap("2026-03-31"), snap("2026-06-30")}, []Lasted{Held, TooEarly}},
		{"stopped a month ago", []Snapshot{start, snap("2026-03-31"), snap("2026-04-30")}, []Lasted{TooEarly, TooEarly}},
		{"started again after four months", []Snapshot{start, snap("2026-03-31"), snap("2026-06-30"), snap("2026-07-31", half("2026-07-20")), snap("2026-09-30")}, []Lasted{Held, NotHeld}},
		{"started again after one", []Snapshot{start, snap("2026-03-31"), snap("2026-04-30", half("2026-04-20")), snap("2026-09-30")}, []Lasted{NotHeld, NotHeld}},
		{"reduced and kept", []Snapshot{start, snap("2026-03-31", half("2026-03-20")), snap("2026-06-30", half("2026-06-20")), snap("2026-09-30", half("2026-09-20"))}, []Lasted{Held, Held}},
		{"reduced, then back up", []Snapshot{start, snap("2026-03-31", half("2026-03-20")), snap("2026-06-30", half("2026-06-20")), snap("2026-09-30", full("2026-09-20"))}, []Lasted{Held, NotHeld}},
		{"dose not read any more", []Snapshot{start, snap("2026-03-31", half("2026-03-20")), snap("2026-06-30", repeat(tramadol, "as directed", "2026-06-20"))}, []Lasted{"", ""}},
		{"died", []Snapshot{start, snap("2026-03-31"), snap("2026-06-30"), died}, []Lasted{Held, ""}},
		{"never less", []Snapshot{start, snap("2026-09-30", full("2026-09-20"))}, nil},
		{"switched", []Snapshot{start, snap("2026-03-31", repeat(codeine, "1 daily", "2026-03-20")), snap("2026-09-30", repeat(codeine, "1 daily", "2026-09-20"))}, nil},
	} {
		var got []Lasted
		for _, l := range Sustained("p", c.history) {
			got = append(got, l.Lasted)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestMedicineThatIsPrescribedAgain(t *testing.T) {
	on := func(asAt, issued nhs.Date) Snapshot { return snap(asAt, repeat(tramadol, "1 daily", issued)) }
	for _, c := range []struct {
		name      string
		history   []Snapshot
		confirmed nhs.Date
		want      int
	}{
		{"gone and back", []Snapshot{on("2026-01-31", "2026-01-20"), snap("2026-03-31"), on("2026-04-30", "2026-04-20")}, "", 1},
		{"back for the second time is not told again", []Snapshot{on("2026-01-31", "2026-01-20"), snap("2026-03-31"), on("2026-04-30", "2026-04-20"), on("2026-05-31", "2026-05-20")}, "", 0},
		{"never there before", []Snapshot{snap("2026-03-31"), on("2026-04-30", "2026-04-20")}, "", 0},
		{"confirmed as stopped, issued before that", []Snapshot{on("2026-03-31", "2026-03-20"), on("2026-04-30", "2026-03-20")}, "2026-04-01", 0},
		{"confirmed as stopped, issued since", []Snapshot{on("2026-03-31", "2026-03-20"), on("2026-04-30", "2026-04-20")}, "2026-04-01", 1},
		{"still there", []Snapshot{on("2026-03-31", "2026-03-20"), on("2026-04-30", "2026-04-20")}, "", 0},
	} {
		confirmed := map[string]nhs.Date{}
		if c.confirmed != "" {
			confirmed["tramadol"] = c.confirmed
		}
		if got := StartedAgain(c.history, confirmed); len(got) != c.want {
			t.Errorf("%s: %+v, want %d", c.name, got, c.want)
		}
	}
}

func TestReductionIsGivenAsAShareOfTheStart(t *testing.T) {
	for _, c := range []struct {
		was, now string
		want     int
	}{{"2 four times a day", "1 four times a day", 50}, {"2 four times a day", "7 a day", 13}, {"2 four times a day", "1 daily", 88}} {
		got := Outcomes("p", []Snapshot{snap("2026-05-31", repeat(tramadol, c.was, "2026-05-20")), snap("2026-08-31", repeat(tramadol, c.now, "2026-08-20"))})
		if len(got) != 1 || got[0].Percent != c.want {
			t.Errorf("%s to %s: %+v, want %d per cent less", c.was, c.now, got, c.want)
		}
	}
	if percentLess(1000, 999) != 1 || percentLess(1000, 1) != 99 {
		t.Error("a reduction is rounded to nothing, or to a stop")
	}
}
