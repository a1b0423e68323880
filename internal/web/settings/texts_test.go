package settings_test

import (
	"net/http"
	"net/url"
	"testing"

	"stepdown/internal/app/apptest"
)

func line() url.Values {
	return url.Values{"line": {"+44 7700 900555"}, "number": {""}, "rate": {"2"}, "escalate_to": {"reception@example.nhs.uk"}, "received_code": {"184103008"}}
}

func TestSenderLineIsEnteredAndItsNumberIsThePractices(t *testing.T) {
	site := apptest.New(t)
	v := site.As("Administrator")
	v.Get("/settings/texts").Is(http.StatusOK).Says("sends 1000 segments a second", "No email server is set up", "279991000000102")
	v.Post("/settings/texts", line()).To("/settings/texts")
	s := current(t, site).Settings
	if s.Line != "+447700900555" || s.Number != "+447700900555" || s.LineRate != 2 || s.EscalateTo != "reception@example.nhs.uk" || s.ReceivedCode != "184103008" {
		t.Errorf("%+v", s)
	}
	if numbers, err := site.Store.LineNumbers(t.Context()); err != nil || len(numbers) != 1 || numbers[0] != "+447700900555" {
		t.Error(numbers, err)
	}
	v.Get("/settings/audit").Says("sender line, late replies")

	// Another practice cannot take the number: its replies would come to the wrong people.
	other, p := site.Elsewhere()
	other.Post("/settings/texts", line()).Is(http.StatusUnprocessableEntity).Says("Another practice of this installation has this number")
	if a, err := site.Store.Addressee(t.Context(), "+447700900555", ""); err != nil || a.Practice == p.ID {
		t.Error(a.Practice, err)
	}
	gone := line()
	gone.Set("line", "")
	v.Post("/settings/texts", gone).To("/settings/texts")
	if numbers, _ := site.Store.LineNumbers(t.Context()); len(numbers) != 0 {
		t.Error(numbers)
	}
	for _, role := range []string{"Clinician", "Coordinator", "Viewer"} {
		if got := site.As(role).Get("/settings/texts").Status; got != http.StatusForbidden {
			t.Errorf("%s: status %d", role, got)
		}
	}
}

func TestSenderLineThatNobodyCanAnswerIsRefused(t *testing.T) {
	site := apptest.New(t)
	v := site.As("Administrator")
	for _, c := range []struct{ field, value, says string }{
		{"line", "Wellbrook", "Nobody can answer a name"},
		{"line", "07700", "Enter a UK number"},
		{"line", "MG00000000000000000000000000000001", "Enter the number that people answer to"},
		{"number", "0800", "Enter a UK number"},
		{"rate", "0", "above 0"},
		{"escalate_to", "reception", "Enter an email address"},
		{"received_code", "184103009", "SNOMED CT concept"},
	} {
		form := line()
		form.Set(c.field, c.value)
		v.Post("/settings/texts", form).Is(http.StatusUnprocessableEntity).Says(c.says)
	}
	if s := current(t, site).Settings; s.Line != "" || s.EscalateTo != "" {
		t.Errorf("%+v", s)
	}
}
