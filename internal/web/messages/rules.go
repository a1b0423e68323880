package messages

import (
	"net/url"
	"slices"
	"strconv"

	"stepdown/internal/messaging"
	"stepdown/internal/practice"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// RulesPage is how replies are read, and what the practice changed about it.
type RulesPage struct {
	Errors                  []*form.Field
	Version                 int
	Changed                 string // by whom and when; empty when nothing was
	Own                     []OwnRule
	Groups                  []RuleGroup
	MayEdit                 bool
	Phrase                  *form.Field
	Class, Pattern, Example *form.Field
	Tried                   bool
	Reading                 messaging.Reading
	Label                   string
}

// OwnRule is a rule of the practice with what it says of a reply.
type OwnRule struct {
	messaging.Rule
	Label string
}

// RuleGroup is the shipped rules of one class.
type RuleGroup struct {
	Label string
	Rules []RuleLine
}

// RuleLine is one shipped rule.
type RuleLine struct {
	messaging.Rule
	Off, Switch bool
}

var rulesPage = view.New[RulesPage]("messages/rules")

func (a Area) rules(r *page.Request) error {
	p, err := a.rulesForm(r)
	if err != nil {
		return err
	}
	return r.Show(rulesPage.With(p))
}

func (a Area) rulesForm(r *page.Request) (RulesPage, error) {
	e, err := a.Contact.ReplyEdits(r.Ctx(), r.PracticeID())
	if err != nil {
		return RulesPage{}, err
	}
	p := RulesPage{Version: e.Version, MayEdit: r.Can(practice.ScreenRecord),
		Phrase:  form.Area("phrase", "How would this reply be read?", 2, 500).Hinted("Nothing is kept. Do not enter a name."),
		Class:   form.Select("class", "What the rule says of a reply", classOptions()...),
		Pattern: form.Text("pattern", "Pattern", 300).Hinted("Lower case, no apostrophes. Words follow each other; a|b is either; word* begins with; . is up to one other word and .. up to four; =med is any medicine."),
		Example: form.Text("example", "A reply that the rule must find", 200),
	}
	for _, rule := range e.Added {
		p.Own = append(p.Own, OwnRule{rule, labels[rule.Class]})
	}
	if e.Version > 0 {
		p.Changed = e.By + ", " + clock(e.At)
	}
	for _, c := range messaging.Classes {
		g := RuleGroup{Label: labels[c]}
		for _, rule := range messaging.EmbeddedRules().Lines {
			if rule.Class == c {
				g.Rules = append(g.Rules, RuleLine{rule, slices.Contains(e.Off, rule.ID), rule.CanSwitchOff()})
			}
		}
		if len(g.Rules) > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
	return p, nil
}

func classOptions() []form.Option {
	var os []form.Option
	for _, c := range messaging.Classes[:len(messaging.Classes)-1] {
		os = append(os, form.Option{Value: string(c), Text: labels[c]})
	}
	return os
}

// tryRules reads a phrase and keeps nothing of it. It is posted, so that the
// words stand in no address.
func (a Area) tryRules(r *page.Request) error {
	posted, p, err := a.rulesPosted(r)
	if err != nil {
		return err
	}
	if !form.Read(posted, p.Phrase) {
		return p.mend(r)
	}
	rules, err := a.Contact.ReplyRules(r.Ctx(), r.PracticeID())
	if err != nil {
		return err
	}
	p.Tried, p.Reading = true, rules.Read(p.Phrase.Value)
	p.Label = labels[p.Reading.Class]
	return r.Show(rulesPage.With(p))
}

func (a Area) addRule(r *page.Request) error {
	posted, p, err := a.rulesPosted(r)
	if err != nil {
		return err
	}
	if !form.Read(posted, p.Class, p.Pattern, p.Example) {
		return p.mend(r)
	}
	err = a.Contact.AddReplyRule(r.Ctx(), r.Actor(), shown(posted), messaging.Rule{Class: messaging.Class(p.Class.Value), Pattern: p.Pattern.Value, Example: p.Example.Value})
	if form.Blame(err, p.Class, p.Pattern, p.Example) {
		return p.mend(r)
	}
	return a.rulesSaved(r, err, "The rule is added. Replies that come from now on are read by it.")
}

func (a Area) removeRule(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	return a.rulesSaved(r, a.Contact.RemoveReplyRule(r.Ctx(), r.Actor(), shown(posted), posted.Get("rule")), "The rule is taken out.")
}

func (a Area) switchRule(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	return a.rulesSaved(r, a.Contact.SwitchReplyRule(r.Ctx(), r.Actor(), shown(posted), posted.Get("rule"), posted.Get("do") == "on"), "Saved.")
}

func (a Area) rulesPosted(r *page.Request) (url.Values, RulesPage, error) {
	posted, err := r.Posted()
	if err != nil {
		return nil, RulesPage{}, err
	}
	p, err := a.rulesForm(r)
	return posted, p, err
}

func (a Area) rulesSaved(r *page.Request, err error, words string) error {
	if err != nil {
		return err
	}
	r.Flash("%s", words)
	return r.Go("/settings/replies")
}

// shown is the version that the page showed.
func shown(posted url.Values) int {
	n, _ := strconv.Atoi(posted.Get("version"))
	return n
}

func (p RulesPage) mend(r *page.Request) error {
	p.Errors = form.Errors(p.Phrase, p.Class, p.Pattern, p.Example)
	return r.Mend(rulesPage.With(p))
}
