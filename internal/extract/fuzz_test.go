package extract

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// fuzzRead reads one file and checks what must hold of any input: no crash,
// totals that add up, rejections inside the file.
func fuzzRead(t *testing.T, name string, content []byte) {
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Read(context.Background(), []string{path}, Options{Today: "2026-06-15", block: 64})
	if err != nil {
		return
	}
	addsUp(t, r)
	lines := strings.Count(string(content), "\n") + 1
	for _, x := range r.Rejections {
		if x.Line < 1 || x.Line > lines {
			t.Fatalf("a rejection at line %d of %d", x.Line, lines)
		}
	}
	for _, p := range r.People {
		if len(p.NHSNumber) != 10 || len(p.Medications) == 0 {
			t.Fatalf("%+v", p)
		}
	}
}

func FuzzListReport(f *testing.F) {
	f.Add([]byte(listOf(row(ann, tramadol, cancer), row(noPerson, tramadol, noCode), row(ben, noMed, cancer))))
	f.Add([]byte("\ufeffTitle\r\n\r\n" + listOf(row(ann, tramadol, cancer))))
	f.Add([]byte(listHeadings + "\n1,\"unclosed\n" + row(ben, tramadol, noCode)))
	f.Add([]byte(csvOf(false, reportRows(samplePractice(), true)...)))
	f.Fuzz(func(t *testing.T, b []byte) { fuzzRead(t, "list.csv", b) })
}

// FuzzTables puts the same bytes behind sound headings of each table.
func FuzzTables(f *testing.F) {
	set := asStepdown(samplePractice())
	for _, s := range set {
		_, rest, _ := strings.Cut(s, "\n")
		f.Add([]byte(rest))
	}
	f.Add([]byte("9990000018,\"x\"y,Active\n\"a\nb\"\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		dir := t.TempDir()
		for name, s := range set {
			head, _, _ := strings.Cut(s, "\n")
			if err := os.WriteFile(filepath.Join(dir, name), append([]byte(head+"\n"), b...), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		slow, err := Read(context.Background(), []string{dir}, Options{Today: "2026-06-15", Workers: 1})
		fast, again := Read(context.Background(), []string{dir}, Options{Today: "2026-06-15", Workers: 2, block: 32})
		if err != nil || again != nil {
			if !problem.Is(err, problem.Invalid) || !problem.Is(again, problem.Invalid) { // "full of NUL bytes" is a clear answer, and the same in both ways
				t.Fatal(err, again)
			}
			return
		}
		addsUp(t, slow)
		if slow.Rejected != fast.Rejected || slow.OnTarget != fast.OnTarget || slow.AsAt != fast.AsAt {
			t.Fatalf("in one block %d rejected, %d people; in many %d, %d", slow.Rejected, slow.OnTarget, fast.Rejected, fast.OnTarget)
		}
	})
}

func FuzzFHIR(f *testing.F) {
	for _, nd := range []bool{true, false} {
		for _, s := range asFHIR(samplePractice()[:2], nd) {
			f.Add([]byte(s))
		}
	}
	f.Add([]byte(`{"resourceType":"Patient","name":"x","identifier":[{}]}`))
	f.Fuzz(func(t *testing.T, b []byte) { fuzzRead(t, "x.json", b) })
}

func FuzzBulk(f *testing.F) {
	emis, tpp := asEMISBulk(samplePractice()), asSystmOneBulk(samplePractice())
	f.Add([]byte(emis["1-2_Prescribing_DrugRecord_x.csv"]), uint8(0))
	f.Add([]byte(tpp["SRPrimaryCareMedication.csv"]), uint8(1))
	f.Fuzz(func(t *testing.T, b []byte, which uint8) {
		set := asEMISBulk(samplePractice())
		name := "1-2_Prescribing_DrugRecord_x.csv"
		if which%2 == 1 {
			set, name = asSystmOneBulk(samplePractice()), "SRPrimaryCareMedication.csv"
		}
		set[name] = string(b)
		dir := t.TempDir()
		writeSet(t, dir, set)
		if r, err := Read(context.Background(), []string{dir}, Options{Today: "2026-06-15"}); err == nil {
			addsUp(t, r)
		}
	})
}

// FuzzOtherSets puts bytes in the place of one file of a Medicus or Vision set.
func FuzzOtherSets(f *testing.F) {
	sets := []map[string]string{asMedicus(samplePractice()), asVision(samplePractice())}
	names := []string{"prescription.csv", "FULL_Y99999_journal_data_extract-1.csv", "coded_entry.csv", "FULL_Y99999_patient_data_extract-1.csv"}
	for i, name := range names {
		f.Add([]byte(sets[i%2][name]), uint8(i))
	}
	f.Fuzz(func(t *testing.T, b []byte, which uint8) {
		name := names[int(which)%len(names)]
		dir := t.TempDir()
		for other, s := range sets[int(which)%2] {
			if other == name {
				s = string(b)
			}
			writeSet(t, dir, map[string]string{other: s})
		}
		if r, err := Read(context.Background(), []string{dir}, Options{Today: "2026-06-15", Known: func(nhs.Number) bool { return true }}); err == nil {
			addsUp(t, r)
		}
	})
}

func FuzzWorkbook(f *testing.F) {
	f.Add([]byte("PK\x03\x04xl/[Content_Types].xml"))
	f.Fuzz(func(t *testing.T, b []byte) { fuzzRead(t, "x.xlsx", append([]byte("PK\x03\x04xl/"), b...)) })
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"02-Jan-2006", "2-Jan-06", "29 Sep 2011 14:53:28", "31/01/2024", "2024-02-29T10:00", "20240229", "45000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := parseDay([]byte(s), 2026)
		if !ok || d == 0 {
			return
		}
		if again, ok := parseDay([]byte(d.date()), 2026); !ok || again != d {
			t.Fatalf("%q gives %s, which gives %s", s, d.date(), again.date())
		}
	})
}

func FuzzSplitCombined(f *testing.F) {
	f.Add("Tramadol 50mg capsules, One Or Two To Be Taken Four Times A Day, 100 capsule")
	f.Add("Influenza vaccine (split virion, inactivated) suspension, 1")
	f.Fuzz(func(t *testing.T, s string) {
		name, dose, amount := splitCombined([]byte(s))
		if len(name)+len(dose)+len(amount) > len(s) {
			t.Fatalf("%q %q %q", name, dose, amount)
		}
		amountOf(string(amount), "")
	})
}
