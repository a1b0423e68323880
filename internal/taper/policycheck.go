package taper

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"stepdown/internal/problem"
)

// PolicyIngredients are the medicines that a policy can be written for.
func PolicyIngredients() (names []string) {
	for _, i := range ingredients() {
		if !slices.Contains(names, i.name) {
			names = append(names, i.name)
		}
	}
	return names
}

// Check finds what keeps a policy from being used: limits that are missing, or
// beyond what any source gives (data/limits.csv). It is nil or a problem with
// a text for each field, named as in the JSON.
func (p Policy) Check() error {
	faults := map[string]string{}
	say := func(field, text string, args ...any) {
		if faults[field] == "" {
			faults[field] = fmt.Sprintf(text, args...)
		}
	}
	for field, v := range map[string]string{"title": p.Title, "version": p.Version, "source": p.Source} {
		if strings.TrimSpace(v) == "" || p.Name == "" {
			say(field, "A policy needs a name, a version and a source.")
		}
	}
	if p.Status == Approved && p.Approver == "" {
		say("approver", "An approved policy needs the name of its approver.")
	}
	p.checkMedicines(say)
	p.checkLimits(say)
	p.checkPatches(say)
	if len(faults) == 0 {
		return nil
	}
	return &problem.Error{Kind: problem.Invalid, Text: joined(faults), Fields: faults}
}

// Faults lists the sentences of Check.
func (p Policy) Faults() []string {
	if err, bad := p.Check().(*problem.Error); bad {
		return []string{err.Text}
	}
	return nil
}

func joined(faults map[string]string) string {
	texts := slices.Sorted(maps.Values(faults))
	return strings.Join(slices.Compact(texts), " ")
}

type sayer func(field, text string, args ...any)

func (p Policy) checkMedicines(say sayer) {
	opioid, gabapentinoid := false, false
	for _, name := range p.Ingredients {
		at := slices.IndexFunc(ingredients(), func(i ingredient) bool { return i.name == name })
		if at < 0 {
			say("ingredients", "No policy can be written for %s.", name)
			return
		}
		opioid = opioid || ingredients()[at].class == "opioid"
		gabapentinoid = gabapentinoid || ingredients()[at].class != "opioid"
	}
	switch {
	case !opioid && !gabapentinoid:
		say("ingredients", "A policy needs at least one medicine.")
	case opioid && gabapentinoid:
		say("ingredients", "Opioids and gabapentinoids need policies of their own: their rates come from different sources.")
	}
	if opioid && p.MaxOfOriginal == 0 && p.MaxOfCurrent == 0 {
		say("max_percent_of_original", "For an opioid a step needs a limit in per cent.")
	}
	most := limitPercent("gabapentinoid-step")
	if gabapentinoid && (p.MaxOfCurrent <= 0 || p.MaxOfCurrent > most) {
		say("max_percent_of_current", "For gabapentin and pregabalin a step may be at most %s %% of the present dose.", most)
	}
	for _, name := range p.Ingredients {
		if top, ok := limits()["most-mg-"+name]; ok && p.MaxMg > Amount(top)*Milligram {
			say("max_mg", "A step of %s may be at most %d mg.", name, top)
		}
	}
}

func (p Policy) checkLimits(say sayer) {
	least, most := limitDays("least-interval"), limitDays("most-interval")
	if p.IntervalDays < least || p.IntervalDays > most {
		say("interval_days", "The days between steps must be %d to %d.", least, most)
	}
	top := limitPercent("opioid-step")
	for field, l := range map[string]Percent{"max_percent_of_original": p.MaxOfOriginal, "max_percent_of_current": p.MaxOfCurrent, "patch_max_percent_of_current": p.PatchMaxOfCurrent} {
		if l < 0 || l > top {
			say(field, "A limit must be at most %s %%.", top)
		}
	}
	if p.MaxMg < 0 {
		say("max_mg", "A limit must be above 0.")
	}
	if p.MaxMg == 0 && p.MaxOfOriginal == 0 && p.MaxOfCurrent == 0 && p.PatchMaxOfCurrent == 0 {
		say("max_percent_of_original", "A policy needs a limit for one step.")
	}
	if p.LastThird < 0 || p.MaxOfOriginal > 0 && p.LastThird > p.MaxOfOriginal || p.LastThird > top {
		say("last_third_percent_of_original", "In the last third a step may not be larger than before it.")
	}
}

func (p Policy) checkPatches(say sayer) {
	patches := p.Fits("fentanyl") || p.Fits("buprenorphine")
	if patches && p.MinPatchChanges < limitDays("patch-changes") {
		say("min_patch_changes", "Patch steps must be at least %d changes apart.", limitDays("patch-changes"))
	}
	if patches && p.PatchMaxOfCurrent == 0 {
		say("patch_max_percent_of_current", "A policy for patches needs a limit for patches.")
	}
	if p.MinPatchChanges > 28 {
		say("min_patch_changes", "The changes between two patch steps must be 28 or fewer.")
	}
}

func limitPercent(name string) Percent { return Percent(10 * limitDays(name)) }
