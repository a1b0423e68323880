package wordings_test

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/browser"
	"stepdown/internal/contact"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
)

const keep = "Please keep taking your medicine as usual until we have talked."

func draft(body string) url.Values {
	return url.Values{"kind": {"invitation/discreet"}, "language": {"en"}, "body": {body}}
}

func TestWordingIsWrittenCheckedApprovedReplacedAndRetired(t *testing.T) {
	site := apptest.New(t)
	v, dr := site.As("Coordinator"), site.As("Clinician")
	v.Get("/settings/wordings").Is(http.StatusOK).Says("Invitation, discreet", "Letter of invitation, detailed", "Approved by", "Amara Nwosu", "In use", "Drafts that come with Stepdown", "Invitation, discreet, Welsh").
		Hides("not approved</h2>")
	v.Get("/settings/wordings/new?kind=invitation&form=discreet").Is(http.StatusOK).Says("We&#39;d like to invite you", "{clinician}")

	bad := draft("{practice}: You take tramadol. Book with {clinician}. Reply HELP for help. http://bit.ly/x {mobile}")
	bad.Set("do", "check")
	v.Post("/settings/wordings/new", bad).Is(http.StatusOK).Says("Keep the sentence", "names no medicine", "HELP", "https", "There is no field called {mobile}")
	bad.Del("do")
	at := v.Post("/settings/wordings/new", bad).To("/settings/wordings/")
	dr.Get(at).Is(http.StatusOK).Says("What stands against approving it", "Keep the sentence", "Draft").Hides("Approve in my name")
	dr.Post(at+"/approve", url.Values{"saved": {"1"}}).Is(http.StatusConflict).Says("cannot be approved")

	good := v.Post("/settings/wordings/new", draft("{practice}: Come and talk with {clinician}. {book}. "+keep+" Reply STOP for no more texts.")).To("/settings/wordings/")
	v.Get(good).Says("A clinician or an administrator approves it", "176 characters, 2 segments (GSM-7)", "Version 3", "Come and talk with Priya Shah (pharmacist)")
	v.Post(good+"/approve", url.Values{"saved": {"1"}}).Is(http.StatusForbidden)
	dr.Get("/home").Says("2 draft wordings wait")
	dr.Post(good+"/approve", url.Values{"saved": {"1"}}).To(good)
	dr.Post(good+"/approve", url.Values{"saved": {"1"}}).Is(http.StatusConflict)
	dr.Get(good).Says("In use", "Approved by Amara Nwosu, 10 November 2026", "Version 1</a>: Replaced")
	dr.Post(at+"/retire", url.Values{"saved": {"1"}}).To(at)
	dr.Post(good+"/retire", url.Values{"saved": {"2"}}).To(good)
	dr.Get("/settings/wordings").Says("1 wording is not approved") // the older version does not come back by itself
	dr.Post("/settings/wordings/approve-shipped", url.Values{}).Is(http.StatusUnprocessableEntity)
	dr.Post("/settings/wordings/approve-shipped", url.Values{"read": {"yes"}}).To("/settings/wordings")
	site.As("Administrator").Get("/settings/audit").Says("wrote wording", "approved wording", "retired wording", "approved wordings of Stepdown")
	all, err := site.Store.Wordings(context.Background(), site.Practice.ID)
	if w, ok := all.InUse(messaging.Invitation, messaging.Discreet, "en"); err != nil || !ok || w.Version != 4 || w.ApprovedBy != "Amara Nwosu" {
		t.Errorf("in use: %+v, %v", w, err)
	}
}

func TestTranslationNeedsItsSentenceAndSomebodyWhoReadsIt(t *testing.T) {
	site := apptest.New(t)
	dr := site.As("Clinician")
	polish := url.Values{"kind": {"invitation/discreet"}, "language": {"pl"}, "body": {"{practice}: Zapraszamy na rozmowę z {clinician}. {book}."}}
	dr.Post("/settings/wordings/new", polish).Is(http.StatusUnprocessableEntity).Says("the sentence that asks people to keep taking their medicine")
	polish.Set("do", "check")
	polish.Set("keep_taking", "Tak.")
	dr.Post("/settings/wordings/new", polish).Is(http.StatusOK).Says("There is no approved sentence in this language")
	polish.Del("do")
	polish.Set("keep_taking", "Prosimy przyjmować leki jak dotychczas, dopóki nie porozmawiamy.")
	at := dr.Post("/settings/wordings/new", polish).To("/settings/wordings/")
	dr.Get(at).Says("Keep the sentence")
	polish.Set("body", polish.Get("body")+" "+polish.Get("keep_taking"))
	at = dr.Post("/settings/wordings/new", polish).To("/settings/wordings/")
	dr.Get(at).Says("UCS-2", "Nothing that Stepdown can check stands against", "Stepdown cannot read this language")
	dr.Post(at+"/approve", url.Values{"saved": {"1"}}).Is(http.StatusUnprocessableEntity)
	dr.Post(at+"/approve", url.Values{"saved": {"1"}, "checked": {"Ewa Nowak, interpreter"}}).To(at)
	dr.Get(at).Says("In use", "Translation checked: Ewa Nowak, interpreter")
	for _, form := range []url.Values{{"kind": {"safety-answer"}, "form": {"discreet"}}, {"kind": {"nothing"}, "form": {"discreet"}}, {"kind": {"reminder"}, "form": {"detailed"}}, {"kind": {"reminder"}, "form": {"discreet"}, "language": {"xx"}}} {
		form.Set("body", "x")
		dr.Post("/settings/wordings/new", form).Is(http.StatusNotFound)
	}
}

// Every Welsh draft stands on the page beside the English, with its length; the
// page of one shows what is filled in, and each is approved by itself.
func TestWelshDraftsAreReadBesideTheEnglishAndApprovedOneByOne(t *testing.T) {
	site := apptest.New(t)
	v, dr := site.As("Coordinator"), site.As("Clinician")
	page := v.Get("/settings/wordings")
	drafts := 0
	for _, w := range messaging.ShippedWordings() {
		if w.Language == messaging.Welsh {
			drafts++
			page.Says(html.EscapeString(w.Body))
		}
	}
	page.Says("Nobody has checked these "+strconv.Itoa(drafts), "Automatic safety answer, Welsh", "Reduction plan, Welsh", "Letter of reminder, Welsh", ", 1 segment (GSM-7)", ", 2 segments (GSM-7)", "Needs no approval")
	v.Post("/settings/wordings/take-all", url.Values{"language": {"en"}}).To("/settings/wordings")
	v.Get("/settings/wordings").Says("Nobody has checked these")
	v.Post("/settings/wordings/take-all", url.Values{"language": {"cy"}}).To("/settings/wordings")
	v.Get("/settings/wordings").Hides("Nobody has checked these")
	all, err := site.Store.Wordings(context.Background(), site.Practice.ID)
	if err != nil {
		t.Fatal(err)
	}
	taken := 0
	for _, w := range all {
		if w.Language != messaging.Welsh {
			continue
		}
		taken++
		shown := dr.Get("/settings/wordings/"+w.ID).Is(http.StatusOK).Says("What the English says", "What Stepdown fills in", "Nothing that Stepdown can check stands against", "nor tell whether a medicine is named")
		if !w.Kind.Letter() {
			shown.Says("Agree who reads those replies")
		}
		switch {
		case w.Kind == messaging.PlanText:
			shown.Says("every {n} days = ", "bob {n} diwrnod", "numbers, strengths and forms stand as in English", "Mehefin")
		case w.Kind == messaging.AppointmentConfirmed:
			shown.Says("dydd Mercher", "9.30 y bore", "Ystafell #", "dydd Mawrth 2 Mehefin 2026, 9.30 y bore")
		case w.Kind == messaging.SafetyAnswer:
			shown.Says("GIG 111", "Lifeline 0808 808 8000")
		case w.Kind.Letter():
			shown.Says("Annwyl", "Yn gywir,", "Ffôn")
		}
		if w.Kind.AsksToKeepTaking() != (w.KeepTaking != "") {
			t.Errorf("%s: %q", w.Name(), w.KeepTaking)
		}
	}
	if taken != drafts {
		t.Errorf("%d taken of %d", taken, drafts)
	}
	safe := url.Values{"kind": {"safety-answer/discreet"}, "language": {"cy"}, "body": {"{practice}: Ffoniwch 999. {lines}"}}
	at := v.Post("/settings/wordings/new", safe).To("/settings/wordings/")
	dr.Get(at).Says("must name 116 123").Hides("Approve in my name")
}

// An approval holds for what is filled in as well: when a later version of
// Stepdown fills other words in, English goes until somebody has approved again.
func TestApprovalOfATranslationLapsesWithTheWordsThatAreFilledIn(t *testing.T) {
	site, ctx := apptest.New(t), context.Background()
	site.Welsh()
	dr := site.As("Clinician")
	welsh := cycle.Patient{PracticeID: site.Practice.ID}
	welsh.Person.Language = "Welsh"
	text := messaging.ReminderText{Practice: "Wellbrook", Clinician: "Dr P", Book: "ring 01632 960 000"}
	reads := func() string {
		shares, err := site.Texts.Contact.Shares(ctx, site.Practice.ID, text, []cycle.Patient{welsh})
		if err != nil || len(shares) != 1 {
			t.Fatal(err)
		}
		return shares[0].Wording.Language
	}
	all, err := site.Store.Wordings(ctx, site.Practice.ID)
	w, ok := all.InUse(messaging.Reminder, messaging.Discreet, messaging.Welsh)
	if err != nil || !ok || w.Filled == "" || contact.Lapsed(w) || reads() != "cy" {
		t.Fatalf("%+v (%v)", w, err)
	}
	w.Filled = "of another version"
	if err := site.Store.InTx(ctx, func(ctx context.Context) error { return site.Store.SaveWording(ctx, &w) }); err != nil {
		t.Fatal(err)
	}
	at := "/settings/wordings/" + w.ID
	if reads() != "en" {
		t.Error("a lapsed approval counts")
	}
	dr.Get("/home").Says("1 draft wording waits")
	dr.Get("/settings/wordings").Says("Approve again")
	dr.Get(at).Says("fills other words into it than those that were approved", "Approve in my name")
	dr.Post(at+"/approve", url.Values{"saved": {"3"}, "checked": {"Nia Rees, first language Welsh"}}).To(at)
	dr.Get(at).Says("In use", "Nia Rees").Hides("fills other words")
	dr.Post(at+"/approve", url.Values{"saved": {"4"}, "checked": {"Nia Rees"}}).Is(http.StatusConflict)
	if reads() != "cy" {
		t.Error("approved again, and English goes")
	}
}

func TestPracticeStartsWithNothingApproved(t *testing.T) {
	site := apptest.New(t)
	other, p := site.Elsewhere()
	other.Get("/home").Says("Texts and letters are not approved")
	other.Get("/settings/wordings").Is(http.StatusOK).Says("wordings are not approved", "Approve all")
	other.Post("/settings/wordings/approve-shipped", url.Values{"read": {"yes"}}).To("/settings/wordings")
	other.Get("/settings/wordings").Says("Other Clinician").Hides("wordings are not approved")
	all, err := site.Store.Wordings(context.Background(), p.ID)
	if err != nil || len(all.Unapproved()) != 0 {
		t.Errorf("%d are left, %v", len(all.Unapproved()), err)
	}
	for _, w := range all {
		if w.Language != "en" || w.ApprovedBy != "Other Clinician" || w.WrittenBy != messaging.Stepdown {
			t.Errorf("%+v", w)
		}
	}
}

func TestPagesOfWordingsInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: the browser is not short")
	}
	b := browser.New(t)
	site := apptest.New(t, apptest.Built)
	v := site.As("Coordinator")
	at := v.Post("/settings/wordings/take", url.Values{"kind": {"invitation"}, "form": {"discreet"}, "language": {"cy"}}).To("/settings/wordings/")
	b.Open(site.URL + "/sign-in")
	b.Fill("Email address", "clinician@demo.example")
	b.Fill("Password", "stepdown-clinician")
	b.Click("Sign in")
	for _, at := range []string{"/settings/wordings", at, "/settings/wordings/new?kind=invitation-letter&form=detailed&language=cy"} {
		b.Open(site.URL + at)
		b.Axe()
		b.Screenshot("wordings" + strings.ReplaceAll(at[len("/settings/wordings"):min(len(at), 22)], "/", "-"))
	}
}
