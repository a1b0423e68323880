// Package practice holds the surgery, its staff, and what each role may do.
package practice

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"stepdown/internal/nhs"
)

// Practice is one surgery.
type Practice struct {
	ID        string
	ODS       string // organisation code, as "A81001"
	Name      string
	Settings  Settings `gorm:"serializer:json"`
	CreatedAt time.Time
}

// Settings are what a practice decides for itself. The zero value is safe:
// nothing clinical is switched on.
type Settings struct {
	Nation          nhs.Nation `json:"nation"`           // decides bank holidays
	Phone           string     `json:"phone"`            // what a patient dials
	OutOfHours      string     `json:"out_of_hours"`     // whom to call when closed
	Address         []string   `json:"address"`          // for letters
	HighDoseOME     float64    `json:"high_dose_ome"`    // mg a day; 0 means the default of package medicine
	ExtractMaxDays  int        `json:"extract_max_days"` // sending stops when the extract is older; 0 means 35
	ReplyHours      int        `json:"reply_hours"`      // working hours within which a reply is answered; 0 means 24
	TextPricePence  float64    `json:"text_price_pence"` // a segment, for estimates
	SecondApproval  bool       `json:"second_approval"`  // a batch needs another person's approval
	Detailed        bool       `json:"detailed"`         // invitations may name the medicine
	ReminderDays    int        `json:"reminder_days"`    // after an invitation without an answer; 0 means 21
	ConfirmBookings bool       `json:"confirm_bookings"` // text a confirmation as soon as an appointment is booked
	RemindBookings  bool       `json:"remind_bookings"`  // text a reminder on the working day before
	WellbeingLink   string     `json:"wellbeing_link"`   // where people answer the four questions; empty: no text carries them
	EscalateTo      string     `json:"escalate_to"`      // email address that is told of overdue replies; empty for nobody
	ReceivedCode    string     `json:"received_code"`    // SNOMED CT concept of a text that came from a patient; empty for none
	Line            string     `json:"line"`             // our own number or Messaging Service; empty for the installation's
	Number          string     `json:"number"`           // the number that people answer to, when it is our own
	LineRate        float64    `json:"line_rate"`        // segments a second of the line; 0 for the installation's
	SafetyOfficer   Acceptance `json:"safety_officer"`   // who accepted the hazard log
	SupervisionNote string     `json:"supervision_note"`

	Leaflets []LeafletApproval `json:"leaflets"` // translations of the leaflet that may be printed
}

// LeafletApproval is a named reader's word that a translation of the leaflet
// says what the English says. It holds for the very words that were read: Print
// is their fingerprint.
type LeafletApproval struct {
	Language string   `json:"language"` // BCP 47
	Print    string   `json:"print"`
	Name     string   `json:"name"`
	Standing string   `json:"standing"` // why this person can tell: "GP, first language Welsh"
	On       nhs.Date `json:"on"`
	Entered  string   `json:"entered"` // the member of staff who wrote it down
}

// Acceptance is a named clinical safety officer's acceptance of the hazard
// log, without which the tapering plan and the urgency ranking stay off.
type Acceptance struct {
	Name         string   `json:"name"`
	Registration string   `json:"registration"` // GMC, GPhC, NMC or HCPC number
	On           nhs.Date `json:"on"`
	Demo         bool     `json:"demo"` // the demonstration practice: no patients
}

// Given reports whether somebody has put their name to it.
func (a Acceptance) Given() bool { return a.Demo || a.Name != "" && a.Registration != "" && a.On != "" }

// DefaultExtractMaxDays is how old an extract may be for texts to go out. A
// monthly extract and a few days' grace; no national figure exists.
const DefaultExtractMaxDays = 35

// ExtractLimit is the age in days at which sending stops.
func (s Settings) ExtractLimit() int {
	if s.ExtractMaxDays > 0 {
		return s.ExtractMaxDays
	}
	return DefaultExtractMaxDays
}

// DefaultReminderDays is after how many days without an answer somebody may be
// reminded. No national figure exists: three weeks leave time for a letter, a
// holiday and second thoughts.
const DefaultReminderDays = 21

// RemindAfter is the practice's number of days, or the usual one.
func (s Settings) RemindAfter() int {
	if s.ReminderDays > 0 {
		return s.ReminderDays
	}
	return DefaultReminderDays
}

// Role groups what somebody may do. A person may hold several.
type Role string

// The roles.
const (
	Clinician     Role = "clinician"
	Coordinator   Role = "coordinator"
	Viewer        Role = "viewer"
	Administrator Role = "administrator"
)

// Roles in the order in which pages show them.
var Roles = []Role{Clinician, Coordinator, Viewer, Administrator}

// Staff is somebody who signs in.
type Staff struct {
	ID           string
	PracticeID   string
	Email        string
	Name         string
	Roles        RoleSet
	PasswordHash string
	CoverID      string // who handles this person's work while they are away
	Disabled     bool
	CreatedAt    time.Time
}

// TableName keeps GORM from naming the table "staffs".
func (Staff) TableName() string { return "staff" }

// Can reports whether any of the person's roles holds p.
func (s Staff) Can(p Permission) bool {
	if s.Disabled {
		return false
	}
	for _, r := range s.Roles {
		if holds[r][p] {
			return true
		}
	}
	return false
}

// PasswordMark tells one password of a person from the next without giving
// either away: what a session keeps, so that a new password ends it.
func (s Staff) PasswordMark() string {
	sum := sha256.Sum256([]byte(s.PasswordHash))
	return hex.EncodeToString(sum[:8])
}

// NormalEmail is an e-mail address as it is stored and compared.
func NormalEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
