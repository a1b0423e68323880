package messages_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"stepdown/internal/messaging"
)

// heldWave is a wave to Ann and Di that is held, as after a restored backup.
func heldWave(s *surgery) (group string) {
	s.t.Helper()
	v := s.As("Coordinator")
	at := s.wave(v, "10")
	v.Post(at+"/send", held(v.Get(at), url.Values{"count": {"2"}})).To(at)
	s.Move(s.Now().Add(time.Minute))
	s.tx(func(ctx context.Context) error {
		_, err := s.Texts.Contact.HoldRestored(ctx, s.Practice.ID, 2)
		return err
	})
	return "/texts/held/" + strings.TrimPrefix(at, "/waves/")
}

var markField = regexp.MustCompile(`name="mark" value="([^"]+)"`)

func decision(body, do, count, looked string) url.Values {
	form := url.Values{"do": {do}, "count": {count}, "mark": {markField.FindStringSubmatch(body)[1]}}
	if looked != "" {
		form.Set("looked", looked)
	}
	return form
}

// Many held texts are decided on together, by somebody who typed how many and
// looked first; what is released still passes the last checks, and each text
// has its entry in the audit.
func TestHeldTextsAreDecidedOnTogether(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	group := heldWave(s)
	v := s.As("Coordinator")
	v.Get("/texts").Says(`href="`+group+`"`, "Invitations of Tue 10 Nov, 09:30, sent by Joan Fletcher: 2 texts")
	body := v.Get(group).Is(http.StatusOK).Says("2 texts are held", "2 texts: The records were put back from a backup", "Ann", "Di").Body
	for name, form := range map[string]url.Values{
		"no choice":         {"count": {"2"}, "mark": {"x"}},
		"a wrong number":    decision(body, "release", "3", "yes"),
		"no number":         decision(body, "cancel", "", ""),
		"nobody has looked": decision(body, "release", "2", ""),
	} {
		if got := v.Post(group, form); got.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", name, got.Status)
		}
	}
	v.Post(group, decision(body, "release", "2", "")).Says("Select at least one: only to send them")
	other, _ := s.Elsewhere()
	other.Get(group).Is(http.StatusNotFound)
	other.Post(group, decision(body, "cancel", "2", "")).Is(http.StatusNotFound)
	s.As("Viewer").Post(group, decision(body, "cancel", "2", "")).Is(http.StatusForbidden)

	s.reply("a", "+447700900104", "STOP") // Di, meanwhile: her text is held no more
	v.Post(group, decision(body, "release", "2", "yes")).Is(http.StatusConflict).Says("have changed while you had the page open")
	body = v.Get(group).Says("1 text is held").Hides("EXAMPLE, Di").Body
	v.Post("/people/"+s.ann.ID+"/messages/wish", url.Values{"wish": {"wrong person"}}).To("/people/")
	v.Post(group, decision(body, "release", "1", "yes")).To("/texts")
	v.Post("/texts/resume", url.Values{}).To("/texts")
	s.due(0) // the last check stopped it once more
	body = v.Get(group).Says("Somebody else answered from this number").Body
	v.Post("/people/"+s.ann.ID+"/messages/wish", url.Values{"wish": {"number checked"}}).To("/people/")
	v.Post(group, decision(body, "release", "1", "yes")).To("/texts")
	s.due(1)
	s.due(0)
	v.Get(group).Is(http.StatusNotFound)
	trail, err := s.Store.AuditTrail(ctx, s.Practice.ID, "", 200, 0)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, e := range trail {
		counts[e.Action]++
	}
	if counts["released text"] != 2 || counts["released held texts together"] != 2 {
		t.Errorf("%v", counts)
	}
}

func TestManyHeldTextsAreCancelledTogether(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	for i := range 14 {
		m := waiting(s)
		m.Intent = fmt.Sprint("answer/", i)
		if _, added, err := s.Texts.Desk.Queue(ctx, m); !added || err != nil {
			t.Fatal(added, err)
		}
	}
	if _, err := s.Texts.Desk.Hold(ctx, messaging.Filter{Practice: s.Practice.ID}, "A person must look."); err != nil {
		t.Fatal(err)
	}
	v := s.As("Coordinator")
	if page := v.Get("/texts").Says("Texts that belong to no wave: 14 texts"); strings.Count(page.Body, "Send it after all") != 0 {
		t.Error("each of many held texts stands on the page by itself")
	}
	v.Get("/home").Says("14 texts held for a person")
	at := "/texts/held/alone"
	body := v.Get(at).Is(http.StatusOK).Says("14 texts: A person must look.").Body
	v.Post(at, decision(body, "cancel", "14", "")).To("/texts")
	v.Post(at, decision(body, "cancel", "14", "")).Is(http.StatusNotFound)
	v.Get("/texts").Says("No text needs a person now").Hides("Held together")
	s.due(0)
}
