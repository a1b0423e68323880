package taper

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

var (
	doctor    = Actor{Name: "Dr Ada Green", Clinician: true}
	reception = Actor{Name: "Sam Hill"}
)

func tramadol(t *testing.T) Plan {
	t.Helper()
	return build(t, Request{Lines: []Line{ReadLine("Tramadol 50mg capsules", "two four times a day", 0)}})
}

func apply(t *testing.T, p Plan, e Event, on nhs.Date) Plan {
	t.Helper()
	if e.Reason == "" {
		e.Reason = "agreed by telephone"
	}
	if e.Actor.Name == "" {
		e.Actor = doctor
	}
	q, err := p.Apply(e, on)
	if err != nil {
		t.Fatalf("%s: %v", e.Kind, err)
	}
	contiguous(t, q)
	return q
}

func contiguous(t interface{ Errorf(string, ...any) }, p Plan) {
	for i := 1; i < len(p.Steps); i++ {
		if p.Steps[i].From != p.Steps[i-1].To.AddDays(1) || p.Steps[i].To < p.Steps[i].From {
			t.Errorf("step %d: %s to %s after %s", i, p.Steps[i].From, p.Steps[i].To, p.Steps[i-1].To)
		}
	}
}

func TestHoldKeepsTheDoseAndMovesTheRest(t *testing.T) {
	p := tramadol(t)
	q := apply(t, p, Event{Kind: Hold, Until: "2027-01-31"}, "2026-12-20")
	wantDoses(t, q, "350", "350", "300", "250", "200", "150", "100", "50", "0")
	if q.Steps[1].Kind != Held || q.Steps[1].From != "2026-12-20" || q.Steps[1].To != "2027-01-31" || q.State != OnHold || q.Version != 2 {
		t.Errorf("held step %+v, state %s, version %d", q.Steps[1], q.State, q.Version)
	}
	if len(p.Steps) != 8 || p.Steps[0].To != "2026-12-28" {
		t.Error("the plan before the event was changed")
	}
	if a, b := q.StateOn("2027-01-31"), q.StateOn("2027-02-01"); a != OnHold || b != Live {
		t.Errorf("state %s on the last day of the hold, %s after it", a, b)
	}
	r := apply(t, q, Event{Kind: Resume}, "2027-01-10")
	if s, _ := r.Current("2027-01-10"); s.Daily != 300*Milligram || r.State != Live {
		t.Errorf("after resuming: %s a day, %s", s.Daily, r.State)
	}
}

func TestSilenceDoesNotLowerAHeldDose(t *testing.T) {
	q := apply(t, tramadol(t), Event{Kind: Hold}, "2026-12-20")
	if s, _ := q.Current("2027-02-15"); s.Daily != 350*Milligram || q.StateOn("2027-02-15") != OnHold {
		t.Errorf("eight weeks later: %s, %s", s.Daily, q.StateOn("2027-02-15"))
	}
	supplied := 0
	for _, i := range q.Issues {
		if i.From >= "2026-12-20" && i.From < "2027-03-01" {
			supplied += i.Items[0].Quantity
		}
	}
	if supplied < 70*7 {
		t.Errorf("only %d capsules for the hold", supplied)
	}
}

func TestHoldEndsNoSoonerThanThePlannedStep(t *testing.T) {
	q := apply(t, tramadol(t), Event{Kind: Hold, Until: "2026-12-05"}, "2026-12-03")
	if s, _ := q.Current("2026-12-28"); s.Daily != 350*Milligram {
		t.Errorf("28 December: %s, want still 350 mg", s.Daily)
	}
}

func TestResumingTooSoonWaitsForTheInterval(t *testing.T) {
	q := apply(t, tramadol(t), Event{Kind: Hold}, "2026-12-05")
	r := apply(t, q, Event{Kind: Resume}, "2026-12-06")
	if s, _ := r.Current("2026-12-28"); s.Daily != 350*Milligram {
		t.Errorf("28 December: %s, want still 350 mg", s.Daily)
	}
	if s, _ := r.Current("2026-12-29"); s.Daily != 300*Milligram {
		t.Errorf("29 December: %s, want 300 mg", s.Daily)
	}
}

func TestGoingBackUpNeedsAClinicianAndAKnownDose(t *testing.T) {
	p := tramadol(t)
	_, err := p.Apply(Event{Kind: Raise, Dose: 350 * Milligram, Reason: "pain", Actor: reception}, "2027-02-01")
	if !problem.Is(err, problem.Forbidden) {
		t.Errorf("receptionist raised the dose: %v", err)
	}
	if _, err = p.Apply(Event{Kind: Raise, Dose: 450 * Milligram, Reason: "pain", Actor: doctor}, "2027-02-01"); err == nil {
		t.Error("raised above the start of the plan")
	}
	q := apply(t, p, Event{Kind: Raise, Dose: 350 * Milligram}, "2027-02-01")
	wantDoses(t, q, "350", "300", "250", "350", "300", "250", "200", "150", "100", "50", "0")
	if q.Steps[3].Kind != Raised || q.Steps[3].From != "2027-02-01" {
		t.Errorf("raised step %+v", q.Steps[3])
	}
}

func TestNoWayBackUpFromNothing(t *testing.T) {
	p := tramadol(t)
	if _, err := p.Apply(Event{Kind: Raise, Dose: 50 * Milligram, Reason: "pain", Actor: doctor}, "2027-06-25"); !problem.Is(err, problem.Conflict) {
		t.Errorf("raised ten days after the last dose: %v", err)
	}
	apply(t, p, Event{Kind: Raise, Dose: 50 * Milligram}, "2027-06-16")
}

func TestMissedOpioidDaysBlockUntilAClinicianSetsTheDose(t *testing.T) {
	p := apply(t, tramadol(t), Event{Kind: Hold, MissedDays: 4}, "2027-02-01")
	if !p.Blocked() {
		t.Fatal("not blocked")
	}
	if _, err := p.Apply(Event{Kind: Resume, Reason: "better", Actor: doctor}, "2027-02-05"); !problem.Is(err, problem.Conflict) {
		t.Errorf("resumed without a dose: %v", err)
	}
	if _, err := p.Apply(Event{Kind: Resume, Reason: "better", Dose: 100 * Milligram, Actor: reception}, "2027-02-05"); err == nil {
		t.Error("a receptionist set the dose")
	}
	q := apply(t, p, Event{Kind: Resume, Dose: 100 * Milligram}, "2027-02-05")
	if s, _ := q.Current("2027-02-05"); s.Daily != 100*Milligram || q.Blocked() {
		t.Errorf("after the dose was set: %s, blocked %v", s.Daily, q.Blocked())
	}
}

func TestStopEarlyKeepsTheDoseAndTookLastEndsIt(t *testing.T) {
	q := apply(t, tramadol(t), Event{Kind: StopEarly}, "2027-02-01")
	if last := q.Steps[len(q.Steps)-1]; last.Daily != 250*Milligram || q.State != Ended || q.To != 250*Milligram {
		t.Errorf("stopped early at %s, %s", last.Daily, q.State)
	}
	if _, err := q.Apply(Event{Kind: Resume, Reason: "x", Actor: doctor}, "2027-02-02"); err == nil {
		t.Error("an ended plan went on")
	}
	q = apply(t, tramadol(t), Event{Kind: TookLast}, "2027-05-20")
	if last := q.Steps[len(q.Steps)-1]; last.Daily != 0 || last.Kind != End || q.State != Stopped || last.Take == nil {
		t.Errorf("last %+v, %s", last, q.State)
	}
}

func TestSlowerPolicy(t *testing.T) {
	p := build(t, Request{Lines: []Line{ReadLine("Pregabalin 150mg capsules", "one twice a day", 0)}})
	slow, _ := PolicyByName("pregabalin-slow")
	q := apply(t, p, Event{Kind: Slow, Policy: &slow}, "2026-12-10")
	if s, _ := q.Current("2026-12-15"); s.Daily != 150*Milligram || q.Policy.Name != "pregabalin-slow" {
		t.Errorf("15 December: %s by %s", s.Daily, q.Policy.Name)
	}
	usual, _ := PolicyByName("pregabalin-weekly")
	if _, err := q.Apply(Event{Kind: Slow, Policy: &usual, Reason: "x", Actor: reception}, "2026-12-20"); !problem.Is(err, problem.Forbidden) {
		t.Errorf("a faster policy by a receptionist: %v", err)
	}
}

func TestChangeOfProductNeverConvertsADrug(t *testing.T) {
	p := build(t, Request{Lines: []Line{ReadLine("Co-codamol 30mg/500mg tablets", "two four times a day", 0)}})
	if _, err := p.Apply(Event{Kind: ChangeProduct, Reason: "x", Actor: doctor, Lines: []Line{ReadLine("Morphine 10mg tablets", "one twice a day", 0)}}, "2026-12-10"); err == nil {
		t.Error("codeine became morphine")
	}
	if _, err := p.Apply(Event{Kind: ChangeProduct, Reason: "x", Actor: doctor, Lines: []Line{ReadLine("Codeine 60mg tablets", "one four times a day", 0)}}, "2026-12-10"); err == nil {
		t.Error("the dose rose with the product")
	}
	q := apply(t, p, Event{Kind: ChangeProduct, Lines: []Line{ReadLine("Codeine 30mg tablets", "one three times a day and one at night", 0), ReadLine("Codeine 15mg tablets", "one twice a day", 0)}}, "2027-03-10")
	if s, _ := q.Current("2027-03-10"); s.Kind != Changed || s.Daily > 174*Milligram {
		t.Errorf("changed step %+v", s)
	}
}

func TestSupplyEndsCountsOnlyRecordedIssues(t *testing.T) {
	p := build(t, Request{Lines: []Line{ReadLine("Tramadol 50mg capsules", "two four times a day", 0)}, Stock: map[string]int{"Tramadol 50mg capsules": 21}})
	if got := p.SupplyEnds(); got != "2026-12-03" { // 7 a day
		t.Errorf("stock alone ends %s", got)
	}
	p = apply(t, p, Event{Kind: Issued, From: "2026-12-01"}, "2026-11-30")
	if got := p.SupplyEnds(); got != "2026-12-28" {
		t.Errorf("after the first issue ends %s", got)
	}
	held := apply(t, p, Event{Kind: Hold}, "2026-12-20")
	if n := held.Issues[1].Items[0].Quantity; n != (held.Steps[1].Days()-9)*7 && len(held.Issues) < 2 {
		t.Errorf("the issue for the hold supplies %d", n)
	}
	if got := held.SupplyEnds(); got != "2026-12-28" {
		t.Errorf("held: ends %s", got)
	}
}

func TestPatchEventsWaitForAChangeDay(t *testing.T) {
	p := build(t, Request{Lines: []Line{ReadLine("BuTrans 20micrograms/hour transdermal patches", "one every 7 days", 0)}})
	q := apply(t, p, Event{Kind: StopEarly}, "2026-12-10")
	if q.Steps[1].From != "2026-12-15" {
		t.Errorf("changed on %s, between two patches", q.Steps[1].From)
	}
}

// TestLivedPlansKeepTheirPast puts random events into random plans.
func TestLivedPlansKeepTheirPast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, err := Build(regimens.Draw(t, "regimen"))
		if err != nil || len(p.Steps) == 0 {
			return
		}
		day := p.Start.AddDays(rapid.IntRange(-3, 60).Draw(t, "day"))
		for range rapid.IntRange(1, 4).Draw(t, "events") {
			e := Event{Reason: "test", Actor: doctor, Kind: rapid.SampledFrom([]EventKind{Hold, Hold, Resume, Slow, Raise, StopEarly, TookLast, Issued}).Draw(t, "kind")}
			switch e.Kind {
			case Hold:
				e.Until = day.AddDays(rapid.IntRange(0, 60).Draw(t, "until"))
			case Slow:
				slow := p.Policy
				slow.IntervalDays *= 2
				e.Policy = &slow
			case Raise:
				e.Dose = rapid.SampledFrom(p.Steps).Draw(t, "dose").Daily
			case Issued:
				if len(p.Issues) > 0 {
					e.From = p.Issues[0].From
				}
			}
			q, err := p.Apply(e, day)
			if err == nil {
				lived(t, p, q, e, day)
				p = q
			}
			day = day.AddDays(rapid.IntRange(0, 40).Draw(t, "later"))
		}
	})
}

func lived(t *rapid.T, p, q Plan, e Event, day nhs.Date) {
	contiguous(t, q)
	for d := p.Steps[0].From; d < day; d = d.AddDays(1) {
		was, _ := p.Current(d)
		is, _ := q.Current(d)
		if was.Daily != is.Daily || string(mustJSON(was.Take)) != string(mustJSON(is.Take)) {
			t.Fatalf("%s on %s rewrote %s: %v, was %v", e.Kind, day, d, is.Sentences(), was.Sentences())
		}
	}
	before := p.DailyStart
	for i, s := range q.Steps {
		if s.Daily > before && s.Kind != Raised {
			t.Fatalf("%s on %s: step %d rises from %s to %s", e.Kind, day, i, before, s.Daily)
		}
		if got := madeOf(s); got != s.Daily {
			t.Fatalf("%s on %s: step %d makes %s, not %s", e.Kind, day, i, got, s.Daily)
		}
		before = s.Daily
	}
	if len(q.Events) == 1 && e.Kind != Issued { // later events build on stock that the engine reckoned itself
		at, first := q.Events[0].At, 0
		stock := map[string]int{}
		for name, n := range p.Request.Stock {
			stock[name] = n
		}
		for i, s := range q.Steps {
			if s.From >= at {
				first = i
				break
			}
			for _, take := range s.Take {
				for d, worn := s.From, 0; d <= s.To; d, worn = d.AddDays(1), worn+1 {
					if take.EveryHours == 0 || worn*24%take.EveryHours == 0 {
						stock[take.Product] = max(0, stock[take.Product]-take.Units())
					}
				}
			}
		}
		var issues []Issue
		for _, i := range q.Issues {
			if i.From >= at {
				issues = append(issues, i)
			}
		}
		for _, f := range supplyFaults(q, q.Steps[first:], issues, stock) {
			t.Fatalf("%s on %s: %s", e.Kind, day, f)
		}
	}
	var back Plan
	if a := mustJSON(q); json.Unmarshal(a, &back) != nil || string(mustJSON(back)) != string(a) {
		t.Fatalf("%s on %s: not the same after JSON", e.Kind, day)
	}
	if before != q.To && !unmade(q) && q.State != Ended {
		t.Fatalf("%s on %s: ends at %s, not %s", e.Kind, day, before, q.To)
	}
	if _, err := q.Apply(Event{Kind: Hold, Reason: "x", Actor: doctor}, day); err != nil && q.State == Live && day >= q.Start && day <= q.Ends() {
		t.Fatalf("%s on %s: cannot be held: %v", e.Kind, day, err)
	}
}
