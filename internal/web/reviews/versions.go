package reviews

import (
	"stepdown/internal/nhs"
	"stepdown/internal/review"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Versions is the history of one review: nothing that was written is lost.
type Versions struct {
	Person
	Versions []Version
}

// Version is one saved state of the review.
type Version struct {
	Review  review.Review
	SavedAt string
	By      string
	Guide   string
	Told    []string
	Support []string
	Suicide string
}

var versionsPage = view.New[Versions]("reviews/versions")

func (a Area) versions(r *page.Request) error {
	person, err := a.person(r)
	if err != nil {
		return err
	}
	all, err := a.Store.ReviewVersions(r.Ctx(), r.PracticeID(), person.Participant.ID)
	if err != nil {
		return err
	}
	if err := person.seen(r, "history of pain review"); err != nil {
		return err
	}
	p := Versions{Person: person}
	for _, v := range all {
		p.Versions = append(p.Versions, Version{Review: v, SavedAt: v.SavedAt.In(nhs.London).Format("2 January 2006, 15:04"), By: v.SavedName,
			Guide: first(review.Texts(review.GuideAnswers, v.GuideRead)), Told: review.Texts(review.Explanations, v.Explanations...),
			Support: review.Texts(review.Supports, v.Support...), Suicide: first(review.Texts(review.SuicideAnswers, v.SuicideAsked))})
	}
	return r.Show(versionsPage.With(p))
}

func first(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return texts[0]
}
