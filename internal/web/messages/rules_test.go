package messages_test

import (
	"net/http"
	"net/url"
	"testing"

	"stepdown/internal/messaging"
)

func own(version, class, pattern, example string) url.Values {
	return url.Values{"version": {version}, "class": {class}, "pattern": {pattern}, "example": {example}}
}

func TestClinicianChangesTheReadingOfReplies(t *testing.T) {
	s := newSurgery(t, "2026-11-08")
	v := s.As("Clinician")
	v.Get("/settings/replies").Is(http.StatusOK).Says("They close nothing and hide nothing", "I feel suicidal", "cannot be switched off", "Add the rule", "None yet.")
	v.Post("/settings/replies/try", url.Values{"phrase": {"Everything turned to jelly"}}).Is(http.StatusOK).Says("No rule fits")
	v.Post("/settings/replies/add", own("0", "urgent", "turned to jelly", "it turned to jelly")).To("/settings/replies")
	v.Get("/settings/replies").Says("it turned to jelly", "version 1", "Take it out")
	v.Post("/settings/replies/try", url.Values{"phrase": {"Everything turned to jelly"}}).Is(http.StatusOK).Says("May be urgent", "practice-1", "turned to jelly")

	// It reads the next reply, and no other practice's.
	got, err := s.Texts.Contact.Receive(ctx, messaging.Arrival{ProviderID: "in-1", From: "+447700900101", To: "practice:" + s.Practice.ID, Body: "Everything turned to jelly", Received: s.Now()})
	if err != nil || !got.Inbound.Urgent || got.Inbound.State != messaging.Open {
		t.Errorf("%+v %v", got.Inbound, err)
	}
	other, _ := s.Elsewhere()
	other.Get("/settings/replies").Is(http.StatusOK).Hides("it turned to jelly")

	v.Post("/settings/replies/switch", url.Values{"version": {"1"}, "rule": {"doing-well-8"}, "do": {"off"}}).To("/settings/replies")
	v.Post("/settings/replies/try", url.Values{"phrase": {"👍"}}).Is(http.StatusOK).Says("No rule fits")
	v.Post("/settings/replies/switch", url.Values{"version": {"2"}, "rule": {"urgent-cope-1"}, "do": {"off"}}).Is(http.StatusConflict).Says("cannot be switched off")
	v.Post("/settings/replies/remove", url.Values{"version": {"1"}, "rule": {"practice-1"}}).Is(http.StatusConflict).Says("Somebody else changed the rules")
	v.Post("/settings/replies/remove", url.Values{"version": {"2"}, "rule": {"practice-1"}}).To("/settings/replies")
	for _, c := range []struct {
		form url.Values
		says string
	}{
		{own("3", "urgent", "jelly", "custard"), "does not find this example"},
		{own("3", "urgent", "JELLY", "jelly"), "cannot be read"},
		{own("3", "nonsense", "jelly", "jelly"), "Select from the list"},
	} {
		v.Post("/settings/replies/add", c.form).Is(http.StatusUnprocessableEntity).Says(c.says)
	}
	s.As("Administrator").Get("/settings/audit").Says("changed the reading of replies", "added reply rule: urgent", "switched off reply rule doing-well-8")
}

func TestWhoMayChangeTheReadingOfReplies(t *testing.T) {
	s := newSurgery(t, "2026-11-08")
	s.As("Coordinator").Get("/settings/replies").Is(http.StatusOK).Says("A clinician can add rules").Hides("Add the rule", "Switch off")
	s.As("Coordinator").Post("/settings/replies/add", own("0", "urgent", "jelly", "jelly")).Is(http.StatusForbidden)
	s.As("Viewer").Get("/settings/replies").Is(http.StatusForbidden)
}
