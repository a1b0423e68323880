package extract

import (
	"fmt"

	"stepdown/internal/problem"
)

// recognise looks at every file and settles the format.
func (x *export) recognise() error {
	if err := x.options.Mapping.Check(); err != nil {
		return &problem.Error{Kind: problem.Invalid, Text: "The column mapping is not usable", Err: err}
	}
	sniff := make([]byte, sniffBytes)
	for _, f := range x.files {
		if err := f.recognise(sniff, x.options.Mapping); err != nil {
			return &problem.Error{Kind: problem.Invalid, Text: fmt.Sprintf("%s cannot be read", f.name), Err: err}
		}
	}
	return x.chooseFormat()
}

func (f *file) recognise(sniff []byte, m Mapping) error {
	if f.note != "" { // it was not there to be opened
		return nil
	}
	if f.size == 0 {
		f.note = "the file is empty"
		return nil
	}
	b, err := f.head(sniff)
	if err != nil {
		return err
	}
	if isWorkbook(b) {
		return f.asText(m)
	}
	if what := notText(b); what != "" {
		f.note = "this is " + what
		return nil
	}
	if looksLikeFHIR(b) {
		f.layout = &layout{format: FHIR}
		return nil
	}
	if f.layout = visionLayout(f.name, b); f.layout != nil {
		return nil
	}
	if f.layout = findLayout(b, m); f.layout == nil {
		f.note = "no line of headings was found among the first lines"
	} else if f.irregular = f.layout.comma != ','; f.layout.format == "" {
		f.note = "its headings say neither medicines nor problems nor patients"
	}
	return nil
}

// chooseFormat takes the asked format, or the one the files agree on; files
// of another are left aside.
func (x *export) chooseFormat() error {
	want := x.options.Format
	counts := map[Format]int{}
	for _, f := range x.files {
		if f.layout != nil && f.layout.format != "" {
			counts[f.layout.format]++
		}
	}
	if want == "" {
		for _, candidate := range []Format{EMISList, SystmOneReport, StepdownCSV, EMISBulk, SystmOneBulk, Medicus, Vision, FHIR} {
			if counts[candidate] > 0 && (want == "" || counts[candidate] > counts[want]) {
				want = candidate
			}
		}
	}
	if want == "" || counts[want] == 0 {
		return x.unknown()
	}
	x.format = want
	for _, f := range x.files {
		if f.layout != nil && f.layout.format != want {
			f.note = fmt.Sprintf("it looks like %s, and the export is read as %s", f.layout.format, want)
			f.layout = nil
		}
	}
	x.leaveAsideWithoutNumber()
	return x.checkColumns()
}

// leaveAsideWithoutNumber sets aside a table that names nobody beside one that
// does: a code list that lies in the folder has the headings of a problem.
func (x *export) leaveAsideWithoutNumber() {
	if x.format != StepdownCSV {
		return
	}
	names := map[Table]bool{}
	for _, f := range x.files {
		if f.layout != nil && f.layout.has[fNHS] {
			names[f.layout.table] = true
		}
	}
	for _, f := range x.files {
		if f.layout != nil && !f.layout.has[fNHS] && names[f.layout.table] {
			f.layout, f.note = nil, "it has no column for the NHS number"
		}
	}
}
