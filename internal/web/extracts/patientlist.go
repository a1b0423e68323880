package extracts

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"stepdown/internal/audit"
	"stepdown/internal/practice"
	"stepdown/internal/web/page"
)

// mayChangeLists is who may put in a code list.
const mayChangeLists = practice.ScreenRecord

// nhsNumbers gives the NHS numbers of a cycle's people, for the clinical
// system's own import of a patient list (SystmOne: Reporting, Miscellaneous
// Reports, Adhoc Patient List). People who died or left are not in it.
func (a Area) nhsNumbers(r *page.Request) error {
	c, err := a.Store.Cycle(r.Ctx(), r.PracticeID(), r.Param("cycle"))
	if err != nil {
		return err
	}
	patients, err := a.Store.PatientsOf(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return err
	}
	rows := [][]string{{"NHS number"}}
	for _, p := range patients {
		if p.Person.NHSNumber != "" && p.Gone() == "" {
			rows = append(rows, []string{harmless(string(p.Person.NHSNumber))})
		}
	}
	slices.SortFunc(rows[1:], func(x, y []string) int { return strings.Compare(x[0], y[0]) })
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		return err
	}
	entry := audit.By(r.Actor(), "downloaded NHS numbers", "cycle:"+c.ID).Saying(fmt.Sprintf("%d people", len(rows)-1))
	if err := a.Intake.Audit.Record(r.Ctx(), entry); err != nil {
		return err
	}
	return r.Download("nhs-numbers.csv", "text/csv; charset=utf-8", b.Bytes())
}

// harmless keeps a spreadsheet from running a cell as a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
