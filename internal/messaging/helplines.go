package messaging

import "stepdown/internal/nhs"

// HelpLines are the urgent lines of each nation: NHS 111 option 2 for mental
// health in England (NHS England, 2024) and Wales (NHS Wales, 2023), the
// mental health hub of NHS 24 on 111 in Scotland, and Lifeline in Northern
// Ireland, which has no 111. Samaritans 116 123 answer everywhere. A language in
// which they are not worded gets the English ones: the numbers are the same.
func HelpLines(language string, n nhs.Nation) string {
	lines, ok := urgentLines[language]
	if !ok {
		lines = urgentLines[English]
	}
	if words, ok := lines[n]; ok {
		return words
	}
	return lines[""] // what all nations share
}

var urgentLines = map[string]map[nhs.Nation]string{
	English: {
		nhs.England:         "Urgent help at any hour: NHS 111 (mental health: 111, option 2).",
		nhs.Wales:           "Urgent help at any hour: NHS 111 (mental health: 111, option 2).",
		nhs.Scotland:        "Urgent help at any hour: NHS 24 on 111 (for mental health choose the mental health option).",
		nhs.NorthernIreland: "Urgent help: ring your GP or GP out of hours. Mental health crisis at any hour: Lifeline 0808 808 8000.",
		"":                  "Urgent help: NHS 111, or your GP out of hours service.",
	},
	Welsh: { // a draft, like the wording in which it stands
		nhs.England:         "Cymorth brys unrhyw awr: GIG 111 (iechyd meddwl: 111, opsiwn 2).",
		nhs.Wales:           "Cymorth brys unrhyw awr: GIG 111 (iechyd meddwl: 111, opsiwn 2).",
		nhs.Scotland:        "Cymorth brys unrhyw awr: NHS 24 ar 111 (am iechyd meddwl dewiswch yr opsiwn iechyd meddwl).",
		nhs.NorthernIreland: "Cymorth brys: ffoniwch eich meddyg teulu neu'r gwasanaeth tu allan i oriau. Argyfwng iechyd meddwl unrhyw awr: Lifeline 0808 808 8000.",
		"":                  "Cymorth brys: GIG 111, neu wasanaeth tu allan i oriau eich meddyg teulu.",
	},
}
