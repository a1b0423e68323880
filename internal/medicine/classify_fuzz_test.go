package medicine

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
)

// Whatever comes in, each line gets its row, in order, in CSV that can be read.
func FuzzClassifyCSV(f *testing.F) {
	for _, s := range []string{"Tramadol 50mg capsules\r\n\r\nGabapentin \"300mg\", caps\n", "\ufeffMorphine\x00\n\n\n", "no line end", "", "\r\n", "a\rb\n\xff\xb5g\n", "  \n\t\n=1+1\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var out bytes.Buffer
		if err := ClassifyCSV(bytes.NewReader(in), &out); err != nil {
			t.Fatal(err)
		}
		text := strings.TrimPrefix(string(in), "\ufeff")
		lines := strings.Count(text, "\n")
		if text != "" && !strings.HasSuffix(text, "\n") {
			lines++
		}
		rows, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(rows) != lines+1 {
			t.Fatalf("%d lines gave %d rows and the header (%v)", lines, len(rows)-1, err)
		}
		for _, r := range rows[1:] {
			switch Class(r[1]) {
			case Opioid, Gabapentinoid, OpioidDependence, Other:
			default:
				t.Fatalf("class %q", r[1])
			}
		}
	})
}
