package messages

import (
	"stepdown/internal/contact"
	"stepdown/internal/messaging"
	"stepdown/internal/problem"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
)

// Correction is the form that takes a wrong wave back.
type Correction struct {
	Words    *form.Field   // English: for all who read it, and for whom no other is written
	In       []*form.Field // a field for each further language of the people reached
	tags     []string      // of In
	Reached  []contact.Reached
	Previews []CorrectionPreview
}

// CorrectionPreview is what the people who read one language get.
type CorrectionPreview struct {
	contact.Reached
	Preview
}

func (c Correction) fields() []*form.Field { return append([]*form.Field{c.Words}, c.In...) }

func (c Correction) words() contact.Words {
	w := contact.Words{English: c.Words.Value, In: map[string]string{}}
	for i, f := range c.In {
		w.In[c.tags[i]] = f.Value
	}
	return w
}

func (a Area) correctionForm(r *page.Request, b contact.Batch) (Correction, error) {
	c := Correction{Words: form.Area(contact.CorrectionField(messaging.English), "What was wrong", 3, 600).
		Hinted("It goes after “A correction.” and before “We are sorry.” and your telephone number.")}
	var err error
	if c.Reached, err = a.Contact.ReachedBy(r.Ctx(), b); err != nil {
		return c, err
	}
	for _, x := range c.Reached {
		if x.Language == "" || x.Language == messaging.English {
			continue
		}
		c.tags = append(c.tags, x.Language)
		c.In = append(c.In, form.Area(contact.CorrectionField(x.Language), "The correction in "+x.Reads+", for "+plural(x.People, "person", "people"), 3, 600).Maybe().
			Hinted("Only in the words of somebody who writes "+x.Reads+" well. Write all of it: that it is a correction, what was wrong, that you are sorry. The practice’s name goes before it and your telephone number after it. Left empty, they get English."))
	}
	return c, nil
}

// correct takes a wrong wave back, or with "check" shows first who gets which
// words.
func (a Area) correct(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	p, err := a.wavePage(r)
	if err != nil {
		return err
	}
	c := &p.Correction
	if c.Words == nil {
		return problem.Conflictf("There is nobody to correct it to: nobody was reached.")
	}
	fields := c.fields()
	if form.Read(posted, fields...) {
		var n int
		if posted.Get("do") == "check" {
			err = c.preview(r)
		} else {
			n, err = a.Contact.Correct(r.Ctx(), r.Actor(), p.Wave.ID, c.words())
		}
		switch {
		case err == nil && posted.Get("do") == "check":
			return r.Show(wavePage.With(p))
		case err == nil:
			r.Flash("%s queued, to exactly the people whom the wave reached.", plural(n, "correction is", "corrections are"))
			return r.Go("/waves/%s", p.Wave.ID)
		case !form.Blame(err, fields...):
			return err
		}
	}
	p.Errors = form.Errors(fields...)
	return r.Mend(wavePage.With(p))
}

func (c *Correction) preview(r *page.Request) error {
	for _, x := range c.Reached {
		w, err := c.words().Shown(r.Practice, x.Language)
		if err != nil {
			return err
		}
		c.Previews = append(c.Previews, CorrectionPreview{x, wordedPreview(r, "", w)})
	}
	return nil
}
