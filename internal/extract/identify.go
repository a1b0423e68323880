package extract

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"

	"stepdown/internal/cohort"
	"stepdown/internal/nhs"
)

// Summary is what Identify found, as `stepdown identify --json` prints it.
type Summary struct {
	Format       Format            `json:"format"`
	AsAt         nhs.Date          `json:"as_at"`
	Rows         map[Table]int     `json:"rows"` // read, rejected ones included
	RejectedRows int               `json:"rejected_rows"`
	Patients     int               `json:"patients"`  // patient rows that were taken
	OnTarget     int               `json:"on_target"` // included and excluded
	Included     int               `json:"included"`
	Excluded     map[string]int    `json:"excluded"` // reason -> people; somebody may have several
	ExcludedAll  int               `json:"excluded_total"`
	ByMedicine   map[string]int    `json:"by_medicine"` // ingredient -> people on target
	Codelists    map[string]string `json:"codelists"`   // name -> version

	Flags   map[string]int `json:"-"` // flag -> people on target, for the summary in words
	Beside  int            `json:"-"` // people with acute issues only
	Result  *Result        `json:"-"`
	Targets []string       `json:"-"`
}

// Identify reads an export and decides on every person in it, without holding
// more than the people on a target medicine. With out, it writes a line of CSV
// for each person on target, in the order of the export.
func Identify(ctx context.Context, paths []string, o Options, c cohort.Criteria, out io.Writer) (*Summary, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	o = o.withDefaults()
	if o.AsAt == "" {
		o.AsAt = c.AsAt
	}
	s := &Summary{Excluded: map[string]int{}, ByMedicine: map[string]int{}, Flags: map[string]int{}, Codelists: o.Lists.Versions(), Targets: c.Targets}
	list := newDecisionWriter(out)
	o.judge = func(asAt nhs.Date) func(*cohort.Person) *cohort.Decision {
		mine := c
		mine.AsAt = asAt
		search := cohort.NewSearch(mine, o.Lists)
		return func(p *cohort.Person) *cohort.Decision {
			d := search.Decide(p)
			return &d
		}
	}
	o.each = func(d *cohort.Decision) error {
		s.count(d)
		if !d.OnTarget() {
			return nil
		}
		return list.write(d)
	}
	r, err := Read(ctx, paths, o)
	if err == nil {
		err = list.flush()
	}
	if err != nil {
		return nil, err
	}
	s.Result, s.Format, s.AsAt, s.RejectedRows = r, r.Format, r.AsAt, r.Rejected
	s.Rows = map[Table]int{}
	for _, t := range []Table{Patients, Medications, Problems} {
		s.Rows[t] = r.Rows[t].Read
	}
	s.Patients = r.Rows[Patients].Read - r.Rows[Patients].Rejected
	return s, nil
}

func (s *Summary) count(d *cohort.Decision) {
	switch d.Outcome {
	case cohort.Included:
		s.Included++
	case cohort.Excluded:
		s.ExcludedAll++
	case cohort.NotOnTarget:
		if d.Beside {
			s.Beside++
		}
		return
	}
	s.OnTarget++
	for _, r := range d.Reasons {
		s.Excluded[string(r.Code)]++
	}
	for _, f := range d.Flags {
		s.Flags[string(f.Code)]++
	}
	for i, m := range d.Medicines {
		if name := ingredient(m); !listed(d.Medicines[:i], name) {
			s.ByMedicine[name]++
		}
	}
}

// ingredient names a line by its target ingredient.
func ingredient(m cohort.MedicineLine) string {
	if len(m.Ingredients) == 0 {
		return m.Class
	}
	return m.Ingredients[0]
}

func listed(before []cohort.MedicineLine, name string) bool {
	for _, m := range before {
		if ingredient(m) == name {
			return true
		}
	}
	return false
}

// WriteJSON writes the summary as one object.
func (s *Summary) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(s)
}

// WriteText writes the summary in words.
func (s *Summary) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "Format            %s, as at %s\n", s.Format, s.AsAt)
	fmt.Fprintf(b, "Rows read         %d patients, %d medications, %d problems; %d rejected\n", s.Rows[Patients], s.Rows[Medications], s.Rows[Problems], s.RejectedRows)
	for _, f := range s.Result.Files {
		if f.Table == "" {
			fmt.Fprintf(b, "Left aside        %s: %s\n", f.Name, f.Note)
		}
	}
	s.writeRejected(b)
	fmt.Fprintf(b, "On target         %d of %d patients (%s)\n", s.OnTarget, s.Patients, strings.Join(s.Targets, ", "))
	fmt.Fprintf(b, "Included          %d\n", s.Included)
	fmt.Fprintf(b, "Excluded          %d\n", s.ExcludedAll)
	counts(b, s.Excluded)
	if s.Beside > 0 {
		fmt.Fprintf(b, "Beside the list   %d with three or more acute issues and no repeat\n", s.Beside)
	}
	fmt.Fprintf(b, "By medicine\n")
	counts(b, s.ByMedicine)
	if len(s.Flags) > 0 {
		fmt.Fprintf(b, "To look at\n")
		counts(b, s.Flags)
	}
	for _, n := range s.Result.Notes {
		fmt.Fprintf(b, "Note              %s\n", n)
	}
	return b.Flush()
}

// mostRejected is how many rejected rows the summary lists.
const mostRejected = 10

// writeRejected names the first rejected rows by file, line and reason.
func (s *Summary) writeRejected(w io.Writer) {
	for i, x := range s.Result.Rejections {
		if i == mostRejected {
			fmt.Fprintf(w, "Rejected          and %d more\n", s.RejectedRows-mostRejected)
			return
		}
		fmt.Fprintf(w, "Rejected          %s line %d: %s\n", x.File, x.Line, x.Reason)
	}
}

func counts(w io.Writer, m map[string]int) {
	var names []string
	for n := range m {
		names = append(names, n)
	}
	sort.Slice(names, func(i, j int) bool {
		if m[names[i]] != m[names[j]] {
			return m[names[i]] > m[names[j]]
		}
		return names[i] < names[j]
	})
	for _, n := range names {
		fmt.Fprintf(w, "  %6d  %s\n", m[n], n)
	}
}

// ListHeadings is the first line of the list of decisions.
const ListHeadings = "nhs_number,decision,reasons,evidence,medicines,ome_low,ome_high"

// decisionWriter writes the list of decisions.
type decisionWriter struct {
	buf *bufio.Writer
	csv *csv.Writer
	row []string
}

func newDecisionWriter(w io.Writer) *decisionWriter {
	if w == nil {
		return &decisionWriter{}
	}
	buf := bufio.NewWriterSize(w, 64<<10)
	d := &decisionWriter{buf: buf, csv: csv.NewWriter(buf), row: make([]string, 7)}
	_ = d.csv.Write(strings.Split(ListHeadings, ",")) // kept until Flush
	return d
}

func (w *decisionWriter) write(d *cohort.Decision) error {
	if w.csv == nil {
		return nil
	}
	var reasons, evidence, medicines []string
	for _, r := range d.Reasons {
		reasons = append(reasons, string(r.Code))
		for _, e := range r.Evidence {
			evidence = append(evidence, evidenceText(e))
		}
	}
	for _, m := range d.Medicines {
		medicines = append(medicines, m.Name)
	}
	low, high := "", ""
	if d.OME.Known {
		low = strconv.FormatFloat(d.OME.Low, 'f', -1, 64)
		if !d.OME.AtLeast { // "at least" has no upper end
			high = strconv.FormatFloat(d.OME.High, 'f', -1, 64)
		}
	}
	w.row = append(w.row[:0], string(d.NHSNumber), string(d.Outcome), strings.Join(reasons, "; "), harmless(strings.Join(evidence, "; ")), harmless(strings.Join(medicines, "; ")), low, high)
	return w.csv.Write(w.row)
}

// evidenceText: "254837009 Malignant neoplasm of breast, 2019-03-04 (concept in
// cancer union-2026-11; problems.csv line 12)".
func evidenceText(e cohort.Evidence) string {
	s := strings.TrimSpace(e.Code + " " + e.Term)
	if s == "" {
		s = "patient record"
	}
	if e.Date.Known() {
		s += ", " + string(e.Date)
	}
	var where []string
	if e.List != "" {
		where = append(where, e.Match+" in "+e.List+" "+e.Version)
	}
	if e.Source.File != "" {
		where = append(where, e.Source.File+" line "+strconv.Itoa(e.Source.Line))
	}
	if len(where) > 0 {
		s += " (" + strings.Join(where, "; ") + ")"
	}
	return s
}

// harmless keeps a spreadsheet from running a cell as a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func (w *decisionWriter) flush() error {
	if w.csv == nil {
		return nil
	}
	w.csv.Flush()
	return firstError(w.csv.Error(), w.buf.Flush())
}
