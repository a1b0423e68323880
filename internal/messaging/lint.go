package messaging

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// The networks swallow these words when they are the whole of a reply: HELP
// and INFO get the network's own answer, the others opt the person out (Twilio,
// "Advanced Opt-Out"). A text must not invite them. STOP is the one it may.
//
// The words of the patterns are English and Welsh. In a language that nobody here
// reads a swallowed word still stands out where it is in capitals or in quotation
// marks.
var (
	invites   = regexpFor(`(?i)\b(reply|text|send|answer|respond|write|atebwch|ateb|tecstiwch|anfonwch|ysgrifennwch|ymatebwch)\b[^.!?\n]{0,40}\b(help|info|cancel|end|quit|revoke|optout|stopall|unsubscribe|yes|start|unstop)\b`)
	quoted    = regexpFor(`(?i)["“”„«‘'](help|info|cancel|end|quit|revoke|optout|stopall|unsubscribe|yes|start|unstop)["“”»’']`)
	shouted   = regexpFor(`\b(HELP|INFO|CANCEL|END|QUIT|REVOKE|OPTOUT|STOPALL|UNSUBSCRIBE|YES|START|UNSTOP)\b`)
	mixedStop = regexpFor(`(?i)\bSTOP\b[^.!?\n]*\b(` + besideStop + `)|\b(` + besideStop + `)[^.!?\n]*\bSTOP\b`)
	upperStop = regexpFor(`\bSTOP\b`)
	address   = regexpFor(`(?i)\b(https?://|www\.)\S+`)
	medicines = regexpFor(`(?i)(opioid|opiate|gabapent|pregabalin|prégabalin|lyrica|tramadol|codeine|codydramol|co-codamol|cocodamol|morphine|oxycod|fentanyl|buprenorphine|tapentadol|methadone|meptazinol|pethidine|dihydrocodeine|hydromorphone|zomorph|butrans|neurontin` +
		`|\bcodin\b|morffin|morfin|morphin|kodein|codeín|codéin|oksykodon|oxikod|fentanil|buprenorfin|buprénorphin|metadon|méthadon|metadón|petidin|hydromorfon|hidromorf)`) // Welsh, and spellings of other languages in Latin letters
	shortener = []string{"bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "is.gd", "cutt.ly", "rb.gy"}
)

// besideStop are the words beside which STOP could be taken for the medicine.
const besideStop = `medicine|medication|tablet|dose|taking|pain|appointment|plan|meddyginiaeth|feddyginiaeth|moddion|tabled|dabled|dos|ddos|cymryd|gymryd|poen|phoen|boen|apwyntiad|cynllun|chynllun|gynllun`

// regexpFor compiles a pattern when it is first asked for: most commands of the program
// check no wording.
func regexpFor(s string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(s) })
}

// Lint lists, in words, what stands against approving the wording. It may not
// be approved while anything is listed.
func (w Wording) Lint() []string {
	faults := lintBody(w.Body)
	if w.Kind.Letter() {
		faults = lintLetter(w.Body)
	}
	add := func(on bool, words string) {
		if on {
			faults = append(faults, words)
		}
	}
	add(!strings.Contains(w.Body, "{practice}"), "Say which practice writes: put {practice} in.")
	if w.Kind.AsksToKeepTaking() {
		sentence := w.keepTaking()
		known := len([]rune(sentence)) > 10 // more than a token; Chinese says it in a dozen characters
		add(!known, "There is no approved sentence in this language that asks people to keep taking their medicine as usual until they have talked with you: add it first.")
		add(known && !strings.Contains(w.Body, sentence), "Keep the sentence: “"+sentence+"”")
	}
	if w.Form == Discreet {
		add(medicines().MatchString(w.Body) || strings.Contains(w.Body, "{medicine}") || strings.Contains(w.Body, "{discussed}") || strings.Contains(w.Body, "{links}"),
			"The discreet form names no medicine, and no link whose address names one: others may see the screen.")
	}
	known := FieldNames(w.Kind)
	for _, p := range placeholder().FindAllStringSubmatch(w.Body, -1) {
		add(!slices.Contains(known, p[1]), "There is no field called {"+p[1]+"} in this kind of text.")
	}
	for _, name := range pointless[w.Kind] {
		add(!strings.Contains(optionalPart().ReplaceAllString(w.Body, ""), "{"+name+"}"), "Without {"+name+"} the words are of no use: put it in, outside double brackets.")
	}
	if w.Kind == SafetyAnswer {
		for _, number := range []string{"999", "116 123"} {
			add(!strings.Contains(w.Body, number), "The safety answer must name "+number+".")
		}
	}
	add(strings.Count(w.Body, "[[") != strings.Count(w.Body, "]]"), "A part opened with [[ is closed with ]].")
	return faults
}

// pointless lists the fields without which a text of the kind says nothing that
// the person can act on. Nobody would see it missing in a language they do not
// read.
var pointless = map[Kind][]string{
	Invitation: {"book"}, Reminder: {"book"}, InvitationLetter: {"book"}, ReminderLetter: {"book"}, PlanText: {"steps", "contact"},
	AppointmentConfirmed: {"when", "change"}, DayBefore: {"when", "change"}, PainCafeInvitation: {"when", "where"},
	TenFootstepsInvitation: {"where"}, WellbeingLink: {"link"}, SafetyAnswer: {"lines"},
}

// keepTaking is the sentence that the wording must hold. The English one is
// fixed; a translation may bring its own, which is approved with it.
func (w Wording) keepTaking() string {
	if w.KeepTaking != "" && w.Language != English {
		return w.KeepTaking
	}
	return KeepTaking[w.Language]
}

// LintAnswer lists what a person should look at before an answer of their own
// goes.
func LintAnswer(body string) []string { return lintBody(body) }

func lintBody(body string) []string {
	var faults []string
	add := func(on bool, words string) {
		if on {
			faults = append(faults, words)
		}
	}
	add(strings.TrimSpace(body) == "", "Write the words.")
	add(utf8.RuneCountInString(body) > MostCharacters, "The text is longer than 1,600 characters: networks refuse it.")
	add(invites().MatchString(body) || quoted().MatchString(body) || shouted().MatchString(body), "Do not invite a reply of one word such as HELP, CANCEL, END, QUIT or YES: the network keeps some of them, and takes others for STOP.")
	add(upperStop().MatchString(body) && mixedStop().MatchString(body), "STOP ends texts: do not put it beside the medicine or the appointment.")
	return append(faults, lintLinks(body)...)
}

// lintLetter: nobody can reply to a letter by text, and it may be longer.
func lintLetter(body string) []string {
	var faults []string
	if strings.TrimSpace(body) == "" {
		faults = append(faults, "Write the words.")
	}
	if utf8.RuneCountInString(body) > mostOfALetter {
		faults = append(faults, "The letter does not fit on one sheet: shorten it.")
	}
	if shouted().MatchString(body) || upperStop().MatchString(body) {
		faults = append(faults, "Words such as STOP or HELP are for texts: a letter cannot be answered with them.")
	}
	return append(faults, lintLinks(body)...)
}

// mostOfALetter is what fits on one A4 sheet below the address, with room for
// large print to run over to a second.
const mostOfALetter = 2200

func lintLinks(body string) []string {
	var faults []string
	for _, a := range address().FindAllString(body, -1) {
		faults = append(faults, LintLink(a)...)
	}
	return faults
}

// LintLink says what stands against a link in a text: it must be whole, and
// people must see where it leads.
func LintLink(a string) []string {
	u, err := url.Parse(strings.TrimRight(a, ".,;)"))
	switch {
	case err != nil || u.Scheme != "https" || u.Hostname() == "":
		return []string{"A link must be whole and begin with https://"}
	case u.User != nil || !strings.Contains(u.Hostname(), ".") || strings.Trim(u.Hostname(), "0123456789.:") == "":
		return []string{"A link must name a website that people can recognise."}
	case slices.Contains(shortener, strings.ToLower(u.Hostname())):
		return []string{"Shortened links hide where they lead: give the real one."}
	}
	return nil
}

// FieldNames of a kind, from its type.
func FieldNames(k Kind) []string {
	for _, t := range []Text{InvitationText{}, ReminderText{}, FollowUpText{}, PlanStepsText{}, AppointmentText{}, AppointmentText{DayBefore: true},
		SessionText{}, SessionText{Cafe: true}, WellbeingText{}, SafetyText{}, AnswerText{}, CorrectionText{}, LetterText{}, LetterText{Remind: true}} {
		if t.Kind() == k {
			var names []string
			for _, f := range t.Fields() {
				names = append(names, f.Name)
			}
			return names
		}
	}
	return nil
}
