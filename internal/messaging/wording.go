package messaging

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Wording is one version of what a kind of text says in one language. Fields
// stand in it as {practice}; a part in [[...]] is left out when a field in it
// is empty. A wording is never changed: a new version is a new one.
type Wording struct {
	Kind       Kind
	Form       Form
	Language   string // BCP 47
	Version    int
	Body       string
	KeepTaking string // for a language that Stepdown does not ship: its sentence of that name, approved with the wording
	ApprovedBy string // empty: a draft, which is not sent
	ApprovedAt time.Time
}

// Name is the wording's name and version, as a Message keeps it.
func (w Wording) Name() string {
	name := string(w.Kind)
	if w.Form == Detailed && (w.Kind == Invitation || w.Kind == FollowUp) {
		name += "-detailed"
	}
	if w.Language != "en" {
		name += "-" + w.Language
	}
	return fmt.Sprintf("%s/%d", name, w.Version)
}

// Approved reports whether a named person approved the wording.
func (w Wording) Approved() bool { return w.ApprovedBy != "" }

// FieldsError lists what a text still needs.
type FieldsError struct{ Missing, Faults []string }

func (e *FieldsError) Error() string {
	parts := slices.Clone(e.Faults)
	if len(e.Missing) > 0 {
		parts = append([]string{"These are missing: " + strings.Join(e.Missing, ", ") + "."}, parts...)
	}
	return strings.Join(parts, " ")
}

var (
	optionalPart = regexpFor(`(?s)\[\[(.*?)\]\]`)
	placeholder  = regexpFor(`\{([a-z]+)\}`)
)

// Fill puts a text into these words, smart-encoded. The error is a *FieldsError.
func (w Wording) Fill(t Text) (string, error) {
	values := map[string]string{}
	var e FieldsError
	for _, f := range t.Fields() {
		values[f.Name] = strings.TrimSpace(f.Value)
		if f.Required && values[f.Name] == "" {
			e.Missing = append(e.Missing, f.Name)
		}
	}
	e.Faults = t.Check()
	if len(e.Missing)+len(e.Faults) > 0 {
		return "", &e
	}
	body := optionalPart().ReplaceAllStringFunc(w.Body, func(part string) string {
		inside := part[2 : len(part)-2]
		for _, p := range placeholder().FindAllStringSubmatch(inside, -1) {
			if values[p[1]] == "" {
				return ""
			}
		}
		return inside
	})
	body = placeholder().ReplaceAllStringFunc(body, func(p string) string { return values[p[1:len(p)-1]] })
	body, _ = SmartEncode(body)
	return body, nil
}

// render fills the English wording that ships with Stepdown.
func render(t Text) (string, error) { return Shipped(t.Kind(), t.Form(), "en").Fill(t) }

// Shipped gives the wording that ships with Stepdown; the discreet one where a
// kind has only one form, and an empty wording where there is none.
func Shipped(k Kind, f Form, language string) Wording {
	best := Wording{}
	for _, w := range shipped {
		if w.Kind == k && w.Language == language && (w.Form == f || best.Body == "") {
			best = w
		}
	}
	return best
}

// ShippedWordings lists every wording that ships with Stepdown. The Welsh ones
// are drafts: a person who reads Welsh must approve them before they are used.
func ShippedWordings() []Wording { return slices.Clone(shipped) }

// KeepTaking is the sentence without which no invitation, reminder or letter
// may be approved, by language. The Welsh one is a draft.
var KeepTaking = map[string]string{
	"en": "Please keep taking your medicine as usual until we have talked.",
	"cy": "Daliwch i gymryd eich meddyginiaeth fel arfer nes i ni siarad.",
}

const stopLine = "Reply STOP for no more texts."

var shipped = []Wording{
	{Kind: Invitation, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: We'd like to invite you for a review with {clinician}, to hear how you are and what would help you most. To book: {book}. " + KeepTaking["en"] + " " + stopLine},
	{Kind: Invitation, Form: Detailed, Language: "en", Version: 1, Body: "{practice}: We'd like to invite you for a review with {clinician} to talk about your pain. You take {medicine}. Research suggests it may not be the best long-term option and could have risks over time. We'd like to look with you at whether less of it, and other ways to manage pain, might suit you. To book: {book}. " + KeepTaking["en"] + "[[ Helpful to read first: {links}]] " + stopLine},
	{Kind: Reminder, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: We wrote to you about a review with {clinician} and would still like to see you. To book: {book}. " + KeepTaking["en"] + " " + stopLine},
	{Kind: FollowUp, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: We spoke on {day}. How are you getting on? Do you need another prescription? You can reply to this text."},
	{Kind: FollowUp, Form: Detailed, Language: "en", Version: 1, Body: "{practice}: We spoke on {day} and discussed reducing {discussed}. How are you getting on? Do you need another prescription? You can reply to this text."},
	{Kind: PlanText, Form: Detailed, Language: "en", Version: 1, Body: "{practice}: the plan you agreed with {clinician}.\n{steps}\nIf it feels too fast, ring {contact} before the next step. Please do not stop suddenly."},
	{Kind: AppointmentConfirmed, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: Your appointment with {clinician} is on {when}, {where}. To change it: {change}."},
	{Kind: DayBefore, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: A reminder of your appointment with {clinician} on {when}, {where}. To change it: {change}."},
	{Kind: PainCafeInvitation, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: You are welcome at our Pain Cafe on {when}, {where}: a friendly group for anyone living with pain. {book}. " + stopLine},
	{Kind: TenFootstepsInvitation, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: Ten Footsteps is a programme for living well with pain.[[ It starts on {when}.]] Where: {where}[[ To join: {book}.]] " + stopLine},
	{Kind: WellbeingLink, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: Four short questions about how you are: {link} " + stopLine},
	{Kind: SafetyAnswer, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: This is an automatic answer. We have not read your text yet. In an emergency ring 999 now. {lines} To talk to someone at any hour: Samaritans 116 123.[[ Our number when we are open: {telephone}.]]"},
	{Kind: Answer, Form: Detailed, Language: "en", Version: 1, Body: "{practice}: {body}"},
	{Kind: Correction, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: A correction. {body} We are sorry. Questions: {telephone}."},
	{Kind: Invitation, Form: Discreet, Language: "cy", Version: 1, Body: "{practice}: Hoffem eich gwahodd i adolygiad gyda {clinician}, i glywed sut ydych chi a beth fyddai'n helpu fwyaf. I drefnu: {book}. " + KeepTaking["cy"] + " Atebwch STOP i beidio cael negeseuon."},
	{Kind: Reminder, Form: Discreet, Language: "cy", Version: 1, Body: "{practice}: Fe wnaethom ysgrifennu atoch am adolygiad gyda {clinician} a hoffem eich gweld o hyd. I drefnu: {book}. " + KeepTaking["cy"] + " Atebwch STOP i beidio cael negeseuon."},
	{Kind: FollowUp, Form: Discreet, Language: "cy", Version: 1, Body: "{practice}: Buom yn siarad ar {day}. Sut mae pethau'n mynd? Oes angen presgripsiwn arall arnoch? Gallwch ateb y neges hon."},
}
