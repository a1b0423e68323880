package app_test

import (
	"context"
	"maps"
	"strings"
	"testing"
	"time"

	"stepdown/internal/app/apptest"
	"stepdown/internal/codelist"
	"stepdown/internal/cohort"
	"stepdown/internal/cycle"
	"stepdown/internal/intake"
	"stepdown/internal/programme"
	"stepdown/internal/review"
	"stepdown/internal/taper"
)

// records makes one record of each kind in the site's practice, by the name of
// the parameter that stands for it in paths. A new kind is added here.
func records(t *testing.T, site *apptest.Site) map[string]string {
	t.Helper()
	ids := map[string]string{"staff": site.Staff("Viewer").ID, "import": upload(t, site)}
	err := site.Store.InTx(context.Background(), func(ctx context.Context) error {
		for _, add := range []func(context.Context, *apptest.Site, map[string]string) error{addPeople, addReview, addProgramme, addList} {
			if err := add(ctx, site, ids); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	participant, err := site.Store.Participant(context.Background(), site.Practice.ID, ids["participant"])
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(ids, messageRecords(t, site, participant))
	words, err := site.Store.Wordings(context.Background(), site.Practice.ID)
	if err != nil || len(words) == 0 {
		t.Fatalf("%d wordings, %v", len(words), err)
	}
	ids["wording"] = words[0].ID
	maps.Copy(ids, fixedWords)
	participant.Held = cycle.HeldAbsent // a hold that a clinician may lift
	err = site.Store.InTx(context.Background(), func(ctx context.Context) error { return site.Store.SaveParticipant(ctx, &participant) })
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// fixedWords are the parameters that name no record of a practice: whoever asks is
// shown their own practice's side of it.
var fixedWords = map[string]string{"language": "cy"}

// addPeople: an extract, a cycle made from it, and one person in it.
func addPeople(ctx context.Context, site *apptest.Site, ids map[string]string) error {
	s, id := site.Store, site.Practice.ID
	patient := cycle.Patient{PracticeID: id, Person: cohort.Person{Given: "Ada", Family: "Moss", NHSNumber: "9990000018", BirthDate: "1960-05-04", Mobile: "07700 900123"}}
	extract := intake.Extract{PracticeID: id, AsAt: "2026-10-31", SHA256: "0", ListSize: 6000, ImportedBy: "test"}
	if err := s.CreateExtract(ctx, &extract); err != nil {
		return err
	}
	patient.ExtractID = extract.ID
	if err := s.SavePatient(ctx, &patient); err != nil {
		return err
	}
	c := cycle.Cycle{PracticeID: id, Status: cycle.Running, Title: "Tramadol", Targets: []string{"tramadol"}, Starts: "2026-10-01", ExtractID: extract.ID}
	if err := s.CreateCycle(ctx, &c); err != nil {
		return err
	}
	if _, err := s.TakePeople(ctx, extract, []cohort.Person{patient.Person}, true); err != nil {
		return err
	}
	found := cycle.Found{PatientID: patient.ID, ExtractID: extract.ID, Sampled: true, Decision: cohort.Decision{Outcome: cohort.Included}}
	if err := s.ReplaceFound(ctx, id, c.ID, []cycle.Found{found}); err != nil {
		return err
	}
	participant := cycle.Participant{PracticeID: id, CycleID: c.ID, PatientID: patient.ID, AddedBy: "search", AddedOn: "2026-10-02", Screening: cycle.Screening{Answer: cycle.Suitable}}
	err := s.CreateParticipant(ctx, &participant)
	ids["extract"], ids["cycle"], ids["patient"], ids["participant"] = extract.ID, c.ID, patient.ID, participant.ID
	return err
}

// addReview: a clinic with a booking, an agreed plan and a follow-up.
func addReview(ctx context.Context, site *apptest.Site, ids map[string]string) error {
	s, id, participant := site.Store, site.Practice.ID, ids["participant"]
	clinic := review.Clinic{PracticeID: id, CycleID: ids["cycle"], ClinicianID: site.Staff("Clinician").ID, StartsAt: apptest.Now.Add(24 * time.Hour), SlotMinutes: 20, Slots: 6, Place: "Room 2"}
	if err := s.CreateClinic(ctx, &clinic); err != nil {
		return err
	}
	booking := review.Booking{PracticeID: id, CycleID: ids["cycle"], ParticipantID: participant, ClinicID: clinic.ID, Purpose: review.ForReview, Slot: 1, At: clinic.StartsAt, Place: "Room 2", State: review.Booked}
	if err := s.CreateBooking(ctx, &booking); err != nil {
		return err
	}
	plan := review.Plan{PracticeID: id, ParticipantID: participant, State: review.PlanAgreed, Version: 1, AgreedOn: "2026-11-03", Action: "agreed", Text: "One capsule fewer each month."}
	if err := s.AddPlan(ctx, &plan); err != nil {
		return err
	}
	policy := review.Policy{PracticeID: id, Version: 1, SavedBy: "Dr A", Policy: taper.Policies()[0]}
	if err := s.AddPolicy(ctx, &policy); err != nil {
		return err
	}
	ids["policy"] = policy.ID
	followUp := review.FollowUp{PracticeID: id, ParticipantID: participant, Due: "2026-11-12", State: review.FollowUpDue}
	err := s.CreateFollowUp(ctx, &followUp)
	ids["clinic"], ids["booking"], ids["followup"] = clinic.ID, booking.ID, followUp.ID
	return err
}

func addProgramme(ctx context.Context, site *apptest.Site, ids map[string]string) error {
	session := programme.Session{PracticeID: site.Practice.ID, Kind: programme.PainCafe, StartsAt: apptest.Now.Add(48 * time.Hour), Minutes: 90, Place: "Library", Capacity: 15, Facilitator: "Lena Hart"}
	err := site.Store.CreateProgrammeSession(ctx, &session)
	ids["session"] = session.ID
	return err
}

// addList: a code list of the practice's own.
func addList(ctx context.Context, site *apptest.Site, ids map[string]string) error {
	l := intake.PracticeList{PracticeID: site.Practice.ID, AddedBy: "test", List: &codelist.List{Name: "our-own", Title: "Our own", Version: "1",
		Entries: []codelist.Entry{{Code: "13645005", Term: "Chronic obstructive pulmonary disease", System: codelist.SNOMED}}}}
	ids["list"] = l.List.Name
	return site.Store.SaveCodeList(ctx, &l)
}

// upload begins an import and gives the id under which it can be watched.
func upload(t *testing.T, site *apptest.Site) string {
	t.Helper()
	body := "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"x.csv\"\r\nContent-Type: text/csv\r\n\r\nnothing\r\n--b--\r\n"
	return strings.TrimPrefix(site.As("Coordinator").Send("POST", "/extracts", strings.NewReader(body), "multipart/form-data; boundary=b").To("/extracts/importing/"), "/extracts/importing/")
}
