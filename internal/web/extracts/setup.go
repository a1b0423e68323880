package extracts

import (
	"stepdown/internal/practice"
	"stepdown/internal/web/page"
)

// Setup asks a new practice for its first extract: every list and chart rests
// on it.
func (a Area) Setup(r *page.Request) ([]page.Waiting, error) {
	if !r.Can(practice.ImportList) {
		return nil, nil
	}
	taken, err := a.Store.Extracts(r.Ctx(), r.PracticeID())
	if err != nil || len(taken) > 0 {
		return nil, err
	}
	return []page.Waiting{{Urgency: page.Soon, What: "Import the first extract", Note: "How to build the search in your clinical system stands on that page. Older months make the baseline of the charts.", Href: "/extracts"}}, nil
}
