package settings

import (
	netmail "net/mail"
	"net/url"
	"strings"

	"stepdown/internal/codelist"
	"stepdown/internal/messaging"
	"stepdown/internal/practice"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Texts is the page of the sender line, of what happens when a reply is late,
// and of the code for the care record.
type Texts struct {
	Errors                       []*form.Field
	Line, Number, Rate           *form.Field
	EscalateTo, ReceivedCode     *form.Field
	Mails                        bool
	Usual                        string // rate of the installation
	SentCode, SentTerm, SentFrom string
}

var textsPage = view.New[Texts]("settings/texts")

func (a Area) textsForm(s practice.Settings) Texts {
	return Texts{Mails: a.Mails, Usual: decimal(a.Rate), SentCode: messaging.SentCode, SentTerm: messaging.SentTerm, SentFrom: messaging.SentSource,
		Line:         form.Text("line", "Sender line", 40).Hinted("A number such as +447700900123, or a Messaging Service (MG and 32 letters and digits), of the installation’s account. Empty for the installation’s own. A name in letters cannot be answered, so it is refused.").Maybe().As(s.Line),
		Number:       form.Text("number", "Number that people answer to", 20).Wide(20).Hinted("With a Messaging Service: the number behind it. What arrives there is this practice’s.").Maybe().As(s.Number),
		Rate:         form.Number("rate", "Segments a second that the line takes", 5).Hinted("Ask the provider. Empty for the installation’s rate, which is never exceeded").Maybe().As(decimal(s.LineRate)),
		EscalateTo:   form.Text("escalate_to", "Email address that is told when a reply is late", 120).Hinted("A shared mailbox that somebody reads, such as the practice’s own. The email holds a count and the address of this site, no name, number or text.").Maybe().As(s.EscalateTo),
		ReceivedCode: form.Text("received_code", "SNOMED CT code of a text received from a person", 18).Wide(20).Hinted("The code that your clinical system uses. It stands beside each reply in the export for the care record.").Maybe().As(s.ReceivedCode),
	}
}

func (t Texts) fields() []*form.Field {
	return []*form.Field{t.Line, t.Number, t.Rate, t.EscalateTo, t.ReceivedCode}
}

func (a Area) texts(r *page.Request) error {
	return r.Show(textsPage.With(a.textsForm(r.Practice.Settings)))
}

func (a Area) saveTexts(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	t := a.textsForm(r.Practice.Settings)
	if t.read(posted); len(t.Errors) > 0 {
		return r.Mend(textsPage.With(t))
	}
	err = a.Practice.SaveSettings(r.Ctx(), r.Actor(), "sender line, late replies, code of replies", func(s *practice.Settings) error {
		s.Line, s.Number, s.LineRate = t.Line.Value, t.Number.Value, t.Rate.Float()
		s.EscalateTo, s.ReceivedCode = t.EscalateTo.Value, t.ReceivedCode.Value
		return nil
	})
	if form.Blame(err, t.fields()...) {
		t.Errors = form.Errors(t.fields()...)
		return r.Mend(textsPage.With(t))
	}
	if err != nil {
		return err
	}
	r.Flash("Saved. Texts that wait go by the line as it is now.")
	return r.Go("/settings/texts")
}

// read fills the form and checks what the kit cannot.
func (t *Texts) read(posted url.Values) {
	form.Read(posted, t.fields()...)
	t.Line.Value, t.Number.Value = strings.Join(strings.Fields(t.Line.Value), ""), strings.Join(strings.Fields(t.Number.Value), "")
	form.Blame(messaging.CheckLine(t.Line.Value), t.Line)
	if messaging.IsNumberLine(t.Line.Value) && t.Number.Value == "" {
		t.Number.Value = t.Line.Value // a number answers to itself
	}
	if t.Number.Error == "" && t.Number.Value != "" && !messaging.IsNumberLine(t.Number.Value) {
		t.Number.Error = "Enter a UK number such as +447700900123"
	}
	if t.Line.Error == "" && t.Line.Value != "" && t.Number.Value == "" && t.Number.Error == "" {
		t.Number.Error = "Enter the number that people answer to, so that their replies reach this practice"
	}
	if t.Rate.Error == "" && t.Rate.Value != "" && (t.Rate.Float() <= 0 || t.Rate.Float() > 1000) {
		t.Rate.Error = "Segments a second must be above 0 and at most 1000"
	}
	if _, err := netmail.ParseAddress(t.EscalateTo.Value); err != nil && t.EscalateTo.Value != "" {
		t.EscalateTo.Error = "Enter an email address such as reception@example.nhs.uk"
	}
	if _, ok := codelist.ConceptID(t.ReceivedCode.Value); !ok && t.ReceivedCode.Value != "" {
		t.ReceivedCode.Error = "Enter a SNOMED CT concept: digits alone, and the last one checks the others"
	}
	t.Errors = form.Errors(t.fields()...)
}
