package cohort

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"stepdown/internal/codelist"
	"stepdown/internal/nhs"
)

func repeat(name, dose string, line int) Medication {
	return Medication{Name: name, Dose: dose, Kind: Repeat, Active: true, Started: "2024-01-01", LastIssue: "2026-05-20", Issues: 20, Source: Source{"medications.csv", line}}
}

func acute(name string, issued nhs.Date, line int) Medication {
	return Medication{Name: name, Kind: Acute, Started: issued, LastIssue: issued, Issues: 1, Source: Source{"medications.csv", line}}
}

func problemOf(code, term string, date nhs.Date) Problem {
	return Problem{Code: code, System: "snomed", Term: term, Date: date, Source: Source{"problems.csv", 7}}
}

func person(ms ...Medication) *Person {
	return &Person{NHSNumber: "9990000018", Family: "Smith", BirthDate: "1950-03-03", Medications: ms, Source: Source{"patients.csv", 2}}
}

func with(p *Person, ps ...Problem) *Person { p.Problems = ps; return p }

func criteria(targets ...string) Criteria {
	c := DefaultCriteria()
	c.AsAt = "2026-06-01"
	if len(targets) > 0 {
		c.Targets = targets
	}
	return c
}

const qds = "One To Be Taken Four Times A Day"

func reasons(d Decision) string {
	var out []string
	for _, r := range d.Reasons {
		out = append(out, string(r.Code))
	}
	return strings.Join(out, ", ")
}

func TestDecide(t *testing.T) {
	tramadol := repeat("Tramadol 50mg capsules", qds, 3)
	changed := func(change func(*Medication)) *Person {
		m := tramadol
		change(&m)
		return person(m)
	}
	for _, c := range []struct {
		about   string
		p       *Person
		c       Criteria
		outcome Outcome
		reasons string
		flags   []FlagCode
	}{
		{"on repeat", person(tramadol), criteria(), Included, "", nil},
		{"repeat dispensing", changed(func(m *Medication) { m.Kind = RepeatDispensing }), criteria(), Included, "", nil},
		{"acute only", changed(func(m *Medication) { m.Kind = Acute; m.Started = "2026-05-20"; m.Issues = 1 }), criteria(), NotOnTarget, "", nil},
		{"ended", changed(func(m *Medication) { m.Active = false }), criteria(), NotOnTarget, "", nil},
		{"active and cancelled", changed(func(m *Medication) { m.Ended = "2026-04-01" }), criteria(), Included, "", nil},
		{"not issued lately", changed(func(m *Medication) { m.LastIssue = "2025-11-30" }), criteria(), NotOnTarget, "", nil},
		{"issued on the first day of the window", changed(func(m *Medication) { m.LastIssue = "2025-12-01" }), criteria(), Included, "", nil},
		{"whenever issued", changed(func(m *Medication) { m.LastIssue = "2020-11-30" }), Criteria{AsAt: "2026-06-01"}, Included, "", nil},
		{"never issued", changed(func(m *Medication) { m.LastIssue = ""; m.Issues = 0 }), criteria(), NotOnTarget, "", nil},
		{"never issued, any", changed(func(m *Medication) { m.LastIssue = ""; m.Issues = 0 }), Criteria{AsAt: "2026-06-01"}, Included, "", []FlagCode{FlagNeverIssued}},
		{"kind not known", changed(func(m *Medication) { m.Kind = UnknownKind }), criteria(), Included, "", []FlagCode{FlagKindUnknown}},
		{"no medicine", person(), criteria(), NotOnTarget, "", nil},
		{"another medicine asked", person(tramadol), criteria("pregabalin"), NotOnTarget, "", nil},
		{"the medicine asked", person(tramadol), criteria("tramadol"), Included, "", nil},
		{"its class", person(tramadol), criteria("opioids"), Included, "", nil},
		{"the other class", person(tramadol), criteria("gabapentinoids"), NotOnTarget, "", nil},
		{"combination product", person(repeat("Zapain 30mg/500mg tablets (Advanz Pharma)", qds, 3)), criteria("co-codamol"), Included, "", nil},
		{"codeine alone is not co-codamol", person(repeat("Codeine 30mg tablets", qds, 3)), criteria("co-codamol"), NotOnTarget, "", nil},
		{"both, one asked for both", person(tramadol), criteria("tramadol+pregabalin"), NotOnTarget, "", nil},
		{"both", person(tramadol, repeat("Pregabalin 75mg capsules", "one twice a day", 4)), criteria("tramadol+pregabalin"), Included, "", []FlagCode{FlagBoth}},
		{"cancer", with(person(tramadol), problemOf("254837009", "Malignant neoplasm of breast", "1998-01-01")), criteria(), Excluded, "cancer", nil},
		{"cancer long ago, by a rule of 5 years", with(person(tramadol), problemOf("254837009", "Malignant neoplasm of breast", "1998-01-01")), Criteria{AsAt: "2026-06-01", CancerWithinYears: 5}, Included, "", []FlagCode{"cancer"}},
		{"cancer without a date, by that rule", with(person(tramadol), problemOf("254837009", "Malignant neoplasm of breast", "")), Criteria{AsAt: "2026-06-01", CancerWithinYears: 5}, Excluded, "cancer", nil},
		{"family history", with(person(tramadol), problemOf("275937001", "Family history of cancer", "1998-01-01")), criteria(), Included, "", nil},
		{"palliative and cancer", with(person(tramadol), problemOf("254837009", "Malignant neoplasm of breast", ""), problemOf("103735009", "Palliative care", "")), criteria(), Excluded, "palliative care, cancer", nil},
		{"resolved epilepsy cancels nothing", with(person(tramadol), problemOf("84757009", "Epilepsy", "2001-01-01"), problemOf("162658001", "Epilepsy resolved", "2010-01-01")), criteria(), Included, "", []FlagCode{"epilepsy", "epilepsy-resolved"}},
		{"pregnant now", with(person(tramadol), problemOf("77386006", "Pregnant", "2026-02-01")), criteria(), Included, "", []FlagCode{"pregnancy"}},
		{"pregnant long ago", with(person(tramadol), problemOf("77386006", "Pregnant", "2020-02-01")), criteria(), Included, "", nil},
		{"dependence treatment", person(tramadol, repeat("Espranor 8mg oral lyophilisates (Martindale Pharmaceuticals Ltd)", "one a day", 4)), criteria(), Excluded, "dependence treatment", nil},
		{"dependence treatment alone is no target", person(repeat("Espranor 8mg oral lyophilisates (Martindale Pharmaceuticals Ltd)", "one a day", 4)), criteria(), NotOnTarget, "", nil},
		{"diazepam beside", person(tramadol, acute("Diazepam 2mg tablets", "2026-05-01", 4)), criteria(), Included, "", []FlagCode{FlagBenzodiazepine}},
		{"acute opioid beside", person(tramadol, acute("Codeine 30mg tablets", "2026-05-01", 4)), criteria(), Included, "", []FlagCode{FlagAcuteBeside}},
		{"below the minimum", person(tramadol), Criteria{AsAt: "2026-06-01", MinOME: 50}, Excluded, "below minimum dose", nil},
		{"unclear is not below the minimum", person(repeat("Tramadol 50mg capsules", "as directed", 3)), Criteria{AsAt: "2026-06-01", MinOME: 50}, Included, "", []FlagCode{FlagHighDose, FlagDoseUnclear}},
		{"a gabapentinoid has no minimum", person(repeat("Pregabalin 75mg capsules", "one twice a day", 3)), Criteria{AsAt: "2026-06-01", MinOME: 50}, Included, "", nil},
		{"for cough, which counts", person(repeat("Codeine 15mg/5ml linctus", "5ml three times a day", 3)), criteria("opioids"), Included, "", []FlagCode{FlagMinorUse}},
		{"for cough, left out", person(repeat("Codeine 15mg/5ml linctus", "5ml three times a day", 3)), Criteria{AsAt: "2026-06-01", LeaveOutMinorUse: true}, Excluded, "for cough or diarrhoea only", []FlagCode{FlagMinorUse}},
		{"for cough beside another, which counts", person(tramadol, repeat("Codeine 15mg/5ml linctus", "5ml three times a day", 4)), Criteria{AsAt: "2026-06-01", LeaveOutMinorUse: true}, Included, "", []FlagCode{FlagMinorUse}},
		{"high dose", person(repeat("Morphine sulfate 60mg modified-release tablets", "one twice a day", 3)), criteria(), Included, "", []FlagCode{FlagHighDose}},
	} {
		d := Decide(c.p, c.c, codelist.Default())
		if d.Outcome != c.outcome || reasons(d) != c.reasons {
			t.Errorf("%s: %s (%s), want %s (%s)", c.about, d.Outcome, reasons(d), c.outcome, c.reasons)
		}
		var flags []FlagCode
		for _, f := range d.Flags {
			flags = append(flags, f.Code)
		}
		if !slices.Equal(flags, c.flags) {
			t.Errorf("%s: flags %q, want %q", c.about, flags, c.flags)
		}
		for _, r := range d.Reasons {
			if len(r.Evidence) == 0 || r.Text == "" {
				t.Errorf("%s: %s has no evidence", c.about, r.Code)
			}
			for _, e := range r.Evidence {
				if e.Kind == "code" && (e.Version == "" || e.Match == "" || e.Source.Line == 0) {
					t.Errorf("%s: evidence is incomplete: %+v", c.about, e)
				}
			}
		}
	}
}

func TestDiedLeftAndInACycle(t *testing.T) {
	p := person(repeat("Tramadol 50mg capsules", qds, 3))
	p.Died, p.Left = "2026-05-01", "2026-05-02"
	p.Cycles = []CycleEntry{{Title: "Tramadol 2025", Date: "2025-09-01"}}
	c := criteria()
	c.LeaveOutInCycleMonths = 12
	d := Decide(p, c, codelist.Default())
	if got := reasons(d); got != "died, left, in a cycle" {
		t.Errorf("%s", got)
	}
	if d.Reasons[0].Evidence[0].Date != "2026-05-01" || d.Reasons[0].Evidence[0].Source.Line != 2 || d.Reasons[2].Evidence[0].Term != "Tramadol 2025" {
		t.Errorf("%+v", d.Reasons)
	}
	c.LeaveOutInCycleMonths = 6
	if d := Decide(p, c, codelist.Default()); d.Has(ReasonInCycle) {
		t.Error("a cycle before the window excludes")
	}
	p = person(repeat("Tramadol 50mg capsules", qds, 3))
	p.Deceased, p.Deregistered = true, true
	if got := reasons(Decide(p, criteria(), codelist.Default())); got != "died, left" {
		t.Errorf("without dates: %s", got)
	}
}

func TestAcuteBesideTheList(t *testing.T) {
	p := person(acute("Tramadol 50mg capsules", "2026-05-01", 3), acute("Tramadol 50mg capsules", "2026-03-01", 4), acute("Codeine 30mg tablets", "2026-01-10", 5))
	d := Decide(p, criteria(), codelist.Default())
	if d.Outcome != NotOnTarget || !d.Beside || !d.Flagged(FlagAcute) || len(d.Medicines) != 3 {
		t.Errorf("%+v", d)
	}
	if d := Decide(p, criteria("tramadol"), codelist.Default()); d.Beside {
		t.Error("two acute issues of the target are enough")
	}
	c := criteria()
	c.IncludeAcute = true
	if d := Decide(p, c, codelist.Default()); d.Outcome != Included || !d.Flagged(FlagAcute) || !d.OME.Known {
		t.Errorf("%+v", d)
	}
	one := acute("Tramadol 50mg capsules", "2026-05-01", 3)
	one.Started, one.Issues = "2026-02-01", 4
	if d := Decide(person(one), criteria(), codelist.Default()); !d.Beside {
		t.Error("four issues of one acute course are not counted")
	}
	old := one
	old.Started = "2020-02-01"
	if d := Decide(person(old), criteria(), codelist.Default()); d.Beside {
		t.Error("issues of other years are counted")
	}
}

func TestOMEShowsItsWorking(t *testing.T) {
	d := Decide(person(repeat("Tramadol 50mg capsules", "Two To Be Taken Four Times A Day", 3), repeat("Gabapentin 300mg capsules", "one three times a day", 4)), criteria(), codelist.Default())
	if !d.OME.Known || d.OME.High != 40 || d.OME.AtLeast || len(d.OME.Working) != 1 || !strings.Contains(d.OME.Working[0], "× 0.1") || d.OME.Factors == "" {
		t.Errorf("%+v", d.OME)
	}
	if !d.DDD.Known || d.DDD.High != 0.5 {
		t.Errorf("%+v", d.DDD)
	}
	d = Decide(person(repeat("Pregabalin 75mg capsules", "one twice a day", 4)), criteria(), codelist.Default())
	if d.OME.Known {
		t.Errorf("a gabapentinoid has OME %+v", d.OME)
	}
}

func TestTargets(t *testing.T) {
	for _, s := range []string{"all", "", "tramadol", "Tramadol, gabapentinoids", "co-codamol", "opioids,pregabalin", "tramadol+pregabalin", "opioids+gabapentinoids"} {
		if _, err := ParseTargets(s); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
	for _, s := range []string{"paracetamol", "aspirin", "tramadol,nonsense", "methadone oral solution 1mg/ml"} {
		if _, err := ParseTargets(s); err == nil {
			t.Errorf("%q is accepted", s)
		}
	}
	if err := (Criteria{IssuedWithinMonths: -1, MinOME: -1, Targets: []string{"nonsense"}}).Check(); err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("%v", err)
	}
}

// Decisions rest on the lists in use and name their version.
func TestDecisionFollowsTheList(t *testing.T) {
	p := with(person(repeat("Tramadol 50mg capsules", qds, 3)), problemOf("254837009", "Malignant neoplasm of breast", ""), problemOf("38341003", "Hypertensive disorder", ""))
	own, err := codelist.Parse("cancer", "ours 1", strings.NewReader("code,term\n38341003,Hypertensive disorder\n"))
	if err != nil {
		t.Fatal(err)
	}
	d := Decide(p, criteria(), codelist.Default().With(own))
	if reasons(d) != "cancer" || d.Reasons[0].Evidence[0].Version != "ours 1" || d.Reasons[0].Evidence[0].Code != "38341003" {
		t.Errorf("%+v", d.Reasons)
	}
}

func TestSameInputSameBytes(t *testing.T) {
	names := []string{"Tramadol 50mg capsules", "Pregabalin 75mg capsules", "Diazepam 2mg tablets", "Amlodipine 5mg tablets", "Fentanyl 25micrograms/hour transdermal patches", "Espranor 8mg oral lyophilisates"}
	codes := []string{"254837009", "84757009", "35489007", "103735009", "77386006"}
	rapid.Check(t, func(t *rapid.T) {
		p := person()
		for i := range rapid.IntRange(0, 6).Draw(t, "lines") {
			m := repeat(rapid.SampledFrom(names).Draw(t, "name"), rapid.SampledFrom([]string{qds, "as directed", "1-2 QDS PRN", ""}).Draw(t, "dose"), i)
			m.Kind = rapid.SampledFrom([]Kind{Repeat, Acute, UnknownKind}).Draw(t, "kind")
			m.Active = rapid.Bool().Draw(t, "active")
			p.Medications = append(p.Medications, m)
		}
		for range rapid.IntRange(0, 3).Draw(t, "problems") {
			p.Problems = append(p.Problems, problemOf(rapid.SampledFrom(codes).Draw(t, "code"), "x", "2026-01-01"))
		}
		c := criteria(rapid.SampledFrom([]string{"all", "opioids", "tramadol", "opioids+gabapentinoids"}).Draw(t, "target"))
		before, _ := json.Marshal(p)
		a, _ := json.Marshal(Decide(p, c, codelist.Default()))
		b, _ := json.Marshal(Decide(p, c, codelist.NewSet(codelist.Default().Lists()...)))
		after, _ := json.Marshal(p)
		if string(a) != string(b) || string(before) != string(after) {
			t.Fatalf("%s\n%s", a, b)
		}
		d := Decide(p, c, codelist.Default())
		if (d.Outcome == Excluded) != (len(d.Reasons) > 0) || d.Outcome != NotOnTarget && len(d.Medicines) == 0 {
			t.Fatalf("%s", a)
		}
	})
}

// What the words of one line settled is not taken for another line that says
// less: each is worked out as if it came alone.
func TestDosesAreToldApartWhateverCameBefore(t *testing.T) {
	unclear := func(quantity float64) *Person {
		m := repeat("Tramadol 50mg capsules", "as directed", 3)
		m.Quantity, m.Issues, m.Started = quantity, 6, "2025-12-01"
		return person(m)
	}
	first := Decide(unclear(0), criteria(), codelist.Default()).OME
	for range 2 {
		counted := Decide(unclear(100), criteria(), codelist.Default()).OME
		if !counted.AtLeast || counted.Low == first.Low || len(counted.Why) == 0 || counted.Why[0] == first.Why[0] {
			t.Errorf("by quantity %+v, without one %+v", counted, first)
		}
		if again := Decide(unclear(0), criteria(), codelist.Default()).OME; !reflect.DeepEqual(again, first) {
			t.Errorf("%+v, at first %+v", again, first)
		}
	}
}

// A mixture that is left out hides no acute issues of another opioid: the person
// stands beside the list, or is taken in where acute issues are.
func TestMixtureThatIsLeftOutHidesNoAcuteIssues(t *testing.T) {
	linctus := repeat("Codeine 15mg/5ml linctus", "5ml three times a day", 3)
	tablets := acute("Codeine 30mg tablets", "2026-05-01", 4)
	tablets.Issues = 3
	out := Criteria{AsAt: "2026-06-01", LeaveOutMinorUse: true}
	if d := Decide(person(linctus, tablets), out, codelist.Default()); d.Outcome != NotOnTarget || !d.Beside || len(d.Medicines) != 1 || d.Medicines[0].Name != tablets.Name {
		t.Errorf("%+v", d)
	}
	in := out
	in.IncludeAcute = true
	if d := Decide(person(linctus, tablets), in, codelist.Default()); d.Outcome != Included {
		t.Errorf("%+v", d)
	}
	mixture := acute("Codeine 15mg/5ml linctus", "2026-05-01", 4)
	mixture.Issues = 3
	if d := Decide(person(linctus, mixture), out, codelist.Default()); d.Outcome != Excluded || !d.Has(ReasonMinorUse) {
		t.Errorf("mixtures alone: %+v", d)
	}
	if d := Decide(person(linctus, tablets), Criteria{AsAt: "2026-06-01"}, codelist.Default()); d.Outcome != Included || d.Beside {
		t.Errorf("where mixtures count: %+v", d)
	}
}
