package extract

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"
)

// parted writes a set of CSV files again with another mark between the cells.
func parted(t *testing.T, set map[string]string, comma rune) map[string]string {
	t.Helper()
	out := map[string]string{}
	for name, text := range set {
		in := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
		in.FieldsPerRecord = -1
		rows, err := in.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Comma = comma
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		out[name] = b.String()
	}
	return out
}

// A spreadsheet may write semicolons or tabs: the people and their lines are the
// same as with commas.
func TestSemicolonsAndTabsAreReadAsCommas(t *testing.T) {
	for about, set := range map[string]map[string]string{"tables": asStepdown(samplePractice()), "a list report": {"list.csv": listOf(row(ann, tramadol, cancer))}} {
		want, err := readSet(t, set)
		if err != nil || len(want.People) == 0 {
			t.Fatal(err)
		}
		for _, comma := range []rune{';', '\t'} {
			got, err := readSet(t, parted(t, set, comma))
			if err != nil {
				t.Errorf("%s with %q: %v", about, comma, err)
				continue
			}
			if !reflect.DeepEqual(got.People, want.People) {
				t.Errorf("%s with %q: %+v, want %+v", about, comma, got.People, want.People)
			}
		}
	}
}

// What cannot be read is refused in words, also when it is the missing part of a
// set that can be read otherwise.
func TestOtherEncodingsAreRefusedByName(t *testing.T) {
	text := asStepdown(samplePractice())["patients.csv"]
	var wide []byte
	for _, u := range utf16.Encode([]rune(text)) {
		wide = binary.LittleEndian.AppendUint16(wide, u)
	}
	for about, c := range map[string]struct{ patients, says string }{
		"UTF-16":                {"\xff\xfe" + string(wide), "patients.csv was left aside: this is text saved as UTF-16: save it as CSV UTF-8"},
		"UTF-16, not saying so": {string(wide), "UTF-16"},
		"carriage returns":      {strings.ReplaceAll(strings.ReplaceAll(text, "\r", ""), "\n", "\r"), "lines end in carriage returns alone"},
	} {
		set := asStepdown(samplePractice())
		set["patients.csv"] = c.patients
		_, err := readSet(t, set)
		refused(t, about, err, c.says)
	}
}
