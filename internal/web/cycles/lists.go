package cycles

import (
	"strconv"
	"strings"

	"stepdown/internal/cycle"
)

// The team is typed a line each, as the education sessions are (taught.go): a
// small list does not earn a page of add-another buttons.

func teamText(team []cycle.Member) string {
	var ls []string
	for _, m := range team {
		l := m.Name
		if m.Role != "" {
			l += ", " + m.Role
		}
		ls = append(ls, l)
	}
	return strings.Join(ls, "\n")
}

func readTeam(s string) []cycle.Member {
	var team []cycle.Member
	for _, l := range lines(s) {
		name, role, _ := strings.Cut(l, ",")
		team = append(team, cycle.Member{Name: strings.TrimSpace(name), Role: strings.TrimSpace(role)})
	}
	return team
}

func sizeText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
