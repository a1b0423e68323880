package extract

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"stepdown/internal/problem"
)

// maxResource bounds one FHIR resource, in bytes.
const maxResource = 16 << 20

var errResourceTooLarge = errors.New("a resource is larger than 16 MB")

// names is the list of a person's names; Organization and Medication write a
// single string there.
type names []personName

type personName struct {
	Use    string   `json:"use"`
	Family string   `json:"family"`
	Given  []string `json:"given"`
	Prefix []string `json:"prefix"`
}

// UnmarshalJSON takes what is no list of names for none.
func (n *names) UnmarshalJSON(b []byte) error {
	if len(b) == 0 || b[0] != '[' {
		*n = nil
		return nil
	}
	return json.Unmarshal(b, (*[]personName)(n))
}

func (n names) usual() personName {
	for _, x := range n {
		if x.Use == "usual" || x.Use == "official" {
			return x
		}
	}
	if len(n) > 0 {
		return n[0]
	}
	return personName{}
}

func trimFloat(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// looksLikeFHIR tells JSON that speaks of resources from its first bytes.
func looksLikeFHIR(b []byte) bool {
	b = bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\ufeff")), " \t\r\n")
	return len(b) > 0 && b[0] == '{' && bytes.Contains(b[:min(len(b), 64<<10)], []byte(`"resourceType"`))
}

// readFHIR reads bundles and NDJSON. Resources come in any order and name one
// another, so the files are gone through once for each kind.
func (x *export) readFHIR() error {
	x.result = &Result{}
	b := x.newBulk()
	var order []int
	for i, f := range x.files {
		y := File{Name: f.name, Bytes: f.size, Note: f.note}
		if f.layout != nil {
			y.Table = "resources"
			order = append(order, i)
			x.meter.total.Add(6 * f.size)
		}
		x.resultFile(y)
	}
	for _, pass := range []role{roleDrugCode, rolePatient, roleCourse, roleIssue, roleEntry, -1} {
		b.second = pass < 0
		for _, i := range order {
			if err := b.readResources(i, pass); err != nil {
				return err
			}
		}
	}
	b.again = 0
	return b.finish()
}

// readResources goes through a file for the resources of one role.
func (b *bulk) readResources(file int, want role) error {
	f := b.x.files[file]
	body, err := f.open()
	if err != nil {
		return err
	}
	defer body.Close()
	in := &jsonLines{r: bufio.NewReaderSize(&meteredReader{r: body, m: b.x.meter}, 64<<10), line: 1}
	if bom, _ := in.r.Peek(3); string(bom) == "\ufeff" {
		_, _ = in.r.Discard(3)
	}
	d := json.NewDecoder(in)
	err = eachResource(d, func(url string, raw json.RawMessage) error {
		in.taken = d.InputOffset()
		var r resource
		if err := json.Unmarshal(raw, &r); err != nil {
			if want == rolePatient { // told once
				b.t.rows[Lines].Read++
				b.reject(file, in.lineAt(d.InputOffset()), Lines, none, "the resource is not as FHIR R4 has it")
			}
			return b.x.ctx.Err()
		}
		b.take(file, in.lineAt(d.InputOffset()), url, &r, want)
		return b.x.ctx.Err()
	})
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return nil
	case b.x.ctx.Err() != nil:
		return b.x.ctx.Err()
	}
	line := in.lineAt(d.InputOffset())
	return &problem.Error{Kind: problem.Invalid, Text: fmt.Sprintf("%s is broken off or not JSON after line %d", f.name, line), Err: errorsWithoutContent(err)}
}

// errorsWithoutContent keeps what a decoder says of the text out of messages.
func errorsWithoutContent(err error) error {
	if errors.Is(err, errResourceTooLarge) {
		return errResourceTooLarge
	}
	return errors.New("the JSON cannot be read")
}

// eachResource finds the resources of a bundle, or of a file with one resource
// after another.
func eachResource(d *json.Decoder, take func(url string, raw json.RawMessage) error) error {
	for {
		t, err := d.Token()
		if err != nil {
			return err
		}
		if t != json.Delim('{') {
			return errors.New("not an object")
		}
		parts := map[string]json.RawMessage{}
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return err
			}
			if key == "entry" {
				if err := eachEntry(d, take); err != nil {
					return err
				}
				continue
			}
			var raw json.RawMessage
			if err := d.Decode(&raw); err != nil {
				return err
			}
			if s, ok := key.(string); ok {
				parts[s] = raw
			}
		}
		if _, err := d.Token(); err != nil {
			return err
		}
		if string(parts["resourceType"]) == `"Bundle"` {
			continue
		}
		raw, err := json.Marshal(parts)
		if err != nil {
			return err
		}
		if err := take("", raw); err != nil {
			return err
		}
	}
}

func eachEntry(d *json.Decoder, take func(url string, raw json.RawMessage) error) error {
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return errors.Join(err, errors.New("entry is not a list"))
	}
	for d.More() {
		var e struct {
			FullURL  string          `json:"fullUrl"`
			Resource json.RawMessage `json:"resource"`
		}
		if err := d.Decode(&e); err != nil {
			return err
		}
		if len(e.Resource) > 0 {
			if err := take(e.FullURL, e.Resource); err != nil {
				return err
			}
		}
	}
	_, err := d.Token()
	return err
}

// jsonLines counts lines for a decoder, which reads ahead, and stops it from
// holding a resource without end.
type jsonLines struct {
	r     *bufio.Reader
	read  int64
	taken int64   // where the last resource ended
	ends  []int64 // of lines read and not yet passed
	line  int
}

func (j *jsonLines) Read(b []byte) (int, error) {
	if j.read-j.taken > maxResource {
		return 0, errResourceTooLarge
	}
	n, err := j.r.Read(b)
	for i, c := range b[:n] {
		if c == '\n' {
			j.ends = append(j.ends, j.read+int64(i))
		}
	}
	j.read += int64(n)
	return n, err
}

func (j *jsonLines) lineAt(offset int64) int {
	n := 0
	for n < len(j.ends) && j.ends[n] < offset {
		n++
	}
	j.ends = j.ends[n:]
	j.line += n
	return j.line
}

// take hands a resource to the one pass that wants it.
func (b *bulk) take(file, line int, url string, r *resource, want role) {
	var c cells
	id := r.ResourceType + "/" + r.ID
	removed := r.Status == "entered-in-error"
	switch {
	case r.ResourceType == "Medication" && want == roleDrugCode:
		d := drugCode{r.Code.words(), r.Code.dmd()}
		b.drugs[id], b.drugs[url] = d, d
	case r.ResourceType == "Patient" && (want == rolePatient || b.second):
		r.patientCells(&c)
		b.bulkPatient(file, line, id, &c, false)
		if i, ok := b.byID[id]; ok && url != "" {
			b.byID[url] = i
		}
	case r.ResourceType == "MedicationRequest" || r.ResourceType == "MedicationStatement":
		isIssue := len(r.BasedOn) > 0
		if isIssue != (want == roleIssue) || want != roleIssue && want != roleCourse {
			return
		}
		r.medicineCells(&c)
		if d, ok := b.drugs[r.MedicationReference.Reference]; ok && len(c[fName]) == 0 {
			c[fName], c[fDMD] = []byte(d.name), []byte(d.dmd)
		}
		if isIssue {
			b.fhirIssue(file, line, r, &c, removed)
			return
		}
		issued, _ := b.r.dayCell(c[fIssued])
		b.t.saw(issued)
		b.plans[id], b.plans[url] = true, true
		b.course(file, line, courseRow{id: id, patient: r.Subject.Reference, removed: removed}, &c)
		if i, ok := b.courses[id]; ok {
			b.told[i] = b.meds[i].issues > 0
			if url != "" {
				b.courses[url] = i
			}
		}
	case r.ResourceType == "Condition" && want == roleEntry:
		r.conditionCells(&c)
		status := r.VerificationStatus.first()
		b.bulkEntry(file, line, id, r.Subject.Reference, "", removed || status == "entered-in-error" || status == "refuted", &c)
	}
}

// fhirIssue takes an order based on a plan, or a statement about one. Where
// the plan is not in the export, it is a line of its own.
func (b *bulk) fhirIssue(file, line int, r *resource, c *cells, removed bool) {
	plan := r.BasedOn[0].Reference
	if i, ok := b.courses[plan]; r.ResourceType == "MedicationStatement" && (ok || b.plans[plan]) {
		b.statement(file, line, i, ok && !removed, r)
		return
	} else if ok || b.plans[plan] {
		b.issue(file, line, &bulkTable{}, issueRow{course: plan, removed: removed}, c)
		return
	}
	issued, _ := b.r.dayCell(c[fIssued])
	b.t.saw(issued)
	b.course(file, line, courseRow{id: r.ResourceType + "/" + r.ID, patient: r.Subject.Reference, removed: removed}, c)
}

// statement takes a statement about a plan that is in the export: it tells when
// the plan was last issued, and is no issue of its own.
func (b *bulk) statement(file, line, course int, kept bool, r *resource) {
	b.t.rows[Medications].Read++
	e := find(r.Extension, "lastissuedate")
	if e == nil {
		return
	}
	issued, bad := b.r.dayCell([]byte(wholeDay(e.ValueDateTime)))
	if bad {
		b.reject(file, line, Medications, fIssued, reasonDate)
		return
	}
	b.t.saw(issued)
	if kept {
		b.meds[course].issued = max(b.meds[course].issued, issued)
	}
}
