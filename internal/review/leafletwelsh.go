package review

// welshLeaflet is a draft, written by no translator and read by nobody who
// answers for it. It is off until a practice's named reader approves it.
var welshLeaflet = LeafletWords{Language: "cy", Name: "Welsh", Own: "Cymraeg", texts: map[string]string{
	"title":     "Cynllun i {name}",
	"made":      "Cynllun {edition}, gwnaed ar {day}.",
	"replaces":  "Mae’n cymryd lle cynllun {day}. Taflwch yr hen un i ffwrdd.",
	"held":      "Rydym yn oedi eich cynllun am y tro: arhoswch ar y dos hwn.",
	"ended":     "Daw eich cynllun i ben yma: arhoswch ar y dos hwn. Peidiwch â stopio ar eich pen eich hun.",
	"finished":  "Mae eich cynllun wedi gorffen. Nid oes dim mwy i’w gymryd.",
	"table":     "Beth i’w gymryd bob dydd",
	"text-plan": "Beth i’w gymryd",

	"head-medicine": "Meddyginiaeth",
	"head-morning":  "Bore",
	"head-midday":   "Canol dydd",
	"head-evening":  "Min nos",
	"head-night":    "Nos",
	"days":          "{from} hyd at {to}",
	"from-day":      "O {from}",
	"none":          "Dim mwy i’w gymryd.",

	"unit-tablet":   "{n} tabled",
	"units-tablet":  "{n} tabled",
	"unit-capsule":  "{n} capsiwl",
	"units-capsule": "{n} capsiwl",
	"unit-ml":       "{n} ml",
	"units-ml":      "{n} ml",
	"unit-patch":    "{n} patsh",
	"units-patch":   "{n} patsh",

	"patch-table": "Pryd i newid eich patsys",
	"head-day":    "Diwrnod",
	"head-off":    "Tynnwch",
	"head-on":     "Rhowch",
	"head-done":   "Wedi gwneud",
	"wear":        "Newidiwch bob {n} diwrnod.",
	"wear-daily":  "Newidiwch bob dydd.",
	"off-old":     "eich hen batsh",
	"off-olds":    "eich {n} hen batsh",
	"off-last":    "eich patsys i gyd",
	"on-none":     "Dim mwy. Peidiwch â rhoi un newydd.",
	"patch-of":    "{n} × {product}",

	"more":      "Byddwn yn rhoi’r camau nesaf i chi pan fyddwn yn siarad. Peidiwch â stopio pan ddaw’r rhestr hon i ben: ffoniwch ni.",
	"next":      "Byddwn yn siarad nesaf: ar neu o gwmpas {day}.",
	"next-none": "Byddwn yn siarad nesaf: trefnwch amser gyda ni.",

	"feel":               "Beth y gallech ei deimlo",
	"feel-opioid":        "Efallai y byddwch yn chwysu, yn dylyfu gên, yn crynu, yn teimlo’n sâl, yn cael crampiau, dolur rhydd, trwyn yn rhedeg, poenau neu gwsg gwael. Efallai y byddwch ar bigau’r drain.",
	"feel-gabapentinoid": "Efallai y byddwch ar bigau’r drain, yn cysgu’n wael, yn chwysu, yn teimlo’n sâl neu’n cael mwy o boen.",
	"feel-when":          "Gall ddechrau o fewn diwrnod. Gan amlaf mae’n gwella mewn wythnos neu ddwy. Nid yw’n golygu niwed.",
	"feel-tramadol":      "Gyda tramadol mae rhai pobl yn teimlo panig neu deimladau rhyfedd yn y croen. Mae hyn yn mynd heibio. Dywedwch wrthym os daw.",

	"hard":      "Os yw’n rhy anodd",
	"hard-hold": "Arhoswch ar y dos sydd gennych. Peidiwch â thorri i lawr ymhellach.",
	"hard-call": "Ffoniwch ni. Gallwch aros, neu fynd yn arafach. Mae hynny’n iawn.",
	"hard-wait": "Mae’n well peidio â dechrau cam pan fydd y boen yn waeth neu mewn wythnos anodd iawn. Dywedwch wrthym ac fe arhoswn.",

	"safe":         "Cadwch yn ddiogel",
	"safe-stop":    "Peidiwch byth â stopio’n sydyn.",
	"safe-old":     "Peidiwch byth â mynd yn ôl i hen ddos. Nid yw eich corff wedi arfer ag ef nawr. Gallai atal eich anadlu.",
	"safe-alcohol": "Peidiwch ag yfed alcohol gyda’r feddyginiaeth hon. Peidiwch â chymryd cyffuriau eraill sy’n eich gwneud yn gysglyd.",
	"safe-shop":    "Peidiwch â phrynu codin o siop i’w gymryd gyda hi.",
	"safe-drive":   "Peidiwch â gyrru os ydych yn teimlo’n gysglyd neu’n araf: mae yn erbyn y gyfraith. Cymerwch ofal pan fydd eich dos yn newid.",
	"safe-missed":  "Wedi colli eich meddyginiaeth am 3 diwrnod neu fwy? Peidiwch ag ailddechrau. Ffoniwch ni yn gyntaf.",

	"patches":       "Eich patsys",
	"patches-off":   "Tynnwch yr hen batsh cyn rhoi un newydd. Defnyddiwch le newydd ar eich croen.",
	"patches-heat":  "Peidiwch byth â thorri patsh. Cadwch ef i ffwrdd o wres, baddonau poeth a phadiau gwres.",
	"patches-fever": "Oes gennych chi dwymyn uchel? Ffoniwch ni. Mae gwres yn gollwng gormod o’r cyffur.",
	"patches-bin":   "Plygwch batsh a ddefnyddiwyd fel ei fod yn glynu wrtho’i hun. Rhowch ef lle na all plentyn nac anifail ei gyrraedd.",

	"family":      "I deulu a ffrindiau",
	"family-999":  "Ffoniwch 999 os yw’r person yn gysglyd iawn ac nad yw’n deffro, yn anadlu’n araf neu’n wael, neu os oes ganddo wefusau glas.",
	"family-tell": "Dywedwch beth mae’n ei gymryd. Arhoswch gyda’r person.",

	"spare":      "Meddyginiaeth dros ben",
	"spare-back": "Ewch â hi yn ôl i fferyllfa. Peidiwch â’i chadw. Peidiwch â’i rhoi i eraill.",

	"whom":            "Pwy i’w ffonio",
	"whom-open":       "{practice}: {phone}",
	"whom-closed":     "Pan fyddwn ar gau: {phone}",
	"whom-closed-111": "Pan fyddwn ar gau: ffoniwch 111.",
	"whom-crisis":     "Os ydych yn teimlo y gallech niweidio eich hun, ffoniwch 111 neu 999 nawr. Gallwch ffonio’r Samariaid ar 116 123 unrhyw bryd.",

	"partly": "Mae rhan o’r daflen hon yn Saesneg. Nid oes neb wedi gwirio geiriau eraill ar ei chyfer eto.",

	"month-1": "Ionawr", "month-2": "Chwefror", "month-3": "Mawrth", "month-4": "Ebrill", "month-5": "Mai", "month-6": "Mehefin",
	"month-7": "Gorffennaf", "month-8": "Awst", "month-9": "Medi", "month-10": "Hydref", "month-11": "Tachwedd", "month-12": "Rhagfyr",
	"weekday-0": "Dydd Sul", "weekday-1": "Dydd Llun", "weekday-2": "Dydd Mawrth", "weekday-3": "Dydd Mercher", "weekday-4": "Dydd Iau", "weekday-5": "Dydd Gwener", "weekday-6": "Dydd Sadwrn",
}}
