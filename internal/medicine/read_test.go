package medicine

import (
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// One line a name: what a clinician would say it is.
func TestRead(t *testing.T) {
	for _, c := range []struct {
		name, class, ingredients, strength, form, release, note string
	}{
		{"Zydol XL 150mg tablets (Grunenthal Ltd)", "opioid", "tramadol", "150mg", "tablet", "modified", ""},
		{"Zydol Sr  M/R tablets  200 mg", "opioid", "tramadol", "200mg", "tablet", "modified", ""},
		{"Co-Codamol  Tablets  30 mg + 500 mg", "opioid", "codeine;paracetamol", "30mg/500mg", "tablet", "immediate", ""},
		{"MXL 200mg m/r capsule", "opioid", "morphine", "200mg", "capsule", "modified", ""},
		{"GABAPENTIN 300mg capsules", "gabapentinoid", "gabapentin", "300mg", "capsule", "immediate", ""},
		{"*TRAMADOL 50mg", "opioid", "tramadol", "50mg", "", "", ""},
		{"Gabapentin_Cap 300mg", "gabapentinoid", "gabapentin", "300mg", "capsule", "immediate", ""},
		{"Zapain_Cap 30mg/500mg", "opioid", "codeine;paracetamol", "30mg/500mg", "capsule", "immediate", ""},
		{"co-codamol 30/500", "opioid", "codeine;paracetamol", "30mg/500mg", "", "", ""},
		{"CO-CODAMOL 8/500mg tabs", "opioid", "codeine;paracetamol", "8mg/500mg", "tablet", "immediate", ""},
		{"cocodamol", "opioid", "codeine;paracetamol", "", "", "", ""},
		{"Codydramol 10/500", "opioid", "dihydrocodeine;paracetamol", "10mg/500mg", "", "", ""},
		{"Dihydrocod Tart_Tab 30mg", "opioid", "dihydrocodeine", "30mg", "tablet", "immediate", ""},
		{"MORPHNE SULF 20mg/sch m/r gran", "opioid", "morphine", "20mg", "sachet", "modified", "spelling read as morphine"},
		{"Pregablin 75mg caps", "gabapentinoid", "pregabalin", "75mg", "capsule", "immediate", "spelling read as pregabalin"},
		{"Eroset 500mg/10mg tablets", "opioid", "dihydrocodeine;paracetamol", "10mg/500mg", "tablet", "immediate", ""},
		{"Ibuprofen 200mg / Codeine 12.8mg tablets", "opioid", "codeine;ibuprofen", "12.8mg/200mg", "tablet", "immediate", ""},
		{"PARACETAMOL+CODEINE PHOSPHATE+CAFFEINE 500mg/8mg/30mg tablets", "opioid", "codeine;paracetamol;caffeine", "8mg/500mg/30mg", "tablet", "immediate", ""},
		{"Tramacet 37.5mg/325mg tablets", "opioid", "tramadol;paracetamol", "37.5mg/325mg", "tablet", "immediate", ""},
		{"Migraleve Pink tablets", "opioid", "codeine;paracetamol;buclizine", "8mg/500mg/6.25mg", "tablet", "immediate", "for migraine"},
		{"Nurofen Plus tablets (Reckitt)", "opioid", "codeine;ibuprofen", "12.8mg/200mg", "tablet", "immediate", ""},
		{"Solpadeine Headache soluble tablets", "other", "paracetamol;caffeine", "", "tablet", "", "no codeine in it"},
		{"Targinact 10mg/5mg modified-release tablets", "opioid", "oxycodone;naloxone", "10mg/5mg", "tablet", "modified", ""},
		{"Oxycodone 40mg/5ml / Naloxone 20mg/5ml oral suspension", "opioid", "oxycodone;naloxone", "40mg/20mg/5ml", "oral suspension", "immediate", ""},
		{"Fentanyl 25micrograms/hour transdermal patches", "opioid", "fentanyl", "25micrograms/hour", "patch", "", ""},
		{"Fentanyl 12 \u00b5g/hr patches", "opioid", "fentanyl", "12micrograms/hour", "patch", "", ""},
		{"Durogesic 25micrograms transdermal patches", "opioid", "fentanyl", "25micrograms/hour", "patch", "", ""},
		{"Durogesic 25 patches", "opioid", "fentanyl", "25micrograms/hour", "patch", "", ""},
		{"BuTrans_Patch 5mcg/hr(7day)", "opioid", "buprenorphine", "5micrograms/hour", "patch", "", ""},
		{"Fentanyl 100micrograms/dose nasal spray", "opioid", "fentanyl", "100micrograms/dose", "nasal spray", "", ""},
		{"Morphine sulfate 10mg/5ml oral solution", "opioid", "morphine", "10mg/5ml", "oral solution", "immediate", ""},
		{"Morphine sulfate 10mg/5ml oral solution unit dose vials sugar free", "opioid", "morphine", "10mg/5ml", "oral solution", "immediate", ""},
		{"Oramorph Concentrated  Oral solution  20 mg/ml (100 mg/5 ml)", "opioid", "morphine", "20mg/ml", "oral solution", "immediate", ""},
		{"Morphine sulfate 10mg/1ml solution for injection ampoules", "opioid", "morphine", "10mg/1ml", "injection", "", ""},
		{"MST CONTINUS 10", "opioid", "morphine", "10mg", "", "modified", ""},
		{"DF118 Forte 40mg tablets", "opioid", "dihydrocodeine", "40mg", "tablet", "immediate", ""},
		{"Codeine 15mg/5ml linctus", "opioid", "codeine", "15mg/5ml", "linctus", "immediate", noteCough},
		{"Kaolin and Morphine mixture", "opioid", "morphine;kaolin", "", "mixture", "immediate", noteDiarrhoea},
		{"Pholcodine 5mg/5ml linctus", "other", "pholcodine", "5mg/5ml", "linctus", "", "not in the published opioid lists"},
		{"Gabapentin 6% gel", "gabapentinoid", "gabapentin", "6%", "gel", "", noteSkin},
		{"Gabapentin 600mg tablets and Gabapentin 300mg capsules", "gabapentinoid", "gabapentin", "600mg and 300mg", "tablet", "immediate", "more than one strength"},
		{"Cyclizine tartrate with morphine tartrate 50mg+10mg/ml injection", "opioid", "morphine;cyclizine", "10mg/50mg/ml", "injection", "", ""},
		{"Terpin 32.5mg/5ml / Codeine 16mg/5ml linctus", "opioid", "codeine;terpin", "16mg/32.5mg/5ml", "linctus", "immediate", noteCough},
		{"Bupivacaine 250mg/250ml (0.1%) / Fentanyl 500micrograms/250ml infusion bags", "opioid", "fentanyl;bupivacaine", "500microgram/250mg/250ml", "injection", "", ""},
		{"Chlorcyclizine 3mg/ml / Codeine 2mg/ml oral solution", "opioid", "codeine", "2mg/ml", "oral solution", "immediate", ""},
		{"Durogesic DTrans 25 transdermal patches 5 patch", "opioid", "fentanyl", "25micrograms/hour", "patch", "", ""},
		{"Fentanyl transdermal patches x 5", "opioid", "fentanyl", "", "patch", "", ""},
		{"Ionsys 40micrograms/dose iontophoretic transdermal system", "opioid", "fentanyl", "40micrograms/dose", "device", "", ""},
		{"Codeine phosphate powder 25 gram", "opioid", "codeine", "", "powder", "", ""},
		{"Codeine phosphate+kaolin 10mg/3g/10mL mixture", "opioid", "codeine;kaolin", "10mg/3g/10ml", "mixture", "immediate", noteDiarrhoea},
		{"Paracetamol + alcohol + codeine phosphate 120mg/7%vv/12mg elixir", "opioid", "codeine;paracetamol", "12mg/120mg", "elixir", "immediate", ""},
		{"TramadolCapsuleOral", "opioid", "tramadol", "", "capsule", "immediate", ""},
		{"FentanylPatchTOP", "opioid", "fentanyl", "", "patch", "", ""},
		{"Diacetylmorphine hydrochloride 10 mg oral tablet", "opioid", "diamorphine", "10mg", "tablet", "immediate", ""},
		{"*IBUPR+CODEIN 300/20mg m/r tab", "opioid", "codeine;ibuprofen", "20mg/300mg", "tablet", "modified", ""},
		{"Paracet+cod 500mg/30mg eff tab", "opioid", "codeine;paracetamol", "30mg/500mg", "tablet", "immediate", ""},
		{"VMP previous to 42129511000001104", "gabapentinoid", "gabapentin", "100mg", "capsule", "immediate", "now Gabapentin 100mg capsules"},
		{"Methadone 1mg/ml oral solution", "opioid-dependence", "methadone", "1mg/ml", "oral solution", "immediate", noteDependence},
		{"Methadone HCl_Mix 1mg/1ml", "opioid-dependence", "methadone", "1mg/1ml", "mixture", "immediate", noteDependence},
		{"METHADONE", "opioid-dependence", "methadone", "", "", "", noteMethadoneAs + "; " + noteDependence},
		{"Methadone 5mg tablets", "opioid", "methadone", "5mg", "tablet", "immediate", noteMethadone},
		{"Methadone 2mg/5ml linctus", "opioid", "methadone", "2mg/5ml", "linctus", "immediate", noteCough},
		{"Physeptone 10mg/1ml solution for injection ampoules", "opioid", "methadone", "10mg/1ml", "injection", "", noteMethadone},
		{"Buprenorphine 200microgram sublingual tablets sugar free", "opioid", "buprenorphine", "200microgram", "tablet", "immediate", ""},
		{"Buprenorphine 0.4mg sublingual tablets", "opioid", "buprenorphine", "0.4mg", "tablet", "immediate", ""},
		{"Buprenorphine 8mg sublingual tablets", "opioid-dependence", "buprenorphine", "8mg", "tablet", "immediate", noteDependence},
		{"Buprenorphine 2mg / Naloxone 500microgram SL tab sugar free", "opioid-dependence", "buprenorphine;naloxone", "2mg/500microgram", "tablet", "immediate", noteDependence},
		{"Buprenorphine 300micrograms/1ml solution for injection ampoules", "opioid", "buprenorphine", "300micrograms/1ml", "injection", "", ""},
		{"Buprenorphine 128mg/0.36ml prolonged-rel inj pf syringes", "opioid-dependence", "buprenorphine", "128mg/0.36ml", "injection", "modified", noteDependence},
		{"Subutex 400microgram sublingual tablets", "opioid-dependence", "buprenorphine", "400microgram", "tablet", "immediate", noteDependence},
		{"Espranor 2mg oral lyophilisates", "opioid-dependence", "buprenorphine", "2mg", "oral lyophilisate", "immediate", noteDependence},
		{"Morphine opiate test strip", "other", "morphine;opium", "", "", "", noteTest},
		{"Salbutamol 100micrograms/dose inhaler CFC free", "other", "", "100micrograms/dose", "inhalation", "", ""},
		{"", "other", "", "", "", "", ""},
		{"   ", "other", "", "", "", "", ""},
		{")", "other", "", "", "", "", ""},
	} {
		p := Read(c.name)
		got := []string{string(p.Class), strings.Join(p.Ingredients, ";"), p.Strength, p.Form, p.Release, p.Note}
		want := []string{c.class, c.ingredients, c.strength, c.form, c.release, c.note}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%q\n got %q\nwant %q", c.name, got, want)
				break
			}
		}
		if p.Name != c.name {
			t.Errorf("name %q came back as %q", c.name, p.Name)
		}
	}
}

// Names that hold a target's letters, or the like, and are none.
func TestFalseFriends(t *testing.T) {
	for _, n := range []string{
		"Tiotropium bromide 18microgram inhalation powder capsules", "Ipratropium bromide 20micrograms/dose inhaler", "Oxitropium bromide 100micrograms/dose inhaler",
		"Tropium 5mg capsules", "Apomorphine 50mg/5ml solution for injection ampoules", "APO-go PFS 50mg/10ml", "Naloxone 400micrograms/1ml solution for injection ampoules",
		"Nyxoid 1.8mg/0.1ml nasal spray unit dose", "Naltrexone 50mg tablets", "Nalmefene 18mg tablets", "Loperamide 2mg capsules", "Imodium Plus tablets", "Eluxadoline 100mg tablets",
		"Dextromethorphan 6.65mg/5ml", "Co-phenotrope 2.5mg/25microgram tablets", "Lofexidine 200microgram tablets", "Methylnaltrexone bromide 12mg/0.6ml", "Papaverine 40mg tablets",
		"Paracetamol 500mg tablets", "Nurofen 200mg tablets", "Panadol Extra tablets", "Migraleve Ultra 50mg tablets", "Feminax Ultra 250mg tablets", "Diocalm Ultra 2mg capsules",
		"Hydrocortisone 1% cream", "Dihydroergotamine", "Phenazone 4%", "Cod liver oil capsules", "Medroxyprogesterone 10mg tablets", "Vigabatrin 500mg tablets", "Ddrops Vitamin D",
		"Palfium_Placebo Tab", "Methadone HCl_Dil Soln S/F", "Methadone diluent Liquid", "Boots_Migraine Relief Tab 50mg", "Galprofen_Migraine Relief Cap 200mg",
		"INSULIN ZINC SUSPENSION - AMORPHOUS", "Tropiovent Steripoules  Nebuliser solution  250 micrograms/1 ml", "NovoRapid FlexPen 100units/ml",
		"Co-careldopa 25mg/100mg tablets", "Co-amoxiclav 500mg/125mg tablets",
	} {
		p := Read(n)
		if p.Class != Other {
			t.Errorf("%q read as %s %v", n, p.Class, p.Ingredients)
		}
	}
}

func TestManufacturer(t *testing.T) {
	for name, want := range map[string]string{
		"Zydol XL 150mg tablets (Grunenthal Ltd)":              "Grunenthal Ltd",
		"Rigevidon tablets (Gedeon Richter (UK) Ltd)":          "Gedeon Richter (UK) Ltd",
		"Tramadol 50mg capsules (A A H Pharmaceuticals Ltd)":   "A A H Pharmaceuticals Ltd",
		"Oramorph 10mg/5ml oral solution (Glenwood GmbH)":      "Glenwood GmbH",
		"Zapain 30mg/500mg tablets (Advanz Pharma)":            "Advanz Pharma",
		"Gabapentin 300mg capsules (Teva) (Actavis UK Ltd)":    "Actavis UK Ltd",
		"BuTrans 5micrograms/hour patches (7 day)":             "",
		"Kapake (codeine and paracetamol)":                     "",
		"Oramorph Concentrated  20 mg/ml (100 mg/5 ml)":        "",
		"Lyrica 300mg capsules (Waymade Healthcare Plc)":       "Waymade Healthcare Plc",
		"Morphine sulfate 10mg/5ml oral solution (sugar free)": "",
	} {
		if got := Read(name).Manufacturer; got != want {
			t.Errorf("%q: manufacturer %q, want %q", name, got, want)
		}
	}
}

func TestLabelledWear(t *testing.T) {
	for name, want := range map[string]float64{
		"Fentanyl 37.5microgram/hour transdermal patches":              72,
		"Buprenorphine 20micrograms/hour transdermal patches":          168,
		"Buprenorphine 40micrograms/hour transdermal patches":          168,
		"Buprenorphine 35micrograms/hour transdermal patches":          96,
		"Buprenorphine 52.5micrograms/hour 72 hour patches":            72,
		"Buprenorphine 5micrograms/hour seven day transdermal patches": 168,
		"Hapoctasin 35micrograms/hour transdermal patches":             72,
		"Transtec 35micrograms/hour transdermal patches":               96,
		"Tramadol 50mg capsules":                                       0,
	} {
		if got := Read(name).WearHours; got != want {
			t.Errorf("%q: worn %v hours, want %v", name, got, want)
		}
	}
}

// Whatever strength is written, it is read back, in any spelling of the units.
func TestStrengthIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9999).Draw(t, "tenths")
		number := figure(float64(n) / 10)
		unit := rapid.SampledFrom([]string{"mg", "MG", "Mg", "milligrams", "mgs"}).Draw(t, "unit")
		gap := rapid.SampledFrom([]string{"", " ", "\u00a0", "  "}).Draw(t, "gap")
		form := rapid.SampledFrom([]string{" tablets", " caps", "", " M/R Tabs"}).Draw(t, "form")
		p := Read("Oxycodone " + number + gap + unit + form)
		if mg, per, ok := p.Amount(); !ok || per != "" || mg != float64(n)/10 || p.Strength != number+"mg" {
			t.Fatalf("%q read as %q, %v %q %v", p.Name, p.Strength, mg, per, ok)
		}
	})
}

func TestReadIsSafeForManyAtOnce(t *testing.T) {
	names := readList(t, "opioids.txt.gz")
	var wg sync.WaitGroup
	for g := 0; g < 4; g++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range names {
				n := names[(i+g*500)%len(names)]
				if p := Read(n); p.Name != n || p.Class != Opioid {
					t.Errorf("%q came back as %q, %s", n, p.Name, p.Class)
				}
				if p := ReadBytes([]byte(n)); p.Name != n {
					t.Errorf("%q came back as %q", n, p.Name)
				}
			}
		}()
	}
	wg.Wait()
}

func TestReadOfAMetNameDoesNotAllocate(t *testing.T) {
	name, raw := "Zydol XL 150mg tablets (Grunenthal Ltd)", []byte("Amlodipine 5mg tablets")
	Read(name)
	ReadBytes(raw)
	if n := testing.AllocsPerRun(100, func() { Read(name); ReadBytes(raw) }); n != 0 {
		t.Errorf("%v allocations for two met names", n)
	}
}

func TestCodeAndNameTogether(t *testing.T) {
	for _, c := range []struct {
		name, dmd, bnf string
		class          Class
		by             string
		contradiction  bool
	}{
		{"Tramadol 50mg capsules", "", "", Opioid, "name", false},
		{"Pain capsules", "323013002", "", Gabapentinoid, "dm+d", true},
		{"Gabapentin 100mg capsules", "323013002", "", Gabapentinoid, "dm+d", false},
		{"Codeine 30mg tablets", "323013002", "", Gabapentinoid, "dm+d", true},
		{"Some mixture", "999", "0407020Q0AAAAAA", Opioid, "BNF", true},
		{"Methadone 1mg/ml oral solution", "", "0410030C0AAAFAF", OpioidDependence, "BNF", false},
		{"Naltrexone 50mg tablets", "", "0410030E0AAAAAA", Other, "BNF", false},
		{"Amlodipine 5mg tablets", "999", "0206020A0AAAAAA", Other, "name", false},
		{"Tramadol 50mg capsules", "", "0206020A0AAAAAA", Opioid, "name", true},
		{"Codeine 15mg/5ml linctus", "", "0309010C0AAAAAA", Opioid, "name", false},
		{"Methadone 5mg tablets", "", "0410030C0AAAAAA", OpioidDependence, "BNF", true},
	} {
		got := ReadCoded(c.name, c.dmd, c.bnf)
		if got.Class != c.class || got.By != c.by || got.Contradiction != "" != c.contradiction {
			t.Errorf("%q %q %q: %s by %s, %q", c.name, c.dmd, c.bnf, got.Class, got.By, got.Contradiction)
		}
		if got.Name != c.name {
			t.Errorf("name %q came back as %q", c.name, got.Name)
		}
	}
}

func TestCompanion(t *testing.T) {
	for name, want := range map[string]string{
		"Diazepam 2mg tablets": Benzodiazepine, "TEMAZEPAM 10mg tabs": Benzodiazepine, "Zopiclone_Tab 7.5mg": ZDrug, "Amitriptyline  Tablets  10 mg": AntidepressantForPain,
		"Duloxetine 30mg gastro-resistant capsules": AntidepressantForPain, "Tramadol 50mg capsules": "", "": "",
	} {
		if got := Companion(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"Co-codamol 30mg/500mg tablets", "Zydol Sr  M/R tablets  200 mg", "fentanyl 12\xb5g/hr", "((((", "30/500/", "Gee's linctus", "½ morphine", "\x00", "Tramadol (", "1,000mg"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := Read(s)
		if p.Name != s {
			t.Fatalf("name changed: %q", p.Name)
		}
		switch p.Class {
		case Opioid, Gabapentinoid, OpioidDependence, Other:
		default:
			t.Fatalf("class %q", p.Class)
		}
		if mg, ok := OMEPerUnit(p); ok && (mg < 0 || mg != mg) {
			t.Fatalf("OME per unit %v", mg)
		}
		if q := parse(s); q.Class != p.Class || q.Strength != p.Strength || q.Form != p.Form || q.Note != p.Note {
			t.Fatalf("read twice, two answers: %+v and %+v", p, q)
		}
	})
}
