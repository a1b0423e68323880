package app

import (
	"context"

	"stepdown/internal/practice"
	"stepdown/internal/web/cycles"
	"stepdown/internal/web/extracts"
	"stepdown/internal/web/home"
	"stepdown/internal/web/page"
	"stepdown/internal/web/people"
	"stepdown/internal/web/programme"
	"stepdown/internal/web/reviews"
	"stepdown/internal/web/settings"
	"stepdown/internal/web/signin"
	"stepdown/internal/web/study"
	"stepdown/internal/web/view"
	"stepdown/internal/web/wordings"
)

// areas gathers the route tables. Texts come before the rest that waits for a
// person, so that of equal urgency a reply stands first. Home comes last, since
// it shows what waits in all the others.
func (a *App) areas() {
	a.add(signin.Area{Practice: a.Practice, Demo: a.Demo}.Routes())
	a.add(cycles.Area{Cycles: a.Cycles, Measures: a.Store}.Routes())
	intake := extracts.New(a.Intake, a.Store, a.uploads(), a.Config.Watch)
	a.add(intake.Routes())
	house := settings.Area{Practice: a.Practice, Trail: a.Store, Policies: a.Reviews, Mails: a.mail.On(), Rate: a.Config.Texts.Rate}
	a.add(house.Routes())
	texts := a.messagePages()
	a.add(texts.Routes(), texts.Waiting)
	says := wordings.Area{Contact: a.Texts.Contact, Store: a.Store}
	a.add(says.Routes(), says.Waiting)
	who := people.Area{Cycles: a.Cycles, Store: a.Store, Lists: a.lists}
	a.add(who.Routes(), who.Waiting)
	offer := programme.Area{Programme: a.Programme, Cycles: a.Cycles, Texts: a.Texts.Contact}
	a.add(offer.Routes(), offer.Waiting)
	held := reviews.Area{Reviews: a.Reviews, Store: a.Store, Texts: a.Texts.Contact, Bookings: appointments{a, a.Texts}}
	a.add(held.Routes(), held.Waiting)
	a.add(study.Area{Cycles: a.Cycles, Programme: a.Programme, Records: a.Store}.Routes())
	a.add(home.Area{Cycles: a.Cycles, Sources: a.sources, Setup: []page.Source{house.Setup, says.Setup, intake.Setup}}.Routes())
}

func (a *App) add(routes []page.Route, sources ...page.Source) {
	a.routes = append(a.routes, routes...)
	a.sources = append(a.sources, sources...)
}

// dress fills what every page shows of the practice's state.
func (a *App) dress(ctx context.Context, r *page.Request, f *view.Frame) (err error) {
	f.Demo, f.LiveTexts = a.Config.Demo, a.Config.Texts.Live
	if !f.Demo && !f.LiveTexts {
		f.NoTexts = notLive[a.Config.Texts.Transport]
	}
	if f.ExtractOn, err = a.Store.NewestExtractDate(ctx, r.PracticeID()); err != nil {
		return err
	}
	if f.Unread, f.Overdue, err = a.Texts.Contact.Counts(ctx, r.PracticeID()); err != nil {
		return err
	}
	f.MayImport = r.Can(practice.ImportList)
	f.Stale = f.ExtractOn != "" && f.ExtractOn.DaysUntil(r.Today()) > r.Practice.Settings.ExtractLimit()
	return nil
}

// notLive says, outside the demonstration, why texts stay here: a practice must
// never take a simulated "on the phone" for a real one.
var notLive = map[string]string{
	"simulator": "This installation uses the simulated phone network. Live texts are set up by whoever looks after Stepdown.",
	"log-only":  "This installation only notes that a text would have gone. Live texts are set up by whoever looks after Stepdown.",
}
