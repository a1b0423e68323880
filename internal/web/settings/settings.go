// Package settings is what a practice decides for itself: its details, who
// accepted the hazard log, the languages of the leaflet, its staff, the audit trail, and each person's own
// account.
package settings

import (
	"context"

	"stepdown/internal/audit"
	"stepdown/internal/practice"
	"stepdown/internal/review"
	"stepdown/internal/web/page"
)

// Trail is where the audit entries are read.
type Trail interface {
	AuditTrail(ctx context.Context, practiceID, patientID string, limit, offset int) ([]audit.Entry, error)
}

// Area is the settings pages.
type Area struct {
	Practice *practice.Service
	Trail    Trail
	Policies *review.Service
	Mails    bool    // an email server is set up
	Rate     float64 // segments a second of the installation
}

// Routes of the area. Everybody who signs in has an account; SeeFigures is
// what every role may do.
func (a Area) Routes() []page.Route {
	return []page.Route{
		page.Get("/settings", practice.ManageSite, a.details),
		page.Post("/settings", practice.ManageSite, a.saveDetails),
		page.Get("/settings/safety", practice.ManageSite, a.safety),
		page.Post("/settings/safety", practice.ManageSite, a.accept),
		page.Post("/settings/safety/withdraw", practice.ManageSite, a.withdraw),
		page.Get("/settings/leaflets", practice.ManageSite, a.leaflets),
		page.Get("/settings/leaflets/:language", practice.ManageSite, a.translation),
		page.Post("/settings/leaflets/:language", practice.ManageSite, a.approveLeaflet),
		page.Post("/settings/leaflets/:language/withdraw", practice.ManageSite, a.withdrawLeaflet),
		page.Get("/settings/texts", practice.ManageSite, a.texts),
		page.Post("/settings/texts", practice.ManageSite, a.saveTexts),
		page.Get("/settings/staff", practice.ManageStaff, a.staff),
		page.Get("/settings/staff/new", practice.ManageStaff, a.newStaff),
		page.Post("/settings/staff", practice.ManageStaff, a.addStaff),
		page.Get("/settings/staff/:staff", practice.ManageStaff, a.person),
		page.Post("/settings/staff/:staff", practice.ManageStaff, a.savePerson),
		page.Post("/settings/staff/:staff/password", practice.ManageStaff, a.resetPassword),
		page.Post("/settings/staff/:staff/access", practice.ManageStaff, a.setAccess),
		page.Get("/settings/policies", practice.SeePeople, a.policies),
		page.Post("/settings/policies", practice.KeepPolicies, a.copyPolicy),
		page.Get("/settings/policies/:policy", practice.SeePeople, a.policy),
		page.Get("/settings/policies/:policy/edit", practice.KeepPolicies, a.editPolicy),
		page.Post("/settings/policies/:policy/edit", practice.KeepPolicies, a.savePolicy),
		page.Post("/settings/policies/:policy/approve", practice.KeepPolicies, a.approvePolicy),
		page.Post("/settings/policies/:policy/retire", practice.KeepPolicies, a.retirePolicy),
		page.Get("/settings/audit", practice.ReadAudit, a.audit),
		page.Get("/account", practice.SeeFigures, a.account),
		page.Post("/account", practice.SeeFigures, a.changePassword),
	}
}
