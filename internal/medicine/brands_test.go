package medicine

import (
	"strings"
	"testing"
)

// One line for each brand: name, class, ingredients. A new brand gets its line
// in data/brands.csv and its line here.
const brandLines = `
Zydol|opioid|tramadol
Zamadol Melt 50mg tablets|opioid|tramadol
Tramquel SR 100mg capsules|opioid|tramadol
Maxitram SR 100mg capsules|opioid|tramadol
Mabron 100mg m/r tablets|opioid|tramadol
Marol 100mg m/r tablets|opioid|tramadol
Invodol SR 100mg tablets|opioid|tramadol
Tramulief SR|opioid|tramadol
Tilodol SR|opioid|tramadol
Oldaram 100mg|opioid|tramadol
Larapam SR 100mg|opioid|tramadol
Dromadol XL 150mg|opioid|tramadol
Zeridame SR 100mg|opioid|tramadol
Maneo 100mg|opioid|tramadol
Brimisol PR 100mg|opioid|tramadol
Tradorec XL 100mg|opioid|tramadol
Nobligan retard 100mg|opioid|tramadol
Trapadex|opioid|tramadol;paracetamol
Skudexa 75mg/25mg tablets|opioid|tramadol;dexketoprofen
MST Continus 5mg tablets|opioid|morphine
Zomorph 10mg|opioid|morphine
Morphgesic SR 10mg|opioid|morphine
Filnarine SR|opioid|morphine
Sevredol 10mg|opioid|morphine
Oramorph|opioid|morphine
Actimorph 1mg|opioid|morphine
OxyContin 10mg|opioid|oxycodone
Oxycontin 10mg|opioid|oxycodone
OxyNorm liquid 1mg/ml|opioid|oxycodone
Longtec|opioid|oxycodone
Shortec|opioid|oxycodone
Reltebon|opioid|oxycodone
Oxypro|opioid|oxycodone
Oxylan|opioid|oxycodone
Oxeltra|opioid|oxycodone
Onexila XL|opioid|oxycodone
Zomestine|opioid|oxycodone
Abtard|opioid|oxycodone
Candox|opioid|oxycodone
Carexil|opioid|oxycodone
Leveraxo|opioid|oxycodone
Dolocodon PR|opioid|oxycodone
Renocontin|opioid|oxycodone
Ixyldone|opioid|oxycodone
Lynlor|opioid|oxycodone
Oxyact|opioid|oxycodone
Matrifen|opioid|fentanyl
Durogesic DTrans|opioid|fentanyl
Mezolar Matrix|opioid|fentanyl
Fencino|opioid|fentanyl
Fentalis Reservoir|opioid|fentanyl
Victanyl|opioid|fentanyl
Yemex|opioid|fentanyl
Opiodur|opioid|fentanyl
Osmanil|opioid|fentanyl
Tilofyl|opioid|fentanyl
Mylafent|opioid|fentanyl
Abstral|opioid|fentanyl
Effentora|opioid|fentanyl
Actiq|opioid|fentanyl
PecFent|opioid|fentanyl
Instanyl|opioid|fentanyl
Cynril|opioid|fentanyl
Breakyl|opioid|fentanyl
Recivit|opioid|fentanyl
BuTrans|opioid|buprenorphine
Butec|opioid|buprenorphine
Butapan|opioid|buprenorphine
Bupeaze|opioid|buprenorphine
Buplast|opioid|buprenorphine
Relevtec|opioid|buprenorphine
Transtec|opioid|buprenorphine
Hapoctasin|opioid|buprenorphine
Prenotrix|opioid|buprenorphine
Sevodyne|opioid|buprenorphine
Panitaz|opioid|buprenorphine
Reletrans|opioid|buprenorphine
Rebrikel|opioid|buprenorphine
Bunov|opioid|buprenorphine
Carlosafine|opioid|buprenorphine
Temgesic|opioid|buprenorphine
Tephine|opioid|buprenorphine
Palexia SR|opioid|tapentadol
Ationdo SR|opioid|tapentadol
Meptid|opioid|meptazinol
Palladone SR|opioid|hydromorphone
Physeptone 5mg tablets|opioid|methadone
D.F.118|opioid|dihydrocodeine
DHC Continus|opioid|dihydrocodeine
Remedeine Forte|opioid|dihydrocodeine;paracetamol
Paramol|opioid|dihydrocodeine;paracetamol
Eroset|opioid|dihydrocodeine;paracetamol
Tylex|opioid|codeine;paracetamol
Kapake Insts|opioid|codeine;paracetamol
Solpadol|opioid|codeine;paracetamol
Zapain|opioid|codeine;paracetamol
Codipar|opioid|codeine;paracetamol
Solpadeine Max|opioid|codeine;paracetamol
Paracodol|opioid|codeine;paracetamol
Panadol Ultra|opioid|codeine;paracetamol
Migraleve Yellow|opioid|codeine;paracetamol
Syndol|opioid|codeine;paracetamol;doxylamine;caffeine
Nurofen Plus|opioid|codeine;ibuprofen
Codis 500|opioid|codeine;aspirin
Feminax|opioid|codeine;paracetamol
Propain|opioid|codeine;paracetamol;diphenhydramine;caffeine
Veganin|opioid|codeine;paracetamol;caffeine
J.Collis Browne's mixture|opioid|morphine
Gee's linctus|opioid|opium
Squill opiate|opioid|opium
Cupal_Gee's Linct|opioid|opium
Unichem_Gee's Pastil (By Weight)|opioid|opium
Gee's pastils|opioid|opium
Gee's pastilles|opioid|opium
Terpocodein_|opioid|codeine;terpin
Diconal|opioid|dipipanone;cyclizine
Fortral|opioid|pentazocine
Distalgesic|opioid|dextropropoxyphene;paracetamol
Palfium|opioid|dextromoramide
Narphen|opioid|phenazocine
Cyclimorph 10|opioid|morphine;cyclizine
Ayendi|opioid|diamorphine
Subutex 2mg|opioid-dependence|buprenorphine
Suboxone 8mg/2mg|opioid-dependence|buprenorphine;naloxone
Espranor|opioid-dependence|buprenorphine
Buvidal 128mg|opioid-dependence|buprenorphine
Natzon 2mg|opioid-dependence|buprenorphine
Prefibin 2mg|opioid-dependence|buprenorphine
Methadose|opioid-dependence|methadone
Neurontin|gabapentinoid|gabapentin
Lyrica|gabapentinoid|pregabalin
Alzain|gabapentinoid|pregabalin
Axalid|gabapentinoid|pregabalin
Rewisca|gabapentinoid|pregabalin
Lecaent|gabapentinoid|pregabalin
Gabantin|gabapentinoid|gabapentin
Tadomon 50mg prolonged-release tablets|opioid|tapentadol
Sofonac 5mg/2.5mg modified-release tablets|opioid|oxycodone;naloxone
Sendolor 100mg/100ml infusion bags|opioid|morphine
M-Eslon  M/R capsules  10 mg|opioid|morphine
*MORAXEN 35mg rectal tampons|opioid|morphine
Rapiject  Injection  1 mg/ml, 50 ml syringe|opioid|morphine
Diaphine_Inj 10mg Amp|opioid|diamorphine
Diagesil 5mg Injection|opioid|diamorphine
Bufyl_Inf 250mg/500mcg/250ml|opioid|fentanyl;bupivacaine
Thalamonal injection|opioid|fentanyl;droperidol
Codasolve 8mg/500mg/30mg effervescent tablets|opioid|codeine;paracetamol;caffeine
Formulix Elixir|opioid|codeine;paracetamol
Medocodeine tablet|opioid|codeine;paracetamol
Codagesic_Tab 8mg/500mg|opioid|codeine;paracetamol
Solb Cupanol Co_Tab 8mg/500mg|opioid|codeine;paracetamol
Boots_Pain Relief Plus Cap 8mg/500mg|opioid|codeine;paracetamol
Calpol extra Tablet|opioid|codeine;paracetamol;caffeine
Calpol Ex For Adults_Tab|opioid|codeine;paracetamol;caffeine
Olbas PowerFlu Plus Vitamin C tablets|opioid|codeine;paracetamol;caffeine
Lloydspharmacy Power Plus Pain Relief tablets|opioid|codeine
Painex caplets|opioid|codeine;paracetamol;doxylamine;caffeine
Syndol Headache Relief tablets|opioid|codeine;paracetamol;caffeine
Solpadeine capsules|opioid|codeine;paracetamol;caffeine
Solpadeine Max soluble tablets|opioid|codeine;paracetamol;caffeine
Panadeine forte Tablet|opioid|codeine;paracetamol
Migraleve - 2 8mg+500mg Tablet|opioid|codeine;paracetamol
Migraine Relief_Cap 8mg/500mg|opioid|codeine;paracetamol
Migraine Relief 8mg/500mg capsules|opioid|codeine;paracetamol
Migraine Relief  Capsules  8 mg + 500 mg|opioid|codeine;paracetamol
Evacode_Linct 15mg/5ml S/F|opioid|codeine
Robitussin night-time Oral solution|opioid|codeine;brompheniramine;pseudoephedrine
Dihydragesic_Tab 30mg|opioid|dihydrocodeine
Codydragesic_Tab 10mg/500mg|opioid|dihydrocodeine;paracetamol
Ledergesic_Tab 32.5mg/325mg|opioid|dextropropoxyphene;paracetamol
Collins 1.5mg/5ml elixir|opioid|ethylmorphine
Collins elixir|opioid|ethylmorphine
J.Collis Brown's tablet|opioid|morphine
Collis Brown mixture|opioid|morphine
Carmil_Diarrhoea Mix|opioid|morphine
Carmil Diarrhoea mixture|opioid|morphine
Methodex 1mg/ml Mixture|opioid-dependence|methadone
OrLAAM_Oral Soln 10mg/1ml S/F|opioid-dependence|levacetylmethadol
Galenphol linctus|other|pholcodine
Larapam_Cap 10mg|other|piroxicam
Larapam 20mg capsule|other|piroxicam
Larapam 10mg|other|piroxicam
Larapam 20mg|other|piroxicam
Larapam capsules|other|piroxicam
Larapam (Piroxicam)  Capsules|other|piroxicam
Solpaflex_Gel 2.5%|other|ketoprofen
Diocalm Complete pack|other|loperamide
Diocalm_Jnr Sach|other|
Methadose diluent oral solution sugar free|other|
Methadose_Dil Soln S/F|other|
Vista-methasone Nasal drops|other|betamethasone
Tropium|other|chlordiazepoxide
APO-go|other|apomorphine
Nyxoid|other|naloxone
`

func TestBrands(t *testing.T) {
	for _, line := range strings.Split(strings.TrimSpace(brandLines), "\n") {
		f := strings.Split(line, "|")
		p := Read(f[0])
		if string(p.Class) != f[1] || strings.Join(p.Ingredients, ";") != f[2] {
			t.Errorf("%s: read as %s %v, want %s %s", f[0], p.Class, p.Ingredients, f[1], f[2])
		}
	}
}

// Every line of the tables is sound, and read as what it says.
func TestTables(t *testing.T) {
	for _, table := range []string{"brands.csv", "ingredients.csv"} {
		readTable(table, func(get func(string) string) {
			name := get("name")
			class := Class(get("class"))
			switch class {
			case Opioid, Gabapentinoid, OpioidDependence, Other:
			default:
				t.Errorf("%s: %s has the class %q", table, name, class)
			}
			if get("source") == "" {
				t.Errorf("%s: %s has no source", table, name)
			}
			if strings.HasSuffix(name, "*") {
				return
			}
			first, _, _ := strings.Cut(get("ingredients"), ";")
			if class != Other && first != "" && !isTarget(first) {
				t.Errorf("%s: %s: the first ingredient, %s, is not in ingredients.csv as a target", table, name, first)
			}
			p := Read(name)
			if p.Class.Target() != class.Target() && first != "methadone" {
				t.Errorf("%s: %s is read as %s, the table says %s", table, name, p.Class, class)
			}
			if s := get("strength"); s != "" && p.Strength != s {
				t.Errorf("%s: %s: strength %q, the table says %q", table, name, p.Strength, s)
			}
			if strings.Join(p.Ingredients, ";") != get("ingredients") {
				t.Errorf("%s: %s: ingredients %v, the table says %s", table, name, p.Ingredients, get("ingredients"))
			}
		})
	}
}
