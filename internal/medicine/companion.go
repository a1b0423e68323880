package medicine

import "strings"

// The kinds of medicine that are flagged when they stand beside a target.
const (
	Benzodiazepine        = "benzodiazepine"
	ZDrug                 = "z-drug"
	AntidepressantForPain = "antidepressant for pain"
)

func loadCompanions() map[string]string {
	kinds := map[string]string{}
	readTable("companions.csv", func(get func(string) string) { kinds[strings.ToLower(get("name"))] = get("kind") })
	return kinds
}

// Companion tells whether a medicine is flagged beside a target: it returns
// "benzodiazepine", "z-drug", "antidepressant for pain" or "". Its class stays
// Other. It is the field Companion of what Read returns.
func Companion(name string) string { return Read(name).Companion }

func (t *plain) companion() string {
	v := theVocabulary()
	for i := range t.words {
		if t.words[i].number || !v.companionStart.has(t.words[i].start) {
			continue
		}
		if kind, ok := v.companions[string(t.text(i))]; ok {
			return kind
		}
	}
	return ""
}
