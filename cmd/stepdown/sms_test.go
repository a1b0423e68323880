package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

func TestSMSSegmentsAnswersALineForALine(t *testing.T) {
	for _, file := range []string{"segment-vectors.json", "segment-hard.json"} {
		t.Run(file, func(t *testing.T) { answersEach(t, "../../internal/messaging/testdata/"+file) })
	}
}

func answersEach(t *testing.T, file string) {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Text json.RawMessage `json:"text"`
		segmentLine
	}
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	var in strings.Builder
	for _, v := range vectors {
		in.Write(v.Text)
		in.WriteString("\n")
	}
	var out strings.Builder
	if err := countLines(strings.NewReader(in.String()), &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != len(vectors) {
		t.Fatalf("%d lines for %d texts", len(lines), len(vectors))
	}
	for i, v := range vectors {
		var got segmentLine
		if err := json.Unmarshal([]byte(lines[i]), &got); err != nil || got != v.segmentLine {
			t.Errorf("text %d: %+v, want %+v (%v)", i, got, v.segmentLine, err)
		}
	}
}

func TestSMSSegmentsOddLines(t *testing.T) {
	for in, want := range map[string]string{
		"":          "",
		"\n\n":      "",
		`"a"`:       `{"encoding":"GSM-7","segments":1,"smart_encoding":"GSM-7","smart_segments":1}` + "\n",
		"\"a\"\r\n": `{"encoding":"GSM-7","segments":1,"smart_encoding":"GSM-7","smart_segments":1}` + "\n",
		`"\ud800"`:  `{"encoding":"UCS-2","segments":1,"smart_encoding":"UCS-2","smart_segments":1}` + "\n",
		`"\\ud800"`: `{"encoding":"GSM-7","segments":1,"smart_encoding":"GSM-7","smart_segments":1}` + "\n",
	} {
		var out strings.Builder
		if err := countLines(strings.NewReader(in), &out); err != nil || out.String() != want {
			t.Errorf("%q: %q, %v", in, out.String(), err)
		}
	}
	const ok = `{"encoding":"GSM-7","segments":1,"smart_encoding":"GSM-7","smart_segments":1}` + "\n"
	for _, in := range []string{"{}", "a", `"a`, `"a" "b"`, "1", "null", "[]"} {
		var out strings.Builder
		err := countLines(strings.NewReader("\"ok\"\n\n"+in+"\n\"ok\"\n\n"), &out)
		want := ok + `{"error":"line 2 is blank"}` + "\n" + `{"error":"line 3 is not a JSON string"}` + "\n" + ok
		if err == nil || out.String() != want {
			t.Errorf("%q: %s, %v", in, out.String(), err)
		}
	}
	long, _ := json.Marshal(strings.Repeat("a", 1<<20))
	var out strings.Builder
	if err := countLines(strings.NewReader(string(long)), &out); err != nil || !strings.Contains(out.String(), `"segments":6854`) {
		t.Errorf("%s %v", out.String(), err)
	}
}
