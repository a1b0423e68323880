package settings

import (
	"net/url"

	"stepdown/internal/review"
	"stepdown/internal/taper"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// PolicyEdit is the form of a policy. Saving makes its next version, a draft.
type PolicyEdit struct {
	Errors                                 []*form.Field
	Policy                                 review.Policy
	Title, Ingredients, Source             *form.Field
	Interval, MaxMg, Original, Last        *form.Field
	Current, Patch, PatchChanges, PatchHow *form.Field
	More                                   *form.Field
}

var policyEditPage = view.New[PolicyEdit]("settings/policy-edit")

func policyForm(p review.Policy) PolicyEdit {
	f := PolicyEdit{Policy: p,
		Title:    form.Text("title", "Name", 120).Hinted("As it stands on the form of plans and on each plan").As(p.Title),
		Source:   form.Area("source", "Source", 4, 1000).Hinted("Where the rate comes from, and who in the practice agreed to it. It stands on every plan.").As(p.Source),
		Interval: form.Number("interval_days", "Least days between two steps", 3).As(whole(p.IntervalDays)),
		MaxMg:    form.Number("max_mg", "Most that one step may take away", 5).Maybe().As(amount(p.MaxMg)),
		Original: percent("max_percent_of_original", "Of the first dose, one step may take away", p.MaxOfOriginal),
		Last:     percent("last_third_percent_of_original", "In the last third, of the first dose", p.LastThird).Hinted("From when a third of the first dose or less is left"),
		Current:  percent("max_percent_of_current", "Of the present dose, one step may take away", p.MaxOfCurrent).Hinted("For gabapentin and pregabalin at most 25%. A larger step is taken, and marked, only where no product makes a smaller one."),
		Patch:    percent("patch_max_percent_of_current", "Patches: of the present dose", p.PatchMaxOfCurrent),
		PatchHow: form.Radios("patch_how", "Patches: where the next lower strength is a larger step than that", form.Option{Value: "next", Text: "Take it, and mark it on the plan"},
			form.Option{Value: "two", Text: "Wear two patches together"}).Maybe(),
		PatchChanges: form.Number("min_patch_changes", "Patches: least changes between two steps", 2).Maybe().As(whole(p.MinPatchChanges)),
		More: form.Checkboxes("more", "Also", form.Option{Value: "liquid", Text: "Liquids are agreed for small steps"},
			form.Option{Value: "choice", Text: "Only for less than a year’s use, or by a clinician’s choice"}).Maybe(),
	}
	var medicines []form.Option
	for _, name := range taper.PolicyIngredients() {
		medicines = append(medicines, form.Option{Value: name, Text: name})
	}
	f.Ingredients = form.Checkboxes("ingredients", "Medicines", medicines...).Of(p.Ingredients...)
	f.Interval.Suffix, f.MaxMg.Suffix, f.PatchChanges.Suffix = "days", "mg", "changes"
	f.PatchHow.Value = "two"
	if p.PatchNextStrength {
		f.PatchHow.Value = "next"
	}
	if p.Liquid {
		f.More.Values = append(f.More.Values, "liquid")
	}
	if p.ClinicianChoice {
		f.More.Values = append(f.More.Values, "choice")
	}
	return f
}

func percent(name, label string, v taper.Percent) *form.Field {
	f := form.Number(name, label, 4).Maybe()
	f.Suffix = "%"
	if v > 0 {
		f.Value = v.String()
	}
	return f
}

func amount(a taper.Amount) string {
	if a == 0 {
		return ""
	}
	return a.Number()
}

func (f PolicyEdit) fields() []*form.Field {
	return []*form.Field{f.Title, f.Ingredients, f.Source, f.Interval, f.MaxMg, f.Original, f.Last, f.Current, f.Patch, f.PatchHow, f.PatchChanges, f.More}
}

// read gives the policy as it was typed; its limits are checked by the room.
func (f *PolicyEdit) read(posted url.Values) taper.Policy {
	form.Read(posted, f.fields()...)
	between(f.Interval, 1, 999, "Days must be a whole number")
	between(f.PatchChanges, 1, 99, "Changes must be a whole number")
	p := taper.Policy{Title: f.Title.Value, Source: f.Source.Value, Ingredients: f.Ingredients.Values, IntervalDays: f.Interval.Int(), MaxMg: milligrams(f.MaxMg),
		MaxOfOriginal: tenths(f.Original), LastThird: tenths(f.Last), MaxOfCurrent: tenths(f.Current), PatchMaxOfCurrent: tenths(f.Patch),
		PatchNextStrength: f.PatchHow.Value == "next", MinPatchChanges: f.PatchChanges.Int(), Liquid: f.More.Chosen("liquid"), ClinicianChoice: f.More.Chosen("choice")}
	if !p.Fits("fentanyl") && !p.Fits("buprenorphine") {
		p.PatchMaxOfCurrent, p.PatchNextStrength, p.MinPatchChanges = 0, false, 0
	}
	return p
}

func milligrams(f *form.Field) taper.Amount {
	v, err := taper.ParseAmount(f.Value)
	if f.Value != "" && f.Error == "" && (err != nil || v == 0) {
		f.Error = "Enter milligrams above 0"
	}
	return v
}

// tenths reads a percentage with at most one decimal.
func tenths(f *form.Field) taper.Percent {
	var p taper.Percent
	if f.Value == "" || f.Error != "" {
		return 0
	}
	if err := p.UnmarshalJSON([]byte(f.Value)); err != nil || p <= 0 || p > 1000 {
		f.Error = "Enter a percentage above 0, with at most one decimal"
	}
	return p
}

func (a Area) editPolicy(r *page.Request) error {
	p, err := a.Policies.Store.Policy(r.Ctx(), r.PracticeID(), r.Param("policy"))
	if err != nil {
		return err
	}
	return r.Show(policyEditPage.With(policyForm(p)))
}

func (a Area) savePolicy(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.Policies.Store.Policy(r.Ctx(), r.PracticeID(), r.Param("policy"))
	if err != nil {
		return err
	}
	f := policyForm(p)
	change := f.read(posted)
	if f.Errors = form.Errors(f.fields()...); len(f.Errors) > 0 {
		return r.Mend(policyEditPage.With(f))
	}
	saved, err := a.Policies.EditPolicy(r.Ctx(), r.Actor(), p.ID, change)
	if form.Blame(err, f.fields()...) {
		f.Errors = form.Errors(f.fields()...)
		return r.Mend(policyEditPage.With(f))
	}
	if err != nil {
		return err
	}
	r.Flash("Saved as version %d, a draft. A clinician approves it here.", saved.Version)
	return r.Go("/settings/policies/%s", saved.ID)
}
