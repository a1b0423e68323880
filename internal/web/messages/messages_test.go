package messages_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"stepdown/internal/app/apptest"
	"stepdown/internal/cohort"
	"stepdown/internal/config"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
)

var ctx = context.Background()

// surgery is a site with a running cycle and four people in it: Ann can be
// texted, Bob has no mobile, Cy is not screened yet, Di can be texted.
type surgery struct {
	*apptest.Site
	t     *testing.T
	cycle cycle.Cycle
	ann   cycle.Patient
	bob   cycle.Patient
	annIn cycle.Participant
}

func newSurgery(t *testing.T, extract nhs.Date, change ...func(*config.Config)) *surgery {
	t.Helper()
	s := &surgery{Site: apptest.New(t, change...), t: t}
	id := s.Practice.ID
	s.cycle = cycle.Cycle{PracticeID: id, Status: cycle.Running, Title: "Tramadol", Targets: []string{"tramadol"}, Starts: "2026-11-01", Team: []cycle.Member{{Name: "Priya Shah", Role: "pharmacist"}}}
	e := intake.Extract{PracticeID: id, AsAt: extract, SHA256: "x", ListSize: 100}
	s.tx(func(ctx context.Context) error {
		if err := s.Store.CreateExtract(ctx, &e); err != nil {
			return err
		}
		return s.Store.CreateCycle(ctx, &s.cycle)
	})
	s.ann, s.annIn = s.join("Ann", "07700 900101", cycle.Suitable)
	s.bob, _ = s.join("Bob", "", cycle.Suitable)
	s.join("Cy", "07700 900103", cycle.NotScreened)
	s.join("Di", "07700 900104", cycle.Suitable)
	return s
}

func (s *surgery) tx(f func(context.Context) error) {
	s.t.Helper()
	if err := s.Store.InTx(ctx, f); err != nil {
		s.t.Fatal(err)
	}
}

func (s *surgery) join(name, mobile string, answer cycle.Suitability) (p cycle.Patient, q cycle.Participant) {
	s.t.Helper()
	p = cycle.Patient{PracticeID: s.Practice.ID, Person: cohort.Person{Title: "Mx", Given: name, Family: "Example", BirthDate: "1960-05-04", Mobile: mobile, Address: []string{"1 Mill Lane", "Wellbrook", "ZZ99 3AA"}}}
	s.tx(func(ctx context.Context) error {
		if err := s.Store.SavePatient(ctx, &p); err != nil {
			return err
		}
		q = cycle.Participant{PracticeID: s.Practice.ID, CycleID: s.cycle.ID, PatientID: p.ID, AddedBy: "search", Screening: cycle.Screening{Answer: answer}}
		return s.Store.CreateParticipant(ctx, &q)
	})
	return p, q
}

func (s *surgery) settings(change func(*practice.Settings)) {
	s.t.Helper()
	p, err := s.Store.Practice(ctx, s.Practice.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	change(&p.Settings)
	s.tx(func(ctx context.Context) error { return s.Store.SaveSettings(ctx, p.ID, p.Settings) })
}

// due sends what is due and checks how many calls the network got.
func (s *surgery) due(want int) {
	s.t.Helper()
	if n, err := s.Texts.SendDue(ctx); n != want || err != nil {
		s.t.Fatalf("%d texts went, want %d (%v)", n, want, err)
	}
}

// phone is the simulated phone of a number.
func (s *surgery) phone(m nhs.Mobile) string {
	s.t.Helper()
	id, err := s.Texts.Simulator.Phone(s.Practice.ID, m)
	if err != nil {
		s.t.Fatal(err)
	}
	return "/simulator/" + id
}

func (s *surgery) participant() cycle.Participant {
	s.t.Helper()
	p, err := s.Store.Participant(ctx, s.Practice.ID, s.annIn.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func (s *surgery) inviteAt() string { return "/cycles/" + s.cycle.ID + "/invite" }

func words(size string) url.Values {
	return url.Values{"clinician": {"Priya Shah (pharmacist)"}, "book": {"ring 01632 960 000"}, "form": {"discreet"}, "size": {size}}
}

// wave proposes a wave of so many people and gives its address.
func (s *surgery) wave(v *apptest.Visitor, size string) string {
	s.t.Helper()
	return v.Post(s.inviteAt(), words(size)).To("/waves/")
}

var hidden = regexp.MustCompile(`name="(version|seen)" value="([^"]+)"`)

// held gives the hidden fields of a page, as a browser would send them.
func held(p *apptest.Page, typed url.Values) url.Values {
	form := url.Values{}
	seen := map[string]bool{}
	for _, m := range hidden.FindAllStringSubmatch(p.Body, -1) {
		if !seen[m[1]+m[2]] {
			form.Add(m[1], m[2])
			seen[m[1]+m[2]] = true
		}
	}
	for k, v := range typed {
		form[k] = v
	}
	return form
}

// invite sends the first wave of all who can be texted: Ann and Di.
func (s *surgery) invite(v *apptest.Visitor) {
	s.t.Helper()
	at := s.wave(v, "10")
	v.Post(at+"/send", held(v.Get(at), url.Values{"count": {"2"}})).To(at)
	s.due(2)
}

var link = regexp.MustCompile(`href="(/replies/[A-Z0-9]+)"`)

func firstReply(t *testing.T, v *apptest.Visitor) string {
	t.Helper()
	m := link.FindStringSubmatch(v.Get("/replies").Is(http.StatusOK).Body)
	if m == nil {
		t.Fatal("the inbox is empty")
	}
	return m[1]
}

func TestInvitationIsSentAnsweredAndClosed(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Coordinator")
	v.Get(s.inviteAt()).Is(http.StatusOK).Says("There is no mobile number on their record", "record not screened yet", "Please keep taking your medicine as usual until we have talked",
		"Priya Shah (pharmacist)", "segment", "£", "1 person can have a letter")

	s.ann.Needs.Interpreter = "Polish"
	s.tx(func(ctx context.Context) error { return s.Store.SavePatient(ctx, &s.ann) })
	at := s.wave(v, "10")
	check := v.Get(at).Is(http.StatusOK).Says("Check before you send", "will get", "for all", "EXAMPLE, Di", "Interpreter: Polish", "Chosen on the extract of 1 November 2026",
		"1 person reads Polish: no approved wording", "Who will not be texted, and why", "1 person: record not screened yet").Hides("EXAMPLE, Cy")
	if texted, left, _ := strings.Cut(check.Body, "Who will not be texted, and why"); strings.Contains(texted, "EXAMPLE, Bob") || !strings.Contains(left, "EXAMPLE, Bob") {
		t.Error("Bob, who has no mobile, is not among those who will not be texted")
	}
	if strings.Contains(check.Body[strings.Index(check.Body, "app-text-preview"):][:400], "ramadol") {
		t.Error("the discreet form names the medicine")
	}
	v.Post(at+"/send", held(check, url.Values{"count": {"3"}})).Is(http.StatusUnprocessableEntity).Says("Type the number of people in this wave: 2")
	if s.participant().Invited != "" {
		t.Error("invited before anything was sent")
	}
	v.Post(at+"/send", held(check, url.Values{"count": {"2"}})).To(at)
	v.Get(at).Says("waiting to go", "Pause")
	s.due(2)
	v.Get(at).Says("All texts of this wave have gone", "On the phone")
	if got := s.participant().Invited; got != "2026-11-10" {
		t.Errorf("invited on %q", got)
	}
	trail, err := s.Store.AuditTrail(ctx, s.Practice.ID, s.ann.ID, 50, 0)
	if err != nil || len(trail) == 0 || trail[0].Action != "text accepted by the network" {
		t.Errorf("the audit does not say that the text was accepted: %v", err)
	}

	v.Get("/simulator").Says("Ann Example", "Wellbrook Surgery")
	phone := s.phone("+447700900101")
	v.Get(phone).Says("We&#39;d like to invite you")
	v.Post(phone, url.Values{"body": {""}}).Is(http.StatusUnprocessableEntity)
	v.Post(phone, url.Values{"body": {"Can I book for Tuesday please"}}).To(phone)

	v.Get("/home").Says("Reply from Ann Example")
	thread := firstReply(t, v)
	page := v.Get(thread).Is(http.StatusOK).Says("Can I book for Tuesday please", "Wants to book or change", "the rules saw", "Answer by text")
	answer := url.Values{"body": {"Tuesday at 10 it is."}, "do": {"check"}}
	v.Post(thread+"/answer", held(page, answer)).Is(http.StatusOK).Says("Wellbrook Surgery: Tuesday at 10 it is.", "1 segment")
	answer.Set("do", "send")
	v.Post(thread+"/answer", held(v.Get(thread), answer)).To(thread)
	s.due(1)
	v.Get(phone).Says("Tuesday at 10 it is.")
	v.Get(thread).Says("Answered by Joan Fletcher", "Nothing in this thread waits")
	v.Post(thread+"/reopen", nil).To(thread)
	v.Post(thread+"/close", held(v.Get(thread), url.Values{"outcome": {""}})).Is(http.StatusUnprocessableEntity).Says("outcome")
	v.Post(thread+"/note", url.Values{"note": {"She prefers mornings"}}).To(thread)
	v.Post(thread+"/close", held(v.Get(thread), url.Values{"outcome": {"booked"}})).To("/replies")
	v.Get("/replies").Says("No reply waits for a person")
	v.Get("/people/"+s.ann.ID+"/messages").Says("Can I book for Tuesday please", "Tuesday at 10 it is.", "She prefers mornings", "Closed by Joan Fletcher: booked")
}

func TestPressingSendTwiceSendsOnce(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Coordinator")
	at := s.wave(v, "10")
	form := held(v.Get(at), url.Values{"count": {"2"}})
	v.Post(at+"/send", form).To(at)
	v.Post(at+"/send", form).To(at)
	v.Get(at).Says("nothing was sent twice")
	s.due(2)
	// A second wave finds nobody who was not invited.
	v.Get(s.inviteAt()).Says("Nobody can be texted now")
	v.Post(s.inviteAt(), words("10")).Is(http.StatusUnprocessableEntity)
	s.due(0)
}

// Two waves proposed side by side name the same people: whoever is sent second
// texts nobody again.
func TestTwoWavesDoNotTextOnePersonTwice(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Coordinator")
	one, two := s.wave(v, "10"), s.wave(v, "1")
	v.Post(one+"/send", held(v.Get(one), url.Values{"count": {"2"}})).To(one)
	v.Post(two+"/send", held(v.Get(two), url.Values{"count": {"1"}})).Is(http.StatusConflict).Says("Nobody of this wave can be texted any more")
	s.due(2)
}

func TestOldExtractStopsInvitations(t *testing.T) {
	s := newSurgery(t, "2026-09-01")
	v := s.As("Coordinator")
	v.Get(s.inviteAt()).Says("No invitation can go out now", "is more than 35 days old")
	v.Post(s.inviteAt(), words("2")).Is(http.StatusConflict).Says("Import a new one first")
	v.Post("/cycles/"+s.cycle.ID+"/letters", url.Values{"clinician": {"Priya"}, "book": {"ring"}, "form": {"discreet"}, "people": {"none"}}).Is(http.StatusUnprocessableEntity)
}

// An extract that grows too old while a wave waits stops it too, at the last check.
func TestExtractThatGrowsOldHoldsWhatWaits(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Coordinator")
	at := s.wave(v, "1")
	v.Post(at+"/send", held(v.Get(at), url.Values{"count": {"1"}})).To(at)
	s.settings(func(p *practice.Settings) { p.ExtractMaxDays = 3 })
	s.due(0)
	v.Get("/texts").Says("Held for a person", "is more than 3 days old")
	v.Get("/home").Says("1 text held for a person")
}

func TestSecondPersonSends(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	s.settings(func(p *practice.Settings) { p.SecondApproval = true })
	v, second := s.As("Coordinator"), s.As("Clinician")
	at := s.wave(v, "10")
	page := v.Get(at).Says("You made this wave").Hides("Send the invitations")
	form := held(page, url.Values{"count": {"2"}, "version": {"1"}})
	v.Post(at+"/send", form).Is(http.StatusConflict).Says("a second person checks and sends")
	second.Get("/home").Says("Invitations wait for a second person")
	second.Post(at+"/send", held(second.Get(at), url.Values{"count": {"2"}})).To(at)
	s.due(2)
}

func TestWaveIsPausedResumedAndCancelled(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Coordinator")
	at := s.wave(v, "10")
	v.Post(at+"/send", held(v.Get(at), url.Values{"count": {"2"}})).To(at)
	v.Post(at+"/pause", nil).To(at)
	s.due(0)
	v.Get("/home").Says("Invitations are paused")
	v.Post(at+"/pause", nil).Is(http.StatusConflict)
	v.Post(at+"/resume", nil).To(at)
	v.Post(at+"/cancel", nil).To(at)
	s.due(0)
	v.Get(at).Says("Cancelled")
	// Nobody got anything, so the same people can be invited again.
	again := s.wave(v, "10")
	v.Post(again+"/send", held(v.Get(again), url.Values{"count": {"2"}})).To(again)
	s.due(2)
}

// A text that the network refused is offered as a letter, and as a text again
// once the record has another number.
func TestRefusedTextGoesAgainToACorrectedNumber(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Coordinator")
	at := s.wave(v, "10")
	v.Post(at+"/send", held(v.Get(at), url.Values{"count": {"2"}})).To(at)
	s.tx(func(ctx context.Context) error {
		all, err := s.Store.MessagesOfCycle(ctx, s.Practice.ID, s.cycle.ID)
		for _, m := range all {
			if m.Patient != s.ann.ID {
				continue
			}
			sending, _ := m.Move(messaging.Sending, "", apptest.Now)
			if _, err = s.Store.SaveMessage(ctx, sending, messaging.Queued); err != nil {
				return err
			}
			sending.Version++
			failed, _ := sending.Move(messaging.Failed, "The number is not in use.", apptest.Now)
			_, err = s.Store.SaveMessage(ctx, failed, messaging.Sending)
		}
		return err
	})
	s.due(1)
	v.Get(s.inviteAt()).Says("The text did not arrive. The number is not in use.")
	v.Get("/home").Says("1 text did not arrive")
	s.ann.Person.Mobile = "07700 900111"
	s.tx(func(ctx context.Context) error { return s.Store.SavePatient(ctx, &s.ann) })
	again := s.wave(v, "10")
	v.Post(again+"/send", held(v.Get(again), url.Values{"count": {"1"}})).To(again)
	s.due(1)
	v.Get(s.phone("+447700900111")).Says("We&#39;d like to invite you")
}

func TestStopIsHonouredAtOnceAndStartReopens(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Coordinator")
	s.invite(v)
	phone := s.phone("+447700900101")
	v.Post(phone, url.Values{"body": {"Stop"}}).To(phone)
	thread := firstReply(t, v)
	page := v.Get(thread).Says("They asked for no texts")
	v.Post(thread+"/answer", held(page, url.Values{"body": {"All right."}})).Is(http.StatusConflict).Says("An answer cannot be texted")
	v.Get("/people/"+s.ann.ID+"/messages").Says("opted out", "reply STOP")
	s.annIn = s.participant()
	s.annIn.Reviewed = "2026-10-10"
	s.tx(func(ctx context.Context) error { return s.Store.SaveParticipant(ctx, &s.annIn) })
	v.Post("/people/"+s.ann.ID+"/messages/follow-up", url.Values{"participant": {s.annIn.ID}}).Is(http.StatusConflict).Says("They asked for no texts")
	s.due(0)

	v.Post(phone, url.Values{"body": {"START"}}).To(phone)
	v.Post("/people/"+s.ann.ID+"/messages/follow-up", url.Values{"participant": {s.annIn.ID}}).To("/people/")
	v.Post("/people/"+s.ann.ID+"/messages/follow-up", url.Values{"participant": {s.annIn.ID}}).To("/people/")
	s.due(1)
	v.Get(phone).Says("How are you getting on?")

	// Told to a colleague counts as much.
	v.Post("/people/"+s.ann.ID+"/messages/wish", url.Values{"wish": {"opted out"}}).To("/people/")
	v.Get("/people/"+s.ann.ID+"/messages").Says("told a colleague (Joan Fletcher)", "They asked for no texts")
	v.Post("/people/"+s.ann.ID+"/messages/wish", url.Values{"wish": {"anything"}}).Is(http.StatusUnprocessableEntity)
}

func TestUrgentReplyComesFirstAndGetsOneSafetyAnswer(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Clinician")
	s.invite(v)
	di, ann := s.phone("+447700900104"), s.phone("+447700900101")
	v.Post(di, url.Values{"body": {"Doing well thanks"}}).To(di)
	v.Post(ann, url.Values{"body": {"I can't cope any more, I want to end it all"}}).To(ann)
	s.due(1)
	v.Get(ann).Says("We have not read your text yet", "116 123", "999")
	v.Post(ann, url.Values{"body": {"I really can't cope"}}).To(ann)
	s.due(0) // one safety answer, not one for each text
	inbox := v.Get("/replies").Says("May be urgent", "and 2 texts in all").Body
	if strings.Index(inbox, "Ann Example") > strings.Index(inbox, "Di Example") {
		t.Error("the urgent reply does not stand first")
	}
	v.Get("/home").Says("May be urgent: read it now")
	thread := v.Get(firstReply(t, v)).Body
	if asked, answered := strings.Index(thread, "want to end it all"), strings.Index(thread, "We have not read your text yet"); asked < 0 || answered < asked {
		t.Error("the automatic answer stands before the words that it answers")
	}

	// Where nobody put their name to the hazard log, no rule ranks anybody, and
	// the page says so; the safety answer does not depend on it.
	s.settings(func(p *practice.Settings) { p.SafetyOfficer = practice.Acceptance{} })
	v.Get("/replies").Says("The urgency ranking is off", "read all of them soon").Hides("May be urgent")
	v.Get(firstReply(t, v)).Says("no label here says what is urgent").Hides("May be urgent")
}

func TestTwoColleaguesAreToldOfEachOther(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	one, two := s.As("Coordinator"), s.As("Clinician")
	s.invite(one)
	phone := s.phone("+447700900101")
	one.Post(phone, url.Values{"body": {"What is this about?"}}).To(phone)
	thread := firstReply(t, one)
	a, b := one.Get(thread), two.Get(thread)
	one.Post(thread+"/answer", held(a, url.Values{"body": {"A talk about your pain."}})).To(thread)
	two.Post(thread+"/answer", held(b, url.Values{"body": {"A review."}})).Is(http.StatusConflict).Says("A colleague")
	s.due(1)
	two.Post(thread+"/assign", held(b, url.Values{"owner": {s.Staff("Clinician").ID}})).Is(http.StatusConflict)

	// A text that came after the page was opened stays open when the rest is answered.
	one.Post(phone, url.Values{"body": {"And when?"}}).To(phone)
	thread = firstReply(t, one)
	page := one.Get(thread)
	one.Post(phone, url.Values{"body": {"Also my leg is worse"}}).To(phone)
	one.Post(thread+"/answer", held(page, url.Values{"body": {"Next week."}})).To(thread)
	if open, err := s.Store.OpenReplies(ctx, s.Practice.ID); err != nil || len(open) != 1 || open[0].Body != "Also my leg is worse" {
		t.Errorf("open replies: %d, %v", len(open), err)
	}
}

func TestWrongPersonAndUnknownNumbersWaitForAPerson(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Coordinator")
	s.invite(v)
	phone := s.phone("+447700900101")
	v.Post(phone, url.Values{"body": {"Wrong number mate"}}).To(phone)
	thread := firstReply(t, v)
	v.Get(thread).Says("Somebody else may have this number")
	v.Post(thread+"/wish", url.Values{"wish": {"number checked"}}).To(thread)
	v.Get(thread).Hides("Somebody else may have this number, ")

	_, err := s.Texts.Contact.Receive(ctx, messaging.Arrival{ProviderID: "IN9", From: "+447700900999", To: "practice:" + s.Practice.ID, Body: "Hello", Received: apptest.Now})
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Texts.Contact.Receive(ctx, messaging.Arrival{ProviderID: "IN9", From: "+447700900999", To: "practice:" + s.Practice.ID, Body: "Hello", Received: apptest.Now})
	if err != nil || !again.Duplicate {
		t.Errorf("the same text twice: %v", err)
	}
	v.Get("/replies").Says("A number that is not one person’s", "Find out who wrote")
}

func TestLettersGoToThoseWhoCannotBeTexted(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Coordinator")
	at := "/cycles/" + s.cycle.ID + "/letters"
	v.Get(at).Is(http.StatusOK).Says("EXAMPLE, Bob", "There is no mobile number").Hides("EXAMPLE, Ann")
	bob, err := s.Store.ParticipantsOf(ctx, s.Practice.ID, s.bob.ID)
	if err != nil || len(bob) != 1 {
		t.Fatal(err)
	}
	form := words("")
	form.Set("people", bob[0].ID)
	v.Post(at, form).To(at)
	v.Post(at, form).Is(http.StatusUnprocessableEntity) // the letter is there: nobody is left to choose
	v.Get(at+"/print").Is(http.StatusOK).Says("Dear Mx Bob Example", "1 Mill Lane", "Please keep taking your medicine as usual until we have talked", "01632 960 000")
	id := regexp.MustCompile(`name="letter" type="checkbox" value="([A-Z0-9]+)"`).FindStringSubmatch(v.Get(at).Body)
	if id == nil {
		t.Fatal("the letter is not on the list to be posted")
	}
	v.Post(at+"/sent", url.Values{"letter": {id[1]}}).To(at)
	v.Get(at).Says("Posted", "10 November 2026: Mx Bob Example")
	if p, err := s.Store.Participant(ctx, s.Practice.ID, bob[0].ID); err != nil || p.Invited != "2026-11-10" {
		t.Errorf("invited on %q (%v)", p.Invited, err)
	}
	v.Get("/people/"+s.bob.ID+"/messages").Says("Letter of invitation", "There is no mobile number that can be texted")
}

// Before a wave goes, the page names everybody who will not be texted, with the
// reason.
func TestEveryReasonStandsOnThePageBeforeAWave(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	for name, change := range map[string]func(*cycle.Patient){
		"Landline":  func(p *cycle.Patient) { p.Person.Mobile = "01373 464646" },
		"Died":      func(p *cycle.Patient) { p.Person.Died = "2026-10-20" },
		"Left":      func(p *cycle.Patient) { p.Person.Left = "2026-10-20" },
		"Young":     func(p *cycle.Patient) { p.Person.BirthDate = "2012-01-01" },
		"Shared":    func(p *cycle.Patient) { p.Person.Mobile = "07700 900104" }, // Di's
		"NotByText": func(p *cycle.Patient) { p.Needs.NoTexts = true },
	} {
		p, _ := s.join(name, "07700 900"+strconv.Itoa(200+len(name)), cycle.Suitable)
		change(&p)
		s.tx(func(ctx context.Context) error { return s.Store.SavePatient(ctx, &p) })
	}
	stopped, _ := s.join("Stopped", "07700 900301", cycle.Suitable)
	s.join("Out", "07700 900302", cycle.NotSuitable)
	v := s.As("Coordinator")
	v.Post("/people/"+stopped.ID+"/messages/wish", url.Values{"wish": {"opted out"}})
	v.Get(s.wave(v, "1")).Is(http.StatusOK).Says("Who will not be texted, and why", "There is no mobile number on their record", "The number is a landline", "They asked for no texts",
		"The record says that they have died", "They have left the practice", "They are under 18", "The number is also on the record of one other person", "not by text", "1 person: screened out", "1 person: record not screened yet")
}

// Who was texted and is silent gets a letter after three weeks, and who had a
// letter gets a text where a number has come since; each once.
func TestSilenceIsFollowedByTheOtherWayOnce(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Coordinator")
	s.invite(v)
	letters, at := "/cycles/"+s.cycle.ID+"/letters", "/cycles/"+s.cycle.ID+"/reminders"
	bob, err := s.Store.ParticipantsOf(ctx, s.Practice.ID, s.bob.ID)
	if err != nil {
		t.Fatal(err)
	}
	form := words("")
	form.Set("people", bob[0].ID)
	v.Post(letters, form).To(letters)
	s.post(v, letters)
	v.Get(at).Is(http.StatusOK).Says("Nobody is to be reminded now")

	s.Move(apptest.Now.AddDate(0, 0, 21))
	v.Get("/home").Says("not answered")
	v.Get(at).Says("EXAMPLE, Ann", "Texted on 10 November 2026", "EXAMPLE, Bob", "There is no mobile number", "There is no hurry").Hides("EXAMPLE, Cy")
	words := url.Values{"clinician": {"Priya Shah"}, "book": {"ring 01632 960 000"}, "do": {"letters"}}
	for _, id := range regexp.MustCompile(`name="people" type="checkbox" value="([A-Z0-9]+)"`).FindAllStringSubmatch(v.Get(at).Body, -1) {
		words.Add("people", id[1])
	}
	v.Post(at, words).To(letters)
	v.Post(at, words).Is(http.StatusUnprocessableEntity)
	v.Get(letters+"/print").Says("Dear Mx Ann Example", "wrote to you about a review", "Please keep taking your medicine as usual until we have talked")
	s.post(v, letters)

	s.bob.Person.Mobile = "07700 900102"
	s.tx(func(ctx context.Context) error { return s.Store.SavePatient(ctx, &s.bob) })
	v.Get(at).Says("Had a letter before: a text now", "EXAMPLE, Bob").Hides("EXAMPLE, Ann")
	words.Set("do", "texts")
	wave := v.Post(at, words).To("/waves/")
	check := v.Get(wave).Is(http.StatusOK).Says("What Bob Example will get", "would still like to see you", "Send the reminders")
	v.Post(wave+"/send", held(check, url.Values{"count": {"1"}})).To(wave)
	s.due(1)
	v.Get(wave).Says("Wave of reminders", "On the phone")
	v.Get(at).Says("Nobody is to be reminded now")
}

// post logs every letter that waits as posted.
func (s *surgery) post(v *apptest.Visitor, letters string) {
	s.t.Helper()
	ids := url.Values{}
	for _, id := range regexp.MustCompile(`name="letter" type="checkbox" value="([A-Z0-9]+)"`).FindAllStringSubmatch(v.Get(letters).Body, -1) {
		ids.Add("letter", id[1])
	}
	v.Post(letters+"/sent", ids).To(letters)
}

func TestSomebodyWhoWroteOrBookedIsNotReminded(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Coordinator")
	s.invite(v)
	v.Post(s.phone("+447700900101"), url.Values{"body": {"Let me think about it"}}).To("/simulator/")
	s.Move(apptest.Now.AddDate(0, 0, 30))
	v.Get("/cycles/" + s.cycle.ID + "/reminders").Is(http.StatusOK).Says("EXAMPLE, Di").Hides("EXAMPLE, Ann")
}

func TestPeopleAreTextedInTheirLanguageOrLeftOut(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	s.ann.Person.Language = "Welsh"
	s.tx(func(ctx context.Context) error { return s.Store.SavePatient(ctx, &s.ann) })
	v, dr := s.As("Coordinator"), s.As("Clinician")
	v.Get(s.inviteAt()).Says("1 person reads Welsh: no approved wording", "Leave them out of this wave")
	left := words("10")
	left.Set("others", "leave")
	v.Get(v.Post(s.inviteAt(), left).To("/waves/")).Says("What Di Example will get", "a telephone call with an interpreter").Hides("What Ann Example")
	letters := "/cycles/" + s.cycle.ID + "/letters"
	v.Get(letters).Says("They read Welsh, and nobody has approved the text in it").Hides("EXAMPLE, Di")

	draft := dr.Post("/settings/wordings/take", url.Values{"kind": {"invitation"}, "form": {"discreet"}, "language": {"cy"}}).To("/settings/wordings/")
	page := dr.Get(draft).Is(http.StatusOK).Says("{clinician} eich gwahodd", "Draft")
	english := s.wave(v, "10")
	v.Get(english).Says("no approved wording, so they get English")
	dr.Post(draft+"/approve", held(page, url.Values{"saved": {"1"}})).Is(http.StatusUnprocessableEntity).Says("Say who checked the translation")
	dr.Post(draft+"/approve", url.Values{"saved": {"1"}, "checked": {"Nia Rees, first language Welsh"}}).To(draft)

	v.Get(english).Says("The approved wording has changed since this wave was made")
	v.Post(english+"/send", url.Values{"version": {"1"}, "count": {"2"}}).Is(http.StatusConflict).Says("The approved wording has changed")
	at := s.wave(v, "10")
	check := v.Get(at).Says("Hoffai Priya Shah (fferyllydd) eich gwahodd", "ffoniwch 01632 960 000", "invitation-cy/1", "We&#39;d like to invite you", "who reads English")
	v.Post(at+"/send", held(check, url.Values{"count": {"2"}})).To(at)

	dr.Post(draft+"/retire", url.Values{"saved": {"2"}}).To(draft) // Ann's text waits for the cancel window no longer, but for a person
	s.due(1)
	v.Get("/texts").Says("The words that it was written in are not approved, or were retired")
}

func TestNothingGoesInWordsThatNobodyApproved(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v, dr := s.As("Coordinator"), s.As("Clinician")
	at := s.wave(v, "1")
	all, err := s.Store.Wordings(ctx, s.Practice.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range all {
		dr.Post("/settings/wordings/"+w.ID+"/retire", url.Values{"saved": {"1"}}).To("/settings/wordings/")
	}
	v.Get(s.inviteAt()).Is(http.StatusOK).Says("The words are not approved")
	v.Get("/cycles/" + s.cycle.ID + "/letters").Is(http.StatusOK).Says("The words are not approved")
	v.Post(s.inviteAt(), words("1")).Is(http.StatusConflict).Says("Nobody in the practice has approved")
	v.Post(at+"/send", url.Values{"version": {"1"}, "count": {"1"}}).Is(http.StatusConflict)
	dr.Get("/home").Says("Texts and letters are not approved")
	dr.Post("/settings/wordings/approve-shipped", url.Values{"read": {"yes"}}).To("/settings/wordings")
	at = s.wave(v, "1")
	v.Post(at+"/send", held(v.Get(at), url.Values{"count": {"1"}})).To(at)
	s.due(1)
}

func TestLongTextAsksWhy(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Coordinator")
	form := words("1")
	form.Set("form", "detailed")
	form.Set("medicine", "tramadol")
	form.Set("leaflets", "yes")
	v.Post(s.inviteAt(), form).Is(http.StatusUnprocessableEntity).Says("say why it must be so long", "opioid-lottery")
	form.Set("why", "People asked for the leaflets")
	at := v.Post(s.inviteAt(), form).To("/waves/")
	v.Get(at).Says("You take tramadol", "People asked for the leaflets", "medicines-decision-guide")
}

func TestEverythingCanBeStopped(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Coordinator")
	at := s.wave(v, "10")
	v.Post(at+"/send", held(v.Get(at), url.Values{"count": {"2"}})).To(at)
	v.Post("/texts/pause", url.Values{"why": {"wrong list"}}).To("/texts")
	s.due(0)
	v.Get("/texts").Says("All texts are stopped", "wrong list")
	v.Post("/texts/resume", nil).To("/texts")
	s.due(2)
}

func TestWrongWaveIsCorrectedToExactlyWhomItReached(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Coordinator")
	at := s.wave(v, "1")
	v.Post(at+"/correct", url.Values{"correction": {"x"}}).Is(http.StatusConflict)
	v.Post(at+"/send", held(v.Get(at), url.Values{"count": {"1"}})).To(at)
	s.due(1)
	v.Post(at+"/correct", url.Values{"correction": {""}}).Is(http.StatusUnprocessableEntity)
	v.Post(at+"/correct", url.Values{"correction": {"The telephone number was wrong."}}).To(at)
	v.Post(at+"/correct", url.Values{"correction": {"It really was wrong."}}).Is(http.StatusConflict).Says("nobody to correct it to")
	s.due(1)
	got, _, err := s.Texts.Simulator.Texts(ctx, s.Practice.ID, "")
	if err != nil || len(got) != 2 || got[0].To != got[1].To || !strings.Contains(got[1].Body, "A correction. The telephone number was wrong. We are sorry.") {
		t.Errorf("%d texts, %v", len(got), err)
	}
	v.Get(at+"/record").Is(http.StatusOK).Says("direction,kind,state", "invitation", "delivered")
	v.Get("/people/" + s.ann.ID + "/messages/record").Is(http.StatusOK)
}

func TestWhoWroteFromASharedNumberIsAPersonsFinding(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Coordinator")
	s.join("Eve", "07700 900101", cycle.NotScreened)
	v.Get(s.inviteAt()).Says("The number is also on the record of one other person")
	_, err := s.Texts.Contact.Receive(ctx, messaging.Arrival{ProviderID: "IN5", From: "07700900101", To: "practice:" + s.Practice.ID, Body: "Please ring me", Received: apptest.Now})
	if err != nil {
		t.Fatal(err)
	}
	thread := firstReply(t, v)
	v.Get(thread).Says("nobody can tell which of them wrote", "I found out: Ann Example wrote", "I found out: Eve Example wrote")
	v.Get("/people/" + s.ann.ID + "/messages").Hides("Please ring me")
	v.Post(thread+"/whose", url.Values{"patient": {"nobody"}}).Is(http.StatusNotFound)
	v.Post(thread+"/whose", url.Values{"patient": {s.ann.ID}}).To(thread)
	v.Post(thread+"/whose", url.Values{"patient": {s.ann.ID}}).Is(http.StatusConflict)
	v.Get("/people/" + s.ann.ID + "/messages").Says("Please ring me")
}

func TestRealNumberIsHeldWhereTextsAreSimulated(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Coordinator")
	s.ann.Person.Mobile = "07400 123456"
	s.tx(func(ctx context.Context) error { return s.Store.SavePatient(ctx, &s.ann) })
	at := s.wave(v, "10")
	v.Post(at+"/send", held(v.Get(at), url.Values{"count": {"2"}})).To(at)
	for range 3 {
		if _, err := s.Texts.SendDue(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.participant().Invited; got != "" {
		t.Errorf("invited on %s, though nobody was reached", got)
	}
	v.Get("/texts").Says("Texts are only simulated in this installation", "Let texts go again", "Held for a person")
	v.Get("/home").Says("No text goes out")
}

func TestViewerSeesNoTextsAndAnotherPracticeNone(t *testing.T) {
	s := newSurgery(t, "2026-11-01")
	v := s.As("Coordinator")
	s.invite(v)
	phone := s.phone("+447700900101")
	v.Post(phone, url.Values{"body": {"Hello"}}).To(phone)
	thread := firstReply(t, v)
	viewer := s.As("Viewer")
	other, _ := s.Elsewhere()
	for _, at := range []string{thread, "/people/" + s.ann.ID + "/messages", s.inviteAt(), phone} {
		viewer.Get(at).Is(http.StatusForbidden)
		other.Get(at).Is(http.StatusNotFound)
	}
	other.Get("/replies").Is(http.StatusOK).Hides("Hello")
	other.Get("/simulator").Is(http.StatusOK).Hides("Ann Example")
}
