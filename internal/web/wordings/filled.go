package wordings

import (
	"strings"

	"stepdown/internal/contact"
	"stepdown/internal/messaging"
	"stepdown/internal/web/page"
)

// inExample lists the fields of a translation that differ from the English, as
// they stand in the example.
func inExample(r *page.Request, w messaging.Wording) []contact.Filled {
	var out []contact.Filled
	for _, f := range contact.FieldsOf(w, r.Practice) {
		if f.English != f.Other && strings.Contains(w.Body, "{"+f.Name+"}") {
			out = append(out, contact.Filled{What: "{" + f.Name + "}", Pairs: []contact.Pair{{English: f.English, Other: f.Other}}})
		}
	}
	return out
}
