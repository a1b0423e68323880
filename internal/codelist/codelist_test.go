package codelist

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func names(hits []Hit) []string {
	var n []string
	for _, h := range hits {
		n = append(n, h.List)
	}
	return n
}

func TestEmbeddedListsAreWhole(t *testing.T) {
	s := Default()
	if len(s.Lists()) != 18 {
		t.Fatalf("%d lists", len(s.Lists()))
	}
	for _, l := range s.Lists() {
		if l.Source == "" || l.Version == "" || l.Date == "" || l.Licence == "" {
			t.Errorf("%s: source, version, date and licence must all be given", l.Name)
		}
		for _, e := range l.Entries {
			if e.Term == "" {
				t.Errorf("%s: %s has no term", l.Name, e.Code)
			}
		}
	}
	if n := len(s.List(Cancer).Entries); n < 6434 {
		t.Errorf("cancer has %d entries", n)
	}
}

func TestMatch(t *testing.T) {
	s := Default()
	for _, c := range []struct {
		about, code string
		system      System
		term        string
		lists       []string
		how         Match
	}{
		{"concept", "254837009", SNOMED, "Malignant neoplasm of breast", []string{Cancer}, ByConcept},
		{"concept, system not said", "363346000", Unknown, "", []string{Cancer}, ByConcept},
		{"concept in two lists", "193184006", SNOMED, "", []string{ChronicPain, DiabeticNeuropathy}, ByConcept},
		{"concept with spaces", " 103735009 ", SNOMED, "", []string{PalliativeCare}, ByConcept},
		{"CTV3", "X75sv", CTV3, "", []string{PostherpeticNeuralgia}, ByCode},
		{"CTV3 without its dot", "F300", CTV3, "", []string{PostherpeticNeuralgia}, ByCode},
		{"CTV3 keeps case", "x75sv", CTV3, "", nil, ""},
		{"Read v2 with term code", "F300.00", Read2, "", []string{PostherpeticNeuralgia}, ByCode},
		{"CTV3 of cancer", "B34..", CTV3, "Malignant neoplasm of breast", []string{Cancer}, ByCode},
		{"CTV3 of cancer, with words of no list", "XE1vc", CTV3, "Ca colon", []string{Cancer}, ByCode},
		{"Read outside the sourced lists: the words", "B34..", Read2, "Malignant neoplasm of breast", []string{Cancer}, ByTerm},
		{"Read outside the sourced lists: some of the words", "B53..", Read2, "Malig neop of thyroid gland NOS", []string{Cancer}, ByWords},
		{"words with tag", "", Unknown, "Malignant tumour of lung (disorder)", []string{Cancer}, ByTerm},
		{"words in plain speech", "", Unknown, "Breast Cancer", []string{Cancer}, ByTerm},
		{"words, two spellings", "", Unknown, "Leukaemia", []string{Cancer}, ByTerm},
		{"words with a hyphen", "", Unknown, "Post-herpetic neuralgia", []string{PostherpeticNeuralgia}, ByTerm},
		{"code rounded by a spreadsheet: the words", "1034241000000100", SNOMED, "Has end of life care key general practitioner", []string{PalliativeCare}, ByTerm},
		{"a code outside the lists beats its words", "275937001", SNOMED, "Cancer", nil, ""},
		{"COPD in plain speech", "", Unknown, "COPD", []string{COPD}, ByTerm},
		{"sleep apnoea, two spellings", "", Unknown, "Sleep apnea", []string{SleepApnoea}, ByTerm},
		{"kidney disease of a stage", "700379002", SNOMED, "", []string{RenalImpairment}, ByConcept},
		{"kidney disease of an early stage", "431856006", SNOMED, "Chronic kidney disease stage 2", nil, ""},
		{"resolved epilepsy is a list of its own", "162658001", SNOMED, "", []string{EpilepsyResolved}, ByConcept},
	} {
		hits := s.Match(c.code, c.system, c.term)
		if diff := cmp.Diff(c.lists, names(hits)); diff != "" {
			t.Errorf("%s: %s", c.about, diff)
			continue
		}
		for _, h := range hits {
			if h.Match != c.how {
				t.Errorf("%s: matched by %s", c.about, h.Match)
			}
			if h.Version == "" || h.Term == "" {
				t.Errorf("%s: evidence is incomplete: %+v", c.about, h)
			}
		}
	}
}

// A letter must reach people whose record only mentions cancer in passing, and
// none of these says that they have it.
func TestWordsThatAreNotADiagnosis(t *testing.T) {
	s := Default()
	for _, term := range []string{
		"Family history of cancer", "FH: Breast cancer", "Family history of breast cancer", "No evidence of cancer", "Fast track cancer referral",
		"Urgent cancer referral - two week wait", "Fast track referral for suspected breast cancer", "Fear of cancer", "Breast cancer screening",
		"Cervical cancer screening declined", "Cancer excluded", "Suspected lung cancer", "Mother has breast cancer", "At risk of cancer",
		"Bowel cancer screening programme: normal", "Palliative care not currently clinically indicated", "End of life advance care planning declined",
		"Diabetic peripheral neuropathy screening", "Pregnancy test negative", "No history of epilepsy", "Does not have depression",
		"FH: Malignant melanoma", "Father had bowel cancer", "Suspected malignant neoplasm of lung", "?Lymphoma", "Query malignancy", "Fast track referral for suspected leukaemia",
		"Referral to breast cancer two week wait clinic", "At risk of malignant melanoma", "Malignant hypertension", "Malignant hyperthermia", "Neuroleptic malignant syndrome",
		"Malignant otitis externa", "Malignant tertian malaria", "Carcinoembryonic antigen level", "Raised CA 125", "Serum Ca", "Cancer antigen 125 level", "Carcinoma in situ of cervix", "Benign neoplasm of breast",
		"Leukaemoid reaction", "BRCA1 gene mutation", "Human T-cell leukaemia virus screening", "Myeloma screen", "HPV vaccination, cervical cancer prevention", "Cancer excluded",
		"QCancer risk calculator", "Wife receiving palliative care", "Not on GSF", "Macmillan coffee morning", "Benign gastrointestinal stromal tumour", "Terminal ileum Crohn's disease", "Anxiety about dying", "Palliative care declined",
		"Family history of epilepsy", "Non-epileptic attack disorder", "Febrile convulsion", "Epilepsy excluded", "ST segment depression", "Respiratory depression", "Diabetes without neuropathy",
	} {
		for _, h := range s.Match("", Unknown, term) {
			if h.List == Cancer || h.List == PalliativeCare || h.List == DiabeticNeuropathy || h.List == Pregnancy || h.List == Epilepsy || h.List == Depression {
				t.Errorf("%q matched %s (%q)", term, h.List, h.Term)
			}
		}
	}
	for _, code := range []string{"275937001", "1048611000000104", "1095091000000103", "401081006"} {
		for _, h := range s.Match(code, SNOMED, "") {
			t.Errorf("%s matched %s", code, h.List)
		}
	}
}

// The same diagnosis as records write it, where no list has these very words.
func TestPlainWordsSayTheDiagnosis(t *testing.T) {
	s := Default()
	for list, terms := range map[string][]string{
		Cancer: {"Malig neop of thyroid gland NOS", "Malignant neoplasm of thyroid gland", "Cancer of larynx", "GIST of stomach", "Gastrointestinal stromal tumour", "CA - Cancer of bronchus", "Ca breast - lower, inner quadrant", "Thyroid Ca",
			"Secondary and unspec malig neop deep cervical LN", "Metastasis to bone", "Bony mets", "Cancer metastatic to ovary", "[X]Malignant neoplasm/bone+articular cartilage, unspecified",
			"Diffuse non-Hodgkin's lymphoma of tonsil", "Leukaemic reticuloendotheliosis of spleen", "Acute promyelocytic leukaemia M3", "H/O: malignant melanoma", "EGFR negative non-small cell lung cancer",
			"High risk basal cell carcinoma", "FIGO EC stage II", "Non-Hodgkin lymphoma", "Non-follicular lymphoma", "Non-small cell carcinoma of lung", "Krukenburg tumour", "Familial cutaneous malignant melanoma", "Cancer medication review", "Adenocarcinoma, no ICD-O subtype"},
		PalliativeCare: {"[V]Palliative care", "GSF supportive care stage 1", "DS1500 completed", "SR1 form", "Seen by Macmillan nurse", "Under the care of community palliative care team", "Referral to hospice", "Issue of palliative care just in case box", "Specialist palliative care",
			"Has end of life care pathway key worker", "On gold standards framework", "Terminal illness - early stage", "Caring for the dying"},
		Epilepsy:              {"Epilepsy confirmed", "[X]Other epilepsy", "Grand mal seizure", "Epileptic seizures - tonic", "Absence seizure with automatisms", "Fit (in known epileptic) NOS"},
		OpioidDependence:      {"Heroin addiction on methadone", "Opiate dependence in remission", "Opioid maintenance therapy started"},
		SevereMentalIllness:   {"H/O: schizophrenia", "Bipolar affect disord, currently manic, severe, no psychosis"},
		DiabeticNeuropathy:    {"Diabetes + neuropathy (& [amyotrophy])", "Polyneuropathy in diabetes"},
		PostherpeticNeuralgia: {"Neuralgia after shingles"},
	} {
		for _, term := range terms {
			found := false
			for _, h := range s.Match("", Unknown, term) {
				found = found || h.List == list && h.Version != "" && h.Term != ""
			}
			if !found {
				t.Errorf("%q is not known as %s", term, list)
			}
		}
	}
}

func TestPlainWordsBelongToOurOwnLists(t *testing.T) {
	own, err := Parse(Cancer, "ours", strings.NewReader("code,term\n254837009,Breast only\n"))
	if err != nil {
		t.Fatal(err)
	}
	if hits := Default().With(own).Match("", Unknown, "Malig neop of thyroid gland NOS"); len(hits) != 0 {
		t.Errorf("a practice's own list answers by our rules: %+v", hits)
	}
	if v := Default().Versions()[Cancer]; !strings.HasSuffix(v, "+"+wordsVersion) {
		t.Errorf("the version of the rules is not named: %s", v)
	}
}

func TestReplaceAList(t *testing.T) {
	own, err := Parse(Cancer, "our list 3", strings.NewReader("\ufeffcode,term\n254837009,Breast only\n"))
	if err != nil {
		t.Fatal(err)
	}
	before := Default()
	after := before.With(own)
	if got := after.Versions()[Cancer]; got != "our list 3" {
		t.Errorf("version %q", got)
	}
	if before.Versions()[Cancer] == "our list 3" || len(before.Match("363346000", SNOMED, "")) != 1 {
		t.Error("the set it came from was changed")
	}
	if len(after.Match("363346000", SNOMED, "")) != 0 || len(after.Match("254837009", SNOMED, "")) != 1 {
		t.Error("the old list still answers")
	}
	if len(after.Lists()) != len(before.Lists()) {
		t.Error("added instead of replaced")
	}
}

func TestParseRefusals(t *testing.T) {
	for about, text := range map[string]string{
		"empty":                   "",
		"header only":             "code,term\n",
		"no code column":          "term\nCancer\n",
		"rounded by spreadsheet":  "code,term\n1.03424E+15,Palliative\n",
		"unknown system":          "code,term,system\n254837009,x,icd10\n",
		"Read code called SNOMED": "code,term\nB34..,x\n",
	} {
		if _, err := Parse("cancer", "1", strings.NewReader(text)); err == nil {
			t.Errorf("%s: accepted", about)
		}
	}
}

func TestParseColumnsOfPublishedLists(t *testing.T) {
	for about, text := range map[string]string{
		"OpenCodelists": "code,term\n254837009,Breast\n",
		"OpenSAFELY":    "id,name,active,notes\n254837009,Breast (disorder),y,direct mapping\n",
		"CTV3":          "CTV3ID,CTV3PreferredTermDesc\nB34..,Breast\n",
		"mixed":         "code,term,system\n254837009,Breast,snomed\nB34..,Breast,read2\n",
	} {
		l, err := Parse("cancer", "1", strings.NewReader(text))
		if err != nil || len(l.Entries) == 0 {
			t.Errorf("%s: %v", about, err)
		}
	}
}

func TestConceptIDCatchesOneWrongDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := Default().List(Cancer)
		e := l.Entries[rapid.IntRange(0, 6000).Draw(t, "entry")]
		if _, ok := ConceptID(e.Code); !ok {
			t.Fatalf("%s is refused", e.Code)
		}
		i := rapid.IntRange(0, len(e.Code)-1).Draw(t, "at")
		d := rapid.IntRange(1, 9).Draw(t, "by")
		b := []byte(e.Code)
		b[i] = '0' + (b[i]-'0'+byte(d))%10
		if _, ok := ConceptID(string(b)); ok {
			t.Fatalf("%s is taken, changed from %s", b, e.Code)
		}
	})
}

func TestNormaliseIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		n := Normalise(s)
		if strings.Contains(n, "  ") || strings.HasPrefix(n, " ") {
			t.Fatalf("%q", n)
		}
	})
}

// The published lists themselves, when STEPDOWN_CLINICAL names their folder:
// every code of the four cancer lists must be known as cancer.
func TestPublishedCancerLists(t *testing.T) {
	dir := os.Getenv("STEPDOWN_CLINICAL")
	if dir == "" {
		t.Skip("STEPDOWN_CLINICAL does not name the folder of published lists")
	}
	files, err := filepath.Glob(filepath.Join(dir, "codelists", "*can*.csv"))
	if err != nil || len(files) != 4 {
		t.Fatalf("want the four cancer lists, found %d (%v)", len(files), err)
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows[1:] {
			if h := Default().Match(r[0], SNOMED, ""); len(h) == 0 || h[0].List != Cancer {
				t.Errorf("%s: %s is not known as cancer", filepath.Base(name), r[0])
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("code,term\n254837009,Malignant neoplasm of breast\n")
	f.Add("id,name,active,notes\n254837009,\"Breast, malignant\",y,x\n")
	f.Add("code,term,system\nX75sv,PHN,ctv3\n")
	f.Add("\ufeffcode\n,\n")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := Parse("own", "1", strings.NewReader(text))
		if err != nil {
			return
		}
		s := NewSet(l)
		for _, e := range l.Entries {
			if e.Code != "" && len(s.Match(e.Code, e.System, "")) == 0 {
				t.Fatalf("a list does not know its own code %q (%s)", e.Code, e.System)
			}
		}
	})
}

func BenchmarkDefaultIndex(b *testing.B) {
	for b.Loop() {
		lists, err := loadManifest()
		if err != nil {
			b.Fatal(err)
		}
		NewSet(lists...).KnowsConcept(254837009)
	}
}

func TestEmbeddedListsReadAsParseReadsThem(t *testing.T) {
	for _, l := range Default().Lists() {
		f, err := embedded.Open("lists/" + l.Name + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		want, err := Parse(l.Name, l.Version, f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if older, err := embedded.ReadFile("lists/" + l.Name + "-ctv3.csv"); err == nil {
			head, rows, _ := strings.Cut(string(older), "\n")
			if head != "code,term" {
				t.Errorf("%s-ctv3: header %q", l.Name, head)
			}
			more, err := Parse(l.Name, l.Version, strings.NewReader("CTV3ID,CTV3PreferredTermDesc\n"+rows))
			if err != nil {
				t.Fatal(err)
			}
			want.Entries = append(want.Entries, more.Entries...)
		}
		if diff := cmp.Diff(want.Entries, l.Entries); diff != "" {
			t.Errorf("%s: %s", l.Name, diff)
		}
	}
}

// Whatever the words, an answer comes, names a list of the set, and is the same again.
func FuzzMatchWords(f *testing.F) {
	for _, s := range []string{"Malig neop of thyroid gland NOS", "FH: breast cancer", "?Lymphoma", "(Ca oro/naso/hypopharynx) or (carcinoma: [pharynx])", "[X]", "ca", "", "\xff\x00"} {
		f.Add("", s)
	}
	f.Add("B34..", "Ca breast")
	set := Default()
	f.Fuzz(func(t *testing.T, code, term string) {
		for _, system := range []System{Unknown, CTV3, Read2} {
			hits := set.Match(code, system, term)
			if diff := cmp.Diff(hits, set.Match(code, system, term)); diff != "" {
				t.Fatal(diff)
			}
			for _, h := range hits {
				if set.List(h.List) == nil || h.Term == "" || h.Version == "" {
					t.Fatalf("%+v", h)
				}
			}
		}
	})
}
