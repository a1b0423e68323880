package synth

import (
	"encoding/json"
	"fmt"
	"strings"

	"stepdown/internal/cohort"
)

// Systems and profiles of UK Core R4.
const (
	systemNHSNumber = "https://fhir.nhs.uk/Id/nhs-number"
	systemODS       = "https://fhir.nhs.uk/Id/ods-organization-code"
	systemDMD       = "https://dmd.nhs.uk"
	systemSNOMED    = "http://snomed.info/sct"
	systemCourse    = "http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy"
	definition      = "https://fhir.hl7.org.uk/StructureDefinition/"
)

// object is a JSON object; its keys are written in alphabetical order, so
// that the same practice always gives the same bytes.
type object = map[string]any

// WriteFHIR writes the extract as FHIR R4 (UK Core), a file of newline
// delimited JSON for each kind of resource, and gives the paths. A course is a
// MedicationStatement and the MedicationRequest it is based on (intent plan),
// each issue of the last year a MedicationRequest of intent order, as GP Connect
// lays them out when asked for a year; how often a repeat was issued in all is
// told by the plan. UK Core has no day of leaving: people who have left are not active.
func (x Extract) WriteFHIR(dir string) ([]string, error) {
	return export(dir, func(f *folder) {
		files := map[string]*table{}
		w := fhirWriter{Extract: x, fail: f.note, reference: func(kind, id string) string { return kind + "/" + id }}
		for i, kind := range []string{"Organization", "Patient", "MedicationRequest", "MedicationStatement", "Condition"} {
			files[kind] = f.table(kind+".ndjson", style{mix: x.mix(300 + i)}, nil)
		}
		w.write = func(kind, _ string, resource []byte) { files[kind].put(append(resource, '\n')) }
		w.practice()
	})
}

// WriteFHIRBundle writes the same resources as one bundle in one file, which
// refer to one another by urn:uuid.
func (x Extract) WriteFHIRBundle(dir string) ([]string, error) {
	return export(dir, func(f *folder) {
		t := f.table("bundle.json", style{}, nil)
		w := fhirWriter{Extract: x, fail: f.note, reference: func(_, id string) string { return "urn:uuid:" + id }}
		between := `{"resourceType":"Bundle","type":"collection","entry":[` + "\n"
		w.write = func(_, id string, resource []byte) {
			t.put([]byte(between + `{"fullUrl":"urn:uuid:` + id + `","resource":`))
			t.put(append(resource, '}'))
			between = ",\n"
		}
		w.practice()
		t.put([]byte("\n]}\n"))
	})
}

type fhirWriter struct {
	Extract
	write     func(kind, id string, resource []byte)
	reference func(kind, id string) string
	fail      func(error)
}

func (w *fhirWriter) resource(kind, id string, o object) {
	o["resourceType"], o["id"] = kind, id
	if kind != "Organization" {
		o["meta"] = object{"profile": []string{definition + "UKCore-" + kind}}
	}
	for k, v := range o {
		if v == "" || v == nil {
			delete(o, k) // FHIR allows no empty elements
		}
	}
	b, err := json.Marshal(o)
	w.fail(err)
	w.write(kind, id, b)
}

func (w *fhirWriter) practice() {
	org := uuid("organisation", w.world.options.Organisation)
	w.resource("Organization", org, object{"name": w.world.options.Name, "identifier": []object{{"system": systemODS, "value": w.world.options.Organisation}}})
	for p := range w.inAnyOrder(21) {
		for i, c := range w.entries(p) {
			w.condition(p, i, c)
		}
		for i, l := range w.courses(p) {
			w.course(p, i, l)
		}
		w.patient(p, org)
	}
}

func (w *fhirWriter) patient(p *patient, org string) {
	died, left := w.gone(p)
	var telecom []object
	for _, t := range []struct{ use, number string }{{"home", p.home}, {"mobile", p.mobile(w.on)}} {
		if t.number != "" {
			telecom = append(telecom, object{"system": "phone", "use": t.use, "value": t.number})
		}
	}
	name := object{"use": "official", "family": p.family, "given": []string{p.given}}
	if p.title != "" {
		name["prefix"] = []string{p.title}
	}
	var lines []string
	for _, s := range []string{p.house, p.street, p.locality} {
		if s != "" {
			lines = append(lines, s)
		}
	}
	o := object{
		"identifier": []object{{"system": systemNHSNumber, "value": string(p.nhs)}}, "active": left == 0 && died == 0, "name": []object{name},
		"gender": strings.ToLower(p.sex()), "birthDate": p.born.iso(), "deceasedDateTime": died.iso(),
		"address":              []object{{"use": "home", "line": lines, "city": p.town, "postalCode": p.postcode}},
		"managingOrganization": object{"reference": w.reference("Organization", org), "identifier": object{"system": systemODS, "value": w.world.options.Organisation}, "display": w.world.options.Name},
		"generalPractitioner":  []object{{"display": p.gp}},
	}
	if telecom != nil {
		o["telecom"] = telecom
	}
	if p.language != "" {
		o["communication"] = []object{{"language": object{"text": p.language}}}
	}
	w.resource("Patient", w.id("patient", p, 0, 0), o)
}

// course writes the issues first, then the plan, then the statement: nothing
// says that what is referred to stands before.
func (w *fhirWriter) course(p *patient, i int, l *line) {
	n, last := l.issues(w.on, p.gone())
	subject := object{"reference": w.reference("Patient", w.id("patient", p, 0, 0))}
	plan := w.id("plan", p, i, 0)
	base := func(status string) object {
		return object{"status": status, "subject": subject, "medicationCodeableConcept": medication(l)}
	}
	dosage := []object{{"text": l.directions()}}
	supply := object{"quantity": object{"value": l.quantity, "unit": l.unit}}
	basedOn := []object{{"reference": w.reference("MedicationRequest", plan)}}
	therapy := object{"coding": []object{courseOfTherapy[l.kind]}}
	for k, on := range w.issueDays(p, l) {
		if on <= w.on-year {
			continue
		}
		o := base("completed")
		o["intent"], o["authoredOn"], o["basedOn"], o["courseOfTherapyType"], o["dosageInstruction"], o["dispenseRequest"] = "order", on.iso(), basedOn, therapy, dosage, supply
		w.resource("MedicationRequest", w.id("issue", p, i, k), o)
	}
	status := "active"
	switch {
	case l.kind == cohort.Acute:
		status = "completed"
	case !l.active(w.on):
		status = "stopped"
	}
	o := base(status)
	o["intent"], o["authoredOn"], o["courseOfTherapyType"], o["dosageInstruction"], o["dispenseRequest"] = "plan", l.started.iso(), therapy, dosage, supply
	if n > 0 && l.kind != cohort.Acute {
		o["extension"] = []object{{"url": definition + "Extension-UKCore-MedicationRepeatInformation", "extension": []object{{"url": "numberOfPrescriptionsIssued", "valueUnsignedInt": n}}}}
	}
	w.resource("MedicationRequest", plan, o)

	o = base(status)
	period := object{"start": l.started.iso()}
	if ended := w.ended(l); ended != 0 {
		period["end"] = ended.iso()
	}
	o["basedOn"], o["dosage"], o["effectivePeriod"], o["dateAsserted"] = basedOn, dosage, period, l.started.iso()
	if last != 0 {
		o["extension"] = []object{{"url": definition + "Extension-UKCore-MedicationStatementLastIssueDate", "valueDateTime": last.iso()}}
	}
	w.resource("MedicationStatement", w.id("statement", p, i, 0), o)
}

var courseOfTherapy = map[cohort.Kind]object{
	cohort.Acute:            {"system": systemCourse, "code": "acute", "display": "Short course (acute) therapy"},
	cohort.Repeat:           {"system": systemCourse, "code": "continuous", "display": "Continuous long term therapy"},
	cohort.RepeatDispensing: {"system": "https://fhir.nhs.uk/CodeSystem/medicationrequest-course-of-therapy", "code": "continuous-repeat-dispensing", "display": "Continuous long term (repeat dispensing)"},
}

// medication names a product, with its dm+d code where there is one.
func medication(l *line) object {
	o := object{"text": l.productName()}
	if l.dmd != "" {
		o["coding"] = []object{{"system": systemDMD, "code": l.dmd, "display": l.name}}
	}
	return o
}

func (w *fhirWriter) condition(p *patient, i int, c problem) {
	w.resource("Condition", w.id("condition", p, i, 0), object{
		"clinicalStatus":     object{"coding": []object{{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}}},
		"verificationStatus": object{"coding": []object{{"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "confirmed"}}},
		"category":           []object{{"coding": []object{{"system": "http://terminology.hl7.org/CodeSystem/condition-category", "code": "problem-list-item"}}}},
		"code":               object{"coding": []object{{"system": systemSNOMED, "code": c.code, "display": c.term}}},
		"subject":            object{"reference": w.reference("Patient", w.id("patient", p, 0, 0))},
		"onsetDateTime":      c.on.iso(), "recordedDate": c.on.iso(),
	})
}

func (w *fhirWriter) id(kind string, p *patient, i, k int) string {
	return uuid(kind, fmt.Sprintf("%s/%d/%d/%d", w.world.options.Organisation, p.emis, i, k))
}

// uuid is a guid as FHIR and Medicus write it.
func uuid(kind, key string) string { return strings.ToLower(strings.Trim(guid(kind, key), "{}")) }
