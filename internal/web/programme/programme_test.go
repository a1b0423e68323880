package programme_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stepdown/internal/app/apptest"
	"stepdown/internal/cohort"
	"stepdown/internal/config"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/programme"
)

// person puts somebody into a cycle of the site's practice.
func person(t *testing.T, site *apptest.Site, family string, number nhs.Number) cycle.Patient {
	t.Helper()
	p := cycle.Patient{PracticeID: site.Practice.ID, Person: cohort.Person{Given: "Ada", Family: family, NHSNumber: number, BirthDate: "1960-05-04"}, Needs: cycle.Needs{LargePrint: true}}
	err := site.Store.InTx(context.Background(), func(ctx context.Context) error {
		if err := site.Store.SavePatient(ctx, &p); err != nil {
			return err
		}
		c := cycle.Cycle{PracticeID: site.Practice.ID, Status: cycle.Running, Title: "Tramadol", Targets: []string{"tramadol"}, Starts: "2026-10-01"}
		if err := site.Store.CreateCycle(ctx, &c); err != nil {
			return err
		}
		return site.Store.CreateParticipant(ctx, &cycle.Participant{PracticeID: site.Practice.ID, CycleID: c.ID, PatientID: p.ID, AddedBy: "search"})
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func plan() url.Values {
	return url.Values{"version": {"0"}, "kind": {"pain-cafe"}, "on-day": {"12"}, "on-month": {"11"}, "on-year": {"2026"}, "starts_at": {"14:00"},
		"online": {"no"}, "place": {"The library"}, "minutes": {"90"}, "capacity": {"1"}, "facilitator": {"Lena Hart"}, "footstep": {"3"}, "note": {"bring cake"}}
}

// begun is a session of yesterday, which the pages cannot plan.
func begun(t *testing.T, site *apptest.Site, people ...cycle.Patient) string {
	t.Helper()
	s := programme.Session{PracticeID: site.Practice.ID, Kind: programme.TenFootsteps, StartsAt: apptest.Now.Add(-24 * time.Hour), Minutes: 60, Online: true, Capacity: 9, Facilitator: "Lena Hart"}
	err := site.Store.InTx(context.Background(), func(ctx context.Context) error {
		if err := site.Store.CreateProgrammeSession(ctx, &s); err != nil {
			return err
		}
		for _, p := range people {
			if err := site.Store.SaveAttendance(ctx, programme.Attendance{SessionID: s.ID, PatientID: p.ID, PracticeID: s.PracticeID, State: programme.Expected}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return "/programme/sessions/" + s.ID
}

func TestSessionIsPlannedAndFilled(t *testing.T) {
	site := apptest.New(t)
	ada, bea := person(t, site, "Moss", "9990000018"), person(t, site, "Reed", "9990000026")
	v := site.As("Coordinator")
	at := v.Post("/programme", plan()).To("/programme/sessions/")
	v.Get("/programme").Is(http.StatusOK).Says("Thursday 12 November 2026, 14:00", "Pain Café", "The library", "Pain and the Brain")
	v.Get(at).Is(http.StatusOK).Says("3. Pacing", "bring cake", "0 of 1 taken", "MOSS, Ada", "REED, Ada")
	v.Post(at+"/people", url.Values{"patient": {ada.ID}}).To(at)
	v.Get(at).Says("1 of 1 taken", ">MOSS, Ada</label>", "large print").Hides("REED", "Did not come</option>")
	v.Post(at+"/people", url.Values{"patient": {bea.ID}}).Is(http.StatusConflict).Says("full")
	v.Get("/home").Says("Pain Café, The library", "1 of 1 places taken", "Thursday 12 November 2026, 14:00")
	v.Post(at+"/register", url.Values{"state-" + ada.ID: {"attended"}}).Is(http.StatusUnprocessableEntity).Says("Select from the list")
	v.Post(at+"/cancel", nil).To(at)
	v.Get(at).Says("Cancelled", "Tell the people who had a place")
	v.Get("/home").Hides("Pain Café, The library")
}

func TestSessionWithErrorsKeepsWhatWasTyped(t *testing.T) {
	v := apptest.New(t).As("Coordinator")
	form := plan()
	form.Set("starts_at", "two")
	form.Set("place", "")
	v.Post("/programme", form).Is(http.StatusUnprocessableEntity).Says("Error: Plan a session", "Enter a time, such as 14:00", `value="two"`, "Lena Hart")
	form.Set("starts_at", "14:00")
	form.Set("capacity", "900")
	v.Post("/programme", form).Is(http.StatusUnprocessableEntity).Says("Enter the place, or choose online", "from 1 to 200")
}

func TestSessionChangedByTwo(t *testing.T) {
	v := apptest.New(t).As("Coordinator")
	at := v.Post("/programme", plan()).To("/programme/sessions/")
	form := plan()
	form.Set("version", "1")
	form.Set("facilitator", "Omar Said")
	v.Get(at+"/change").Says(`value="14:00"`, "Lena Hart")
	v.Post(at+"/change", form).To(at)
	v.Get(at).Says("Omar Said")
	v.Post(at+"/change", form).Is(http.StatusConflict).Says("Somebody else changed this session")
	form.Set("version", "0")
	v.Post(at+"/change", form).Is(http.StatusConflict)
}

func TestRegisterAndViewersFigures(t *testing.T) {
	site := apptest.New(t)
	ada, bea := person(t, site, "Moss", "9990000018"), person(t, site, "Reed", "9990000026")
	at := begun(t, site, ada, bea)
	v := site.As("Clinician")
	v.Get("/home").Says("Register of Ten Footsteps", "2 still open")
	v.Get(at).Says("Did not come</option>")
	v.Post(at+"/register", url.Values{"state-" + ada.ID: {"attended"}, "state-" + bea.ID: {"did not attend"}}).To(at)
	v.Get("/home").Hides("Register of Ten Footsteps")
	v.Get(at).Says(`<option value="attended" selected>`)

	viewer := site.As("Viewer")
	viewer.Get(at).Is(http.StatusOK).Says("Your role shows figures, not names.", "Ten Footsteps").Hides("MOSS", "REED", ada.ID, "bring cake")
	viewer.Get("/programme").Is(http.StatusOK).Hides("MOSS", "Plan a session")
	viewer.Get("/programme/people/" + ada.ID).Is(http.StatusForbidden)
	viewer.Post(at+"/register", nil).Is(http.StatusForbidden)
}

func TestMonthlyProposesDaysAndLeavesOutBankHolidays(t *testing.T) {
	v := apptest.New(t).As("Coordinator")
	v.Get("/programme/monthly").Is(http.StatusOK).Says("Show the days")
	v.Get("/programme/monthly?week=9&weekday=5&time=x&months=40").Is(http.StatusUnprocessableEntity).Says("Select from the list", "such as 14:00", "from 1 to 12")
	// The fourth Friday of December 2026 is Christmas Day; of March 2027, Good Friday.
	body := v.Get("/programme/monthly?week=4&weekday=5&time=14%3A00&months=5").Is(http.StatusOK).
		Says("Friday 27 November 2026", "Christmas Day", `value="2026-11-27" checked`).Body
	if strings.Contains(body, `value="2026-12-25" checked`) {
		t.Error("Christmas Day is ticked")
	}
	form := plan()
	form.Set("week", "4")
	form.Set("weekday", "5")
	form.Set("time", "14:00")
	form.Set("months", "5")
	form["days"] = []string{"2026-11-27", "2027-04-23"}
	if got := v.Get("/programme/monthly?week=4&weekday=5&time=14%3A00&months=6").Body; !strings.Contains(got, "2027-04-23") {
		t.Fatal("April is not offered")
	}
	form.Set("months", "6")
	v.Post("/programme/monthly", form).To("/programme")
	// Both at 14:00 in London, on either side of the change of the clocks.
	v.Get("/programme").Says("2 sessions are planned.", "Friday 27 November 2026, 14:00", "Friday 23 April 2027, 14:00")
	form["days"] = []string{"2026-11-28"}
	v.Post("/programme/monthly", form).Is(http.StatusUnprocessableEntity).Says("Select from the list")
}

func TestWellbeingBeforeAndAfter(t *testing.T) {
	site := apptest.New(t)
	ada := person(t, site, "Moss", "9990000018")
	v := site.As("Clinician")
	at := "/programme/people/" + ada.ID
	ask := func(moment, day string, satisfied, anxious string) url.Values {
		return url.Values{"moment": {moment}, "asked_on-day": {day}, "asked_on-month": {"11"}, "asked_on-year": {"2026"},
			"satisfied": {satisfied}, "worthwhile": {""}, "happy": {"5"}, "anxious": {anxious}}
	}
	v.Post(at, ask("before", "2", "3", "9")).To(at)
	v.Post(at, ask("after", "9", "6", "4")).To(at)
	v.Get(at).Is(http.StatusOK).Says("MOSS, Ada", "3 (low)", "9 (high)", "4 (medium)", "not answered", "3 higher: better", "5 lower: better", "the same", "not known: answered once or not at all")
	v.Get("/programme").Says("3.0", "6.0", "Nobody has answered both times yet").Hides("Moss", "MOSS")
	// The mean of one person is that person's answer.
	site.As("Viewer").Get("/programme").Says("Fewer than 5 people: not shown as a figure").Hides("3.0", "6.0")
	v.Post(at, ask("before", "30", "3", "9")).Is(http.StatusUnprocessableEntity).Says("must not be in the future")
	v.Post(at, ask("before", "2", "11", "9")).Is(http.StatusUnprocessableEntity).Says("Select from the list")
	v.Post(at, url.Values{"moment": {"before"}, "asked_on-day": {"2"}, "asked_on-month": {"11"}, "asked_on-year": {"2026"}}).
		Is(http.StatusUnprocessableEntity).Says("at least one answer")
	site.As("Administrator").Get("/settings/audit?person="+ada.ID).Says("saw wellbeing", "recorded wellbeing, before")
}

func TestFootstepsAreEditedAsANewVersion(t *testing.T) {
	v := apptest.New(t).As("Coordinator")
	at := v.Post("/programme", plan()).To("/programme/sessions/")
	v.Post("/programme/footsteps", url.Values{"steps": {"1. Pain and the Brain\nPacing"}, "version": {"ours"}, "source": {"the course"}}).
		Is(http.StatusUnprocessableEntity).Says("Line 2: Enter a number from 1")
	v.Post("/programme/footsteps", url.Values{"steps": {"1. Pain and the Brain\n3. Steady does it"}, "version": {"ours"}, "source": {"the course"}}).To("/programme")
	v.Get("/programme").Says("Version: ours", "Steady does it").Hides("Managing moods")
	v.Get(at).Says("3. Pacing") // planned by the old list
	v.Post("/programme/footsteps", url.Values{"steps": {"1. Pain"}, "version": {"ours"}, "source": {"the course"}}).Is(http.StatusUnprocessableEntity).Says("used already")
}

// Who reads Welsh is invited to a session in Welsh once the words are approved, and
// the page shows each text with the people who get it.
func TestInvitationToASessionGoesInWelsh(t *testing.T) {
	site := apptest.New(t)
	ada, bea := person(t, site, "Moss", "9990000018"), person(t, site, "Reed", "9990000026")
	ada.Person.Mobile, ada.Person.Language, bea.Person.Mobile = "07700 900123", "Welsh", "07700 900124"
	err := site.Store.InTx(context.Background(), func(ctx context.Context) error {
		if err := site.Store.CreateExtract(ctx, &intake.Extract{PracticeID: site.Practice.ID, AsAt: "2026-11-01", SHA256: "0", ListSize: 6000}); err != nil {
			return err
		}
		if err := site.Store.SavePatient(ctx, &bea); err != nil {
			return err
		}
		return site.Store.SavePatient(ctx, &ada)
	})
	if err != nil {
		t.Fatal(err)
	}
	v := site.As("Coordinator")
	form := plan()
	form.Set("capacity", "5")
	at := v.Post("/programme", form).To("/programme/sessions/")
	for _, p := range []cycle.Patient{ada, bea} {
		v.Post(at+"/people", url.Values{"patient": {p.ID}}).To(at)
	}
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
	ada := person(t, site, "Moss", "9990000018")
	ada.Person.Mobile, ada.Person.Language = "07700 900123", "Welsh"
	err := site.Store.InTx(context.Background(), func(ctx context.Context) error {
		if err := site.Store.CreateExtract(ctx, &intake.Extract{PracticeID: site.Practice.ID, AsAt: "2026-11-01", SHA256: "0", ListSize: 6000}); err != nil {
			return err
		}
		return site.Store.SavePatient(ctx, &ada)
	})
	if err != nil {
		t.Fatal(err)
	}
	site.Welsh()
	v := site.As("Coordinator")
	form := plan()
	form.Set("place", "Neuadd y Tŵr, Stryd yr Afon, Aberystwyth")
	at := v.Post("/programme", form).To("/programme/sessions/")
	v.Post(at+"/people", url.Values{"patient": {ada.ID}}).To(at)
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
	ada, bea := person(t, site, "Moss", "9990000018"), person(t, site, "Reed", "9990000026")
	ada.Person.Mobile = "07700 900123"
	err := site.Store.InTx(context.Background(), func(ctx context.Context) error {
		if err := site.Store.CreateExtract(ctx, &intake.Extract{PracticeID: site.Practice.ID, AsAt: "2026-11-01", SHA256: "0", ListSize: 6000}); err != nil {
			return err
		}
		set := site.Practice.Settings
		set.WellbeingLink = "https://forms.example.nhs.uk/four"
		if err := site.Store.SaveSettings(ctx, site.Practice.ID, set); err != nil {
			return err
		}
		return site.Store.SavePatient(ctx, &ada)
	})
	if err != nil {
		t.Fatal(err)
	}
	v := site.As("Coordinator")
	form := plan()
	form.Set("capacity", "5")
	at := v.Post("/programme", form).To("/programme/sessions/")
	for _, p := range []cycle.Patient{ada, bea} {
		v.Post(at+"/people", url.Values{"patient": {p.ID}}).To(at)
	}
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
func invited(t *testing.T, change func(*practice.Settings), options ...func(*config.Config)) (site *apptest.Site, v *apptest.Visitor, ada cycle.Patient, at string) {
	t.Helper()
	site = apptest.New(t, options...)
	ada = person(t, site, "Moss", "9990000018")
	ada.Person.Mobile = "07700 900123"
	err := site.Store.InTx(context.Background(), func(ctx context.Context) error {
		if err := site.Store.CreateExtract(ctx, &intake.Extract{PracticeID: site.Practice.ID, AsAt: "2026-11-01", SHA256: "0", ListSize: 6000}); err != nil {
			return err
		}
		set := site.Practice.Settings
		change(&set)
		if err := site.Store.SaveSettings(ctx, site.Practice.ID, set); err != nil {
			return err
		}
		return site.Store.SavePatient(ctx, &ada)
	})
	if err != nil {
		t.Fatal(err)
	}
	v = site.As("Coordinator")
	at = v.Post("/programme", plan()).To("/programme/sessions/")
	v.Post(at+"/people", url.Values{"patient": {ada.ID}}).To(at)
	return site, v, ada, at
}

func sendOne() url.Values { return url.Values{"version": {"1"}, "count": {"1"}} }

// A wave of invitations to a session goes the way of every wave: a second person
// sends it where the practice wants that, it can be paused and cancelled, and
// whom it did not reach can be invited again.
func TestInvitationToASessionIsAWave(t *testing.T) {
	site, v, _, at := invited(t, func(s *practice.Settings) { s.SecondApproval = true })
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
		site, v, ada, at := invited(t, func(*practice.Settings) {})
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
	site, v, _, at := invited(t, func(*practice.Settings) {})
	wave := v.Post(at+"/texts", nil).To("/waves/")
	site.Move(time.Date(2026, 11, 12, 14, 30, 0, 0, time.UTC))
	v = site.As("Coordinator")
	v.Post(wave+"/send", sendOne()).Is(http.StatusConflict)
	v.Post(at+"/texts", nil).Is(http.StatusConflict).Says("has begun")
	site.As("Viewer").Get(wave).Is(http.StatusForbidden)
}
