package messaging

import (
	"os"
	"strings"
	"testing"
)

// corpus reads the lines of a file of replies.
func corpus(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range strings.Split(string(text), "\n") {
		if l != "" && !strings.HasPrefix(l, "#") {
			out = append(out, l)
		}
	}
	return out
}

// A miss here would be a person unread. The file says how its lists were made.
func TestUrgentCorpusHasNoMiss(t *testing.T) {
	all := corpus(t, "urgent-replies.txt")
	if len(all) < 1700 {
		t.Fatalf("only %d replies", len(all))
	}
	for _, text := range all {
		if got := Read(text); !got.Urgent || got.Class != ClassUrgent {
			t.Errorf("missed: %q is read as %s", text, got.Class)
		}
	}
}

// False alarms are the price of missing nothing, and it must not grow unseen.
// Classes other than the one meant are counted too; "-" leaves that open.
func TestOrdinaryRepliesAreSeldomUrgent(t *testing.T) {
	f, err := os.Open("testdata/ordinary-replies.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := table(f, 2)
	if err != nil || len(rows) < 400 {
		t.Fatal(len(rows), err)
	}
	urgent, other := 0, 0
	for _, r := range rows {
		got := Read(r[1])
		switch {
		case got.Urgent:
			urgent++
			t.Logf("urgent: %q by %v", r[1], got.Matches[0])
		case r[0] != "-" && got.Class != Class(r[0]):
			other++
			t.Logf("%q is read as %s, meant as %s", r[1], got.Class, r[0])
		}
	}
	t.Logf("%d ordinary replies: %d read as urgent, %d as another class", len(rows), urgent, other)
	if urgent > len(rows)/40 || other > len(rows)/20 {
		t.Errorf("of %d ordinary replies %d are read as urgent and %d as another class", len(rows), urgent, other)
	}
}

// Who is texted in Welsh answers in Welsh. The rules for it are few, and a draft.
func TestUrgentWelshIsUrgent(t *testing.T) {
	for _, text := range corpus(t, "urgent-replies-welsh.txt") {
		if got := Read(text); !got.Urgent {
			t.Errorf("missed: %q is read as %s", text, got.Class)
		}
	}
}

func TestOrdinaryWelshIsNotUrgent(t *testing.T) {
	f, err := os.Open("testdata/ordinary-replies-welsh.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := table(f, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		got := Read(r[1])
		if got.Urgent || r[0] != "-" && got.Class != Class(r[0]) {
			t.Errorf("%q is read as %s, meant as %s (%v)", r[1], got.Class, r[0], got.Matches)
		}
	}
}
