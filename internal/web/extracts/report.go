package extracts

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"maps"
	"slices"
	"strconv"

	"stepdown/internal/intake"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Report is the page of one extract.
type Report struct {
	Extract   intake.Extract
	Excluded  []Count
	Medicines []Count
	Reasons   []Count
	Shown     []intake.Rejection
	More      int
	HasChange bool
}

// Count is one line of a small table.
type Count struct {
	Name string
	N    int
}

var reportPage = view.New[Report]("extracts/report")

// mostListed caps the rejected rows on the page; the download has more.
const mostListed = 50

func (a Area) report(r *page.Request) error {
	e, err := a.Store.Extract(r.Ctx(), r.PracticeID(), r.Param("extract"))
	if err != nil {
		return err
	}
	p := Report{Extract: e, Excluded: counted(e.Report.Excluded), Medicines: counted(e.Report.Medicines), Reasons: counted(e.Report.ByReason),
		HasChange: e.Report.Changes != intake.Changes{}}
	p.Shown = e.Report.Rejections[:min(len(e.Report.Rejections), mostListed)]
	p.More = e.Report.Rejected - len(p.Shown)
	return r.Show(reportPage.With(p))
}

// counted puts the most frequent first.
func counted(m map[string]int) []Count {
	var cs []Count
	for _, name := range slices.Sorted(maps.Keys(m)) {
		cs = append(cs, Count{name, m[name]})
	}
	slices.SortStableFunc(cs, func(x, y Count) int { return cmp.Compare(y.N, x.N) })
	return cs
}

// rejected gives the rejected rows as CSV: file, line, field and reason.
func (a Area) rejected(r *page.Request) error {
	e, err := a.Store.Extract(r.Ctx(), r.PracticeID(), r.Param("extract"))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"file", "line", "field", "reason"}}
	for _, x := range e.Report.Rejections {
		rows = append(rows, []string{x.File, strconv.Itoa(x.Line), x.Field, x.Reason})
	}
	if more := e.Report.Rejected - len(e.Report.Rejections); more > 0 {
		rows = append(rows, []string{"", "", "", strconv.Itoa(more) + " more rows were rejected and are not listed"})
	}
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	return r.Download("rejected-rows.csv", "text/csv; charset=utf-8", b.Bytes())
}
