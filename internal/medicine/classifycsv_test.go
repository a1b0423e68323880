package medicine

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
)

func classified(t *testing.T, in string) [][]string {
	t.Helper()
	var out bytes.Buffer
	if err := ClassifyCSV(strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(rows[0], ",") != ClassifyHeader {
		t.Fatalf("header %q", rows[0])
	}
	return rows[1:]
}

func TestClassifyCSV(t *testing.T) {
	got := classified(t, "\ufeffTramadol 50mg capsules\r\n\nPre-filled, \"big\" pen\nFentanyl 25micrograms/hour transdermal patches\nMethadone 5mg tablets\nCo-codamol 30mg/500mg tablets")
	want := [][]string{
		{"Tramadol 50mg capsules", "opioid", "tramadol", "50mg", "capsule", "immediate", "5", ""},
		{"", "other", "", "", "", "", "", ""},
		{"Pre-filled, \"big\" pen", "other", "", "", "", "", "", ""},
		{"Fentanyl 25micrograms/hour transdermal patches", "opioid", "fentanyl", "25micrograms/hour", "patch", "", "180", ""},
		{"Methadone 5mg tablets", "opioid", "methadone", "5mg", "tablet", "immediate", "", noteMethadone},
		{"Co-codamol 30mg/500mg tablets", "opioid", "codeine;paracetamol", "30mg/500mg", "tablet", "immediate", "3", ""},
	}
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for i := range want {
		if strings.Join(got[i], "|") != strings.Join(want[i], "|") {
			t.Errorf("row %d\n got %q\nwant %q", i+1, got[i], want[i])
		}
	}
}

func TestClassifyCSVOddInput(t *testing.T) {
	for in, rows := range map[string]int{"": 0, "\n": 1, "\n\n": 2, "a": 1, "a\n": 1, "a\nb": 2, "\r\n\r\n": 2, "a\x00b\n": 1, "\xff\xfe\n": 1} {
		if got := classified(t, in); len(got) != rows {
			t.Errorf("%q: %d rows, want %d", in, len(got), rows)
		}
	}
	long := strings.Repeat("x", 3*longestLine)
	got := classified(t, "a\n"+long+"\nTramadol 50mg capsules\n"+long)
	if len(got) != 4 || len(got[1][0]) != longestLine || got[1][7] == "" || got[2][1] != "opioid" {
		t.Errorf("a line without end: %d rows", len(got))
	}
}

// A row is out before the next name comes in.
func TestClassifyCSVStreams(t *testing.T) {
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	go func() { _ = outW.CloseWithError(ClassifyCSV(inR, outW)) }()
	out := bufio.NewReader(outR)
	write := func(s string) {
		go func() { _, _ = io.WriteString(inW, s) }()
	}
	write("Tramadol 50mg capsules\n")
	for _, want := range []string{ClassifyHeader, "Tramadol 50mg capsules,opioid,tramadol,50mg,capsule,immediate,5,"} {
		line, err := out.ReadString('\n')
		if err != nil || strings.TrimSuffix(line, "\n") != want {
			t.Fatalf("%q %v, want %q", line, err, want)
		}
	}
	write("Amlodipine 5mg tablets\n")
	if line, err := out.ReadString('\n'); err != nil || !strings.HasPrefix(line, "Amlodipine 5mg tablets,other,") {
		t.Fatalf("%q %v", line, err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error)  { return 0, errors.New("broken") }
func (broken) Write([]byte) (int, error) { return 0, errors.New("broken") }

func TestClassifyCSVTellsErrors(t *testing.T) {
	if ClassifyCSV(broken{}, io.Discard) == nil || ClassifyCSV(strings.NewReader("a\n"), broken{}) == nil {
		t.Error("an error was swallowed")
	}
}

func BenchmarkClassifyCSV(b *testing.B) {
	in := strings.Join(append(benchNames(12), ""), "\n")
	big := strings.Repeat(in, 1000)
	b.SetBytes(int64(len(big)))
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		if err := ClassifyCSV(strings.NewReader(big), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
