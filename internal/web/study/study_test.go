package study_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/measure"
	"stepdown/internal/nhs"
	"stepdown/internal/web/chart"
	"stepdown/internal/web/study"
	"stepdown/templates"
)

// numbers of the test range with right check digits.
var numbers = []nhs.Number{"9990000018", "9990000026", "9990000034", "9990000042", "9990000050", "9990000069"}

// world is a practice with a cycle, six people with a review, and an extract a
// month from May to October. The first n people stopped tramadol in July.
func world(t *testing.T, site *apptest.Site, stopped int, title string) string {
	t.Helper()
	ctx, id := context.Background(), site.Practice.ID
	c := cycle.Cycle{PracticeID: id, Status: cycle.Running, Title: title, Targets: []string{"tramadol"}, Starts: "2026-06-03", Prediction: "Half will reduce.", HasGoal: true,
		Goal: measure.Goal{Measure: measure.ForMedicine("tramadol"), BaselineValue: 60, BaselineDate: "2026-05-31", Change: measure.Relative, Amount: 10, Direction: measure.Lower, Due: "2026-09-30"}}
	err := site.Store.InTx(ctx, func(ctx context.Context) error {
		var ids map[nhs.Number]string
		for i, asAt := range []nhs.Date{"2026-05-31", "2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31"} {
			e := intake.Extract{PracticeID: id, AsAt: asAt, SHA256: fmt.Sprint(i), ListSize: 6000, ImportedBy: "test"}
			if err := site.Store.CreateExtract(ctx, &e); err != nil {
				return err
			}
			if i == 0 {
				c.ExtractID, c.BaselineID = e.ID, e.ID
			}
			var people []cohort.Person
			for n, number := range numbers {
				p := cohort.Person{NHSNumber: number, Given: "Ada", Family: fmt.Sprintf("Moss%d", n)}
				if i < 2 || n >= stopped {
					p.Medications = []cohort.Medication{{Name: "Tramadol 50mg capsules", Dose: "1 four times a day", Kind: cohort.Repeat, Active: true, LastIssue: asAt.AddDays(-5)}}
				}
				people = append(people, p)
			}
			var err error
			if ids, err = site.Store.TakePeople(ctx, e, people, true); err != nil {
				return err
			}
			values := []measure.Value{{Measure: measure.ForMedicine("tramadol"), Point: measure.Point{Date: asAt, Numerator: float64(60 - 2*i), Denominator: 6000}},
				{Measure: measure.TargetAny, Point: measure.Point{Date: asAt, Numerator: float64(200 + i), Denominator: 6000}}}
			if err := site.Store.SaveMeasures(ctx, id, e.ID, values); err != nil {
				return err
			}
		}
		if err := site.Store.CreateCycle(ctx, &c); err != nil {
			return err
		}
		for n, number := range numbers {
			p := cycle.Participant{PracticeID: id, CycleID: c.ID, PatientID: ids[number], AddedBy: "search", AddedOn: "2026-06-03",
				Invited: "2026-06-10", Booked: "2026-06-12", Attended: "2026-06-20", Reviewed: "2026-06-20"}
			if n < stopped {
				p.Tapering, p.Stopped = "2026-06-20", "2026-07-20"
			}
			if err := site.Store.CreateParticipant(ctx, &p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return "/cycles/" + c.ID
}

func TestStudyShowsGoalEvidenceAndOutcomes(t *testing.T) {
	site := apptest.New(t)
	at := world(t, site, 5, "Tramadol")
	p := site.As("Viewer").Get(at+"/study").Is(http.StatusOK).
		Says("to 54 or less", "The goal was met: 52 on 30 September 2026", "Is it more than chance?", "The latest point shows", "The limits rest on all extracts", "Trial limits", "mostly the same people each month",
			"Cycle starts", "First invitation", "Goal due", "83.3% of reviewed", "Tramadol", "Not written down", "Half will reduce.").
		Hides("Moss", "Save what you learnt", string(numbers[0]))
	row := regexp.MustCompile(`(?s)<th scope="row" class="nhsuk-table__header">Tramadol</th>(.*?)</tr>`).FindStringSubmatch(p.Body)
	if row == nil {
		t.Fatal("no row for tramadol")
	}
	var cells []string
	for _, c := range regexp.MustCompile(`>(\d+)</td>`).FindAllStringSubmatch(row[1], -1) {
		cells = append(cells, c[1])
	}
	if got := strings.Join(cells, " "); got != "6 5 0 0 1 0 0 0" {
		t.Errorf("people, stopped, reduced, switched, unchanged, increased, restarted, not known: %s", got)
	}
	for _, option := range options(t, p.Body) {
		if !json.Valid([]byte(option)) {
			t.Errorf("a chart's option is not JSON: %.200s", option)
		}
	}
	site.As("Viewer").Get(at+"/study?measure="+measure.TargetAny).Says("any opioid or gabapentinoid</option>", "205").Hides(">Target</th>")
	site.As("Viewer").Get(at + "/study?measure=nonsense").Is(http.StatusOK).Says("The goal was met")
}

// options gives the JSON of every chart on a page.
func options(t *testing.T, body string) []string {
	t.Helper()
	var out []string
	for _, m := range regexp.MustCompile(`(?s)<script type="application/json" id="[a-z-]+">(.*?)</script>`).FindAllStringSubmatch(body, -1) {
		out = append(out, m[1])
	}
	if len(out) == 0 {
		t.Fatal("no chart on the page")
	}
	return out
}

// The search no longer finds who has stopped: that is a stop only where a
// clinician recorded one.
func TestPeopleWhoDropOutOfTheExtracts(t *testing.T) {
	site := apptest.New(t)
	at := world(t, site, 2, "Tramadol")
	err := site.Store.InTx(context.Background(), func(ctx context.Context) error {
		e := intake.Extract{PracticeID: site.Practice.ID, AsAt: "2026-11-09", SHA256: "last", ListSize: 6000, ImportedBy: "test"}
		if err := site.Store.CreateExtract(ctx, &e); err != nil {
			return err
		}
		return site.Store.SaveMeasures(ctx, site.Practice.ID, e.ID, []measure.Value{{Measure: measure.TargetAny, Point: measure.Point{Date: e.AsAt, Numerator: 190}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	site.As("Viewer").Get(at+"/study").Says("Not known, why: not in the newest extract: 4.", "to the extract of 9 November 2026")
}

func TestHostileTextStaysText(t *testing.T) {
	site := apptest.New(t)
	hostile := `</script><script>alert("x")</script>`
	at := world(t, site, 5, hostile)
	v := site.As("Coordinator")
	for _, path := range []string{"/study", "/act", "/summary"} {
		v.Get(at+path).Is(http.StatusOK).Hides(`alert("x")`, "<script>").Says("&lt;/script&gt;")
	}

	parsed := template.Must(template.ParseFS(templates.Files, "partials/chart.html"))
	bars, err := chart.Bars(hostile, "people", []chart.Bar{{Label: hostile + "\u2028", Value: 3}})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := parsed.ExecuteTemplate(&b, "figure", study.Figure{ID: "bars", Chart: bars}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), `<script>alert`) || strings.Count(b.String(), "</script>") != 1 {
		t.Errorf("markup came through: %s", b.String())
	}
	var option map[string]any
	if err := json.Unmarshal([]byte(options(t, b.String())[0]), &option); err != nil {
		t.Fatal(err)
	}
	if axis, _ := json.Marshal(option["yAxis"]); !strings.Contains(string(axis), "alert") {
		t.Errorf("the label was lost: %s", axis)
	}
}

func learning() url.Values {
	return url.Values{"version": {"1"}, "as_planned": {"Yes."}, "matched": {""}, "learning": {"People like to be asked."}, "shared_with": {"The team"}}
}

func TestLearningThenDecisionThenNextCycle(t *testing.T) {
	site := apptest.New(t)
	at := world(t, site, 5, "Tramadol")
	v := site.As("Coordinator")
	form := learning()
	form.Set("learning", "")
	v.Post(at+"/study", form).Is(http.StatusUnprocessableEntity).Says("Error: Results", "what did you learn?", "Yes.", "The goal was met")
	v.Get(at + "/act").Says("first: a closed cycle stays as it is")
	v.Post(at+"/study", learning()).To(at + "/study")
	v.Post(at+"/study", learning()).Is(http.StatusConflict).Says("Somebody else changed this cycle")
	v.Get(at + "/study").Says("People like to be asked.")

	decision := url.Values{"version": {"2"}, "decision": {""}, "changes": {"Invite by letter."}, "repeat_on-day": {"1"}, "repeat_on-month": {"10"}, "repeat_on-year": {"2026"}}
	v.Post(at+"/act", decision).Is(http.StatusUnprocessableEntity).Says("what did the team decide?", "must start today or later", "Invite by letter.")
	decision.Set("decision", "adapt")
	decision.Set("repeat_on-month", "2")
	decision.Set("repeat_on-year", "2027")
	v.Post(at+"/act", decision).To(at + "/act")
	v.Get(at+"/act").Says("The decision is recorded", "adapt", "Invite by letter.", "1 February 2027", "Joan Fletcher", "Copy into the next cycle")
	v.Post(at+"/act", decision).Is(http.StatusConflict).Says("closed")
	form = learning()
	form.Set("version", "3")
	v.Post(at+"/study", form).Is(http.StatusConflict).Says("closed")

	next := v.Post(at+"/next", nil).To("/cycles/")
	v.Get(next).Says("Tramadol (next)", "1 February 2027", "Invite by letter.", "Not set yet")
	if again := v.Post(at+"/next", nil).To("/cycles/"); again != next {
		t.Errorf("the cycle was copied twice: %s and %s", next, again)
	}
	v.Get(at + "/act").Says("Go to the next cycle").Hides("Copy into the next cycle")
	site.As("Viewer").Get(at + "/act").Is(http.StatusForbidden)
	site.As("Viewer").Post(at+"/study", learning()).Is(http.StatusForbidden)
}

func TestSummaryShowsProbableSavingsAndWorking(t *testing.T) {
	site := apptest.New(t)
	at := world(t, site, 5, "Tramadol")
	// 5 people × 4 capsules a day × 30.4375 days at 2.87p.
	site.As("Viewer").Get(at+"/summary").Is(http.StatusOK).
		Says("Probable savings", "if it lasts a year", "£210 (from", "609 fewer capsules a month over 5 prescription lines × 2.87p = £17.47 a month saved", "0.1558 kg CO2e for each pound, year of the figure: not stated", "0.24 kg CO2e",
			"Greener Practice", "Dr Georgina Kirby", "Frome Medical Practice", "The certificate is Stepdown’s own", "Small numbers.", "5 stopped, 1 unchanged").
		Hides("Moss", string(numbers[0]))
	site.As("Viewer").Get(at+"/summary?for=sharing").
		Says("covered: some count is too small to share", "Counts of 1 to 4 people are covered").Hides("1 unchanged", "5 stopped")
}

func TestSummaryBeforeThereIsAnything(t *testing.T) {
	site := apptest.New(t)
	at := world(t, site, 0, "Tramadol")
	v := site.As("Viewer")
	v.Get(at + "/summary").Is(http.StatusOK).Says("Nothing can be counted yet").Hides("if it lasts a year")
	empty := cycle.Cycle{PracticeID: site.Practice.ID, Status: cycle.Planning, Title: "Gabapentin", Targets: []string{"gabapentin"}, Starts: "2026-11-01"}
	if err := site.Store.InTx(context.Background(), func(ctx context.Context) error { return site.Store.CreateCycle(ctx, &empty) }); err != nil {
		t.Fatal(err)
	}
	v.Get("/cycles/"+empty.ID+"/study").Is(http.StatusOK).Says("No goal is set", "no values to show yet", "Nobody with a review")
	v.Get("/cycles/" + empty.ID + "/summary").Is(http.StatusOK).Says("no extracts to show yet")
}

func TestFewPeoplesSavingsAreCoveredForSharing(t *testing.T) {
	site := apptest.New(t)
	at := world(t, site, 2, "Tramadol")
	v := site.As("Viewer")
	v.Get(at+"/summary").Says("if it lasts a year", "Small numbers.")
	v.Get(at+"/summary?for=sharing").Says("they rest on fewer than 5 people", `value">fewer than 5</span>`).Hides("if it lasts a year", "£")
}
