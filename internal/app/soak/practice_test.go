package soak

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"stepdown/internal/app"
	"stepdown/internal/app/demo"
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
)

// mostPeople is how many numbers are kept for tests (Ofcom: 07700 900000 to
// 900999), less the surgery's own.
const mostPeople = 999

// twins: every so many texts one has the same number and the same words as the
// one before it, so that the list cannot tell them apart.
const twins = 60

// fill makes a practice with people in a cycle, and queues so many texts to
// them: an invitation each, and follow-ups for the rest.
func fill(t testing.TB, o order, texts int) []messaging.Message {
	t.Helper()
	a, err := o.open(t.Context(), os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	p, err := demo.Practice(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	var queued []messaging.Message
	err = a.Store.InTx(t.Context(), func(ctx context.Context) error {
		people, err := participants(ctx, a, p, min(mostPeople, texts/2))
		if err != nil {
			return err
		}
		for i := range texts {
			m := compose(people[i%len(people)], i, len(people))
			if m.Kind == messaging.FollowUp && i%twins == 0 && len(queued) > 0 {
				before := queued[i-1]
				m.Patient, m.Participant, m.To, m.Body = before.Patient, before.Participant, before.To, before.Body
			}
			m, added, err := a.Texts.Desk.Queue(ctx, m)
			if err != nil || !added {
				return fmt.Errorf("text %d: added %v, %w", i, added, err)
			}
			queued = append(queued, m)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return queued
}

func compose(p cycle.Participant, i, people int) messaging.Message {
	m := messaging.Message{Practice: p.PracticeID, Patient: p.PatientID, Cycle: p.CycleID, Participant: p.ID, Kind: messaging.Invitation,
		To: nhs.Mobile(fmt.Sprintf("+447700900%03d", i%people))}
	if i >= people {
		m.Kind = messaging.FollowUp
	}
	m.Intent = messaging.IntentOf(m.Kind, p.ID, fmt.Sprint(i))
	m.Body = fmt.Sprintf("Wellbrook Surgery: text %d of this test. Please keep taking your medicine as usual until we have talked.", i)
	return m
}

func participants(ctx context.Context, a *app.App, p practice.Practice, people int) ([]cycle.Participant, error) {
	today := nhs.Today(a.Now())
	extract := intake.Extract{PracticeID: p.ID, AsAt: today.AddDays(-3), SHA256: "0", ListSize: 12000, ImportedBy: "test"}
	if err := a.Store.CreateExtract(ctx, &extract); err != nil {
		return nil, err
	}
	c := cycle.Cycle{PracticeID: p.ID, Status: cycle.Running, Title: "Tramadol", Targets: []string{"tramadol"}, Starts: today.AddDays(-30), ExtractID: extract.ID}
	if err := a.Store.CreateCycle(ctx, &c); err != nil {
		return nil, err
	}
	var all []cycle.Participant
	for i := range people {
		patient := cycle.Patient{PracticeID: p.ID, ExtractID: extract.ID, Person: cohort.Person{
			Given: "Ada", Family: fmt.Sprintf("Moss%d", i), BirthDate: "1960-05-04", Mobile: fmt.Sprintf("07700 900%03d", i)}}
		if err := a.Store.SavePatient(ctx, &patient); err != nil {
			return nil, err
		}
		one := cycle.Participant{PracticeID: p.ID, CycleID: c.ID, PatientID: patient.ID, AddedBy: cycle.BySearch, AddedOn: today,
			Screening: cycle.Screening{Answer: cycle.Suitable}}
		if err := a.Store.CreateParticipant(ctx, &one); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// assets stands in for the built front end.
func assets(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"manifest.json": `{"app.css":"app.css","app.js":"app.js","charts.js":"charts.js","favicon.svg":"favicon.svg"}`,
		"app.css":       "", "app.js": "", "charts.js": "", "favicon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
