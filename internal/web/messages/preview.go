package messages

import (
	"fmt"

	"stepdown/internal/contact"
	"stepdown/internal/messaging"
	"stepdown/internal/problem"
	"stepdown/internal/web/page"
)

// Preview is a form of the text as it goes out.
type Preview struct {
	Name string
	contact.Worded
	Cost string // for one person
}

// previews shows both forms in the practice's approved words, once what they
// need is typed.
func (a Area) previews(r *page.Request, p *Compose) error {
	p.Previews = nil
	for _, detailed := range []bool{false, true} {
		v := p.Words.invitation(p.Cycle)
		v.Detailed = detailed
		name := "Discreet form"
		if detailed {
			name, v.Medicine, v.Leaflets = "Detailed form", p.Words.Medicine.Value, p.Words.Leaflets.Chosen("yes")
		}
		w, err := a.Contact.Preview(r.Ctx(), r.PracticeID(), "", v.Text(r.Practice.Name))
		switch {
		case problem.Is(err, problem.Invalid): // something is still to be typed
		case problem.Is(err, problem.Conflict):
			p.Blocked = err.Error()
		case err != nil:
			return err
		default:
			p.Previews = append(p.Previews, wordedPreview(r, name, w))
		}
	}
	return nil
}

func wordedPreview(r *page.Request, name string, w contact.Worded) Preview {
	return Preview{Name: name, Worded: w, Cost: pounds(r, w.Segments.Segments)}
}

// previewOf is the preview of words that a person wrote.
func previewOf(r *page.Request, name, body string) Preview {
	return wordedPreview(r, name, contact.Worded{Body: body, Segments: messaging.Count(body)})
}

// pounds estimates what so many segments cost; empty when no price is set.
func pounds(r *page.Request, segments int) string {
	pence := r.Practice.Settings.TextPricePence
	if pence <= 0 {
		return ""
	}
	return fmt.Sprintf("£%.2f", pence*float64(segments)/100)
}
