package demo_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"stepdown/internal/app/apptest"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/programme"
	"stepdown/internal/review"
)

// Whoever signs in finds something of every kind to do, what is told of people
// is what the extracts show, and every page that links lead to answers.
func TestEverythingIsThereToSee(t *testing.T) {
	site := apptest.Told(t, 3000, apptest.Now)
	site.As("Clinician").Get("/home").Is(http.StatusOK).Says("May be urgent: read it now", "Supply runs out: ", "Follow-up overdue: ", "Follow-up due: ",
		"Repeat to acute not finished: ", "Did not attend, telephone: ", "1 text did not arrive", "to screen", "another route", "Clinic session, Room 4", "slots free",
		"Pain Café", "places taken", "Reply from ")
	site.As("Clinician").Get("/replies").Says("May be urgent", "Asks about a prescription")
	c := theCycle(t, site)
	if n := agrees(t, site, c); n < 5 {
		t.Errorf("only %d people's medicines were confirmed", n)
	}
	held(t, site)
	optedOut(t, site, c)
	met(t, site)
	for _, role := range []string{"Clinician", "Coordinator"} {
		walk(t, site.As(role))
	}
}

// The days of the story hang on the day on which it is told.
func TestItCanBeToldOnAnyDay(t *testing.T) {
	for _, on := range []time.Time{
		time.Date(2026, 11, 1, 7, 0, 0, 0, time.UTC),    // a Sunday, the day after the newest extract
		time.Date(2026, 12, 27, 23, 30, 0, 0, time.UTC), // between holidays
		time.Date(2027, 3, 31, 12, 0, 0, 0, time.UTC),   // the end of a month, after one of 28 days
	} {
		site := apptest.Told(t, 300, on)
		agrees(t, site, theCycle(t, site))
	}
}

// agrees checks every participant against the extracts, and counts those of
// whom something was confirmed.
func agrees(t *testing.T, site *apptest.Site, c cycle.Cycle) (confirmed int) {
	t.Helper()
	ctx := context.Background()
	people, err := site.Store.Participants(ctx, site.Practice.ID, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range people {
		r, err := site.Reviews.Review(ctx, site.Practice.ID, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		if (p.Reviewed != "") != r.State.Done() || r.State.Done() && r.Complete() != nil {
			t.Errorf("reviewed %q, but the review is %q", p.Reviewed, r.State)
		}
		order := []nhs.Date{p.Invited, p.Booked, p.Attended, p.Reduced, p.Stopped}
		for i, last := 0, nhs.Date(""); i < len(order); i++ {
			if order[i].Before(last) {
				t.Errorf("days out of order: %q", order)
			}
			last = max(last, order[i])
		}
		if p.Reduced == "" && p.Stopped == "" {
			continue
		}
		confirmed++
		if change := shown(t, site, c, p); change != cycle.Reduced && change != cycle.Stopped && change != cycle.Switched {
			t.Errorf("confirmed as reduced on %s, stopped on %q, but the extracts show %q", p.Reduced, p.Stopped, change)
		}
	}
	return confirmed
}

// shown is what the extracts since the list show of somebody's tramadol.
func shown(t *testing.T, site *apptest.Site, c cycle.Cycle, p cycle.Participant) cycle.Change {
	t.Helper()
	history, err := site.Store.History(context.Background(), site.Practice.ID, p.PatientID)
	if err != nil {
		t.Fatal(err)
	}
	for len(history) > 0 && history[0].ExtractID != c.ExtractID {
		history = history[1:]
	}
	for _, o := range cycle.Outcomes(p.ID, history) {
		if o.Medicine == "tramadol" {
			return o.Change
		}
	}
	return cycle.NotKnown
}

func theCycle(t *testing.T, site *apptest.Site) cycle.Cycle {
	t.Helper()
	all, err := site.Store.Cycles(context.Background(), site.Practice.ID)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d cycles, %v", len(all), err)
	}
	return all[0]
}

func held(t *testing.T, site *apptest.Site) {
	t.Helper()
	plans, err := site.Store.LivePlans(context.Background(), site.Practice.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range plans {
		if p.State == review.PlanHeld {
			return
		}
	}
	t.Errorf("none of %d plans is held", len(plans))
}

func optedOut(t *testing.T, site *apptest.Site, c cycle.Cycle) {
	t.Helper()
	messages, err := site.Store.MessagesOfCycle(context.Background(), site.Practice.ID, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	out := 0
	for _, m := range messages {
		f, err := site.Store.Facts(context.Background(), m)
		if err != nil {
			t.Fatal(err)
		}
		if f.Wish == messaging.OptedOut {
			out++
		}
	}
	if out != 1 {
		t.Errorf("%d texts to people who have opted out, want the invitation alone", out)
	}
}

func met(t *testing.T, site *apptest.Site) {
	t.Helper()
	places, err := site.Store.Attendances(context.Background(), site.Practice.ID)
	if err != nil {
		t.Fatal(err)
	}
	answers, err := site.Store.Wellbeings(context.Background(), site.Practice.ID)
	if err != nil {
		t.Fatal(err)
	}
	if n := programme.Count(places); n.Attended == 0 || n.Expected == 0 || programme.Summarise(answers)[0].Pairs == 0 {
		t.Errorf("places %+v, %d answers", n, len(answers))
	}
}

var link = regexp.MustCompile(`href="(/[^"#]*)`)

// walk follows every link of the same kind twice, from home on.
func walk(t *testing.T, v *apptest.Visitor) {
	t.Helper()
	kinds, todo, seen := map[string]int{}, []string{"/home"}, map[string]bool{}
	for len(todo) > 0 {
		path := strings.ReplaceAll(todo[0], "&amp;", "&")
		todo = todo[1:]
		kind := regexp.MustCompile(`[A-Z2-7]{20,}|[0-9a-f]{20}`).ReplaceAllString(strings.SplitN(path, "?", 2)[0], "*")
		if seen[path] || kinds[kind] >= 2 || strings.HasPrefix(path, "/static") {
			continue
		}
		seen[path] = true
		kinds[kind]++
		page := v.Get(path)
		if page.Status >= 400 && page.Status != http.StatusForbidden {
			t.Errorf("%s answers %d", kind, page.Status)
		}
		for _, m := range link.FindAllStringSubmatch(page.Body, -1) {
			todo = append(todo, m[1])
		}
	}
	if len(kinds) < 25 {
		t.Errorf("only %d kinds of page were reached", len(kinds))
	}
}
