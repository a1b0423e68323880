package extract

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"stepdown/internal/problem"
)

// required are the columns without which a format cannot be read, each with
// the name the refusal gives it. Any one of a group will do.
var required = map[Format]map[Table][]needed{
	StepdownCSV: {
		Patients:    {{"NHS Number", []field{fNHS}}, {"Date of Birth", []field{fBirth}}},
		Medications: {{"NHS Number", []field{fNHS}}, {"Name", []field{fName}}, {"Medication Type", []field{fKind}}, {"Most Recent Issue Date", []field{fIssued}}},
		Problems:    {{"NHS Number", []field{fNHS}}, {"SNOMED CT Concept ID or Code Term", []field{fCode, fTerm, fCTV3, fRead2}}},
	},
	EMISList:       {"": {{"NHS Number", []field{fNHS}}, {"Date of Birth", []field{fBirth}}, {"Name, Dosage and Quantity", []field{fCombined, fName}}, {"Medication Type", []field{fKind}}, {"Most Recent Issue Date", []field{fIssued}}, {"Code Term or SNOMED Code", []field{fTerm, fCode, fCTV3, fRead2}}}},
	SystmOneReport: {"": {{"NHS number", []field{fNHS}}, {"Date of birth", []field{fBirth}}, {"Drug", []field{fName, fCombined}}, {"Repeat or acute (issue type)", []field{fKind}}, {"Last issue date", []field{fIssued}}, {"Code or code term", []field{fTerm, fCode, fCTV3, fRead2}}}},
}

type needed struct {
	name  string
	anyOf []field
}

// checkColumns refuses an export that lacks what the search cannot do
// without, by name: without problem codes, a dying person could be invited.
func (x *export) checkColumns() error {
	if x.format == EMISBulk || x.format == SystmOneBulk || x.format == Medicus || x.format == Vision {
		return x.checkTables()
	}
	var missing []string
	tables := map[Table][fieldCount]bool{}
	for _, f := range x.files {
		if f.layout == nil {
			continue
		}
		has := tables[f.layout.table]
		for i, h := range f.layout.has {
			has[i] = has[i] || h
		}
		tables[f.layout.table] = has
	}
	for table, needs := range required[x.format] {
		has, ok := tables[table]
		if !ok {
			missing = append(missing, fmt.Sprintf("the table of %s", table))
			continue
		}
		for _, n := range needs {
			found := false
			for _, f := range n.anyOf {
				found = found || has[f]
			}
			if !found {
				where := ""
				if table != "" {
					where = fmt.Sprintf(" (in the table of %s)", table)
				}
				missing = append(missing, fmt.Sprintf("the column %q%s", n.name, where))
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return x.lacks(missing, x.layouts())
}

// checkTables is checkColumns for bulk sets: every kind of table must be there.
func (x *export) checkTables() error {
	have := map[role]bool{}
	for _, f := range x.files {
		if f.layout != nil {
			have[f.layout.bulk.role] = true
		}
	}
	var missing []string
	for _, t := range append(slices.Clone(bulkTables), *visionPatients, *visionCourses) {
		if t.format == x.format && t.role.needed() && !have[t.role] {
			missing = append(missing, "the table "+t.name)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return x.lacks(missing, errors.New("a table is missing"))
}

// lacks says what is missing, and which files could not be read: it may be in one
// of those.
func (x *export) lacks(missing []string, err error) error {
	sort.Strings(missing)
	text := "The export lacks " + strings.Join(missing, " and ")
	for _, f := range x.files {
		if f.layout == nil && f.note != "" {
			text += "; " + f.name + " was left aside: " + f.note
		}
	}
	return &problem.Error{Kind: problem.Invalid, Text: text + ". Add it to the search in the clinical system and export again", Err: err}
}
