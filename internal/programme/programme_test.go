package programme

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

func cafe() Session {
	return Session{
		ID: "s1", PracticeID: "p1", Kind: PainCafe, StartsAt: time.Date(2026, 12, 1, 14, 0, 0, 0, nhs.London),
		Minutes: UsualMinutes, Place: "The library", Capacity: 2, Facilitator: "A. Coach",
	}
}

func TestSessionIsValidatedByField(t *testing.T) {
	if err := cafe().Validate(Footsteps()); err != nil {
		t.Fatal(err)
	}
	for field, spoil := range map[string]func(*Session){
		"kind":        func(s *Session) { s.Kind = "bingo" },
		"starts_at":   func(s *Session) { s.StartsAt = time.Time{} },
		"minutes":     func(s *Session) { s.Minutes = 0 },
		"place":       func(s *Session) { s.Place = "  " },
		"capacity":    func(s *Session) { s.Capacity = 0 },
		"facilitator": func(s *Session) { s.Facilitator = "" },
		"footstep":    func(s *Session) { s.Footstep = 11 },
	} {
		s := cafe()
		spoil(&s)
		if !names(s.Validate(Footsteps()), field) {
			t.Errorf("%s: %v", field, s.Validate(Footsteps()))
		}
	}
	online := cafe()
	online.Online, online.Place = true, ""
	if err := online.Validate(Footsteps()); err != nil {
		t.Errorf("online needs no place: %v", err)
	}
}

// names reports whether err is a problem of exactly that field.
func names(err error, field string) bool {
	var e *problem.Error
	return errors.As(err, &e) && e.Kind == problem.Invalid && len(e.Fields) == 1 && e.Fields[field] != ""
}

func TestPlacesAreGivenUntilTheSessionIsFull(t *testing.T) {
	s, now := cafe(), cafe().StartsAt.Add(-24*time.Hour)
	var places []Attendance
	for _, id := range []string{"a", "b"} {
		a, err := s.Invite(id, places, now)
		if err != nil {
			t.Fatal(err)
		}
		places = append(places, a)
	}
	if _, err := s.Invite("c", places, now); !problem.Is(err, problem.Conflict) {
		t.Errorf("full: %v", err)
	}
	places[1], _ = s.Record(places[1], Withdrew, now)
	if _, err := s.Invite("a", places, now); !problem.Is(err, problem.Conflict) {
		t.Errorf("twice: %v", err)
	}
	if _, err := s.Invite("b", places, now); err != nil {
		t.Errorf("somebody who withdrew may come back: %v", err)
	}
	if _, err := s.Invite("c", places, s.EndsAt()); !problem.Is(err, problem.Conflict) {
		t.Errorf("over: %v", err)
	}
	s.Cancelled = true
	if _, err := s.Invite("c", places, now); !problem.Is(err, problem.Conflict) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestNobodyAttendsBeforeItBegins(t *testing.T) {
	s := cafe()
	a := Attendance{SessionID: s.ID, PatientID: "a", State: Expected}
	if got, err := s.Record(a, Attended, s.StartsAt.Add(-time.Minute)); !problem.Is(err, problem.Conflict) || got.State != Expected {
		t.Errorf("%v %v", got, err)
	}
	if got, err := s.Record(a, DidNotAttend, s.StartsAt); err != nil || got.State != DidNotAttend {
		t.Errorf("%v %v", got, err)
	}
	if _, err := s.Record(a, "late", s.StartsAt); !problem.Is(err, problem.Invalid) {
		t.Errorf("%v", err)
	}
	if n := Count([]Attendance{{State: Attended}, {State: Withdrew}, {State: Expected}}); n != (Tally{1, 1, 0, 1}) || n.Taken() != 2 {
		t.Errorf("%+v", n)
	}
}

func TestFootstepsAreTenAndSayWhatIsNotCertain(t *testing.T) {
	set := Footsteps()
	if err := set.Validate(); err != nil || len(set.Steps) != 10 {
		t.Fatalf("%v, %d steps", err, len(set.Steps))
	}
	if f, _ := set.Find(8); f.Confirmed || f.Remark == "" {
		t.Errorf("the eighth name was not found in the source: %+v", f)
	}
	set.Steps[2].Number = 2
	if err := set.Validate(); !names(err, "steps.2") {
		t.Errorf("%v", err)
	}
	if err := (FootstepSet{Version: "mine"}).Validate(); !names(err, "steps") {
		t.Errorf("%v", err)
	}
}

func TestMonthlySchedule(t *testing.T) {
	first := Monthly{Week: 1, Weekday: time.Tuesday, Hour: 14}
	var days []string
	for _, p := range first.Next("2026-12-02", 4, nhs.England) {
		days = append(days, string(p.Date))
		if h := p.StartsAt.In(nhs.London).Hour(); h != 14 || p.Holiday != "" {
			t.Errorf("%+v", p)
		}
	}
	if got := fmt.Sprint(days); got != "[2027-01-05 2027-02-02 2027-03-02 2027-04-06]" {
		t.Error(got)
	}
	// The last Monday of May is a bank holiday: it is shown, for a person to move.
	last := Monthly{Week: Last, Weekday: time.Monday, Hour: 10, Minute: 30}
	if p := last.Next("2027-05-01", 1, nhs.England)[0]; p.Date != "2027-05-31" || p.Holiday == "" || !p.HolidaysKnown {
		t.Errorf("%+v", p)
	}
	if p := first.Next("2099-01-01", 1, nhs.England)[0]; p.HolidaysKnown {
		t.Errorf("nobody knows the holidays of 2099: %+v", p)
	}
	for field, m := range map[string]Monthly{"week": {Week: 5}, "weekday": {Week: 1, Weekday: 9}, "time": {Week: 1, Hour: 24}} {
		if !names(m.Validate(), field) || m.Next("2026-12-01", 1, nhs.England) != nil {
			t.Errorf("%s: %v", field, m.Validate())
		}
	}
}

// Every proposal is the right weekday of the right week, one a month.
func TestMonthlyScheduleProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Monthly{Week: rapid.SampledFrom([]int{1, 2, 3, 4, Last}).Draw(t, "week"), Weekday: time.Weekday(rapid.IntRange(0, 6).Draw(t, "day")), Hour: rapid.IntRange(0, 23).Draw(t, "hour")}
		from := nhs.NewDate(2026, 1, 1).AddDays(rapid.IntRange(0, 2000).Draw(t, "from"))
		month := ""
		for _, p := range m.Next(from, 14, nhs.England) {
			d := p.Date
			if d.Weekday() != m.Weekday || d.Before(from) || string(d)[:7] == month {
				t.Fatalf("%v from %s", p, from)
			}
			month = string(d)[:7]
			day := d.Time().Day()
			if m.Week != Last && (day-1)/7+1 != m.Week || m.Week == Last && string(d.AddDays(7))[:7] == month {
				t.Fatalf("%s is not in week %d", d, m.Week)
			}
		}
	})
}

func TestONS4Bands(t *testing.T) {
	q := Questions()
	want := map[bool][11]string{
		false: {"low", "low", "low", "low", "low", "medium", "medium", "high", "high", "very high", "very high"},
		true:  {"very low", "very low", "low", "low", "medium", "medium", "high", "high", "high", "high", "high"},
	}
	for _, one := range q {
		for n, band := range want[one.LowerBetter] {
			if got := one.Band(Gave(n)); got != band {
				t.Errorf("%s %d: %s, want %s", one.Key, n, got, band)
			}
		}
		if one.Band(Score{}) != "not answered" {
			t.Errorf("%s: no answer has a band", one.Key)
		}
	}
}

func TestONS4IsValidated(t *testing.T) {
	if err := (ONS4{Happy: Gave(0)}).Validate(); err != nil {
		t.Errorf("one answer, and it is 0: %v", err)
	}
	if err := (ONS4{Anxious: Gave(11)}).Validate(); !names(err, "anxious") {
		t.Errorf("%v", err)
	}
	if err := (ONS4{}).Validate(); !names(err, "satisfied") {
		t.Errorf("%v", err)
	}
	w := Wellbeing{Moment: Before, AskedOn: "2026-12-02", Answers: ONS4{Happy: Gave(5)}}
	if err := w.Validate("2026-12-01"); !names(err, "asked_on") {
		t.Errorf("%v", err)
	}
	if err := w.Validate("2026-12-02"); err != nil {
		t.Errorf("%v", err)
	}
}

func TestAnxietyGoesTheOtherWay(t *testing.T) {
	c := Changes(ONS4{Satisfied: Gave(4), Worthwhile: Gave(5), Happy: Gave(6), Anxious: Gave(7)}, ONS4{Satisfied: Gave(6), Worthwhile: Gave(5), Happy: Gave(5), Anxious: Gave(5)})
	if c[0].Way != Better || c[0].By != 2 || c[1].Way != Same || c[2].Way != Worse || c[3].Way != Better || c[3].By != -2 {
		t.Errorf("%v %v %v %v", c[0].Way, c[1].Way, c[2].Way, c[3].Way)
	}
	if c := Changes(ONS4{Happy: Gave(3)}, ONS4{}); c[2].Way != WayUnknown {
		t.Errorf("%v", c[2].Way)
	}
}

func TestSummaryComparesTheSamePeople(t *testing.T) {
	on := func(person string, m Moment, d nhs.Date, happy int) Wellbeing {
		return Wellbeing{PatientID: person, Moment: m, AskedOn: d, Answers: ONS4{Happy: Gave(happy)}}
	}
	s := Summarise([]Wellbeing{
		on("a", After, "2026-06-01", 8), on("a", Before, "2026-01-01", 4), on("a", After, "2026-03-01", 5),
		on("b", Before, "2026-01-01", 6), on("b", After, "2026-03-01", 6),
		on("c", Before, "2026-01-01", 1),
		on("d", After, "2026-01-01", 9),
		on("e", Before, "2026-05-01", 2), on("e", After, "2026-03-01", 9),
	})
	if h := s[2]; h.Pairs != 2 || h.MeanBefore != 5 || h.MeanAfter != 7 || h.Better != 1 || h.Same != 1 {
		t.Errorf("%+v", h)
	}
	if s[0].Pairs != 0 || s[0].MeanBefore != 0 {
		t.Errorf("%+v", s[0])
	}
}

func TestAnswersStayOutOfLogs(t *testing.T) {
	o := ONS4{Happy: Gave(3)}
	for _, f := range []string{"%v", "%+v", "%#v", "%s"} {
		if s := fmt.Sprintf(f, o.Happy); s != "(score)" && s != "programme.Score{...}" {
			t.Errorf("%s gives %s", f, s)
		}
	}
}
