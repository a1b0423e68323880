package intake

import (
	"context"
	"fmt"
	"strings"

	"stepdown/internal/audit"
	"stepdown/internal/cohort"
	"stepdown/internal/measure"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
)

// Files is an export as it was handed in.
type Files struct {
	Paths    []string
	ListSize int // registered people, when the person at the screen knows better than the export; 0 to take the export's
	Progress func(done, total int64)
}

// mostShown caps the rejected rows that a report lists; all are counted.
const mostShown = 2000

// Take reads an export and stores it, all or nothing. again is true when the
// same files are there already: then nothing is changed, and the extract is
// the one that was taken before.
func (s *Service) Take(ctx context.Context, by audit.Actor, p practice.Practice, f Files) (e Extract, again bool, err error) {
	began := s.Now()
	known, err := s.known(ctx, p.ID)
	if err != nil {
		return e, false, err
	}
	lists, err := s.Lists(ctx, p.ID)
	if err != nil {
		return e, false, err
	}
	r, err := s.readExplained(ctx, p.ID, Ask{Paths: f.Paths, Today: nhs.Today(s.Now()), Lists: lists, Progress: f.Progress,
		Known: func(n nhs.Number) bool { return known[n] }})
	if err != nil {
		return e, false, err
	}
	if err := s.fits(p, r); err != nil {
		return e, false, err
	}
	e = Extract{PracticeID: p.ID, AsAt: r.AsAt, SHA256: r.SHA256, ListSize: r.Registered, ImportedBy: by.Name, Report: report(r)}
	if f.ListSize > 0 {
		e.ListSize = f.ListSize
	}
	s.judge(&e, r.People, cohort.DefaultCriteria(), lists, p.Settings)
	err = s.Store.InTx(ctx, func(ctx context.Context) error {
		if old, err := s.Store.ExtractBySHA256(ctx, p.ID, r.SHA256); err == nil {
			e, again = old, true
			return nil
		} else if !problem.Is(err, problem.NotFound) {
			return err
		}
		return s.keep(ctx, by, &e, r.People, lists, p)
	})
	e.Report.Took = s.Now().Sub(began)
	return e, again, err
}

// known lists who the practice's records already hold, so that an extract can
// tell of their death or leaving even when they are on nothing any more.
func (s *Service) known(ctx context.Context, practiceID string) (map[nhs.Number]bool, error) {
	patients, err := s.Store.Patients(ctx, practiceID)
	known := make(map[nhs.Number]bool, len(patients))
	for _, p := range patients {
		known[p.Person.NHSNumber] = true
	}
	return known, err
}

// fits refuses another practice's people, and an export without a date.
func (s *Service) fits(p practice.Practice, r *Reading) error {
	for _, code := range r.Organisations {
		if code != "" && !strings.EqualFold(code, p.ODS) {
			return problem.Invalidf("This export holds people of organisation %s. Your practice is %s: nothing was imported.", code, p.ODS)
		}
	}
	if r.AsAt == "" {
		return problem.Invalidf("This export has no issue date, so its day is not known: add the column “Most Recent Issue Date” and export again. Nothing was imported.")
	}
	return nil
}

// judge counts, for the report, what the usual search says of the people.
func (s *Service) judge(e *Extract, people []cohort.Person, c cohort.Criteria, lists listSet, set practice.Settings) {
	c.AsAt, c.HighDoseOME = e.AsAt, set.HighDoseOME
	e.Report.Excluded, e.Report.Medicines = map[string]int{}, map[string]int{}
	search := cohort.NewSearch(c, lists)
	for i := range people {
		d := search.Decide(&people[i])
		if d.Outcome == cohort.NotOnTarget {
			continue
		}
		e.Report.OnTarget++
		if d.Outcome == cohort.Included {
			e.Report.Eligible++
		}
		for _, r := range d.Reasons {
			e.Report.Excluded[string(r.Code)]++
		}
		for name := range ingredients(d) {
			e.Report.Medicines[name]++
		}
	}
}

func ingredients(d cohort.Decision) map[string]bool {
	names := map[string]bool{}
	for _, m := range d.Medicines {
		if len(m.Ingredients) > 0 {
			names[m.Ingredients[0]] = true
		}
	}
	return names
}

// keep stores everything that the extract says, in the caller's transaction.
func (s *Service) keep(ctx context.Context, by audit.Actor, e *Extract, people []cohort.Person, lists listSet, p practice.Practice) error {
	newest := true
	if last, err := s.Store.NewestExtract(ctx, p.ID); err == nil {
		newest = !e.AsAt.Before(last.AsAt)
	} else if !problem.Is(err, problem.NotFound) {
		return err
	}
	var changes Changes
	var err error
	if newest {
		if changes, err = s.update(ctx, by, *e, people, lists, p.Settings); err != nil {
			return err
		}
	}
	e.Report.Changes = changes
	if err := s.Store.CreateExtract(ctx, e); err != nil {
		return err
	}
	if _, err := s.Store.TakePeople(ctx, *e, people, newest); err != nil {
		return err
	}
	values := measure.Count(people, e.AsAt, measure.Counting{Registered: e.ListSize})
	if err := s.Store.SaveMeasures(ctx, p.ID, e.ID, values); err != nil {
		return err
	}
	detail := fmt.Sprintf("as at %s: %d people on target medicines, %d rows rejected", e.AsAt, e.Report.OnTarget, e.Report.Rejected)
	return s.Audit.Record(ctx, audit.By(by, "imported extract", "extract:"+e.ID).Saying(detail))
}

func report(r *Reading) Report {
	rep := Report{Format: r.Format, Files: r.Files, Rows: r.Rows, Rejected: r.Rejected, ByReason: r.ByReason, Notes: r.Notes}
	rep.Rejections = r.Rejections[:min(len(r.Rejections), mostShown)]
	return rep
}
