package extract

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
)

func TestIdentify(t *testing.T) {
	dir := t.TempDir()
	writeSet(t, dir, asStepdown(samplePractice()))
	writeSet(t, dir, map[string]string{"notes.txt": "nothing to see\n"})
	var list strings.Builder
	s, err := Identify(context.Background(), []string{dir}, Options{Today: "2026-06-15"}, cohort.DefaultCriteria(), &list)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := s.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"format": "stepdown-csv", "as_at": "2026-05-25", "rows": "map[medications:8 patients:7 problems:4]", "rejected_rows": "0", "patients": "7", "on_target": "4", "included": "2",
		"excluded": "map[cancer:1 died:1]", "excluded_total": "2", "by_medicine": "map[codeine:1 pregabalin:1 tramadol:3]",
	} {
		if fmt.Sprint(got[key]) != want {
			t.Errorf("%s: %v, want %s", key, got[key], want)
		}
	}
	if got["codelists"].(map[string]any)["cancer"] != codelist.Default().Versions()["cancer"] {
		t.Errorf("codelists %v", got["codelists"])
	}
	rows, err := csv.NewReader(strings.NewReader(list.String())).ReadAll()
	if err != nil || len(rows) != 5 || strings.Join(rows[0], ",") != "nhs_number,decision,reasons,evidence,medicines,ome_low,ome_high" {
		t.Fatalf("%v %v", err, rows)
	}
	want := []string{"9990000026", "excluded", "cancer", "254837009 Malignant neoplasm of breast, 2015-02-02 (concept in cancer " + codelist.Default().Versions()["cancer"] + "; problems.csv line 2)", "Tramadol 50mg capsules", "20", "20"}
	if !slices.Equal(rows[2], want) {
		t.Errorf("%q", rows[2])
	}
	var words strings.Builder
	if err := s.WriteText(&words); err != nil || !strings.Contains(words.String(), "notes.txt") || !strings.Contains(words.String(), "Included          2") {
		t.Errorf("%v %s", err, words.String())
	}
}

func TestIdentifyIsTheSameEachTimeAndWithAnyWorkers(t *testing.T) {
	dir := t.TempDir()
	writeSet(t, dir, asStepdown(samplePractice()))
	var first string
	for workers := 1; workers <= 4; workers++ {
		var list strings.Builder
		s, err := Identify(context.Background(), []string{dir}, Options{Today: "2026-06-15", Workers: workers, block: 64}, cohort.DefaultCriteria(), &list)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		_ = s.WriteJSON(&b)
		if all := list.String() + b.String(); first == "" {
			first = all
		} else if all != first {
			t.Errorf("%d workers: %s", workers, all)
		}
	}
}

// Identify keeps no people, and decides the same as if it did.
func TestIdentifyDecidesAsOnPeopleWhoAreKept(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir := t.TempDir()
		writeSet(t, dir, drawSet(rt))
		o := Options{Today: "2026-06-15", Workers: rapid.IntRange(1, 3).Draw(rt, "workers"), block: rapid.SampledFrom([]int{64, 4096}).Draw(rt, "block")}
		c := cohort.DefaultCriteria()
		kept, err := Read(context.Background(), []string{dir}, o)
		if err != nil {
			rt.Fatal(err)
		}
		c.AsAt = kept.AsAt
		var want, got bytes.Buffer
		list := newDecisionWriter(&want)
		for i := range kept.People {
			if d := cohort.Decide(&kept.People[i], c, codelist.Default()); d.OnTarget() {
				_ = list.write(&d)
			}
		}
		_ = list.flush()
		c.AsAt = ""
		if _, err := Identify(context.Background(), []string{dir}, o, c, &got); err != nil {
			rt.Fatal(err)
		}
		if got.String() != want.String() {
			rt.Fatalf("without keeping people:\n%s\nwith:\n%s", got.String(), want.String())
		}
	})
}

func TestIdentifyRefusesUnknownTargets(t *testing.T) {
	c := cohort.DefaultCriteria()
	c.Targets = []string{"nonsense"}
	if _, err := Identify(context.Background(), []string{t.TempDir()}, Options{}, c, nil); err == nil {
		t.Error("accepted")
	}
}

func TestNoFormulaInTheList(t *testing.T) {
	for _, s := range []string{"=1+1", "+1", "-1", "@x", "\tx"} {
		if harmless(s)[0] != '\'' {
			t.Errorf("%q", s)
		}
	}
	if harmless("Tramadol") != "Tramadol" {
		t.Error("changed a plain name")
	}
}

// manyPatients is a Stepdown CSV set of n times the sample practice.
func manyPatients(n int) map[string]string {
	var ps []samplePatient
	for i := range n {
		for j, p := range samplePractice() {
			body := uint32(990000000 + i*10 + j)
			for checkOf(body) > 9 {
				body += 1_000_000
			}
			p.number = fmt.Sprint(uint64(body)*10 + uint64(checkOf(body)))
			p.id = fmt.Sprint(i*10 + j)
			ps = append(ps, p)
		}
	}
	return asStepdown(ps)
}

// checkOf gives the check digit of the first nine, 10 when there is none.
func checkOf(body uint32) int {
	sum := 0
	for w := 2; w <= 10; w++ {
		sum += int(body%10) * w
		body /= 10
	}
	return (11 - sum%11) % 11
}

func BenchmarkIdentify(b *testing.B) {
	dir := b.TempDir()
	set := manyPatients(2000)
	writeSet(b, dir, set)
	bytes := 0
	for _, s := range set {
		bytes += len(s)
	}
	b.SetBytes(int64(bytes))
	b.ReportAllocs()
	for b.Loop() {
		s, err := Identify(context.Background(), []string{dir}, Options{Today: "2026-06-15"}, cohort.DefaultCriteria(), nil)
		if err != nil || s.Included != 4000 {
			b.Fatal(err, s)
		}
	}
}

func BenchmarkListReport(b *testing.B) {
	var ps []samplePatient
	for range 500 {
		ps = append(ps, samplePractice()...)
	}
	text := csvOf(false, reportRows(ps, false)...)
	dir := b.TempDir()
	writeSet(b, dir, map[string]string{"list.csv": text})
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := Read(context.Background(), []string{dir}, Options{Today: "2026-06-15"}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSplit(b *testing.B) {
	var p parting
	block := bytes.Repeat([]byte("9990000018,Y99999,Repeat,Active,Tramadol 50mg capsules,123456789,One To Be Taken Four Times A Day,100,capsule,01-Jan-2024,20-May-2026,30,\r\n"), 2000)
	b.SetBytes(int64(len(block)))
	for b.Loop() {
		if !p.find(block) {
			b.Fatal()
		}
	}
}

// A record of words alone, as a list report without codes has it: each of these
// keeps somebody off the list, and none of the others does.
func TestWordsOfOldRecordsDecide(t *testing.T) {
	for words, out := range map[string]string{
		"Malig neop of thyroid gland NOS": "cancer", "Cancer of larynx": "cancer", "[X]Non-Hodgkin's lymphoma": "cancer", "Under the care of community palliative care team": "palliative care",
		"FH: Breast cancer": "", "Fast track referral for suspected cancer": "", "Breast cancer screening": "", "Suspected lung cancer": "", "?Lymphoma": "", "Malignant hypertension": "", "Palliative care declined": "",
	} {
		dir := t.TempDir()
		writeSet(t, dir, map[string]string{"list.csv": listOf(row(ann, tramadol, words+`,,02-Feb-2015`))})
		var list strings.Builder
		s, err := Identify(context.Background(), []string{dir}, Options{Today: "2026-06-15"}, cohort.DefaultCriteria(), &list)
		if err != nil {
			t.Fatal(err)
		}
		if s.OnTarget != 1 || out == "" && s.Included != 1 || out != "" && s.Excluded[out] != 1 {
			t.Errorf("%q: included %d, excluded %v, want %q", words, s.Included, s.Excluded, out)
		}
		if out != "" && !strings.Contains(list.String(), words) {
			t.Errorf("%q is not in the evidence: %s", words, list.String())
		}
	}
}
