package messaging

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"stepdown/internal/nhs"
)

// Every line of the table has an example, and the whole reading of the example
// shows the line and is at least as pressing as it.
func TestEveryRuleReadsItsExample(t *testing.T) {
	for _, rule := range EmbeddedRules().Lines {
		got := Read(rule.Example)
		if !slices.ContainsFunc(got.Matches, func(m Match) bool { return m.Rule == rule.ID }) {
			t.Errorf("%s is not among the matches of %q", rule.ID, rule.Example)
		}
		if slices.Index(Classes, got.Class) > slices.Index(Classes, rule.Class) {
			t.Errorf("%s: %q is read as %s", rule.ID, rule.Example, got.Class)
		}
		if rule.Source == "" {
			t.Errorf("%s has no source", rule.ID)
		}
	}
	for _, c := range Classes[:len(Classes)-1] {
		if !slices.ContainsFunc(EmbeddedRules().Lines, func(r Rule) bool { return r.Class == c }) {
			t.Errorf("no rule reads %s", c)
		}
	}
}

// Replies that are not the examples, as people write them: a miss here would
// be a person unread.
func TestUrgentMissesNothing(t *testing.T) {
	for _, text := range []string{
		"I dont want to be here any more", "I don’t want to live", "cant go on like this", "I CAN'T COPE!!!", "carnt cope with the pain",
		"thinking about ending it all", "im going to end my life tonight", "feeling sucidal", "suicidle thoughts", "not suicidal but very low", "Im not going to kill myself but",
		"wish i was dead", "better off dead", "everyone better off without me", "ive taken an overdose", "took to many tablets last nite", "Have taken all of my tablets at once",
		"took 2 extra", "ive been taking more than i should", "doubled up on them", "he had a fit", "my wife has had a seizure", "had a siezure", "blacked out twice", "Fitting on floor",
		"pains in chest", "chest tight", "cannot breath", "struggling to breathe", "hes not breathing", "lips gone blue", "cant wake my husband up", "she wont wake up", "he is very drowsy and slurring",
		"seeing things on the wall", "hearing voices", "numb down below", "numb between legs", "I can't wee", "cant pass urine", "havent been able to pee since yesterday", "wet myself", "lost control of bowels",
		"im pregnant", "just found out I'm pregnent", "expecting a baby", "I've run out", "ran out of tramadol on friday", "no tablets left", "got none left", "out of meds", "last one today", "only 3 left",
		"stopped taking them all last week", "I just stopped them", "gone cold turkey", "havent taken any for 3 days", "not taking them anymore", "come off everything",
		"withdrawals are terrible", "withdrawl", "shaking and sweating", "cold sweats and being sick", "throwing up", "he hits me", "my husband beats me", "scared of my partner", "dont feel safe at home",
		"my son keeps taking my tablets", "this is her daughter", "I'm his wife", "Mum is in hospital", "he died last week", "passed away", "on behalf of my mum",
		"help me", "HELP", "please help", "pls help", "end of my tether", "cant take this anymore", "I cant do this", "desperate", "in agony", "ring 999", "what's the point",
		"CAN'T COPE", "cant   cope", "can’t\ncope", "i caaaant cope", "overdosde", "suiciddal", "siuzure",
	} {
		if got := Read(text); !got.Urgent || got.Class != ClassUrgent {
			t.Errorf("missed: %q is read as %s", text, got.Class)
		}
	}
}

func TestReading(t *testing.T) {
	for text, want := range map[string]Class{
		"Doing really well thanks":               ClassDoingWell,
		"All good thank you":                     ClassDoingWell,
		"👍":                                      ClassDoingWell,
		"Not doing well to be honest":            ClassStruggling,
		"Struggling a bit at night":              ClassStruggling,
		"The pain is worse":                      ClassStruggling,
		"Can I have another prescription please": ClassPrescription,
		"Yes please I need my perscription":      ClassPrescription,
		"Can I change my appointment to Friday":  ClassBooking,
		"please ring me":                         ClassBooking,
		"How do I cut the tablet in half?":       ClassQuestion,
		"Wrong number mate":                      ClassWrongPerson,
		"who is this":                            ClassWrongPerson,
		"STOP":                                   ClassOptOut,
		" stop. ":                                ClassOptOut,
		"Stop please":                            ClassOptOut,
		"please stop texting me":                 ClassOptOut,
		"Cancel":                                 ClassOptOut,
		"START":                                  ClassOptIn,
		"":                                       ClassUnclear,
		"Ok":                                     ClassDoingWell,
		"Yes":                                    ClassUnclear,
		"asdf":                                   ClassUnclear,
		"¯\\_(ツ)_/¯":                             ClassUnclear,
		"Can you fit me in on Tuesday? I'd like to book": ClassBooking,
	} {
		if got := Read(text); got.Class != want {
			t.Errorf("%q is read as %s, want %s: %v", text, got.Class, want, got.Matches)
		}
	}
}

func TestOptOutWords(t *testing.T) {
	for _, w := range []string{"STOP", "stopall", "Unsubscribe", "CANCEL", "end", "Quit", "REVOKE", "optout", "opt out", "STOP.", "Stop!!", "stop please", "please stop",
		" stop \n", "\"STOP\"", "STOP 🙏", "🛑STOP🛑", "Stop ❤️", "stop\ufe0f", "STOP 👍🏽", "ＳＴＯＰ", "\u200bSTOP\u200b", "STOP\u00a0", "S T O P", "sToP…", "STOP ALL", "UNSUBSCRIBE!", "Opt-out", "OPTOUT.", "REVOKE 😡",
		"Stop, thank you", "stop pls", "stop diolch", "Stopio", "STOPIWCH", "Peidiwch"} {
		got := Read(w)
		if !got.OptOut || got.AskedToStop {
			t.Errorf("%q does not opt out: %+v", w, got)
		}
		if ambiguous := slices.Contains([]string{"cancel", "end", "quit", "revoke", "revoke 😡"}, strings.ToLower(w)); got.Ambiguous != ambiguous {
			t.Errorf("%q ambiguous: %v", w, got.Ambiguous)
		}
	}
	for _, w := range []string{"please stop texting me", "dont text me again", "no more texts", "unsubscribe me from these", "take me off your list",
		"stop stop", "STOP STOP STOP", "stop it", "Just stop 😡", "Ok stop now", "un subscribe", "remove me", "Peidiwch â thecstio", "PEIDIO", "dim mwy o negeseuon", "stop texting 🙏"} {
		if got := Read(w); got.OptOut || !got.AskedToStop {
			t.Errorf("%q: %+v", w, got)
		}
	}
	for _, w := range []string{"should I stop the tablets", "I got your text thanks", "bus stop", "that's the end of the packet", "Stop?", "stop the tramadol?",
		"I never stop", "start", "START 👍", "ok 👍", "it won't stop hurting", "STOP MY MEDICINE?", "stop my medicine",
		"please don't stop my tablets", "I've stopped them all", "dont stop", "shall i stop them", "stop the reduction please", "when do I stop", "cant stop now", "STOP THE TABLETS", "stop date?", "I want to stop",
		"are you going to stop my meds", "stopped", "the pain wont stop", "Stop it hurting"} {
		if got := Read(w); got.OptOut || got.AskedToStop {
			t.Errorf("%q was taken for an opt-out: %+v", w, got)
		}
	}
}

func TestPicturesHideNothingThatIsAtStake(t *testing.T) {
	for _, w := range []string{"HELP 😭", "😭help😭", "I can't 😭 cope", "want to 💀 die"} {
		if !Read(w).Urgent {
			t.Errorf("%q is not urgent", w)
		}
	}
	for _, w := range []string{"START 👍", "👍 start", "unstop ❤️"} {
		if got := Read(w); !got.OptIn || got.Word != strings.ToUpper(strings.Trim(w, " 👍❤\ufe0f")) {
			t.Errorf("%q: %+v", w, got)
		}
	}
	if got := Read("fine thanks 😭"); got.Class == ClassDoingWell {
		t.Error("a label looked past the picture that may say the opposite")
	}
}

// Texts to a number are held when somebody else seems to have it, or answers
// for a person who has died: a widow is not sent a reminder.
func TestWordsOfSomebodyElse(t *testing.T) {
	for text, urgent := range map[string]bool{
		"wrong number mate": false, "who's this": false, "Who is this?": false, "never heard of her": false, "not me": false, "this isnt Mr Ahmed": false,
		"there's no Dave here": false, "ive moved to a different surgery": false, "This number doesn't belong to him any more": false,
		"Mrs Jones doesn't live here": false, "she passed away last month": true, "he died in june": true, "She's dead": true, "Mum is no longer with us": true,
	} {
		if got := Read(text); !got.WrongPerson || got.OptOut || urgent && !got.Urgent {
			t.Errorf("%q: %+v", text, got)
		}
	}
	for _, text := range []string{"I dont know what to do", "who should I ring", "I know", "my number is 07700 900123", "I have lived here for years"} {
		if got := Read(text); got.WrongPerson {
			t.Errorf("%q holds the number: %+v", text, got.Matches)
		}
	}
}

// Negation and surrounding words change nothing: an urgent phrase stays urgent
// wherever it stands. (Words that opt out never hide it either.)
func TestUrgentSurvivesItsSurroundings(t *testing.T) {
	urgent := []string{}
	for _, r := range EmbeddedRules().Lines {
		if r.Class == ClassUrgent && !strings.HasPrefix(r.Pattern, "^") {
			urgent = append(urgent, r.Example)
		}
	}
	around := []string{"not", "I am", "STOP", "no", "thanks", "doing well", "wrong number", "👍", "?", "\n", "never", "need a prescription"}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom(around).Draw(t, "before") + " " + rapid.SampledFrom(urgent).Draw(t, "urgent") + ". " + rapid.SampledFrom(around).Draw(t, "after")
		if rapid.Bool().Draw(t, "shouted") {
			text = strings.ToUpper(text)
		}
		if got := Read(text); !got.Urgent || got.Class != ClassUrgent {
			t.Fatalf("%q is read as %s", text, got.Class)
		}
	})
}

func FuzzReadReply(f *testing.F) {
	for _, s := range []string{"STOP", "I can’t cope", "\xff\xfe", "👍👍", strings.Repeat("no ", 500), "ﬀ", "İ", "a\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Read(s)
		if !slices.Contains(Classes, got.Class) || got.Urgent != (got.Class == ClassUrgent) {
			t.Fatalf("%+v", got)
		}
		for _, m := range got.Matches {
			if !strings.Contains(s, m.Words) || m.Words == "" {
				t.Fatalf("%q is not in the reply", m.Words)
			}
		}
	})
}

func TestDueBy(t *testing.T) {
	r := EmbeddedRules()
	for _, c := range []struct {
		class    Class
		asked    bool
		received string
		due      string
	}{
		{ClassUrgent, false, "2026-11-22 03:00", "2026-11-22 04:00"},
		{ClassStruggling, false, "2026-11-23 10:00", "2026-11-23 18:00"},
		{ClassStruggling, false, "2026-11-23 17:00", "2026-11-24 12:00"},
		{ClassStruggling, false, "2026-11-28 10:00", "2026-11-30 12:00"},
		{ClassPrescription, false, "2026-11-27 10:00", "2026-11-30 18:00"},
		{ClassOptOut, true, "2026-11-23 10:00", "2026-11-23 18:00"},
		{ClassDoingWell, false, "2026-12-24 10:00", "2027-01-05 18:00"},
	} {
		if got := r.DueBy(c.class, c.asked, at(c.received), nhs.England); !got.Equal(at(c.due)) {
			t.Errorf("%s at %s is due %s, want %s", c.class, c.received, got.In(nhs.London), c.due)
		}
	}
}

func TestAnEditedTableIsChecked(t *testing.T) {
	head := "rule,class,acts,pattern,example,source\n"
	for name, rows := range map[string]string{
		"example":    "r,urgent,,fire,water,ours\n",
		"class":      "r,terrible,,fire,fire,ours\n",
		"twice":      "r,urgent,,fire,fire,ours\nr,urgent,,smoke,smoke,ours\n",
		"apostrophe": "r,urgent,,can't,can't,ours\n",
		"gap first":  "r,urgent,,.. fire,fire,ours\n",
		"columns":    "r,urgent,fire\n",
		"no list":    "r,urgent,,=fires,fire,ours\n",
	} {
		if _, err := ReadRules(strings.NewReader(head+rows), strings.NewReader(wordTable), strings.NewReader(classTable)); err == nil {
			t.Errorf("%s: the table was taken", name)
		}
	}
	r, err := ReadRules(strings.NewReader(head+"r,urgent,,fire,there is a fire,ours\n"), strings.NewReader(wordTable), strings.NewReader(classTable))
	if err != nil || !r.Read("FIRE").Urgent {
		t.Error(err)
	}
	if _, err := ReadRules(strings.NewReader(head), strings.NewReader(wordTable), strings.NewReader("class,due,source\nurgent,soon,ours\n")); err == nil {
		t.Error("a class that is due \"soon\" was taken")
	}
}
