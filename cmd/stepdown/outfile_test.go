package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestListTakesThePlaceOfNothingThatIsNeeded(t *testing.T) {
	dir := t.TempDir()
	export, list, empty := filepath.Join(dir, "export.csv"), filepath.Join(dir, "list.csv"), filepath.Join(dir, "empty.csv")
	rows := "NHS Number,Family Name,Date of Birth,Medication Type,Medication Status,\"Name, Dosage and Quantity\",Most Recent Issue Date,Code Term,Date\n" +
		"9990000018,Adams,01-Feb-1960,Repeat,Active,\"Tramadol 50mg capsules, one four times a day, 112 capsule\",20-May-2026,,\n"
	for path, text := range map[string]string{export: rows, list: "last month's list", empty: ""} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	quiet, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer quiet.Close()
	search := func(out, path string) error {
		c := identifyCmd{Target: "all", IssuedWithin: 6, Out: out, Paths: []string{path}}
		return c.run(context.Background(), quiet, quiet)
	}
	holds := func(about, path, begins string) {
		t.Helper()
		if b, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(b), begins) {
			t.Errorf("%s: %q %v", about, b, err)
		}
	}
	if err := search(export, export); err == nil || !strings.Contains(err.Error(), "is a file of the export") {
		t.Errorf("a list in the place of its export: %v", err)
	}
	holds("the export", export, "NHS Number,")
	if err := search(list, empty); err == nil {
		t.Error("an empty file was searched")
	}
	holds("the list after a search that failed", list, "last month's list")
	if err := search(list, export); err != nil {
		t.Error(err)
	}
	holds("the list after one that did not", list, "nhs_number,decision,")
	if info, err := os.Stat(list); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others can read the list: %v %v", info, err)
	}
	if err := search(os.DevNull, export); err != nil {
		t.Errorf("a device: %v", err)
	}
	left, err := filepath.Glob(filepath.Join(dir, ".stepdown-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
