package taper

import (
	"fmt"
	"strings"

	"stepdown/internal/nhs"
)

// warn writes what the clinician must know beside the plan.
func (p *Plan) warn(b *builder, left []string) {
	say := func(format string, args ...any) { p.Warnings = append(p.Warnings, fmt.Sprintf(format, args...)) }
	for _, f := range p.Flags {
		say("Went on by a clinician's decision (%s): %s", p.overrideReason(), f.Text)
	}
	if len(left) > 0 {
		say("Only %s is reduced. Left as it is: %s.", p.Ingredient, strings.Join(left, ", "))
	}
	p.warnOfPolicy(say)
	for _, l := range p.lines() {
		if l.Note != "" {
			say("%s", l.Note)
		}
	}
	for _, text := range p.Beside {
		say("From %s: change of product, %s and paracetamol apart in place of %s. %s The supply of paracetamol is not counted here.", p.Start, p.Ingredient, strings.Join(p.Medicines, " and "), text)
	}
	for _, c := range b.changes {
		say("%s", c)
	}
	if len(b.beyond) > 0 {
		say("%s", p.beyondText(b))
	}
	if b.unmade {
		say("%s", unmadeText(p.To, p.lowest()))
	}
	for _, s := range p.Steps {
		if s.Decide {
			say("Stopping the last patch on %s is a clinician's decision: it is worth about %s of oral morphine a day. The step is shown so that it is not forgotten.", s.From, omeBefore(p, s))
		}
	}
	p.warnOfPatches(say)
	class := factsOf(ProductByName(p.lines()[0].Product)).class
	if list := notAsked(p.Request, class); list != "" {
		say("Not known here, so ask or look it up: %s.", list)
	}
	p.prompts(say, class)
	p.working(b)
}

func (p *Plan) warnOfPolicy(say func(string, ...any)) {
	if p.Policy.Status != Approved {
		say("The policy “%s”, version %s, has not been approved by a named person in this practice.", p.Policy.Called(), p.Policy.Version)
	}
	if p.Policy.ClinicianChoice && !p.Request.UnderAYear {
		say("The policy “%s” is for less than a year's use, or for a clinician to choose. Unknown length of use counts as long.", p.Policy.Called())
	}
	say("No source gives one rate for everybody. Hold or slow down whenever the person asks.")
}

func (p *Plan) warnOfPatches(say func(string, ...any)) {
	patch := false
	for _, l := range p.lines() {
		q := ProductByName(l.Product)
		patch = patch || q.Patch()
		if q.Release == "modified" && len(q.Hours) > 1 && q.Brand == "" {
			say("%s is sold as a twelve-hour and as a once-a-day product under one name. Prescribe by brand.", q.Name)
		}
		if q.Release == "modified" && l.Times > 2 {
			say("%s is taken %d times a day, which is more often than a modified release is made for. Ask the pharmacist, and consider two doses a day.", l.Medicine, l.Times)
		}
		if q.Patch() && q.Brand == "" {
			say("Prescribe patches by brand, and keep the brand: %s names no maker.", q.Name)
		}
	}
	if !patch {
		return
	}
	say("Start on a day when the patch is due to be changed. Never cut a patch.")
	if p.Request.Preferences.Weekday != "" {
		say("Patch steps fall on change days, so the wished weekday was not used.")
	}
	for _, s := range p.Steps {
		if len(s.Take) > 0 && s.Take[0].EveryHours > 0 && patchesWorn(s) > 1 {
			say("From %s several patches are worn together. Show them on the calendar, and take all the old ones off.", s.From)
			return
		}
	}
}

func patchesWorn(s Step) (n int) {
	for _, t := range s.Take {
		if t.EveryHours > 0 {
			n += t.Units()
		}
	}
	return n
}

func (p *Plan) prompts(say func(string, ...any), class string) {
	if class == "opioid" {
		say("Consider naloxone to take home, and tell the person and the family the signs of overdose: tolerance falls as the dose does.")
	}
	if p.Ingredient == "pregabalin" {
		say("Pregabalin: ask about effective contraception where pregnancy is possible (MHRA 2022).")
	}
}

// beyondText says which steps are larger than the policy allows, why, and
// what could make them smaller.
func (p *Plan) beyondText(b *builder) string {
	var days []string
	for _, d := range b.beyond {
		days = append(days, d.String())
	}
	list := strings.Join(days, ", ")
	if len(days) > 4 {
		list = fmt.Sprintf("%s and %d later days", strings.Join(days[:3], ", "), len(days)-3)
	}
	if ProductByName(p.lines()[0].Product).Patch() {
		text := beyondOpening + "the next patch on the market is so much weaker: " + list + ". There is no liquid of it. Hold each step longer"
		if p.Policy.PatchNextStrength {
			text += ", choose a policy that lets two patches be worn together"
		}
		return text + ", or ask a specialist."
	}
	text := beyondOpening + "no product makes a smaller step: " + list + ". "
	var names []string
	for _, q := range liquidsOf(p.Ingredient) {
		name := q.Name
		if q.Items < 1000 {
			name += " (rarely dispensed and can cost much: ask the pharmacist first)"
		}
		names = append(names, name)
	}
	agreed := p.Request.Preferences.AllowLiquid || p.Policy.Liquid
	switch {
	case agreed && ProductByName(p.lines()[0].Product).Release == "modified":
		text += "The liquid takes over from the modified release in the last third of the plan; until then hold these steps longer if need be."
	case agreed:
		text += "Not even the liquid makes them smaller; hold these steps longer."
	case len(names) > 0 && ProductByName(p.lines()[0].Product).Second == "paracetamol":
		text += "Offer the two drugs apart, so that the opioid can come as a liquid: " + strings.Join(names, " or ") + ", with paracetamol tablets."
	case len(names) > 0:
		text += "Offer a liquid for smaller steps: " + strings.Join(names, " or ") + "."
	default:
		text += "No liquid of it is on the market; ask the pharmacist about a special order, or hold these steps longer."
	}
	return text
}

func unmadeText(aim, end Amount) string {
	return fmt.Sprintf("%s a day cannot be made in whole units from products on the market. The plan ends at %s a day.", aim, end)
}

func (p *Plan) lines() []Line {
	l, _ := whatIsReduced(p.Request)
	return l
}

func (p *Plan) lowest() Amount {
	if len(p.Steps) == 0 {
		return p.DailyStart
	}
	return p.Steps[len(p.Steps)-1].Daily
}

func omeBefore(p *Plan, s Step) Amount {
	ome := p.OMEStart
	for _, t := range p.Steps {
		if t.From == s.From {
			break
		}
		ome = t.OME
	}
	return ome
}

// working shows how the plan was come by, for the clinician to check.
func (p *Plan) working(b *builder) {
	say := func(format string, args ...any) { p.Working = append(p.Working, fmt.Sprintf(format, args...)) }
	for _, l := range p.lines() {
		say("%s: %s a day confirmed.", l.Medicine, l.Daily)
	}
	say("Start of the plan: %s of %s a day; aim: %s.", b.original, p.Ingredient, aimText(p.To))
	say("Policy “%s”, version %s: %s", p.Policy.Called(), p.Policy.Version, p.Policy.Source)
	if len(p.Steps) > 0 {
		first, last := p.Steps[0].From, p.Steps[len(p.Steps)-1].From
		say("%d steps in %s, from %s to %s.", len(p.Steps), length(first, last), first, last)
	}
	if p.OMEStart > 0 {
		say("About %s of oral morphine equivalent a day at the start, to judge risk only: it is not a dose.", p.OMEStart)
	}
}

func aimText(a Amount) string {
	if a == 0 {
		return "stop"
	}
	return a.String() + " a day"
}

func length(a, b nhs.Date) string { return fmt.Sprintf("%d weeks", (a.DaysUntil(b)+6)/7) }

func (p *Plan) overrideReason() string {
	if p.Request.Override == nil {
		return "no reason given"
	}
	return p.Request.Override.Reason
}

const beyondOpening = "Larger than the policy's limit, since "
