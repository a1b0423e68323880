package review

// leafletKeys are the texts of the leaflet in the order of the sheet. A test
// measures the reading age of the English. Facts: clinical reference 3.7
// (withdrawal, tolerance, disposal, driving) and 3.3 (patches).
var leafletKeys = []string{
	"title", "made", "replaces", "held", "ended", "finished", "table", "text-plan",
	"head-medicine", "head-morning", "head-midday", "head-evening", "head-night", "days", "from-day", "none",
	"unit-tablet", "units-tablet", "unit-capsule", "units-capsule", "unit-ml", "units-ml", "unit-patch", "units-patch",
	"patch-table", "head-day", "head-off", "head-on", "head-done", "wear", "wear-daily", "off-old", "off-olds", "off-last", "on-none", "patch-of",
	"more", "next", "next-none",
	"feel", "feel-opioid", "feel-gabapentinoid", "feel-when", "feel-tramadol",
	"hard", "hard-hold", "hard-call", "hard-wait",
	"safe", "safe-stop", "safe-old", "safe-alcohol", "safe-shop", "safe-drive", "safe-missed",
	"patches", "patches-off", "patches-heat", "patches-fever", "patches-bin",
	"family", "family-999", "family-tell",
	"spare", "spare-back",
	"whom", "whom-open", "whom-closed", "whom-closed-111", "whom-crisis",
	"partly",
	"month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8", "month-9", "month-10", "month-11", "month-12",
	"weekday-0", "weekday-1", "weekday-2", "weekday-3", "weekday-4", "weekday-5", "weekday-6",
}

var englishLeaflet = LeafletWords{Language: "en", Name: "English", Own: "English", texts: map[string]string{
	"title":     "A plan for {name}",
	"made":      "Plan {edition}, made on {day}.",
	"replaces":  "It replaces the plan of {day}. Please throw the old one away.",
	"held":      "We are holding your plan for now: stay on this dose.",
	"ended":     "Your plan ends here: stay on this dose. Do not stop by yourself.",
	"finished":  "Your plan is done. There is nothing more to take.",
	"table":     "What to take each day",
	"text-plan": "What to take",

	"head-medicine": "Medicine",
	"head-morning":  "Morning",
	"head-midday":   "Midday",
	"head-evening":  "Evening",
	"head-night":    "Night",
	"days":          "{from} to {to}",
	"from-day":      "From {from}",
	"none":          "Nothing more to take.",

	"unit-tablet":   "{n} tablet",
	"units-tablet":  "{n} tablets",
	"unit-capsule":  "{n} capsule",
	"units-capsule": "{n} capsules",
	"unit-ml":       "{n} ml",
	"units-ml":      "{n} ml",
	"unit-patch":    "{n} patch",
	"units-patch":   "{n} patches",

	"patch-table": "When to change your patches",
	"head-day":    "Day",
	"head-off":    "Take off",
	"head-on":     "Put on",
	"head-done":   "Done",
	"wear":        "Change every {n} days.",
	"wear-daily":  "Change every day.",
	"off-old":     "your old patch",
	"off-olds":    "your {n} old patches",
	"off-last":    "all your patches",
	"on-none":     "Nothing more. Do not put a new one on.",
	"patch-of":    "{n} × {product}",

	"more":      "We will give you the next steps when we talk. Do not stop when this list ends: call us.",
	"next":      "We talk next: on or about {day}.",
	"next-none": "We talk next: please book with us.",

	"feel":               "What you may feel",
	"feel-opioid":        "You may sweat, yawn, shake, feel sick, have cramps, loose stools, a runny nose, aches or poor sleep. You may feel on edge.",
	"feel-gabapentinoid": "You may feel on edge, sleep badly, sweat, feel sick or have more pain.",
	"feel-when":          "It can start in a day. It most often gets better in a week or two. It does not mean harm.",
	"feel-tramadol":      "With tramadol some people feel panic or odd feelings in the skin. This passes. Tell us if it comes.",

	"hard":      "If it is too hard",
	"hard-hold": "Stay on the dose you are on. Do not cut down more.",
	"hard-call": "Call us. You can wait, or go more slowly. That is fine.",
	"hard-wait": "It is best not to start a step in a flare-up or a very hard week. Tell us and we will wait.",

	"safe":         "Keep safe",
	"safe-stop":    "Never stop suddenly.",
	"safe-old":     "Never go back up to an old dose. Your body is not used to it now. It could stop your breathing.",
	"safe-alcohol": "Do not drink alcohol with this medicine. Do not take other drugs that make you sleepy.",
	"safe-shop":    "Do not buy codeine from a shop to take with it.",
	"safe-drive":   "Do not drive if you feel sleepy or slow: it is against the law. Take care when your dose changes.",
	"safe-missed":  "Missed your medicine for 3 days or more? Do not start again. Call us first.",

	"patches":       "Your patches",
	"patches-off":   "Take the old patch off before you put a new one on. Use a new place on your skin.",
	"patches-heat":  "Never cut a patch. Keep it away from heat, hot baths and heat pads.",
	"patches-fever": "Have you got a high fever? Call us. Heat lets out too much of the drug.",
	"patches-bin":   "Fold a used patch so that it sticks to itself. Put it where no child or pet can reach it.",

	"family":      "For family and friends",
	"family-999":  "Call 999 if the person is very sleepy and will not wake up, breathes slowly or not well, or has blue lips.",
	"family-tell": "Say what they take. Stay with them.",

	"spare":      "Spare medicine",
	"spare-back": "Take it back to a pharmacy. Do not keep it. Do not give it to others.",

	"whom":            "Whom to call",
	"whom-open":       "{practice}: {phone}",
	"whom-closed":     "When we are closed: {phone}",
	"whom-closed-111": "When we are closed: call 111.",
	"whom-crisis":     "If you feel you may hurt yourself, call 111 or 999 now. You can call Samaritans on 116 123 at any time.",

	"partly": "Some of this sheet is in English. Nobody has checked other words for it yet.",

	"month-1": "January", "month-2": "February", "month-3": "March", "month-4": "April", "month-5": "May", "month-6": "June",
	"month-7": "July", "month-8": "August", "month-9": "September", "month-10": "October", "month-11": "November", "month-12": "December",
	"weekday-0": "Sunday", "weekday-1": "Monday", "weekday-2": "Tuesday", "weekday-3": "Wednesday", "weekday-4": "Thursday", "weekday-5": "Friday", "weekday-6": "Saturday",
}}
