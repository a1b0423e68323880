package review

import (
	"fmt"
	"strings"

	"stepdown/internal/nhs"
	"stepdown/internal/taper"
)

// Codes that a record summary names (SNOMED CT, UK edition; the clinician
// chooses, the clinical system decides).
//
// "Medication review done" is a member of the NHS England primary care domain
// reference set MEDRVW_COD, as published on OpenCodelists
// (nhsd-primary-care-domain-refsets/medrvw_cod, 12 August 2020; Open Government
// Licence v3). A structured medication review is another concept
// (1239511000000100) with terms of its own, so it is not claimed here.
//
// "Chronic pain review" stands in this program's list chronic-pain.csv, with
// CTV3 XaZtP and Read 66n.. beside it.
//
// For a tapering plan no published list that was looked at has a code, so none
// is given rather than guessed.
const (
	codeMedicationReview = "314530002"
	codePainReview       = "860381000000107"
)

// Summary is the record of a review and its plan as plain text, to paste into
// the clinical system. A review that is not completed gives only what is there.
func Summary(r Review, p Plan, today nhs.Date) string {
	if r.Version == 0 && p.Version > 0 {
		return PlanSummary(p)
	}
	var b strings.Builder
	line := func(label, text string) {
		if text = strings.TrimSpace(text); text != "" {
			fmt.Fprintf(&b, "%s: %s\n", label, strings.ReplaceAll(text, "\n", " "))
		}
	}
	on := r.HeldOn
	if on == "" {
		on = today
	}
	fmt.Fprintf(&b, "Pain review %s", on)
	if !r.State.Done() {
		b.WriteString(" (draft, not completed)")
	}
	b.WriteString("\n")
	if r.State.Done() {
		fmt.Fprintf(&b, "Medication review done (SNOMED CT %s). Chronic pain review done (SNOMED CT %s).\n", codeMedicationReview, codePainReview)
	}
	line("Story", r.Story)
	line("Matters to them", r.Matters)
	line("Would like to do again", r.DoAgain)
	line("Decision guide", strings.Join(Texts(GuideAnswers, r.GuideRead), ""))
	line("Explained", strings.Join(append(Texts(Explanations, r.Explanations...), nonEmpty(r.OtherWords)...), "; "))
	line("Understood", r.Understood)
	line("Thoughts of suicide", strings.TrimSuffix(strings.Join(Texts(SuicideAnswers, r.SuicideAsked), "")+". "+r.SuicideActions, ". "))
	for _, m := range r.Medicines {
		if m.Decision != Undecided {
			line(m.Name, strings.TrimSuffix(string(m.Decision)+"; "+m.Reason, "; "))
		}
	}
	line("Support offered", strings.Join(Texts(Supports, r.Support...), "; "))
	line("Their goals", r.Goals)
	line("Safety net", r.SafetyNet)
	line("Driving", r.Driving)
	if p.Version > 0 {
		b.WriteString(PlanSummary(p))
	}
	return b.String()
}

// dueIssues are the acute prescriptions to be written next: those not recorded
// yet that begin before the first review of the plan after the first of them.
// Later ones may well change.
func (p Plan) dueIssues() (out []taper.Issue) {
	until := nhs.Date("")
	for _, i := range p.Taper.Issues {
		if i.IssuedOn != "" || len(i.Items) == 0 {
			continue
		}
		if until == "" {
			until = p.NextReview(i.From)
		}
		if len(out) > 0 && (until == "" || i.From > until) {
			break
		}
		out = append(out, i)
	}
	return out
}

// PlanSummary is the plan as plain text, with the wording of the acute
// prescriptions to be written next.
func PlanSummary(p Plan) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Tapering plan, edition %d of %s, %s", p.Edition, p.EditionOn, p.State)
	if p.Reason != "" {
		fmt.Fprintf(&b, " (%s)", p.Reason)
	}
	b.WriteString(".\n")
	if !p.Built {
		return b.String() + p.Text + "\n"
	}
	fmt.Fprintf(&b, "Policy: %s, version %s%s.\n", p.Taper.Policy.Called(), p.Taper.Policy.Version, approvedBy(p.Taper.Policy))
	for _, s := range p.Taper.Steps {
		fmt.Fprintf(&b, "%s to %s: %s (%s a day)\n", s.From, s.To, strings.Join(s.Sentences(), "; "), s.Daily)
	}
	for _, i := range p.dueIssues() {
		for _, it := range i.Items {
			fmt.Fprintf(&b, "Acute from %s: %s\n", i.From, it.Wording)
		}
	}
	if p.Supplied() {
		fmt.Fprintf(&b, "Supply recorded until %s.\n", p.SupplyEnds)
	}
	return b.String()
}

func nonEmpty(s string) []string {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	return []string{s}
}

func approvedBy(p taper.Policy) string {
	if p.Approver == "" {
		return ", a draft"
	}
	return ", approved by " + p.Approver
}
