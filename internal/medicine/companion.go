package medicine

import "sync"

// The kinds of medicine that are flagged when they stand beside a target.
const (
	Benzodiazepine        = "benzodiazepine"
	ZDrug                 = "z-drug"
	AntidepressantForPain = "antidepressant for pain"
)

var companions = sync.OnceValue(func() map[string]string {
	kinds := map[string]string{}
	readTable("companions.csv", func(get func(string) string) {
		for _, w := range splitWords(get("name")) { // all are single words
			kinds[w] = get("kind")
		}
	})
	return kinds
})

// Companion tells whether a medicine is flagged beside a target: it returns
// "benzodiazepine", "z-drug", "antidepressant for pain" or "". Its class stays
// Other. It does not allocate.
func Companion(name string) string {
	r := scratch.Get().(*reading)
	defer scratch.Put(r)
	body, _ := splitManufacturer(name)
	r.scan(body)
	kinds := companions()
	for i := range r.words {
		if kind, ok := kinds[string(r.text(i))]; ok {
			return kind
		}
	}
	return ""
}
