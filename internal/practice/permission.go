package practice

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
)

// Permission is one thing that a role may do. Every page names the one it needs.
type Permission string

// The permissions. Figures hold no person; everything that shows a person
// needs at least SeePeople.
const (
	SeeFigures   Permission = "see figures"
	SeePeople    Permission = "see people"
	PlanCycle    Permission = "plan a cycle"
	ImportList   Permission = "import an extract"
	ScreenRecord Permission = "screen a record"
	SendMessage  Permission = "send messages"
	ApproveWords Permission = "approve wordings"
	HandleReply  Permission = "handle replies"
	Book         Permission = "book"
	HoldReview   Permission = "hold a review"
	AgreePlan    Permission = "agree a plan"
	KeepPolicies Permission = "keep tapering policies" // approve how fast this practice reduces a medicine
	RunProgramme Permission = "run the programme"
	StudyCycle   Permission = "study a cycle"
	ManageStaff  Permission = "manage staff"
	ManageSite   Permission = "manage settings"
	ReadAudit    Permission = "read the audit trail"
)

var office = []Permission{SeeFigures, SeePeople, PlanCycle, ImportList, SendMessage, HandleReply, Book, RunProgramme, StudyCycle}

// holds is the whole of who may do what. Clinical decisions (screening, review,
// plan, policies) are a clinician's alone; an administrator is not one by being that.
var holds = map[Role]map[Permission]bool{
	Viewer:        set(SeeFigures),
	Coordinator:   set(office...),
	Clinician:     set(append([]Permission{ScreenRecord, HoldReview, AgreePlan, KeepPolicies, ApproveWords}, office...)...),
	Administrator: set(append([]Permission{ManageStaff, ManageSite, ReadAudit, ApproveWords}, office...)...),
}

func set(ps ...Permission) map[Permission]bool {
	m := map[Permission]bool{}
	for _, p := range ps {
		m[p] = true
	}
	return m
}

// RoleSet is the roles of one person, stored as "clinician,administrator".
type RoleSet []Role

// ParseRoles reads a comma-separated list and refuses an unknown word.
func ParseRoles(s string) (RoleSet, error) {
	var rs RoleSet
	for _, w := range strings.Split(s, ",") {
		r := Role(strings.TrimSpace(w))
		if r == "" {
			continue
		}
		if !slices.Contains(Roles, r) {
			return nil, fmt.Errorf("there is no role of that name; the roles are clinician, coordinator, viewer and administrator")
		}
		rs = append(rs, r)
	}
	return rs, nil
}

func (rs RoleSet) String() string {
	words := make([]string, len(rs))
	for i, r := range rs {
		words[i] = string(r)
	}
	return strings.Join(words, ",")
}

// Value implements driver.Valuer.
func (rs RoleSet) Value() (driver.Value, error) { return rs.String(), nil }

// Scan implements sql.Scanner.
func (rs *RoleSet) Scan(v any) error {
	var text string
	switch x := v.(type) {
	case string:
		text = x
	case []byte:
		text = string(x)
	}
	got, err := ParseRoles(text)
	*rs = got
	return err
}
