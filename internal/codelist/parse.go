package codelist

import (
	"bytes"
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
)

// maxListBytes bounds a list that a practice uploads; the largest published
// list we know has 7,000 rows and half a megabyte.
const maxListBytes = 16 << 20

// Parse reads a list in the OpenCodelists format: CSV with a header that has a
// code column ("code", "id", "snomedcode", "CTV3ID") and usually a term column
// ("term", "name", "description", "CTV3PreferredTermDesc"); an optional "system"
// column tells CTV3 ("ctv3") and Read v2 ("read2") codes from SNOMED ones. Rows
// with a term and no code match by words. Errors name the line, never a value.
func Parse(name, version string, r io.Reader) (*List, error) {
	if name == "" {
		return nil, errors.New("a code list needs a name")
	}
	data, err := io.ReadAll(io.LimitReader(r, maxListBytes+1))
	if err != nil {
		return nil, fmt.Errorf("code list %s: %w", name, err)
	}
	if len(data) > maxListBytes {
		return nil, fmt.Errorf("code list %s is larger than %d MB", name, maxListBytes>>20)
	}
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	rows.FieldsPerRecord = -1
	rows.ReuseRecord = true
	header, err := rows.Read()
	if err != nil {
		return nil, fmt.Errorf("code list %s has no header line", name)
	}
	code, term, system, byDefault := columns(header)
	if code < 0 {
		return nil, fmt.Errorf("code list %s has no code column: its first line must name one of code, id, snomedcode, CTV3ID", name)
	}
	l := &List{Name: name, Title: title(name), Version: version}
	for {
		row, err := rows.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("code list %s: %w", name, err)
		}
		e := Entry{Code: cell(row, code), Term: cell(row, term), System: byDefault}
		if s := strings.ToLower(cell(row, system)); s != "" {
			e.System = System(s)
		}
		if e.Code == "" && e.Term == "" {
			continue
		}
		switch e.System {
		case SNOMED, CTV3, Read2:
		default:
			line, _ := rows.FieldPos(0)
			return nil, fmt.Errorf("code list %s, line %d: the system must be snomed, ctv3 or read2", name, line)
		}
		if _, ok := ConceptID(e.Code); e.Code != "" && e.System == SNOMED && !ok {
			line, _ := rows.FieldPos(0)
			return nil, fmt.Errorf("code list %s, line %d: not a SNOMED CT concept (a spreadsheet may have rounded it); give its system if it is a CTV3 or Read code", name, line)
		}
		l.Entries = append(l.Entries, e)
	}
	if len(l.Entries) == 0 {
		return nil, fmt.Errorf("code list %s has no rows", name)
	}
	return l, nil
}

func columns(header []string) (code, term, system int, byDefault System) {
	code, term, system, byDefault = -1, -1, -1, SNOMED
	for i, h := range header {
		switch strings.ToLower(strings.TrimSpace(h)) {
		case "code", "id", "snomedcode", "snomed_code", "snomedctconceptid", "concept id", "conceptid":
			code = first(code, i)
		case "ctv3id", "ctv3code", "ctv3_code":
			if code < 0 {
				code, byDefault = i, CTV3
			}
		case "term", "name", "description", "ctv3preferredtermdesc":
			term = first(term, i)
		case "system":
			system = i
		}
	}
	return code, term, system, byDefault
}

func first(have, i int) int {
	if have >= 0 {
		return have
	}
	return i
}

func cell(row []string, i int) string {
	if i < 0 || i >= len(row) {
		return ""
	}
	return strings.Clone(strings.TrimSpace(row[i])) // ReuseRecord keeps the row's memory
}

// title makes "postherpetic-neuralgia" into "Postherpetic neuralgia".
func title(name string) string {
	t := strings.ReplaceAll(name, "-", " ")
	return strings.ToUpper(t[:1]) + t[1:]
}

//go:embed lists
var embedded embed.FS

// Default is the lists that come with the program (lists/manifest.csv).
func Default() Set { return defaultSet() }

var defaultSet = sync.OnceValue(func() Set {
	lists, err := loadManifest()
	if err != nil {
		panic(err) // impossible: the lists are embedded and a test reads them
	}
	return NewSet(lists...)
})

func loadManifest() ([]*List, error) {
	f, err := embedded.Open("lists/manifest.csv")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	words, err := embedded.ReadFile("lists/words.csv")
	if err != nil {
		return nil, err
	}
	rules, err := readSayings(string(words))
	if err != nil {
		return nil, fmt.Errorf("words.csv: %w", err)
	}
	var lists []*List
	for _, r := range rows[1:] {
		l, err := loadList(r)
		if err != nil {
			return nil, err
		}
		if l.sayings = rules[l.Name]; l.sayings != nil {
			l.Version += "+" + wordsVersion
		}
		lists = append(lists, l)
	}
	return lists, nil
}

// loadList reads one manifest row: name, title, source, version, date,
// licence, window_days, note.
func loadList(r []string) (*List, error) {
	data, err := embedded.ReadFile("lists/" + r[0] + ".csv")
	if err != nil {
		return nil, err
	}
	l, err := parseEmbedded(r[0], r[3], string(data), SNOMED)
	if err != nil {
		return nil, err
	}
	if data, err = embedded.ReadFile("lists/" + r[0] + "-ctv3.csv"); err == nil {
		older, err := parseEmbedded(r[0], r[3], string(data), CTV3)
		if err != nil {
			return nil, err
		}
		l.Entries = append(l.Entries, older.Entries...)
	}
	l.Title, l.Source, l.Date, l.Licence, l.Note = r[1], r[2], r[4], r[5], r[7]
	if r[6] != "" {
		if l.WindowDays, err = strconv.Atoi(r[6]); err != nil {
			return nil, fmt.Errorf("manifest: window of %s: %w", r[0], err)
		}
	}
	return l, nil
}

// parseEmbedded is Parse for our own lists, without a copy of each cell: every
// start of the program pays for it. A test holds it to Parse. Codes are of the
// given system where the list does not say.
func parseEmbedded(name, version, text string, system System) (*List, error) {
	whole := text
	head, text, _ := strings.Cut(text, "\n")
	mixed := strings.HasPrefix(head, "code,term,system")
	l := &List{Name: name, Title: title(name), Version: version, Entries: make([]Entry, 0, strings.Count(text, "\n"))}
	for text != "" {
		var row string
		row, text, _ = strings.Cut(text, "\n")
		e := Entry{System: system}
		e.Code, row, _ = strings.Cut(row, ",")
		if quoted, ok := strings.CutPrefix(row, `"`); ok {
			end := strings.LastIndexByte(quoted, '"')
			if mixed {
				end = strings.Index(quoted, `",`)
			}
			if end < 0 || strings.Contains(quoted[:end], `"`) {
				return Parse(name, version, strings.NewReader(whole)) // a quotation mark in a term: rare
			}
			e.Term, row = quoted[:end], strings.TrimPrefix(quoted[end+1:], ",")
		} else {
			e.Term, row, _ = strings.Cut(row, ",")
		}
		e.Term = strings.TrimSpace(e.Term)
		if mixed {
			system, _, _ := strings.Cut(row, ",")
			e.System = System(system)
		}
		l.Entries = append(l.Entries, e)
	}
	return l, nil
}
