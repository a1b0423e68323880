package messages_test

import (
	"net/url"
	"strings"
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/browser"
	"stepdown/internal/messaging"
)

// Every page of texts and letters is opened in a browser and checked with axe;
// the letters are printed, a sheet each.
func TestPagesOfTextsInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: the browser is not short")
	}
	b := browser.New(t)
	s := newSurgery(t, "2026-11-01", apptest.Built)
	v := s.As("Coordinator")
	proposed := s.wave(v, "1")
	s.invite(v)
	v.Post(s.phone("+447700900101"), url.Values{"body": {"Can I come on Tuesday?"}}).To("/simulator/")
	places, err := s.Store.ParticipantsOf(ctx, s.Practice.ID, s.bob.ID)
	if err != nil || len(places) != 1 {
		t.Fatal(err)
	}
	form := words("")
	form.Set("people", places[0].ID)
	letters := "/cycles/" + s.cycle.ID + "/letters"
	v.Post(letters, form).To(letters)

	if _, added, err := s.Texts.Desk.Queue(ctx, waiting(s)); !added || err != nil {
		t.Fatal(added, err)
	}
	if _, err := s.Texts.Desk.Hold(ctx, messaging.Filter{Practice: s.Practice.ID}, "A person must look."); err != nil {
		t.Fatal(err)
	}

	b.Open(s.URL + "/sign-in")
	b.Fill("Email address", "coordinator@demo.example")
	b.Fill("Password", "stepdown-coordinator")
	b.Click("Sign in")
	wave := linkTo(t, v.Get(s.inviteAt()).Body, "/waves/")
	for _, at := range []string{s.inviteAt(), "/cycles/" + s.cycle.ID + "/reminders", proposed, wave, "/replies", firstReply(t, v), "/texts", "/texts/held/alone", "/people/" + s.ann.ID + "/messages",
		letters, "/simulator", s.phone("+447700900101"), letters + "/print"} {
		b.Open(s.URL + at)
		b.Axe()
		b.Screenshot("texts" + strings.ReplaceAll(at[:min(len(at), 12)], "/", "-"))
	}
	b.AwaitThat(inTheWindow)
	text := browser.PDFText(t, b.PDF())
	for _, want := range []string{"Mx Bob Example", "1 Mill Lane", "Please keep taking your medicine as usual"} {
		if !strings.Contains(text, want) {
			t.Errorf("the printed letter does not say %q", want)
		}
	}
	if strings.Contains(text, "Back to the letters") || strings.Count(text, "\f") != 1 {
		t.Errorf("the letter is not one clean sheet:\n%s", text)
	}
}

// inTheWindow is true when of every letter the address stands where a window
// envelope always shows it, and nothing else of the letter where it may show:
// 57 to 81 mm from the top of the sheet and 20 to 100 mm from its left edge
// (static/src/print.css says why). The sheet's margin of 15 mm is added.
const inTheWindow = `[...document.querySelectorAll(".app-letter")].every(letter => {
	const sheet = letter.getBoundingClientRect(), mm = px => 15 + px * 25.4 / 96;
	const at = part => letter.querySelector(part).getBoundingClientRect();
	const to = at(".app-letter__to p"), text = at(".app-letter__text p"), from = at(".app-letter__from");
	return mm(to.top - sheet.top) > 56.9 && mm(to.bottom - sheet.top) <= 81 && mm(to.left - sheet.left) >= 20 && mm(to.right - sheet.left) <= 100
		&& mm(text.top - sheet.top) >= 92 && mm(from.left - sheet.left) > 110;
})`

func linkTo(t *testing.T, body, prefix string) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, `href="`+prefix)
	if !ok {
		t.Fatalf("no link to %s", prefix)
	}
	id, _, _ := strings.Cut(rest, `"`)
	return prefix + id
}
