package settings

import (
	"stepdown/internal/practice"
	"stepdown/internal/web/page"
)

// Setup lists what a practice has not decided yet, for those who decide it: a
// new practice sees on its first page what comes first.
func (a Area) Setup(r *page.Request) ([]page.Waiting, error) {
	if !r.Can(practice.ManageSite) {
		return nil, nil
	}
	var todo []page.Waiting
	set := r.Practice.Settings
	if set.Phone == "" || set.Nation == "" || len(set.Address) == 0 {
		todo = append(todo, page.Waiting{Urgency: page.Soon, What: "Enter how to reach the practice", Note: "Telephone and address stand in texts and letters; the nation decides the bank holidays.", Href: "/settings"})
	}
	if !set.SafetyOfficer.Given() {
		todo = append(todo, page.Waiting{Urgency: page.Soon, What: "Nobody has accepted the hazard log", Note: "Until a clinical safety officer has, proposed tapering plans and the urgency ranking of replies stay off.", Href: "/settings/safety"})
	}
	return todo, nil
}
