package app_test

import (
	"context"
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/contact"
	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
)

// messageRecords are those of texts, by the name of the parameter in paths: a
// wave with a held text, a text, a reply and a simulated phone.
func messageRecords(t *testing.T, site *apptest.Site, p cycle.Participant) map[string]string {
	t.Helper()
	ctx, to := context.Background(), "+447700900123"
	wave := contact.Batch{PracticeID: p.PracticeID, CycleID: p.CycleID, Kind: messaging.Invitation, State: contact.Proposed, People: []string{p.ID}, ExtractOn: "2026-10-31",
		Wording: contact.Invitation{Clinician: "Amara Nwosu", Book: "ring 01632 960 000"}}
	if err := site.Store.InTx(ctx, func(ctx context.Context) error { return site.Store.AddBatch(ctx, &wave) }); err != nil {
		t.Fatal(err)
	}
	m, _, err := site.Texts.Desk.Queue(ctx, messaging.Message{Practice: p.PracticeID, Patient: p.PatientID, Cycle: p.CycleID, Participant: p.ID,
		Kind: messaging.FollowUp, Intent: "follow-up/route-test", To: "+447700900123", Body: "How are you?"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := site.Texts.SendDue(ctx); err != nil {
		t.Fatal(err)
	}
	phone, err := site.Texts.Simulator.Phone(p.PracticeID, "+447700900123")
	if err != nil {
		t.Fatal(err)
	}
	got, err := site.Texts.Contact.Receive(ctx, messaging.Arrival{ProviderID: "IN1", From: to, To: "practice:" + p.PracticeID, Body: "Fine", Received: apptest.Now})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = site.Texts.Desk.Queue(ctx, messaging.Message{Practice: p.PracticeID, Patient: p.PatientID, Cycle: p.CycleID, Participant: p.ID, Batch: wave.ID,
		Kind: messaging.Invitation, Intent: "invitation/route-test", To: "+447700900123", Body: "Please ring us."})
	if err == nil {
		_, err = site.Texts.Desk.Hold(ctx, messaging.Filter{Batch: wave.ID}, "A person must look.")
	}
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"group": wave.ID, "wave": wave.ID, "text": m.ID, "reply": got.Inbound.ID, "phone": phone}
}
