package messaging

import (
	"errors"
	"strings"
	"testing"
	"time"

	"stepdown/internal/medicine"
	"stepdown/internal/nhs"
)

func examples() []Text {
	return []Text{
		InvitationText{Practice: "Frome Medical Practice", Clinician: "Dr Anna Patel (GP)", Book: "ring 01632 960123"},
		InvitationText{Practice: "Frome Medical Practice", Clinician: "Dr Anna Patel (GP)", Book: "ring 01632 960123", Detailed: true, Medicine: "tramadol", Class: medicine.Opioid, Links: Links{true, true, true}},
		InvitationText{Practice: "Frome Medical Practice", Clinician: "Sam Jones (pharmacist)", Book: "ring 01632 960123", Detailed: true, Medicine: "pregabalin", Class: medicine.Gabapentinoid, Links: Links{true, false, true}},
		ReminderText{"Frome Medical Practice", "Dr Anna Patel (GP)", "ring 01632 960123"},
		FollowUpText{Practice: "Frome Medical Practice", Spoke: "2026-10-20"},
		FollowUpText{Practice: "Frome Medical Practice", Spoke: "2026-10-20", Detailed: true, Discussed: "tramadol"},
		PlanStepsText{"Frome Medical Practice", []string{"Now: morning 1, night 1", "From 15 Jun: night 1"}, map[string][]string{Welsh: {"Nawr: bore 1, nos 1", "O 15 Mehefin: nos 1"}}, "01632 960123", "Dr Anna Patel"},
		AppointmentText{Practice: "Frome Medical Practice", Clinician: "Dr Anna Patel", When: "Tuesday 1 December 2026, 10.20am", At: time.Date(2026, 12, 1, 10, 20, 0, 0, nhs.London), Where: "at the surgery", Change: "ring 01632 960123"},
		AppointmentText{Practice: "Frome Medical Practice", Clinician: "Dr Anna Patel", When: "Tuesday 1 December 2026, 10.20am", At: time.Date(2026, 12, 1, 10, 20, 0, 0, nhs.London), Where: "by telephone", Change: "ring 01632 960123", DayBefore: true},
		SessionText{Practice: "Frome Medical Practice", When: "Thursday 3 December 2026, 2pm", At: time.Date(2026, 12, 3, 14, 0, 0, 0, nhs.London), Where: "at the library", Book: "Just come along", Cafe: true},
		SessionText{Practice: "Frome Medical Practice", Where: "https://livewellwithpain.co.uk/ten-footsteps-programme/"},
		WellbeingText{"Frome Medical Practice", "https://frome.example.nhs.uk/w/abc"},
		SafetyText{Practice: "Frome Medical Practice", Nation: nhs.England},
		AnswerText{Practice: "Frome Medical Practice", Body: "Yes, that is fine. Sam Jones"},
		CorrectionText{"Frome Medical Practice", "The text you had from us this morning was sent by mistake.", "01632 960123", ""},
	}
}

func TestEveryKindOfTextRendersCleanly(t *testing.T) {
	seen := map[Kind]bool{}
	for _, x := range examples() {
		body, err := x.Render()
		if err != nil {
			t.Errorf("%s: %v", x.Kind(), err)
			continue
		}
		seen[x.Kind()] = true
		if !strings.Contains(body, "Frome Medical Practice") || strings.ContainsAny(body, "{}[]") {
			t.Errorf("%s: %q", x.Kind(), body)
		}
		if faults := lintBody(body); len(faults) > 0 {
			t.Errorf("%s: %v", x.Kind(), faults)
		}
		c := Count(body)
		detailedLinks := strings.Contains(body, "https://livewell") && x.Kind() == Invitation
		if c.Encoding != GSM7 || c.Segments > AskWhyAbove && !detailedLinks {
			t.Errorf("%s takes %d segments of %s: %q", x.Kind(), c.Segments, c.Encoding, body)
		}
		if x.Form() == Discreet && medicines().MatchString(body) {
			t.Errorf("%s names a medicine", x.Kind())
		}
		if (x.Kind() == Invitation || x.Kind() == Reminder) && !strings.Contains(body, KeepTaking["en"]) {
			t.Errorf("%s does not say to keep taking the medicine", x.Kind())
		}
	}
	for _, k := range Kinds {
		if !seen[k] {
			t.Errorf("%s has no example", k)
		}
	}
}

func TestMissingFieldsAreNamed(t *testing.T) {
	for _, x := range []Text{InvitationText{}, InvitationText{Detailed: true}, ReminderText{}, FollowUpText{}, PlanStepsText{}, AppointmentText{}, SessionText{Cafe: true}, WellbeingText{}, SafetyText{}, AnswerText{Body: " "}, CorrectionText{}} {
		body, err := x.Render()
		var e *FieldsError
		if body != "" || !errors.As(err, &e) || len(e.Missing) == 0 {
			t.Errorf("%s: %q %v", x.Kind(), body, err)
		}
	}
	_, err := InvitationText{Practice: "F", Clinician: "Dr P", Book: "ring", Detailed: true}.Render()
	if err == nil || err.Error() != "These are missing: medicine." {
		t.Error(err)
	}
}

func TestTheOpioidLeafletIsForOpioidsAndNoLeafletIsDiscreet(t *testing.T) {
	x := InvitationText{Practice: "F", Clinician: "Dr P", Book: "ring", Detailed: true, Medicine: "gabapentin", Class: medicine.Gabapentinoid, Links: Links{OpioidLottery: true}}
	if _, err := x.Render(); err == nil {
		t.Error("the opioid leaflet for gabapentin")
	}
	for _, x := range []InvitationText{
		{Practice: "F", Clinician: "Dr P", Book: "ring", Medicine: "tramadol"},
		{Practice: "F", Clinician: "Dr P", Book: "ring", Links: Links{AskYourself: true}},
	} {
		if _, err := x.Render(); err == nil {
			t.Error("a discreet text with a medicine or a leaflet")
		}
	}
}

func TestShippedWordingsLintCleanAndAreDrafts(t *testing.T) {
	names := map[string]bool{}
	for _, w := range ShippedWordings() {
		if faults := w.Lint(); len(faults) > 0 {
			t.Errorf("%s: %v", w.Name(), faults)
		}
		if names[w.Name()] {
			t.Errorf("two wordings are called %s", w.Name())
		}
		names[w.Name()] = true
		if w.Approved() {
			t.Errorf("%s is approved by nobody in the practice", w.Name())
		}
	}
	if !names["invitation/1"] || !names["invitation-detailed/1"] || !names["invitation-cy/1"] || !names[SafetyTemplate] {
		t.Error(names)
	}
}

func TestLint(t *testing.T) {
	ok := Shipped(Invitation, Discreet, "en")
	for name, c := range map[string]struct{ body, part string }{
		"keep taking":   {"{practice}: please book a review. Reply STOP for no more texts.", "Keep the sentence"},
		"practice":      {"Please book. " + KeepTaking["en"], "{practice}"},
		"HELP":          {ok.Body + " Reply HELP for help.", "one word"},
		"cancel":        {ok.Body + " Text cancel to cancel.", "one word"},
		"yes":           {ok.Body + " Reply YES to book.", "one word"},
		"stop medicine": {ok.Body + " Reply STOP to stop the medicine.", "STOP ends texts"},
		"medicine":      {ok.Body + " You take tramadol.", "discreet"},
		"link names":    {ok.Body + " " + OpioidLotteryLink, "discreet"},
		"links field":   {ok.Body + " {links}", "discreet"},
		"http":          {ok.Body + " http://livewellwithpain.co.uk", "https"},
		"short link":    {ok.Body + " https://bit.ly/abc", "Shortened"},
		"bare address":  {ok.Body + " https://10.0.0.1/x", "recognise"},
		"field":         {ok.Body + " {mobile}", "no field"},
		"brackets":      {ok.Body + " [[ x", "]]"},
		"long":          {ok.Body + strings.Repeat("a", 1600), "1,600"},
		"quoted":        {ok.Body + " Put “help” in your reply.", "one word"},
		"no booking":    {strings.ReplaceAll(ok.Body, "{book}", "soon"), "{book}"},
		"maybe booking": {strings.ReplaceAll(ok.Body, "{book}", "soon[[: {book}]]"), "{book}"},
	} {
		w := ok
		w.Body = c.body
		if faults := w.Lint(); !contains(faults, c.part) {
			t.Errorf("%s: %v", name, faults)
		}
	}
	polish := ok
	polish.Language = "pl"
	if !contains(polish.Lint(), "no approved sentence") {
		t.Error("a language without its sentence could be approved")
	}
	polish.KeepTaking = "Prosimy przyjmować leki jak dotychczas, dopóki nie porozmawiamy."
	if !contains(polish.Lint(), "Keep the sentence") {
		t.Error("the sentence is not asked for in the body")
	}
	polish.Body = "{practice}: Zapraszamy na rozmowę z {clinician}. {book}. " + polish.KeepTaking
	if faults := polish.Lint(); len(faults) > 0 {
		t.Error(faults)
	}
}

func TestFactsOfOtherKinds(t *testing.T) {
	now := at("2026-11-23 10:00")
	all := Facts{NumberFault: nhs.HasLetters, Wish: OptedOut, Died: "2026-01-01", Left: "2026-01-01", BirthDate: "2015-01-01", SharedWith: 2,
		NoTexts: true, AlreadyInvited: true, ScreenedOut: true, Declined: true, LeftCycle: true, PlanHeld: true, ExtractMaxDays: 1}
	if got := len(all.Refusals(Invitation, now)); got != 12 {
		t.Errorf("%d reasons for an invitation", got)
	}
	if got := all.Refusals(SafetyAnswer, now); len(got) != 1 || got[0].Reason != HasOptedOut {
		t.Errorf("%v", got)
	}
	if got := (Facts{Number: "+447700900001", BirthDate: "1960-01-01", PlanHeld: true}).Refusals(PlanText, now); len(got) != 1 || got[0].Reason != PlanOnHold {
		t.Errorf("%v", got)
	}
	for _, k := range Kinds {
		if (Facts{}).NotBefore(k, at("2026-12-25 03:00")).Equal(at("2026-12-25 03:00")) != k.AnyHour() {
			t.Errorf("%s at three in the morning of Christmas", k)
		}
	}
}
