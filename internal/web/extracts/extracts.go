// Package extracts is the pages where exports of the clinical system come in.
package extracts

import (
	"context"

	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/practice"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Store is what the pages look up.
type Store interface {
	Extract(ctx context.Context, practiceID, id string) (intake.Extract, error)
	Extracts(ctx context.Context, practiceID string) ([]intake.Extract, error)
	Cycle(ctx context.Context, practiceID, id string) (cycle.Cycle, error)
	Cycles(ctx context.Context, practiceID string) ([]cycle.Cycle, error)
	PatientsOf(ctx context.Context, practiceID, cycleID string) (map[string]cycle.Patient, error)
}

// Area is the pages of extracts.
type Area struct {
	Intake  *intake.Service
	Store   Store
	Uploads string // folder where an upload rests while it is read
	Watch   string // folder that is watched, shown on the page; empty when none

	imports *imports
}

// New makes the area.
func New(service *intake.Service, store Store, uploads, watch string) Area {
	return Area{Intake: service, Store: store, Uploads: uploads, Watch: watch, imports: newImports()}
}

// mostUpload is the largest upload in bytes: a whole bulk extract of a large
// practice, several times over.
const mostUpload = 2 << 30

// Routes of the area.
func (a Area) Routes() []page.Route {
	upload := page.Post("/extracts", practice.ImportList, a.upload)
	upload.Upload = mostUpload
	// A list decides who is left out of a search: a clinician's act.
	putList := page.Post("/extracts/lists", practice.ScreenRecord, a.putList)
	putList.Upload = mostList
	return []page.Route{
		page.Get("/extracts", practice.ImportList, a.list),
		upload,
		page.Get("/extracts/guide", practice.ImportList, guide),
		page.Get("/extracts/importing/:import", practice.ImportList, a.wait),
		page.Post("/extracts/importing/:import", practice.ImportList, a.explain),
		page.Get("/extracts/importing/:import/events", practice.ImportList, a.events),
		page.Get("/extracts/lists", practice.ImportList, a.codeLists),
		putList,
		page.Get("/extracts/lists/:list/codes.csv", practice.ImportList, a.codes),
		page.Post("/extracts/lists/:list/remove", practice.ScreenRecord, a.removeList),
		page.Get("/extracts/patient-list/:cycle/nhs-numbers.csv", practice.ImportList, a.nhsNumbers),
		page.Get("/extracts/report/:extract", practice.ImportList, a.report),
		page.Get("/extracts/report/:extract/rejected.csv", practice.ImportList, a.rejected),
	}
}

// List is the page of extracts, with the upload.
type List struct {
	Errors   []*form.Field
	Extracts []intake.Extract
	File     *form.Field
	ListSize *form.Field
	Watch    string
	Cycles   []cycle.Cycle // whose people can be taken back to the clinical system
}

var listPage = view.New[List]("extracts/list")

func blank() List {
	return List{
		File:     &form.Field{Name: "files", Label: "Files of the export", Kind: "file", Hint: "One or several files of the same day, as your clinical system wrote them. Do not open them in a spreadsheet first."},
		ListSize: form.Number("list_size", "Registered patients on that day", 5).Hinted("Only if the export holds the people found and not the whole list. It is the denominator of the charts.").Maybe(),
	}
}

func (a Area) list(r *page.Request) error {
	p := blank()
	p.Watch = a.Watch
	return a.show(r, p, r.Show)
}

func (a Area) show(r *page.Request, p List, how func(view.Content) error) error {
	var err error
	if p.Extracts, err = a.Store.Extracts(r.Ctx(), r.PracticeID()); err != nil {
		return err
	}
	cycles, err := a.Store.Cycles(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	for _, c := range cycles {
		if c.Identified != "" {
			p.Cycles = append(p.Cycles, c)
		}
	}
	p.Errors = form.Errors(p.File, p.ListSize)
	return how(listPage.With(p))
}

// Guide tells how to build the search.
type Guide struct{}

var guidePage = view.New[Guide]("extracts/guide")

func guide(r *page.Request) error { return r.Show(guidePage.With(Guide{})) }
