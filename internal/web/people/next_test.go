package people_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"stepdown/internal/app/apptest"
	"stepdown/internal/browser"
	"stepdown/internal/cycle"
	"stepdown/internal/practice"
)

// second adds another clinician and signs them in.
func second(t *testing.T, site *apptest.Site) *apptest.Visitor {
	t.Helper()
	_, err := site.App.Practice.AddStaff(context.Background(), site.Staff("Administrator").Actor(), practice.NewStaff{
		Email: "lee@demo.example", Name: "Dr Lee", Password: "stepdown-second", Roles: practice.RoleSet{practice.Clinician}})
	if err != nil {
		t.Fatal(err)
	}
	v := site.Visitor()
	v.Post("/sign-in", url.Values{"email": {"lee@demo.example"}, "password": {"stepdown-second"}}).To("/")
	return v
}

func TestTwoWhoScreenAtOnceGetDifferentRecords(t *testing.T) {
	site := apptest.New(t)
	c, people := site.Identified(800)
	if len(people) < 3 {
		t.Fatalf("%d people are too few", len(people))
	}
	visitors := []*apptest.Visitor{site.As("Clinician"), second(t, site)}
	next := "/cycles/" + c.ID + "/screen/next"
	at := make([]string, 2)
	var both sync.WaitGroup
	for i, v := range visitors {
		both.Go(func() { at[i] = v.Get(next).To("/participants/") })
	}
	both.Wait()
	if at[0] == at[1] {
		t.Fatal("both were given one record")
	}
	visitors[0].Get(at[0]).Is(http.StatusOK).Hides("has had this record open")
	visitors[0].Get(at[1]).Is(http.StatusOK).Says("Dr Lee has had this record open since 9.30am", "Take another record")
	visitors[0].Get("/cycles/" + c.ID + "/screen").Says("Dr Lee has had this record open")

	to := visitors[0].Post(at[0], url.Values{"version": {"1"}, "answer": {"suitable"}}).To("/participants/")
	if to == at[1] || to == at[0] {
		t.Errorf("the next of the first screener is %s, which is open or answered", to)
	}
	passed := visitors[1].Get(next + "?after=" + strings.Split(at[1], "/")[2]).To("/participants/")
	if passed == at[1] || passed == to {
		t.Errorf("passing over %s gave %s, while %s is a colleague's", at[1], passed, to)
	}
}

func TestAColleagueIsAskedAndAnswers(t *testing.T) {
	site := apptest.New(t)
	c, people := site.Identified(800)
	first, lee := site.As("Clinician"), second(t, site)
	asked := "/participants/" + people[0].ID + "/screen"
	first.Post(asked, url.Values{"version": {"1"}, "answer": {"ask a colleague"}, "note": {"Is the pregabalin for anxiety?"}}).To("/")
	for _, p := range people[1:] {
		first.Post("/participants/"+p.ID+"/screen", url.Values{"version": {"1"}, "answer": {"suitable"}}).To("/")
	}
	if to := first.Get("/cycles/" + c.ID + "/screen/next").To("/cycles/"); !strings.HasSuffix(to, "/screen") {
		t.Errorf("who asked is given their own question: %s", to)
	}
	lee.Get(lee.Get("/cycles/" + c.ID + "/screen/next").To(asked)).Says("Is the pregabalin for anxiety?")
	lee.Post(asked, url.Values{"version": {"2"}, "answer": {"not suitable"}, "reason": {"mental health condition"}}).To("/cycles/")
	p, err := site.Store.Participant(context.Background(), site.Practice.ID, people[0].ID)
	if err != nil || p.Screening.Answer != cycle.NotSuitable || p.Screening.By != "Dr Lee" || len(p.Screening.Was) != 1 {
		t.Errorf("%+v, %v", p.Screening, err)
	}
}

// Three records are answered without the mouse, from the list on.
func TestScreeningWithTheKeyboardAlone(t *testing.T) {
	b := browser.New(t)
	site := apptest.New(t, apptest.Built)
	c, people := site.Identified(800)
	b.Open(site.URL + "/sign-in")
	b.Fill("Email address", "clinician@demo.example")
	b.Fill("Password", "stepdown-clinician")
	b.Press(kb.Enter)
	b.Open(site.URL + "/cycles/" + c.ID + "/screen/next")
	b.Expect("Is a pain review suitable?", "suitable, ", "Issues in 12 months", "Turn the keys off")
	b.Axe()
	b.Screenshot("screening")

	first := b.Address()
	b.Press("s")
	b.Press(kb.Enter)
	second := b.Address()
	b.Press("j")
	third := b.Address()
	if first == second || second == third {
		t.Fatalf("the keys did not go on: %s, %s, %s", first, second, third)
	}
	b.Press("n")
	b.Press("e") // the reason that begins with e
	b.Press(kb.Enter)
	fourth := b.Address()
	b.Press("a")
	b.Press("s") // typed into the note: the keys rest while somebody writes
	b.Press(kb.Tab)
	b.Press(kb.Enter)

	want := map[string]cycle.Screening{first: {Answer: cycle.Suitable}, second: {}, third: {Answer: cycle.NotSuitable, Reason: "epilepsy"}, fourth: {Answer: cycle.AskColleague, Note: "s"}}
	for _, x := range people {
		p, err := site.Store.Participant(context.Background(), site.Practice.ID, x.ID)
		if err != nil {
			t.Fatal(err)
		}
		w := want["/participants/"+p.ID+"/screen"]
		if p.Screening.Answer != w.Answer || p.Screening.Reason != w.Reason || p.Screening.Note != w.Note {
			t.Errorf("%s: %+v, want %+v", p.ID, p.Screening, w)
		}
	}
	b.Size(390, 844)
	b.Axe()
	b.Click("Turn the keys off")
	here := b.Address()
	b.Press("j")
	if b.Address() != here {
		t.Error("a key worked after the keys were turned off")
	}
}
