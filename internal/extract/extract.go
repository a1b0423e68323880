// Package extract reads what GP systems export: EMIS Web list reports,
// SystmOne reports, bulk extracts, FHIR bundles and Stepdown's own CSV set.
// It keeps the people who are on a target medicine, counts everybody else and
// forgets them, and tells by file and line, never by content, which rows it
// could not take.
package extract

import (
	"context"
	"runtime"
	"sort"
	"strings"
	"time"

	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Format is a layout that Stepdown knows.
type Format string

// The formats.
const (
	EMISList       Format = "emis-list"       // EMIS Web list report, CSV
	StepdownCSV    Format = "stepdown-csv"    // patients.csv, medications.csv, problems.csv
	SystmOneReport Format = "systmone-report" // SystmOne report, "Open as CSV"
	EMISBulk       Format = "emis-bulk"       // EMIS bulk extract tables
	SystmOneBulk   Format = "systmone-bulk"   // SystmOne strategic reporting extract
	Medicus        Format = "medicus"         // Medicus bulk extract
	Vision         Format = "vision"          // Vision bulk extract
	FHIR           Format = "fhir"            // FHIR R4 bundle or NDJSON
)

// Table is one of the three kinds of row.
type Table string

// The tables, and Lines for rows that could not be split into cells at all.
const (
	Patients    Table = "patients"
	Medications Table = "medications"
	Problems    Table = "problems"
	Lines       Table = "lines"
)

// Formats lists the formats with a title for each, as a page offers them.
func Formats() [][2]string {
	return [][2]string{
		{string(EMISList), "EMIS Web list report (CSV or Excel)"}, {string(SystmOneReport), "SystmOne report (CSV or Excel)"}, {string(StepdownCSV), "Stepdown CSV: patients, medications, problems"},
		{string(EMISBulk), "EMIS bulk extract"}, {string(SystmOneBulk), "SystmOne strategic reporting extract"}, {string(Medicus), "Medicus bulk extract"}, {string(Vision), "Vision bulk extract"}, {string(FHIR), "FHIR R4 bundle or NDJSON"},
	}
}

func (f Format) known() bool {
	for _, x := range Formats() {
		if string(f) == x[0] {
			return true
		}
	}
	return false
}

// Options of Read. The zero Options reads any known format with the embedded
// code lists.
type Options struct {
	Format  Format       // empty: recognised from the headings
	AsAt    nhs.Date     // the day the export describes; empty: its latest issue date
	Today   nhs.Date     // later issue dates are post-dated and do not move AsAt; empty: today in London
	Lists   codelist.Set // a problem is kept when one of these knows it; without lists: codelist.Default
	Mapping Mapping      // headings of an unknown layout, as a person has explained them

	// Progress is called now and then with bytes read and bytes in all, from
	// another goroutine than the caller's, one call at a time.
	Progress func(done, total int64)
	// Known people are kept whatever they are on, or when on nothing: somebody in
	// a cycle must be heard of when they die, leave, or have a new diagnosis. Asked
	// from several goroutines.
	Known func(nhs.Number) bool
	// Each, when set, is handed each person on a target medicine, in the order of
	// the export, and Result.People stays empty: for exports of a whole region.
	Each func(asAt nhs.Date, p *cohort.Person) error
	// Hash asks for Result.SHA256: slower than reading, so it has its own goroutine.
	Hash bool
	// Workers that parse at the same time; 0: one for each core.
	Workers int
	// MaxRejections is how many rejected rows are kept by file and line; all are
	// counted. 0: 10,000.
	MaxRejections int

	block int                                                       // bytes a worker takes at a time: blockSize, but in tests
	judge func(asAt nhs.Date) func(*cohort.Person) *cohort.Decision // Identify's: what the workers call once the day is settled
	each  func(d *cohort.Decision) error                            // called in order with what that gave
}

// Result is what an export holds.
type Result struct {
	Format     Format          `json:"format"`
	AsAt       nhs.Date        `json:"as_at"`
	Files      []File          `json:"files"`
	People     []cohort.Person `json:"people,omitempty"`
	OnTarget   int             `json:"people_kept"`            // people with a line of a target medicine, kept or handed to Each
	Known      int             `json:"people_known,omitempty"` // people without one, kept because they are Known
	Rows       map[Table]Tally `json:"rows"`
	Registered int             `json:"registered"` // patients who have neither died nor left: the denominator
	// Organisations seen in patient rows, by code.
	Organisations []Organisation `json:"organisations"`
	Rejections    []Rejection    `json:"rejections,omitempty"` // in the order of the export
	Rejected      int            `json:"rejected"`             // all of them
	ByReason      map[string]int `json:"rejected_by_reason,omitempty"`
	SHA256        string         `json:"sha256,omitempty"`
	Notes         []string       `json:"notes,omitempty"` // what a person should know about the export
}

// File is a file of the export and what it was taken for.
type File struct {
	Name  string `json:"name"`
	Table string `json:"table,omitempty"` // empty when it was left aside
	Note  string `json:"note,omitempty"`  // why it was left aside
	Bytes int64  `json:"bytes"`
}

// Organisation is a practice whose patients are in the export.
type Organisation struct {
	Code     string `json:"code"`
	Name     string `json:"name,omitempty"`
	Patients int    `json:"patients"`
}

// Tally counts rows of a table: Read = Used + NotRelevant + Rejected.
type Tally struct {
	Read        int `json:"read"`
	Used        int `json:"used"`
	NotRelevant int `json:"not_relevant"`
	Rejected    int `json:"rejected"`
}

// Add adds t to u.
func (u Tally) Add(t Tally) Tally {
	return Tally{u.Read + t.Read, u.Used + t.Used, u.NotRelevant + t.NotRelevant, u.Rejected + t.Rejected}
}

func (o Options) withDefaults() Options {
	if o.Today == "" {
		o.Today = nhs.Today(time.Now())
	}
	if len(o.Lists.Lists()) == 0 {
		o.Lists = codelist.Default()
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.block <= 0 {
		o.block = blockSize
	}
	if o.MaxRejections <= 0 {
		o.MaxRejections = 10_000
	}
	return o
}

// Read reads an export from files and folders of this machine. A folder is
// one export: each file in it is known by its headings, and the others are
// named and left aside.
//
// Errors are problems (kind Invalid) whose text can be shown: a file of the
// wrong kind, a missing column by name, an unknown layout (*UnknownLayout).
func Read(ctx context.Context, paths []string, o Options) (*Result, error) {
	files, err := filesOf(paths)
	if err != nil {
		return nil, err
	}
	return read(ctx, files, o.withDefaults())
}

func read(ctx context.Context, files []*file, o Options) (*Result, error) {
	if o.Format != "" && !o.Format.known() {
		var names []string
		for _, f := range Formats() {
			names = append(names, f[0])
		}
		return nil, problem.Invalidf("There is no format %q. The formats are %s.", o.Format, strings.Join(names, ", "))
	}
	x := &export{ctx: ctx, options: o, files: files, names: newInterner()}
	if err := x.recognise(); err != nil {
		return nil, err
	}
	x.startMeters()
	err := x.readFormat()
	sum := x.stopMeters()
	if err != nil {
		return nil, err
	}
	r := x.result
	r.Format, r.SHA256 = x.format, sum
	if r.Rows[Patients].Read == 0 {
		r.Notes = append(r.Notes, "No patient was found below the headings: if the search found people, the export is not whole.")
	}
	sort.Slice(r.Organisations, func(i, j int) bool { return r.Organisations[i].Code < r.Organisations[j].Code })
	return r, nil
}

// export is one reading of an export.
type export struct {
	ctx     context.Context
	options Options
	files   []*file
	format  Format
	names   *interner
	texts   []string // of names, once the lines are read
	result  *Result
	meter   *meter
	workers []*worker
	batches []*batch
	judge   func(*cohort.Person) *cohort.Decision // nil unless Identify asks
}

// readFormat hands over to the reader of the format.
func (x *export) readFormat() error {
	switch x.format {
	case StepdownCSV:
		return x.readTables()
	case EMISBulk, SystmOneBulk, Medicus, Vision:
		return x.readBulk()
	case FHIR:
		return x.readFHIR()
	default:
		return x.readReport()
	}
}
