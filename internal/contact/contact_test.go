package contact

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"stepdown/internal/cycle"
	"stepdown/internal/medicine"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
)

// Whatever was recorded in whatever order: after an opt-out only a wish for
// texts from the same side ends it.
func TestOptOutHoldsUntilTheSameSideTakesItBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const number, patient = nhs.Mobile("+447700900101"), "p"
		wishes := []messaging.Wish{messaging.OptedOut, messaging.OptedIn, messaging.AskedToStop, messaging.WrongPerson, messaging.Checked}
		var entries []messaging.Entry
		numberOut, personOut := false, false
		for i := range rapid.IntRange(0, 12).Draw(t, "entries") {
			e := messaging.Entry{Wish: rapid.SampledFrom(wishes).Draw(t, "wish"), At: time.Unix(int64(i+1), 0)}
			if rapid.Bool().Draw(t, "by number") {
				e.Number = number
			}
			if e.Number == "" || rapid.Bool().Draw(t, "by person") {
				e.Patient = patient
			}
			entries = append(entries, e)
			switch e.Wish {
			case messaging.OptedOut:
				numberOut, personOut = numberOut || e.Number != "", personOut || e.Patient != ""
			case messaging.OptedIn:
				numberOut, personOut = numberOut && e.Number == "", personOut && e.Patient == ""
			}
		}
		got, since := Standing(entries, patient, number)
		if (got == messaging.OptedOut) != (numberOut || personOut) {
			t.Fatalf("standing %q after %+v", got, entries)
		}
		if (got == "") != since.IsZero() {
			t.Fatalf("standing %q since %v", got, since)
		}
	})
}

func TestWishesOfOthersDoNotCount(t *testing.T) {
	entries := []messaging.Entry{{Wish: messaging.OptedOut, Number: "+447700900999", Patient: "other", At: time.Unix(1, 0)}, {Wish: messaging.OptedOut, At: time.Unix(2, 0)}}
	if got, _ := Standing(entries, "p", "+447700900101"); got != "" {
		t.Errorf("standing %q", got)
	}
	if got, _ := Standing(entries, "", ""); got != "" {
		t.Errorf("standing of nobody %q", got)
	}
}

func TestEveryStateOfATextIsCountedOnce(t *testing.T) {
	counts := map[messaging.State]int{}
	for _, s := range messaging.States {
		counts[s] = 1
	}
	p := ProgressOf(counts)
	if sum := p.Waiting + p.Underway + p.Arrived + p.Troubled + p.Stopped; p.All != len(messaging.States) || sum != p.All {
		t.Errorf("%+v: %d of %d", p, sum, p.All)
	}
	if p.Done() || !ProgressOf(map[messaging.State]int{messaging.Delivered: 3, messaging.Held: 1}).Done() {
		t.Error("a wave is done when nothing waits or is on its way")
	}
}

func TestEveryInvitationAsksPeopleToGoOnTakingTheirMedicine(t *testing.T) {
	house := practice.Practice{Name: "Wellbrook Surgery"}
	for _, test := range []struct {
		name     string
		words    Invitation
		names    bool // the medicine
		opioids  bool // the leaflet for people on opioids
		leaflets bool
	}{
		{"discreet", Invitation{Clinician: "Priya", Book: "ring us", Medicine: "tramadol", Leaflets: true, Class: medicine.Opioid, LongWhy: "x"}, false, false, false},
		{"detailed", Invitation{Clinician: "Priya", Book: "ring us", Detailed: true, Medicine: "tramadol", Class: medicine.Opioid, LongWhy: "x"}, true, false, false},
		{"with leaflets", Invitation{Clinician: "Priya", Book: "ring us", Detailed: true, Medicine: "tramadol", Leaflets: true, Class: medicine.Opioid, LongWhy: "x"}, true, true, true},
		{"gabapentinoid", Invitation{Clinician: "Priya", Book: "ring us", Detailed: true, Medicine: "gabapentin", Leaflets: true, Class: medicine.Gabapentinoid, LongWhy: "x"}, true, false, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			text, err := worded(inUse(), test.words.Text(house.Name), cycle.Patient{})
			if err != nil {
				t.Fatal(err)
			}
			letter, err := worded(inUse(), test.words.Letter(house.Name), cycle.Patient{})
			if err != nil {
				t.Fatal(err)
			}
			for what, body := range map[string]string{"text": text.Body, "letter": letter.Body} {
				if !strings.Contains(body, messaging.KeepTaking["en"]) {
					t.Errorf("the %s does not ask to keep taking the medicine", what)
				}
				if strings.Contains(body, test.words.Medicine) != test.names {
					t.Errorf("the %s names the medicine: %v", what, !test.names)
				}
				if strings.Contains(body, messaging.OpioidLotteryLink) != test.opioids || strings.Contains(body, messaging.DecisionGuideLink) != test.leaflets {
					t.Errorf("the %s has the wrong leaflets: %s", what, body)
				}
			}
		})
	}
	for _, nothing := range []messaging.Text{Invitation{}.Text(house.Name), Invitation{}.Letter(house.Name), Invitation{Remind: true}.Text(house.Name)} {
		if _, err := worded(inUse(), nothing, cycle.Patient{}); !problem.Is(err, problem.Invalid) {
			t.Errorf("a %s without words: %v", nothing.Kind(), err)
		}
	}
}

// inUse are the shipped English wordings as a practice that approved them has them.
func inUse() messaging.Wordings {
	all := messaging.Wordings{}.Unapproved()
	for i := range all {
		all[i].State, all[i].ApprovedBy = messaging.WordingInUse, "Dr A"
	}
	return all
}

func TestNothingIsWordedThatNobodyApproved(t *testing.T) {
	for _, text := range []messaging.Text{Invitation{Clinician: "P", Book: "ring"}.Text("W"), Invitation{Clinician: "P", Book: "ring"}.Letter("W"), messaging.FollowUpText{Practice: "W", Spoke: "2026-10-20"}} {
		if _, err := worded(nil, text, cycle.Patient{}); !problem.Is(err, problem.Conflict) {
			t.Errorf("%s without an approved wording: %v", text.Kind(), err)
		}
	}
	safe := messaging.SafetyText{Practice: "W", Nation: nhs.Wales}
	if w, err := worded(nil, safe, cycle.Patient{}); err != nil || !strings.Contains(w.Body, "999") {
		t.Errorf("the safety answer waits for a signature: %v", err)
	}
}

func TestEverybodyReadsTheirLanguageWhereItIsApproved(t *testing.T) {
	all := inUse()
	welsh := messaging.Shipped(messaging.Invitation, messaging.Discreet, "cy")
	text := Invitation{Clinician: "Priya", Book: "ring us"}.Text("Wellbrook")
	person := func(language, interpreter string) cycle.Patient {
		p := cycle.Patient{Needs: cycle.Needs{Interpreter: interpreter}}
		p.Person.Language = language
		return p
	}
	for _, test := range []struct {
		to       cycle.Patient
		approved bool
		language string
		reads    string
		lacks    bool
	}{
		{person("", ""), true, "en", "", false},
		{person("English", ""), true, "en", "", false},
		{person("Welsh", ""), false, "en", "Welsh", true}, // a draft is not sent
		{person("Welsh", ""), true, "cy", "Welsh", false},
		{person("Main spoken language Welsh", ""), true, "cy", "Welsh", false},
		{person("English", "Welsh"), true, "cy", "Welsh", false}, // what a colleague noted comes first
		{person("Polish", ""), true, "en", "Polish", true},
		{person("British Sign Language", ""), true, "en", "“British Sign Language”", true},
		{person("English", "British Sign Language"), true, "en", "“British Sign Language”", true}, // may not read English well: somebody looks
		{person("English", "Welsh, Mrs Rees"), true, "cy", "Welsh", false},
		{person("Welsh", "needed"), true, "cy", "Welsh", false},
		{person("Not recorded", ""), true, "en", "", false},
		{person("Unknown", "no"), true, "en", "", false},
		{person("", "needed, no English"), true, "en", "“needed, no English”", true},
	} {
		ws := all
		if test.approved {
			w := welsh
			w.State = messaging.WordingInUse
			ws = append(ws[:len(ws):len(ws)], w)
		}
		got, err := worded(ws, text, test.to)
		if err != nil || got.Wording.Language != test.language || got.Reads != test.reads || got.Lacks() != test.lacks {
			t.Errorf("%s, %s: in %s, reads %q, lacks %v (%v)", test.to.Person.Language, test.to.Needs.Interpreter, got.Wording.Language, got.Reads, got.Lacks(), err)
		}
	}
}

func TestBookingIsReadFromItsIntent(t *testing.T) {
	day := BookingIntent(messaging.DayBefore, "p", "b")
	for intent, want := range map[string]string{day: "b", day + "/again": "b", BookingIntent(messaging.AppointmentConfirmed, "p", "c"): "c", PlanIntent("p", 2): "", ReminderIntent("p"): "", "": ""} {
		if got := BookingOf(intent); got != want {
			t.Errorf("%q: %q", intent, got)
		}
	}
}

func TestIntentIsRecognisedWithWhatWasDerivedFromIt(t *testing.T) {
	two := PlanIntent("p", 2)
	for intent, want := range map[string]bool{two: true, two + "/again": true, PlanIntent("p", 22): false, PlanIntent("q", 2): false, "": false} {
		if got := SpeaksOf(intent, two); got != want {
			t.Errorf("%q: %v", intent, got)
		}
	}
}
