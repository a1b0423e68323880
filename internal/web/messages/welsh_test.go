package messages_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/browser"
	"stepdown/internal/config"
	"stepdown/internal/messaging"
)

// inWelsh is a surgery where Ann, who can be texted, and Bob, who cannot, read
// Welsh, and everything that ships in Welsh is approved.
func inWelsh(t *testing.T, change ...func(*config.Config)) *surgery {
	s := newSurgery(t, "2026-11-01", change...)
	s.ann.Person.Language, s.bob.Person.Language = "Welsh", "Main spoken language Welsh"
	s.tx(func(ctx context.Context) error {
		if err := s.Store.SavePatient(ctx, &s.ann); err != nil {
			return err
		}
		return s.Store.SavePatient(ctx, &s.bob)
	})
	s.Welsh()
	return s
}

var boxes = regexp.MustCompile(`name="people" type="checkbox" value="([A-Z0-9]+)"`)

// Who reads Welsh is invited, answered in danger, followed up, written to and
// reminded in Welsh; who reads English in English.
func TestEverythingGoesInWelshToWhoReadsIt(t *testing.T) {
	s := inWelsh(t)
	v := s.As("Clinician")
	s.invite(v)
	ann, di := s.phone("+447700900101"), s.phone("+447700900104")
	v.Get(ann).Says("Hoffai Priya Shah (fferyllydd) eich gwahodd", "Daliwch i gymryd eich meddyginiaeth fel arfer", "Atebwch STOP i atal negeseuon").Hides("We&#39;d like to invite")
	v.Get(di).Says("We&#39;d like to invite you").Hides("Hoffai")

	for _, phone := range []string{ann, di} {
		v.Post(phone, url.Values{"body": {"I can't cope any more, I want to end it all"}}).To(phone)
	}
	s.due(2)
	v.Get(ann).Says("Nid ydym wedi darllen eich neges eto", "ffoniwch 999 nawr", "GIG 111 (iechyd meddwl: 111, opsiwn 2)", "116 123", "Ein rhif pan fyddwn ar agor: 01632 960 000").Hides("We have not read")
	v.Get(di).Says("We have not read your text yet").Hides("Nid ydym")
	v.Get("/people/" + s.ann.ID + "/messages").Says("They read Welsh")

	s.annIn.Reviewed = "2026-10-10"
	s.tx(func(ctx context.Context) error {
		p := s.participant()
		p.Reviewed = "2026-10-10"
		return s.Store.SaveParticipant(ctx, &p)
	})
	v.Post("/people/"+s.ann.ID+"/messages/follow-up", url.Values{"participant": {s.annIn.ID}}).To("/people/")
	s.due(1)
	v.Get(ann).Says("Yn dilyn ein sgwrs (dydd Sadwrn 10 Hydref), sut mae pethau&#39;n mynd?")

	letters := "/cycles/" + s.cycle.ID + "/letters"
	page := v.Get(letters).Is(http.StatusOK).Says("They read Welsh.", "For 1 person who reads Welsh", "Hoffai Wellbrook Surgery eich gwahodd")
	form := words("")
	form["people"] = []string{boxes.FindStringSubmatch(page.Body)[1]}
	v.Post(letters, form).To(letters)
	v.Get(letters+"/print").Says("Annwyl Mx Bob Example,", "Yn gywir,", "Ffôn", "10 Tachwedd 2026", "Bydd Priya Shah (fferyllydd) yn eich gweld", "ffoniwch 01632 960 000", `lang="cy"`).
		Hides("Yours sincerely", "Telephone", "10 November", "To book")
}

// What somebody types that Stepdown has no Welsh for stays as it is, and whoever
// checks the wave is told.
func TestWhatStaysEnglishInAWelshTextIsShown(t *testing.T) {
	s := inWelsh(t)
	v := s.As("Coordinator")
	form := words("10")
	form.Set("book", "use our website or ring 01632 960 000")
	v.Get(v.Post(s.inviteAt(), form).To("/waves/")).Says("I drefnu: use our website", "Stays as it was typed, in English: “use our website or ring 01632 960 000”.")
	v.Get(s.wave(v, "10")).Says("ffoniwch 01632 960 000").Hides("Stays as it was typed")
}

// A wrong wave is taken back in Welsh for those who read it, where somebody wrote
// it in Welsh; and in English for everybody where nobody did.
func TestCorrectionIsWrittenInTheLanguagesOfWhomItReached(t *testing.T) {
	for _, welsh := range []string{"Cywiriad: roedd y rhif yn anghywir. Mae'n ddrwg gennym.", ""} {
		s := inWelsh(t)
		v := s.As("Coordinator")
		at := s.wave(v, "10")
		v.Post(at+"/send", held(v.Get(at), url.Values{"count": {"2"}})).To(at)
		s.due(2)
		v.Get(at).Says("The correction in Welsh, for 1 person", "Left empty, they get English")
		form := url.Values{"correction": {"The number was wrong."}, "correction-cy": {"Atebwch HELP."}, "do": {"check"}}
		v.Post(at+"/correct", form).Is(http.StatusUnprocessableEntity).Says("one word such as HELP")
		form.Set("correction-cy", welsh)
		shown := v.Post(at+"/correct", form).Is(http.StatusOK).Says("1 person who reads English gets", "A correction. The number was wrong. We are sorry.")
		if welsh == "" {
			shown.Says("1 person who reads Welsh gets English")
		} else {
			shown.Says("Wellbrook Surgery: Cywiriad: roedd y rhif yn anghywir. Mae&#39;n ddrwg gennym. 01632 960 000", "1 segment (GSM-7)")
		}
		s.due(0) // shown, and nothing sent
		form.Del("do")
		v.Post(at+"/correct", form).To(at)
		s.due(2)
		all, err := s.Store.MessagesOfCycle(ctx, s.Practice.ID, s.cycle.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range all {
			if m.Kind != messaging.Correction {
				continue
			}
			inWelsh := m.Patient == s.ann.ID && welsh != ""
			if inWelsh != (m.Language == "cy") || inWelsh != strings.Contains(m.Body, "Cywiriad") || m.State != messaging.Delivered {
				t.Errorf("%s, %s: %q", m.State, m.Language, m.Body)
			}
		}
	}
}

// Who had a letter and has not answered is reminded by text in Welsh, and the
// other way round.
func TestRemindersGoInWelsh(t *testing.T) {
	s := inWelsh(t)
	v := s.As("Coordinator")
	s.invite(v)
	letters := "/cycles/" + s.cycle.ID + "/letters"
	form := words("")
	form["people"] = []string{boxes.FindStringSubmatch(v.Get(letters).Body)[1]}
	v.Post(letters, form).To(letters)
	s.post(v, letters)
	s.bob.Person.Mobile = "07700 900102"
	s.tx(func(ctx context.Context) error { return s.Store.SavePatient(ctx, &s.bob) })
	s.Move(apptest.Now.AddDate(0, 0, 22))

	at := "/cycles/" + s.cycle.ID + "/reminders"
	page := v.Get(at).Says("For 1 person who reads Welsh", "eich gweld o hyd", "Had a letter before: a text now", "EXAMPLE, Bob")
	form = url.Values{"clinician": {"Priya Shah (pharmacist)"}, "book": {"ring 01632 960 000"}, "do": {"letters"}}
	for _, id := range boxes.FindAllStringSubmatch(page.Body, -1) {
		form.Add("people", id[1])
	}
	v.Post(at, form).To(letters)
	v.Get(letters+"/print").Says("Annwyl Mx Ann Example", "Mae Wellbrook Surgery wedi ysgrifennu atoch", "Does dim brys", "Dear Mx Di Example")
	form.Set("do", "texts")
	wave := v.Post(at, form).To("/waves/")
	check := v.Get(wave).Says("What Bob Example will get", "Rydym wedi ysgrifennu atoch am adolygiad", "reminder-cy/1")
	v.Post(wave+"/send", held(check, url.Values{"count": {"1"}})).To(wave)
	s.due(1)
}

// The pages on which a wave is checked and corrected in two languages, and the
// Welsh letter on paper.
func TestWelshInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: the browser is not short")
	}
	b := browser.New(t)
	s := inWelsh(t, apptest.Built)
	v := s.As("Coordinator")
	wave := s.wave(v, "10")
	b.Open(s.URL + "/sign-in")
	b.Fill("Email address", "coordinator@demo.example")
	b.Fill("Password", "stepdown-coordinator")
	b.Click("Sign in")
	b.Open(s.URL + wave)
	b.Axe()
	b.Screenshot("welsh-wave")
	v.Post(wave+"/send", held(v.Get(wave), url.Values{"count": {"2"}})).To(wave)
	s.due(2)
	letters := "/cycles/" + s.cycle.ID + "/letters"
	form := words("")
	form["people"] = []string{boxes.FindStringSubmatch(v.Get(letters).Body)[1]}
	b.Open(s.URL + letters)
	b.Axe()
	b.Screenshot("welsh-letters")
	v.Post(letters, form).To(letters)

	b.Open(s.URL + wave)
	b.Fill("What was wrong", "The number in this morning's text was wrong.")
	b.Fill("The correction in Welsh, for 1 person (optional)", "Cywiriad: roedd y rhif yn neges y bore yma'n anghywir. Mae'n ddrwg gennym. Ffoniwch ni:")
	b.Click("Show who gets which words")
	b.Expect("1 person who reads Welsh gets", "Cywiriad: roedd y rhif")
	b.Axe()
	b.Screenshot("welsh-correction")

	v.Post(s.phone("+447700900101"), url.Values{"body": {"I can't cope any more, I want to end it all"}}).To("/simulator/")
	s.due(1)
	for name, at := range map[string]string{"welsh-phone": s.phone("+447700900101"), "welsh-thread": firstReply(t, v), "welsh-print": letters + "/print"} {
		b.Open(s.URL + at)
		b.Axe()
		b.Screenshot(name)
	}
	b.Open(s.URL + letters + "/print")
	b.AwaitThat(inTheWindow)
	text := browser.PDFText(t, b.PDF())
	for _, want := range []string{"Annwyl Mx Bob Example", "Ffôn 01632 960 000", "10 Tachwedd 2026", "Yn gywir,", "Daliwch i gymryd eich meddyginiaeth"} {
		if !strings.Contains(text, want) {
			t.Errorf("the printed letter does not say %q", want)
		}
	}
}
