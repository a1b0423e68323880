package people

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// List is who is in, who is out, and why.
type List struct {
	Cycle       cycle.Cycle
	Show        string // "in", "out", "not drawn", "beside"
	Counts      map[string]int
	Rows        []Row
	Views       []Tab
	MayDownload bool
}

// Tab is one view of the list.
type Tab struct {
	Name, Label string
	N           int
	Current     bool
}

// Row is one person on the list.
type Row struct {
	PatientID, Participant, Name, Number string
	Age                                  int
	Medicines, OME                       string
	Why                                  []string
	Flags                                []string
	Stage                                string
}

var listPage = view.New[List]("people/list")

func (a Area) list(r *page.Request) error {
	c, err := a.cycleOf(r)
	if err != nil {
		return err
	}
	found, err := a.Store.Found(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return err
	}
	participants, err := a.Cycles.Store.Participants(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return err
	}
	patients, err := a.patients(r, c, found)
	if err != nil {
		return err
	}
	p := List{Cycle: c, Show: cmp.Or(r.Query("show"), "in"), Counts: map[string]int{}, MayDownload: c.Identified != "" && r.Can(practice.ImportList)}
	in := map[string]cycle.Participant{}
	for _, x := range participants {
		in[x.PatientID] = x
	}
	decided := map[string]bool{}
	for _, f := range found {
		decided[f.PatientID] = true
		p.put(row(patients[f.PatientID], f, in[f.PatientID], r.Today()), where(f, in))
	}
	for _, x := range participants {
		if !decided[x.PatientID] {
			p.put(row(patients[x.PatientID], cycle.Found{PatientID: x.PatientID}, x, r.Today()), "in")
		}
	}
	slices.SortStableFunc(p.Rows, func(x, y Row) int { return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.PatientID, y.PatientID)) })
	p.tabs()
	if err := a.seenList(r, c, len(p.Rows)); err != nil {
		return err
	}
	return r.Show(listPage.With(p))
}

// where says in which view of the list somebody stands.
func where(f cycle.Found, in map[string]cycle.Participant) string {
	_, taken := in[f.PatientID]
	switch {
	case taken:
		return "in"
	case f.Decision.Beside:
		return "beside"
	case f.Decision.Outcome == cohort.Excluded:
		return "out"
	}
	return "not drawn"
}

func (p *List) put(r Row, where string) {
	p.Counts[where]++
	if where == p.Show {
		p.Rows = append(p.Rows, r)
	}
}

func (p *List) tabs() {
	for _, t := range [][2]string{{"in", "In the cycle"}, {"out", "Left out"}, {"not drawn", "Not drawn"}, {"beside", "Beside the list"}} {
		p.Views = append(p.Views, Tab{t[0], t[1], p.Counts[t[0]], p.Show == t[0]})
	}
}

func row(p cycle.Patient, f cycle.Found, x cycle.Participant, today nhs.Date) Row {
	r := Row{PatientID: f.PatientID, Participant: x.ID, Name: p.FormalName(), Number: p.Person.NHSNumber.Spaced(), Age: p.AgeOn(today),
		Medicines: medicineNames(f.Decision), OME: omeText(f.Decision)}
	for _, why := range f.Decision.Reasons {
		r.Why = append(r.Why, why.Text)
	}
	for _, flag := range f.Decision.Flags {
		r.Flags = append(r.Flags, flagWords(flag.Code))
	}
	if x.ID != "" {
		r.Stage = string(x.Stage())
		if x.Held != "" {
			r.Why = append(r.Why, x.Held)
		}
		if x.Reason != "" {
			r.Why = append(r.Why, "Added by hand: "+x.Reason)
		}
	}
	return r
}

// patients by id: those of the cycle and those who were only searched.
func (a Area) patients(r *page.Request, c cycle.Cycle, found []cycle.Found) (map[string]cycle.Patient, error) {
	in, err := a.Cycles.Store.PatientsOf(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil || len(found) == 0 {
		return in, err
	}
	all, err := a.Store.Patients(r.Ctx(), r.PracticeID())
	for _, p := range all {
		in[p.ID] = p
	}
	return in, err
}

// flagWords writes a flag for people: a code list's name is hyphenated, the
// other flags are words already.
func flagWords(code cohort.FlagCode) string {
	if strings.Contains(string(code), " ") {
		return string(code)
	}
	return strings.ReplaceAll(string(code), "-", " ")
}

func medicineNames(d cohort.Decision) string {
	var names []string
	for _, m := range d.Medicines {
		names = append(names, m.Name)
	}
	return strings.Join(names, "; ")
}

// omeText writes the daily equivalence as a range, never firmer than it is.
func omeText(d cohort.Decision) string {
	switch {
	case !d.OME.Known:
		return "–"
	case d.OME.AtLeast:
		return "at least " + figure(d.OME.Low) + " mg"
	case d.OME.Low == d.OME.High:
		return figure(d.OME.High) + " mg"
	}
	return figure(d.OME.Low) + " to " + figure(d.OME.High) + " mg"
}

func figure(v float64) string {
	if v == 0 {
		return "0"
	}
	return strconv.FormatFloat(float64(int64(v*10+0.5))/10, 'f', -1, 64)
}

func whole(n int) string { return strconv.Itoa(n) }
