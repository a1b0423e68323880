package form

import (
	"net/url"
	"strings"
	"testing"

	"stepdown/internal/problem"
)

func TestDatesAreReadAndKeptAsTyped(t *testing.T) {
	for _, c := range []struct{ day, month, year, value, fault string }{
		{"3", "4", "2027", "2027-04-03", ""},
		{" 29", "02", "2028 ", "2028-02-29", ""},
		{"29", "2", "2027", "2027-2-29", "must be a real date"},
		{"31", "April", "2027", "2027-April-31", "must be a real date"},
		{"", "", "", "", "Enter a date"},
		{"3", "", "2027", "2027--3", "must be a real date"},
	} {
		f := Date("on", "Day")
		Read(url.Values{"on-day": {c.day}, "on-month": {c.month}, "on-year": {c.year}}, f)
		if f.Value != c.value || c.fault == "" && f.Error != "" || !strings.Contains(f.Error, c.fault) {
			t.Errorf("%s/%s/%s: value %q, error %q", c.day, c.month, c.year, f.Value, f.Error)
		}
		if c.fault != "" && f.DateValue() != "" {
			t.Errorf("%s/%s/%s gives the date %s", c.day, c.month, c.year, f.DateValue())
		}
	}
}

func TestLengthsCountLettersNotBytes(t *testing.T) {
	f := Text("name", "Name", 4)
	if Read(url.Values{"name": {"Siân"}}, f); f.Error != "" {
		t.Error(f.Error)
	}
	if Read(url.Values{"name": {"Siâns"}}, f); !strings.Contains(f.Error, "4 characters or fewer") {
		t.Errorf("%q", f.Error)
	}
}

func TestAnswersOutsideTheListAreRefused(t *testing.T) {
	pick := Radios("pick", "Pick one", Option{Value: "a", Text: "A"})
	tick := Checkboxes("tick", "Tick some", Option{Value: "a", Text: "A"})
	Read(url.Values{"pick": {"b"}, "tick": {"a", "b"}}, pick, tick)
	if pick.Error == "" || tick.Error == "" {
		t.Errorf("taken: %q %q", pick.Error, tick.Error)
	}
}

func TestNumbersAreNumbers(t *testing.T) {
	for typed, ok := range map[string]bool{"12": true, " 1.5 ": true, "NaN": false, "Inf": false, "1e99": false, "twelve": false} {
		f := Number("n", "Number", 5)
		Read(url.Values{"n": {typed}}, f)
		if (f.Error == "") != ok {
			t.Errorf("%q: %q", typed, f.Error)
		}
	}
}

func TestBlamePutsProblemsOnTheirFields(t *testing.T) {
	f := Text("title", "Title", 10)
	if !Blame(problem.Field("title", "Enter a title"), f) || f.Error != "Enter a title" {
		t.Errorf("%q", f.Error)
	}
	if Blame(problem.Missing("The cycle"), f) || Blame(problem.Field("other", "x"), f) {
		t.Error("took what is not this form's")
	}
}
