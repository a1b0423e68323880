package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stepdown/internal/extract"
)

// identified runs the command on a small practice in Stepdown's own tables and
// gives what it prints and the list that it writes.
func identified(t *testing.T, c identifyCmd) (printed, list string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"patients.csv":    "NHS Number,Family Name,Given Name,Date of Birth\n9990000018,Adams,Ann,01-Feb-1960\n9990000026,Brown,Ben,02-Mar-1970\n",
		"medications.csv": "NHS Number,Medication Type,Medication Status,Name,Dosage,Quantity,Date Started,Most Recent Issue Date\n9990000018,Repeat,Active,Codeine 15mg/5ml linctus,5ml three times a day,200,01-Jan-2026,20-May-2026\n9990000026,Repeat,Active,Tramadol 50mg capsules,one four times a day,112,01-Jan-2026,20-May-2026\n",
		"problems.csv":    "NHS Number,SNOMED CT Concept ID,Code Term,Date\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c.Paths, c.Out = []string{dir}, filepath.Join(t.TempDir(), "decisions.csv")
	if c.Target == "" {
		c.Target, c.IssuedWithin = "all", 6
	}
	quiet, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer quiet.Close()
	var out bytes.Buffer
	if err := c.run(context.Background(), &out, quiet); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(c.Out)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), string(b)
}

// One JSON object with these keys and no others, whoever may read it.
func TestIdentifyPrintsTheKeysThatWereAgreed(t *testing.T) {
	printed, list := identified(t, identifyCmd{JSON: true})
	var got map[string]any
	if err := json.Unmarshal([]byte(printed), &got); err != nil {
		t.Fatal(err)
	}
	want := "format as_at rows rejected_rows patients on_target included excluded excluded_total by_medicine codelists"
	for _, key := range strings.Fields(want) {
		if _, ok := got[key]; !ok {
			t.Errorf("%s is missing", key)
		}
		delete(got, key)
	}
	if len(got) > 0 {
		t.Errorf("there is also %v", got)
	}
	if header, _, _ := strings.Cut(list, "\n"); header != "nhs_number,decision,reasons,evidence,medicines,ome_low,ome_high" {
		t.Errorf("the list begins with %q", header)
	}
	if n := strings.Count(list, "\n"); n != 3 {
		t.Errorf("%d lines, want the headings and two people", n)
	}
}

func TestIdentifyLeavesOutMixturesForCoughWhenAsked(t *testing.T) {
	if _, list := identified(t, identifyCmd{}); strings.Count(list, ",included,") != 2 {
		t.Errorf("codeine linctus does not count by itself: %s", list)
	}
	printed, list := identified(t, identifyCmd{LeaveOutMinor: true})
	if !strings.Contains(list, "9990000018,excluded,for cough or diarrhoea only,") || !strings.Contains(list, "9990000026,included,") {
		t.Errorf("%s", list)
	}
	if !strings.Contains(printed, "for cough or diarrhoea only") {
		t.Errorf("the summary does not say why: %s", printed)
	}
}

// The list never takes the place of what is searched; that of a search before may go.
func TestTheListTakesNoExportsPlace(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"patients.csv": "NHS Number,Date of Birth\n", "list.csv": extract.ListHeadings + "\n", "other.txt": "kept"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, refused := range map[string]bool{"patients.csv": true, "other.txt": true, "list.csv": false, "new.csv": false} {
		for _, export := range []string{dir, filepath.Join(dir, "patients.csv")} {
			list, err := openList(filepath.Join(dir, name), []string{export})
			if err == nil {
				_ = list.finish(errors.New("not searched"))
			}
			if want := refused && (export == dir || name == "patients.csv"); (err != nil) != want {
				t.Errorf("--out %s beside %s: %v", name, export, err)
			}
		}
	}
}
