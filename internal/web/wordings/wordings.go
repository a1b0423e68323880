// Package wordings is the pages on which a practice reads, changes, approves
// and retires what its texts and letters say.
package wordings

import (
	"context"
	"fmt"
	"strings"

	"stepdown/internal/contact"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/problem"
	"stepdown/internal/web/page"
)

// Store is what the pages look up.
type Store interface {
	Wordings(ctx context.Context, practiceID string) (messaging.Wordings, error)
	Wording(ctx context.Context, practiceID, id string) (messaging.Wording, error)
}

// Area is the pages of wordings.
type Area struct {
	Contact *contact.Service
	Store   Store
}

// Routes of the area. Whoever sends texts may read the words and propose
// others; approving and retiring are for people who may put their name to them.
func (a Area) Routes() []page.Route {
	return []page.Route{
		page.Get("/settings/wordings", practice.SendMessage, a.list),
		page.Post("/settings/wordings/approve-shipped", practice.ApproveWords, a.approveShipped),
		page.Post("/settings/wordings/take", practice.SendMessage, a.take),
		page.Post("/settings/wordings/take-all", practice.SendMessage, a.takeAll),
		page.Get("/settings/wordings/new", practice.SendMessage, a.edit),
		page.Post("/settings/wordings/new", practice.SendMessage, a.write),
		page.Get("/settings/wordings/:wording", practice.SendMessage, a.show),
		page.Post("/settings/wordings/:wording/approve", practice.ApproveWords, a.approve),
		page.Post("/settings/wordings/:wording/retire", practice.ApproveWords, a.retire),
	}
}

// Setup says that words without which nothing can go are not approved, to those
// who can approve them.
func (a Area) Setup(r *page.Request) ([]page.Waiting, error) {
	all, err := a.toApprove(r)
	if n := len(all.Unapproved()); n > 0 && r.Can(practice.ApproveWords) {
		return []page.Waiting{{Urgency: page.Soon, What: "Texts and letters are not approved", Note: "No text or letter of these kinds can go: " + plural(n, "wording", "wordings"), Href: "/settings/wordings"}}, err
	}
	return nil, err
}

// Waiting says that drafts wait for an approval, to those who can give it.
func (a Area) Waiting(r *page.Request) ([]page.Waiting, error) {
	all, err := a.toApprove(r)
	drafts := 0
	for _, w := range all {
		if w.State == messaging.WordingDraft || contact.Lapsed(w) {
			drafts++
		}
	}
	if drafts == 0 {
		return nil, err
	}
	return []page.Waiting{{Urgency: page.Soon, What: plural(drafts, "draft wording waits", "draft wordings wait") + " for approval", Href: "/settings/wordings"}}, err
}

// toApprove gives the practice's wordings to somebody who may approve them.
func (a Area) toApprove(r *page.Request) (messaging.Wordings, error) {
	if !r.Can(practice.ApproveWords) {
		return nil, nil
	}
	return a.Store.Wordings(r.Ctx(), r.PracticeID())
}

// kindOf reads kind, form and language, as forms carry them.
func kindOf(get func(string) string) (messaging.Kind, messaging.Form, string) {
	language := get("language")
	if language == "" {
		language = messaging.English
	}
	kind, form, both := strings.Cut(get("kind"), "/") // one choice in a list names both
	if !both {
		form = get("form")
	}
	return messaging.Kind(kind), messaging.Form(form), language
}

// title of a wording: "Invitation, discreet, Welsh".
func title(k messaging.Kind, f messaging.Form, language string) string {
	name := k.String()
	t := string(name[0]-'a'+'A') + name[1:]
	if name[0] < 'a' || name[0] > 'z' {
		t = name
	}
	if len(k.Forms()) > 1 {
		t += ", " + string(f)
	}
	if language != messaging.English {
		t += ", " + messaging.LanguageName(language)
	}
	return t
}

// state in words, with the colour of its tag.
func state(w messaging.Wording) (words, tag string) {
	switch w.State {
	case messaging.WordingInUse:
		if contact.Lapsed(w) {
			return "Approve again", "orange"
		}
		return "In use", "green"
	case messaging.WordingDraft:
		return "Draft", "orange"
	case messaging.WordingReplaced:
		return "Replaced", "grey"
	case messaging.WordingRetired:
		return "Retired", "grey"
	}
	return "Not approved", "orange"
}

// signed says who approved a wording and when.
func signed(w messaging.Wording) string {
	if !w.Approved() {
		return ""
	}
	return fmt.Sprintf("%s, %s", w.ApprovedBy, nhs.Today(w.ApprovedAt))
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func (a Area) approveShipped(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	if posted.Get("read") != "yes" {
		return problem.Invalidf("Read the wordings, tick that you have, and press again.")
	}
	n, err := a.Contact.ApproveShipped(r.Ctx(), r.Actor())
	if err != nil {
		return err
	}
	r.Flash("%s approved by you today.", plural(n, "wording is", "wordings are"))
	return r.Go("/settings/wordings")
}

// take makes a draft of words that ship with Stepdown.
func (a Area) take(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	k, f, language := kindOf(posted.Get)
	w, err := a.Contact.TakeShipped(r.Ctx(), r.Actor(), k, f, language)
	if err != nil {
		return err
	}
	r.Flash("The draft is there to be checked. Nothing is sent in it before somebody has approved it.")
	return r.Go("/settings/wordings/%s", w.ID)
}

// takeAll makes a draft of each wording that ships in a language.
func (a Area) takeAll(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	n, err := a.Contact.TakeAllShipped(r.Ctx(), r.Actor(), posted.Get("language"))
	if err != nil {
		return err
	}
	r.Flash("%s there to be checked. Nothing is sent in one before somebody has approved it.", plural(n, "draft is", "drafts are"))
	return r.Go("/settings/wordings")
}
