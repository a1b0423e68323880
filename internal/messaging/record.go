package messaging

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"stepdown/internal/nhs"
)

// The code of a text of ours. It is among the codes that practices in England
// entered most often.
const (
	SentCode   = "279991000000102"
	SentTerm   = "short message service text message sent to patient (procedure)"
	SentSource = "NHS England, SNOMED code usage in primary care, 2023-24"
)

// No public source was found for the code of a text that came from a patient
// (Read v2 9N3H.), so each practice enters the one that its system uses.

// RecordLine is one text of a person's thread, for the care record.
type RecordLine struct {
	At      time.Time
	Patient string // whatever the record knows the person by: an NHS number
	Ours    bool   // from the practice
	Code    string // SNOMED CT; empty when none is set
	Kind    string // "invitation", "reply"
	State   string // ours: how far it got; theirs: open, answered, closed
	Body    string
}

// RecordOfMessage is a text of ours as a line of the record. It carries the
// code only when the text reached the network: a text that never went was not
// sent to the patient.
func RecordOfMessage(m Message, patient string) RecordLine {
	code := ""
	if m.went() {
		code = SentCode
	}
	at := m.Created
	for _, later := range []time.Time{m.Started, m.Sent} {
		if !later.IsZero() {
			at = later
		}
	}
	return RecordLine{At: at, Patient: patient, Ours: true, Code: code, Kind: m.Kind.String(), State: string(m.State), Body: m.Body}
}

// went reports whether the network had the text for certain.
func (m Message) went() bool {
	switch m.State {
	case Accepted, Sent, Delivered, Undelivered:
		return true
	case Failed:
		return m.ProviderID != ""
	}
	return false
}

// RecordOfInbound is a text of theirs as a line of the record.
func RecordOfInbound(in Inbound, patient, code string) RecordLine {
	return RecordLine{At: in.Received, Patient: patient, Code: code, Kind: "reply", State: string(in.State), Body: in.Body}
}

// WriteRecord writes one person's thread as plain text, oldest first, for
// pasting into the care record. What was said is set in, so that no words of a
// text can pass for a line of the record.
func WriteRecord(w io.Writer, lines []RecordLine) error {
	for _, l := range inOrder(lines) {
		who := "From the patient"
		if l.Ours {
			who = "From the practice"
		}
		code := ""
		if l.Code != "" {
			code = " SNOMED CT " + l.Code
		}
		_, err := fmt.Fprintf(w, "%s. %s (%s, %s).%s\n%s\n\n", l.At.In(nhs.London).Format("2 January 2006 15:04"), who, l.Kind, l.State, code, setIn(l.Body))
		if err != nil {
			return err
		}
	}
	return nil
}

func setIn(body string) string {
	var b strings.Builder
	for line := range strings.FieldsFuncSeq(body, func(r rune) bool {
		return r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085' || r == '\v' || r == '\f'
	}) {
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		b.WriteString("    " + line)
	}
	return b.String()
}

// WriteRecordCSV writes the texts of a batch, oldest first. A cell that a
// spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV
// injection).
func WriteRecordCSV(w io.Writer, lines []RecordLine) error {
	c := csv.NewWriter(w)
	rows := [][]string{{"patient", "time", "direction", "kind", "state", "snomed_code", "text"}}
	for _, l := range inOrder(lines) {
		direction := "in"
		if l.Ours {
			direction = "out"
		}
		rows = append(rows, []string{harmless(l.Patient), l.At.In(nhs.London).Format("2006-01-02T15:04:05-07:00"), direction, harmless(l.Kind), harmless(l.State), harmless(l.Code), harmless(l.Body)})
	}
	return c.WriteAll(rows)
}

func inOrder(lines []RecordLine) []RecordLine {
	lines = slices.Clone(lines)
	slices.SortStableFunc(lines, func(a, b RecordLine) int { return a.At.Compare(b.At) })
	return lines
}

// harmless: spreadsheets look past blanks, quotation marks and invisible letters
// before what begins a formula, and some take the wide forms too.
func harmless(cell string) string {
	begins := strings.TrimLeftFunc(cell, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '"'
	})
	if begins != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(begins)[0]) || cell != "" && strings.ContainsAny(cell[:1], "\t\r\n") {
		return "'" + cell
	}
	return cell
}

// Figures of a cycle's texts.
type Figures struct {
	Sent         int           // texts that went to the network for certain
	Delivered    int           // of those, on the phone
	Replied      int           // of those, ones with at least one reply
	OptedOut     int           // people who asked for no more texts in a reply, or of whom the network said so
	Waiting      int           // replies that nobody has answered or closed yet
	MedianAnswer time.Duration // from a reply to our answer or its closing; meaningless when Answered is 0
	Answered     int
}

// FiguresOf counts the texts and replies of a cycle. A reply that nobody has
// answered or closed is in no median. Who asked to stop twice is one person.
func FiguresOf(ours []Message, theirs []Inbound) Figures {
	var f Figures
	went, replied, out := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, m := range ours {
		if m.went() {
			f.Sent++
			went[m.ID] = true
		}
		if m.State == Delivered {
			f.Delivered++
		}
		if m.ErrorCode == networkSaysOptedOut {
			out[someone(m.Patient, m.To)] = true
		}
	}
	var waits []time.Duration
	for _, in := range theirs {
		if went[in.InReplyTo] {
			replied[in.InReplyTo] = true
		}
		if in.Class == ClassOptOut || slices.ContainsFunc(in.Matches, func(m Match) bool { return m.Class == ClassOptOut }) {
			out[someone(in.Patient, in.Number)] = true // an urgent reply may ask for no texts too
		}
		if in.Ended.IsZero() {
			f.Waiting++
		} else {
			waits = append(waits, in.Ended.Sub(in.Received))
		}
	}
	f.Replied, f.OptedOut, f.Answered = len(replied), len(out), len(waits)
	if n := len(waits); n > 0 {
		slices.Sort(waits)
		f.MedianAnswer = (waits[(n-1)/2] + waits[n/2]) / 2
	}
	return f
}

// networkSaysOptedOut is Twilio's code for it.
const networkSaysOptedOut = 21610

// someone tells people apart, or numbers where nobody is known.
func someone(patient string, number nhs.Mobile) string {
	if patient != "" {
		return patient
	}
	return string(number)
}

// Price of a segment, from the practice's settings.
type Price struct {
	Pence  float64 // of one segment, without VAT
	VAT    float64 // per cent
	Source string
}

// UsualPrice is what NHS England told practices in February 2026.
var UsualPrice = Price{Pence: 2.33, VAT: 20, Source: "Management in Practice, 23 February 2026: 2.33p + VAT for each 160 characters; VAT at the standard rate"}

// Pounds estimates what so many segments cost, with VAT.
func (p Price) Pounds(segments int) float64 {
	return float64(segments) * p.Pence * (1 + p.VAT/100) / 100
}
