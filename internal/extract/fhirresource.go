package extract

import (
	"strconv"
	"strings"
)

// resource holds what is read of the FHIR R4 resources (UK Core): Patient,
// Organization, Medication, MedicationRequest, MedicationStatement, Condition.
type resource struct {
	ResourceType string `json:"resourceType"`
	ID           string `json:"id"`

	Identifier           []identifierOf `json:"identifier"`
	Name                 names          `json:"name"`
	Telecom              []telecom      `json:"telecom"`
	Gender               string         `json:"gender"`
	BirthDate            string         `json:"birthDate"`
	DeceasedBoolean      bool           `json:"deceasedBoolean"`
	DeceasedDateTime     string         `json:"deceasedDateTime"`
	Address              []addressOf    `json:"address"`
	Active               *bool          `json:"active"`
	ManagingOrganization referenceTo    `json:"managingOrganization"`
	GeneralPractitioner  []referenceTo  `json:"generalPractitioner"`
	Communication        []struct {
		Language concept `json:"language"`
	} `json:"communication"`

	Status                    string        `json:"status"`
	Intent                    string        `json:"intent"`
	MedicationCodeableConcept concept       `json:"medicationCodeableConcept"`
	MedicationReference       referenceTo   `json:"medicationReference"`
	Subject                   referenceTo   `json:"subject"`
	AuthoredOn                string        `json:"authoredOn"`
	DateAsserted              string        `json:"dateAsserted"`
	EffectiveDateTime         string        `json:"effectiveDateTime"`
	EffectivePeriod           period        `json:"effectivePeriod"`
	DosageInstruction         []dosage      `json:"dosageInstruction"`
	Dosage                    []dosage      `json:"dosage"`
	CourseOfTherapyType       concept       `json:"courseOfTherapyType"`
	BasedOn                   []referenceTo `json:"basedOn"`
	DispenseRequest           struct {
		Quantity       amountOfFHIR `json:"quantity"`
		ValidityPeriod period       `json:"validityPeriod"`
	} `json:"dispenseRequest"`
	Extension []extension `json:"extension"`

	Code               concept `json:"code"`
	OnsetDateTime      string  `json:"onsetDateTime"`
	RecordedDate       string  `json:"recordedDate"`
	AbatementDateTime  string  `json:"abatementDateTime"`
	VerificationStatus concept `json:"verificationStatus"`
}

type identifierOf struct {
	System string `json:"system"`
	Value  string `json:"value"`
}

type telecom struct {
	System string `json:"system"`
	Use    string `json:"use"`
	Value  string `json:"value"`
}

type addressOf struct {
	Line       []string `json:"line"`
	City       string   `json:"city"`
	District   string   `json:"district"`
	PostalCode string   `json:"postalCode"`
}

type referenceTo struct {
	Reference  string       `json:"reference"`
	Display    string       `json:"display"`
	Identifier identifierOf `json:"identifier"`
}

type period struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

type dosage struct {
	Text string `json:"text"`
}

type amountOfFHIR struct {
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
}

type extension struct {
	URL                  string      `json:"url"`
	ValueCode            string      `json:"valueCode"`
	ValueUnsignedInt     int         `json:"valueUnsignedInt"`
	ValuePositiveInt     int         `json:"valuePositiveInt"`
	ValueDateTime        string      `json:"valueDateTime"`
	ValueCodeableConcept concept     `json:"valueCodeableConcept"`
	Extension            []extension `json:"extension"`
}

type concept struct {
	Coding []coding `json:"coding"`
	Text   string   `json:"text"`
}

type coding struct {
	System  string `json:"system"`
	Code    string `json:"code"`
	Display string `json:"display"`
}

// words gives the text of a concept, or the display of its first code.
func (c concept) words() string {
	if c.Text != "" {
		return c.Text
	}
	for _, k := range c.Coding {
		if k.Display != "" {
			return k.Display
		}
	}
	return ""
}

// code gives the code of a system, known by a part of its address.
func (c concept) code(system string) string {
	for _, k := range c.Coding {
		if strings.Contains(strings.ToLower(k.System), system) {
			return k.Code
		}
	}
	return ""
}

// dmd gives the dm+d identifier: dm+d is part of SNOMED CT, and written under
// either name.
func (c concept) dmd() string { return first(c.code("snomed"), c.code("dmd.nhs.uk")) }

func (c concept) first() string {
	for _, k := range c.Coding {
		if k.Code != "" {
			return k.Code
		}
	}
	return strings.ToLower(c.Text)
}

// find looks for an extension by a part of its address, at any depth.
func find(list []extension, part string) *extension {
	for i := range list {
		if strings.Contains(strings.ToLower(list[i].URL), part) {
			return &list[i]
		}
		if e := find(list[i].Extension, part); e != nil {
			return e
		}
	}
	return nil
}

// kind gives the type of a prescription in the words that kindOf reads.
func (r *resource) kind() string {
	if e := find(r.Extension, "prescriptiontype"); e != nil {
		return e.ValueCodeableConcept.words() + e.ValueCode
	}
	switch code := r.CourseOfTherapyType.first(); code {
	case "continuous", "repeat":
		return "Repeat"
	case "continuous-repeat-dispensing":
		return "Repeat Dispensing"
	case "acute", "seasonal":
		return "Acute"
	}
	if r.ResourceType == "MedicationStatement" && r.Status == "active" {
		return "Repeat" // GP Connect: an active statement is an active repeat
	}
	return ""
}

// wholeDay drops dates that name only a year or a month: the day is not known.
func wholeDay(s string) string {
	if len(s) < 10 {
		return ""
	}
	return s[:10]
}

// patientCells lays a Patient out as a row.
func (r *resource) patientCells(c *cells) {
	set := func(f field, s string) { c[f] = []byte(s) }
	for _, id := range r.Identifier {
		if strings.Contains(strings.ToLower(id.System), "nhs-number") {
			set(fNHS, id.Value)
		} else if len(c[fLocalID]) == 0 {
			set(fLocalID, id.Value)
		}
	}
	n := r.Name.usual()
	set(fFamily, n.Family)
	set(fGiven, strings.Join(n.Given, " "))
	set(fTitle, strings.Join(n.Prefix, " "))
	set(fBirth, wholeDay(r.BirthDate))
	set(fSex, r.Gender)
	for _, t := range r.Telecom {
		switch {
		case t.System == "phone" && t.Use == "mobile":
			set(fMobile, t.Value)
		case t.System == "phone" && len(c[fLandline]) == 0:
			set(fLandline, t.Value)
		}
	}
	if len(r.Address) > 0 {
		a := r.Address[0]
		set(fAddress2, strings.Join(a.Line, ", "))
		set(fAddress4, a.City)
		set(fAddress5, a.District)
		set(fPostcode, a.PostalCode)
	}
	if len(r.Communication) > 0 {
		set(fLanguage, r.Communication[0].Language.words())
	}
	set(fOrgCode, r.ManagingOrganization.Identifier.Value)
	set(fOrgName, r.ManagingOrganization.Display)
	if len(r.GeneralPractitioner) > 0 {
		set(fGP, r.GeneralPractitioner[0].Display)
	}
	set(fDied, wholeDay(r.DeceasedDateTime))
	if r.DeceasedBoolean || r.DeceasedDateTime != "" {
		set(fDeceased, "yes")
	}
	if r.Active != nil && !*r.Active && len(c[fDeceased]) == 0 { // the record of somebody who died is not active either
		set(fGone, "yes")
	}
}

// medicineCells lays a MedicationRequest or MedicationStatement out as a row.
func (r *resource) medicineCells(c *cells) {
	set := func(f field, s string) { c[f] = []byte(s) }
	set(fName, r.MedicationCodeableConcept.words())
	set(fDMD, r.MedicationCodeableConcept.dmd())
	if e := find(r.Extension, "numberofprescriptionsissued"); e != nil {
		set(fIssues, strconv.Itoa(max(e.ValueUnsignedInt, e.ValuePositiveInt)))
	}
	set(fKind, r.kind())
	if r.Status == "active" || r.Status == "on-hold" {
		set(fStatus, "Active")
	} else {
		set(fStatus, "Past")
	}
	for _, d := range append(r.DosageInstruction, r.Dosage...) {
		set(fDose, strings.TrimSpace(string(c[fDose])+" "+d.Text))
	}
	set(fUnit, r.DispenseRequest.Quantity.Unit)
	if v := r.DispenseRequest.Quantity.Value; v > 0 {
		set(fQuantity, trimFloat(v))
	}
	set(fStarted, wholeDay(first(r.EffectivePeriod.Start, r.EffectiveDateTime, r.DispenseRequest.ValidityPeriod.Start, r.AuthoredOn)))
	set(fEnded, wholeDay(r.EffectivePeriod.End))
	if e := find(r.Extension, "lastissuedate"); e != nil {
		set(fIssued, wholeDay(e.ValueDateTime))
	} else if r.Intent == "order" || r.Intent == "instance-order" || r.Intent == "original-order" {
		set(fIssued, wholeDay(r.AuthoredOn))
	} else if r.ResourceType == "MedicationStatement" {
		set(fIssued, wholeDay(r.DateAsserted))
	}
}

// conditionCells lays a Condition out as a row.
func (r *resource) conditionCells(c *cells) {
	set := func(f field, s string) { c[f] = []byte(s) }
	set(fTerm, r.Code.words())
	set(fCode, r.Code.code("snomed"))
	set(fCTV3, r.Code.code("ctv3"))
	set(fRead2, r.Code.code("readv2"))
	set(fDate, wholeDay(first(r.OnsetDateTime, r.RecordedDate)))
	set(fProblemEnd, wholeDay(r.AbatementDateTime))
}

func first(of ...string) string {
	for _, s := range of {
		if s != "" {
			return s
		}
	}
	return ""
}
