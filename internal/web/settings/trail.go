package settings

import (
	"net/url"
	"strconv"

	"stepdown/internal/audit"
	"stepdown/internal/nhs"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// perPage is how many audit entries a page shows.
const perPage = 50

// AuditTrail is the page of who did or saw what.
type AuditTrail struct {
	Entries      []Entry
	Person       string // id, when the trail of one person is shown
	Page         int
	Newer, Older string // addresses; empty at the ends
}

// Entry is one line with its time in London.
type Entry struct {
	audit.Entry
	When string
}

var auditPage = view.New[AuditTrail]("settings/audit")

func (a Area) audit(r *page.Request) error {
	p := AuditTrail{Person: r.Query("person"), Page: 1}
	if n, err := strconv.Atoi(r.Query("page")); err == nil && n > 1 && n < 1_000_000 {
		p.Page = n
	}
	entries, err := a.Trail.AuditTrail(r.Ctx(), r.PracticeID(), p.Person, perPage+1, (p.Page-1)*perPage)
	if err != nil {
		return err
	}
	if p.Person != "" && len(entries) > 0 {
		if err := r.Seen(p.Person, "audit trail"); err != nil {
			return err
		}
	}
	if len(entries) > perPage { // one more was asked for, to know whether there are older ones
		entries, p.Older = entries[:perPage], p.at(p.Page+1)
	}
	if p.Page > 1 {
		p.Newer = p.at(p.Page - 1)
	}
	for _, e := range entries {
		p.Entries = append(p.Entries, Entry{e, e.At.In(nhs.London).Format("2 January 2006, 15:04:05")})
	}
	return r.Show(auditPage.With(p))
}

func (p AuditTrail) at(n int) string {
	q := url.Values{"page": {strconv.Itoa(n)}}
	if p.Person != "" {
		q.Set("person", p.Person)
	}
	return "/settings/audit?" + q.Encode()
}
