package programme_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"stepdown/internal/app/apptest"
	"stepdown/internal/config"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
)

// Who reads Welsh is invited to a session in Welsh once the words are approved, and
// the page shows each text with the people who get it.
func TestInvitationToASessionGoesInWelsh(t *testing.T) {
	site := apptest.New(t)
	ada, bea := reader(t, site, "Moss", "9990000018", "07700 900123", "Welsh"), reader(t, site, "Reed", "9990000026", "07700 900124", "")
	v, at := seated(t, site, plan(), ada, bea)
	v.Get(at+"/texts").Says("1 person who reads Welsh", "Nobody has approved this text in Welsh, so English goes to them").Hides("Mae croeso")
	site.Welsh()
	v.Get(at+"/texts").Says("1 person who reads English", "You are welcome at our Pain Cafe", "1 person who reads Welsh", "Mae croeso i chi yn ein Caffi Poen: dydd Iau 12 Tachwedd 2026", "I ddweud eich bod yn dod, ffoniwch 01632 960 000", "pain-cafe-cy/1", "MOSS, Ada, reads Welsh").Hides("so English goes", "REED, Ada, reads")
	wave := v.Post(at+"/texts", nil).To("/waves/")
	v.Get(wave).Says("What Ada Moss will get, and nobody else who reads Welsh", "Mae croeso i chi yn ein Caffi Poen")
	v.Post(wave+"/send", url.Values{"version": {"1"}, "count": {"2"}}).To(wave)
	if n, err := site.Texts.SendDue(context.Background()); n != 2 || err != nil {
		t.Errorf("%d texts went (%v)", n, err)
	}
	v.Get("/people/" + ada.ID + "/messages").Says("Caffi Poen")
	v.Get("/people/" + bea.ID + "/messages").Hides("Caffi Poen")
}

// A letter that halves what a text holds may make it long in one language: then the
// page asks why, and it goes with the reason.
func TestLongInvitationToASessionAsksWhy(t *testing.T) {
	site := apptest.New(t)
	site.Welsh()
	hall := plan()
	hall.Set("place", "Neuadd y Tŵr, Stryd yr Afon, Aberystwyth")
	v, at := seated(t, site, hall, reader(t, site, "Moss", "9990000018", "07700 900123", "Welsh"))
	v.Get(at+"/texts").Says("Neuadd y Tŵr", "(UCS-2)", "Why does the text need to be so long?")
	v.Post(at+"/texts", nil).Is(http.StatusUnprocessableEntity).Says("so long")
	wave := v.Post(at+"/texts", url.Values{"why": {"The hall is called that"}}).To("/waves/")
	v.Get(wave).Says("Why so long: The hall is called that")
	v.Post(wave+"/send", url.Values{"version": {"1"}, "count": {"1"}}).To(wave)
	if n, err := site.Texts.SendDue(context.Background()); n != 1 || err != nil {
		t.Errorf("%d texts went (%v)", n, err)
	}
}

// Who has a place is texted once, discreetly; who cannot be texted is shown
// with the reason, and the number is typed.
func TestInvitationToASessionIsTextedOnce(t *testing.T) {
	site := apptest.New(t)
	settings(t, site, func(s *practice.Settings) { s.WellbeingLink = "https://forms.example.nhs.uk/four" })
	ada, bea := reader(t, site, "Moss", "9990000018", "07700 900123", ""), reader(t, site, "Reed", "9990000026", "", "")
	v, at := seated(t, site, plan(), ada, bea)
	v.Get(at).Says("Text the invitation to those who have a place")
	v.Get(at+"/texts").Is(http.StatusOK).Says("You are welcome at our Pain Cafe on Thursday 12 November 2026", "MOSS, Ada", "REED, Ada", "There is no mobile number", "approved by Amara Nwosu")
	wave := v.Post(at+"/texts", nil).To("/waves/")
	v.Get(wave).Is(http.StatusOK).Says("Pain Café, Thursday 12 November 2026", "MOSS, Ada", "REED, Ada", "There is no mobile number", "Ring them, or hand them the invitation", "Back to the session")
	other := v.Post(at+"/texts", nil).To("/waves/") // in another tab
	v.Post(wave+"/send", url.Values{"version": {"1"}, "count": {"2"}}).Is(http.StatusUnprocessableEntity).Says("number of people in this wave: 1")
	v.Post(wave+"/send", url.Values{"version": {"1"}, "count": {"1"}}).To(wave)
	v.Post(wave+"/send", url.Values{"version": {"1"}, "count": {"1"}}).To(wave)
	v.Post(other+"/send", url.Values{"version": {"1"}, "count": {"1"}}).Is(http.StatusConflict).Says("Nobody of this wave can be texted any more")
	if n, err := site.Texts.SendDue(context.Background()); n != 1 || err != nil {
		t.Errorf("%d texts went (%v)", n, err)
	}
	v.Get(at+"/texts").Says(wave, "made by Joan Fletcher: sent", "to be checked", "Texted before", "MOSS, Ada: delivered", "Nobody. Give people a place first")

	her := "/programme/people/" + ada.ID
	v.Get(her).Is(http.StatusOK).Says("Four short questions about how you are: https://forms.example.nhs.uk/four", "Text it, before the programme")
	v.Post(her+"/text", url.Values{"moment": {"before"}}).To(her)
	v.Post(her+"/text", url.Values{"moment": {"before"}}).To(her)
	v.Post(her+"/text", url.Values{"moment": {"sometime"}}).Is(http.StatusConflict)
	if n, err := site.Texts.SendDue(context.Background()); n != 1 || err != nil {
		t.Errorf("%d texts with the questions went (%v)", n, err)
	}
	v.Get("/programme/people/" + bea.ID).Says("The questions cannot be texted: There is no mobile number")
}

// invited is a session at which one person who can be texted has a place, as the
// coordinator sees it.
func invited(t *testing.T, options ...func(*config.Config)) (site *apptest.Site, v *apptest.Visitor, ada cycle.Patient, at string) {
	t.Helper()
	site = apptest.New(t, options...)
	ada = reader(t, site, "Moss", "9990000018", "07700 900123", "")
	v, at = seated(t, site, plan(), ada)
	return site, v, ada, at
}

// seated gives people a place at a session, as the coordinator does, after a new
// extract.
func seated(t *testing.T, site *apptest.Site, form url.Values, people ...cycle.Patient) (v *apptest.Visitor, at string) {
	t.Helper()
	within(t, site, func(ctx context.Context) error {
		return site.Store.CreateExtract(ctx, &intake.Extract{PracticeID: site.Practice.ID, AsAt: "2026-11-01", SHA256: "0", ListSize: 6000})
	})
	v = site.As("Coordinator")
	form.Set("capacity", "5")
	at = v.Post("/programme", form).To("/programme/sessions/")
	for _, p := range people {
		v.Post(at+"/people", url.Values{"patient": {p.ID}}).To(at)
	}
	return v, at
}

// reader is somebody with a mobile, or none, and a language.
func reader(t *testing.T, site *apptest.Site, family string, number nhs.Number, mobile, language string) cycle.Patient {
	t.Helper()
	p := person(t, site, family, number)
	p.Person.Mobile, p.Person.Language = mobile, language
	within(t, site, func(ctx context.Context) error { return site.Store.SavePatient(ctx, &p) })
	return p
}

func settings(t *testing.T, site *apptest.Site, change func(*practice.Settings)) {
	t.Helper()
	set := site.Practice.Settings
	change(&set)
	within(t, site, func(ctx context.Context) error { return site.Store.SaveSettings(ctx, site.Practice.ID, set) })
}

func within(t *testing.T, site *apptest.Site, work func(ctx context.Context) error) {
	t.Helper()
	if err := site.Store.InTx(context.Background(), work); err != nil {
		t.Fatal(err)
	}
}

func sendOne() url.Values { return url.Values{"version": {"1"}, "count": {"1"}} }

// A wave of invitations to a session goes the way of every wave: a second person
// sends it where the practice wants that, it can be paused and cancelled, and
// whom it did not reach can be invited again.
func TestInvitationToASessionIsAWave(t *testing.T) {
	site, v, _, at := invited(t)
	settings(t, site, func(s *practice.Settings) { s.SecondApproval = true })
	wave := v.Post(at+"/texts", nil).To("/waves/")
	v.Get(wave).Says("In your practice a second person checks it and sends it").Hides(wave + "/send")
	v.Post(wave+"/send", sendOne()).Is(http.StatusConflict).Says("a second person")
	second := site.As("Clinician")
	second.Get("/home").Says("Invitations wait for a second person")
	second.Post(wave+"/send", sendOne()).To(wave)
	v.Post(wave+"/pause", nil).To(wave)
	if n, err := site.Texts.SendDue(context.Background()); n != 0 || err != nil {
		t.Errorf("%d texts of a paused wave went (%v)", n, err)
	}
	v.Post(wave+"/cancel", nil).To(wave)
	v.Get(at+"/texts").Says("MOSS, Ada", "Check and send").Hides("Texted before")
	again := v.Post(at+"/texts", nil).To("/waves/")
	second.Post(again+"/send", sendOne()).To(again)
	if n, err := site.Texts.SendDue(context.Background()); n != 1 || err != nil {
		t.Errorf("%d texts went (%v)", n, err)
	}
	v.Get(at + "/texts").Says("Texted before")
	v.Get(again).Says("on the phone", "If this wave was wrong")
	v.Post(again+"/correct", url.Values{"correction": {"The room is the other one."}}).To(again)
	if n, err := site.Texts.SendDue(context.Background()); n != 1 || err != nil {
		t.Errorf("%d corrections went (%v)", n, err)
	}
}

// What still waits is withdrawn when the session is called off or moved: it
// would say what is no longer so.
func TestInvitationsAreWithdrawnWithTheirSession(t *testing.T) {
	for _, c := range []struct {
		about string
		act   func(v *apptest.Visitor, at string)
		says  string
	}{
		{"called off", func(v *apptest.Visitor, at string) { v.Post(at+"/cancel", nil).To(at) }, "The session is called off."},
		{"moved", func(v *apptest.Visitor, at string) {
			moved := plan()
			moved.Set("version", "2")
			moved.Set("place", "The church hall")
			v.Post(at+"/change", moved).To(at)
		}, "Day, time or place of the session changed."},
	} {
		site, v, ada, at := invited(t)
		wave := v.Post(at+"/texts", nil).To("/waves/")
		v.Post(wave+"/send", sendOne()).To(wave)
		c.act(v, at)
		v.Get(at).Says("1 invitation that had not gone was cancelled")
		v.Get(wave).Says("Cancelled.", c.says)
		if n, err := site.Texts.SendDue(context.Background()); n != 0 || err != nil {
			t.Errorf("%s: %d texts went (%v)", c.about, n, err)
		}
		v.Get("/people/" + ada.ID + "/messages").Hides("delivered")
	}
}

// Another practice's wave reads as not found, and a session that has begun
// invites nobody.
func TestInvitationToASessionIsRefused(t *testing.T) {
	site, v, _, at := invited(t)
	wave := v.Post(at+"/texts", nil).To("/waves/")
	site.Move(time.Date(2026, 11, 12, 14, 30, 0, 0, time.UTC))
	v = site.As("Coordinator")
	v.Post(wave+"/send", sendOne()).Is(http.StatusConflict)
	v.Post(at+"/texts", nil).Is(http.StatusConflict).Says("has begun")
	site.As("Viewer").Get(wave).Is(http.StatusForbidden)
}
