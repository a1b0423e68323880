package reviews_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stepdown/internal/app/apptest"
	"stepdown/internal/browser"
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/practice"
	"stepdown/internal/review"
	"stepdown/internal/taper"
)

var update = flag.Bool("update", false, "print the golden leaflets anew; look at every one of them afterwards")

// sheet is one golden leaflet: a regimen of the taper's own golden set, and how
// it is printed.
type sheet struct {
	name, regimen, query string
	most                 int // sheets of paper
}

func goldenSheets(t *testing.T) (out []sheet) {
	t.Helper()
	files, err := filepath.Glob("../../taper/testdata/*.json")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d golden regimens, %v", len(files), err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".json")
		out = append(out, sheet{name, name, "", 2})
	}
	return append(out,
		sheet{"tramadol-capsules-400-large", "tramadol-capsules-400", "?size=large", 4},
		sheet{"morphine-mr-and-liquid-large", "morphine-mr-and-liquid", "?size=large", 4},
		sheet{"buprenorphine-patch-52-5-large", "buprenorphine-patch-52-5", "?size=large", 5},
		sheet{"tramadol-capsules-400-welsh", "tramadol-capsules-400", "?language=cy", 2},
		sheet{"tramadol-capsules-400-held", "tramadol-capsules-400", "", 2},
		sheet{"gabapentin-1800-all", "gabapentin-1800", "?steps=all", 3})
}

// TestGoldenLeaflets prints the leaflets of twenty real regimens through the
// real pages and compares their words with those that were looked at.
func TestGoldenLeaflets(t *testing.T) {
	b := browser.New(t)
	s := apptest.New(t, apptest.Built)
	s.Move(time.Date(2026, 12, 1, 9, 30, 0, 0, time.UTC)) // the day on which the taper's golden plans begin
	approveWelsh(t, s)
	c := cycle.Cycle{PracticeID: s.Practice.ID, Title: "Golden", Status: cycle.Running, Targets: []string{"tramadol"}}
	within(t, s, func(ctx context.Context) error { return s.Store.CreateCycle(ctx, &c) })
	b.Open(s.URL + "/sign-in")
	b.Fill("Email address", "clinician@demo.example")
	b.Fill("Password", "stepdown-clinician")
	b.Click("Sign in")
	for _, g := range goldenSheets(t) {
		b.Open(s.URL + "/participants/" + withPlan(t, s, c, g) + "/plan/leaflet" + g.query)
		if g.query != "" || strings.Contains(g.name, "patch") {
			b.Axe()
		}
		checkSheet(t, g, b.PDF())
	}
}

func within(t *testing.T, s *apptest.Site, f func(ctx context.Context) error) {
	t.Helper()
	if err := s.Store.InTx(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func approveWelsh(t *testing.T, s *apptest.Site) {
	t.Helper()
	w, _ := review.TranslationOf("cy")
	err := s.App.Practice.SaveSettings(context.Background(), s.Staff("Administrator").Actor(), "test", func(set *practice.Settings) error {
		set.Leaflets = []practice.LeafletApproval{{Language: "cy", Print: w.Print(), Name: "A Reader", On: "2026-11-01"}}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// withPlan gives a person the plan of a regimen; a held one a second edition.
func withPlan(t *testing.T, s *apptest.Site, c cycle.Cycle, g sheet) string {
	t.Helper()
	raw, err := os.ReadFile("../../taper/testdata/" + g.regimen + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var built taper.Plan
	if err := json.Unmarshal(raw, &built); err != nil {
		t.Fatal(err)
	}
	plan := review.Plan{PracticeID: s.Practice.ID, Version: 1, State: review.PlanAgreed, Edition: 1, EditionOn: "2026-12-01", Built: true, Taper: built, SavedName: "Amara Nwosu"}
	if strings.HasSuffix(g.name, "-held") {
		plan.Edition, plan.Replaces, plan.State = 2, "2026-11-24", review.PlanHeld
		if plan.Taper, err = built.Apply(taper.Event{Kind: taper.Hold, Reason: "flare-up", Actor: taper.Actor{Name: "Amara Nwosu", Clinician: true}}, "2026-12-01"); err != nil {
			t.Fatal(err)
		}
	}
	within(t, s, func(ctx context.Context) error {
		who := cycle.Patient{PracticeID: s.Practice.ID, Person: cohort.Person{Given: "Siân", Family: "Pritchard", BirthDate: "1956-05-31"}}
		if err := s.Store.SavePatient(ctx, &who); err != nil {
			return err
		}
		p := cycle.Participant{PracticeID: s.Practice.ID, CycleID: c.ID, PatientID: who.ID}
		if err := s.Store.CreateParticipant(ctx, &p); err != nil {
			return err
		}
		plan.ParticipantID = p.ID
		return s.Store.AddPlan(ctx, &plan)
	})
	return plan.ParticipantID
}

func checkSheet(t *testing.T, g sheet, pdf []byte) {
	t.Helper()
	file := filepath.Join("testdata", "leaflets", g.name+".pdf")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, pdf, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got := browser.ReadPDF(t, pdf)
	if kept := browser.ReadPDF(t, want); len(got.Sheets) != len(kept.Sheets) || got.Words() != kept.Words() {
		t.Errorf("%s: %d sheets, were %d\n%s", g.name, len(got.Sheets), len(kept.Sheets), cmp.Diff(kept.Words(), got.Words()))
	}
	if n := len(got.Sheets); n == 0 || n > g.most {
		t.Errorf("%s takes %d sheets, want at most %d", g.name, n, g.most)
	}
	if cut := got.Outside(35); len(cut) > 0 { // points: a margin of 15 mm is 42
		t.Errorf("%s: these words run off the paper: %v", g.name, cut)
	}
	if !bytes.Contains(pdf, []byte("/StructTreeRoot")) {
		t.Errorf("%s is not tagged for screen readers", g.name)
	}
}
