package taper

import "stepdown/internal/nhs"

// Slot is a time of day at which something is taken.
type Slot int

// The four times of day.
const (
	Morning Slot = iota
	Midday
	Evening
	Night
)

var slotNames = [...]string{"morning", "midday", "evening", "night"}

// SlotByName reads "morning", "midday", "evening" or "night".
func SlotByName(s string) (Slot, bool) {
	for i, n := range slotNames {
		if n == s {
			return Slot(i), true
		}
	}
	return 0, false
}

// Line is one prescription line of the medicine, with the dose that the
// person says they take and the clinician has confirmed.
type Line struct {
	Medicine     string `json:"medicine"`                 // as written in the record
	Product      string `json:"product,omitempty"`        // name in the product table; empty if it could not be read
	Dose         string `json:"dose,omitempty"`           // as written
	Daily        Amount `json:"daily_mg"`                 // confirmed, of the target ingredient; 0: not confirmed
	Greatest     Amount `json:"greatest_mg,omitempty"`    // the most that the dose text allows a day; 0: it does not say
	Times        int    `json:"times,omitempty"`          // doses a day; 0: not said
	EveryHours   int    `json:"every_hours,omitempty"`    // between doses of a modified release, or patch changes; 0: not said
	WhenRequired bool   `json:"when_required,omitempty"`  //
	Slot         string `json:"slot,omitempty"`           // when a once-a-day dose is taken; empty: not said
	Unread       string `json:"why_not_read,omitempty"`   // a sentence, if Product or Daily is empty
	Note         string `json:"note,omitempty"`           // what the plan took differently from the text
	Dependence   bool   `json:"for_dependence,omitempty"` // a product for opioid dependence
	Sedative     bool   `json:"sedative,omitempty"`       // a benzodiazepine or z-drug
	Paracetamol  Amount `json:"paracetamol_mg,omitempty"` // a day, at most, of paracetamol by itself
}

// Preferences are the person's and the practice's wishes.
type Preferences struct {
	ReduceFirst   string     `json:"reduce_first,omitempty"`    // time of day: "midday"
	FirstProduct  string     `json:"first_product,omitempty"`   // line to reduce first, as Line.Product
	LargerAtNight bool       `json:"larger_at_night,omitempty"` // keep the night dose longest
	Weekday       string     `json:"weekday,omitempty"`         // day on which to step: "Tuesday"
	Holidays      []nhs.Date `json:"holidays,omitempty"`        // no step and no review on these days
	Weekly        bool       `json:"weekly,omitempty"`          // dispense seven days at a time
	Apart         bool       `json:"apart,omitempty"`           // a compound with paracetamol is taken as two medicines
	AllowLiquid   bool       `json:"allow_liquid,omitempty"`    // a clinician agreed to a liquid
	IssueDays     int        `json:"issue_days,omitempty"`      // most days of one acute issue, 7 to 30; 0: 30
}

// Actor is who did or decided something, as the record will show them.
type Actor struct {
	Name      string `json:"name"`
	Clinician bool   `json:"clinician"`
}

// Override is a clinician's reason for going on past a red flag.
type Override struct {
	Reason string `json:"reason"`
	Actor  Actor  `json:"actor"`
}

// Request is everything a plan is built from. The same request gives the same
// plan.
type Request struct {
	Lines       []Line         `json:"lines"`
	Others      []Line         `json:"others,omitempty"` // medicines that stay as they are, to see red flags
	Start       nhs.Date       `json:"start"`
	To          Amount         `json:"to_mg"` // 0: stop
	Policy      Policy         `json:"policy"`
	UnderAYear  bool           `json:"under_a_year,omitempty"` // known to have been used for less than a year; unknown counts as long
	Preferences Preferences    `json:"preferences"`
	Stock       map[string]int `json:"stock,omitempty"`            // product -> whole units at home
	Present     []Code         `json:"present,omitempty"`          // red flags known to apply
	Asked       []Code         `json:"asked,omitempty"`            // red flags asked about, or looked for in the record, and not there
	HighDoseOME Amount         `json:"high_dose_ome_mg,omitempty"` // the practice's threshold; 0: the published one
	LowWeight   bool           `json:"under_50_kg,omitempty"`
	Override    *Override      `json:"override,omitempty"`

	// A plan that goes on after an event starts from these.
	Original    Amount   `json:"original_mg,omitempty"`   // when the first plan began; 0: the sum of the lines
	Had         []string `json:"had,omitempty"`           // products taken earlier in the plan, which may be used again
	FirstStepOn nhs.Date `json:"first_step_on,omitempty"` // the present dose stays until then; empty: Start
}
