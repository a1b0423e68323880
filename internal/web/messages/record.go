package messages

import (
	"bytes"

	"stepdown/internal/contact"
	"stepdown/internal/messaging"
	"stepdown/internal/web/page"
)

// record gives one person's texts as plain text, to be pasted into the care
// record.
func (a Area) record(r *page.Request) error {
	patient, err := a.Store.Patient(r.Ctx(), r.PracticeID(), r.Param("patient"))
	if err != nil {
		return err
	}
	if err := r.Seen(patient.ID, "texts and replies, and exported them"); err != nil {
		return err
	}
	all, err := a.Store.Conversation(r.Ctx(), r.PracticeID(), correspondent(patient))
	if err != nil {
		return err
	}
	var lines []messaging.RecordLine
	for _, m := range all.Out {
		lines = append(lines, messaging.RecordOfMessage(m, patient.Person.NHSNumber.Spaced()))
	}
	for _, in := range all.In {
		lines = append(lines, messaging.RecordOfInbound(in, patient.Person.NHSNumber.Spaced(), r.Practice.Settings.ReceivedCode))
	}
	var out bytes.Buffer
	if err := messaging.WriteRecord(&out, lines); err != nil {
		return err
	}
	return r.Download("texts-and-replies.txt", "text/plain; charset=utf-8", out.Bytes())
}

// waveRecord gives the texts of a wave as a table for the care record.
func (a Area) waveRecord(r *page.Request) error {
	b, err := a.Store.Batch(r.Ctx(), r.PracticeID(), r.Param("wave"))
	if err != nil {
		return err
	}
	texts, err := a.Contact.TextsOf(r.Ctx(), b)
	if err != nil {
		return err
	}
	patients, err := a.Contact.PeopleOf(r.Ctx(), b)
	if err != nil {
		return err
	}
	var lines []messaging.RecordLine
	for _, m := range texts {
		if err := r.Seen(m.Patient, "invitation, and exported it"); err != nil {
			return err
		}
		lines = append(lines, messaging.RecordOfMessage(m, patients[m.Patient].Person.NHSNumber.Spaced()))
	}
	var out bytes.Buffer
	if err := messaging.WriteRecordCSV(&out, lines); err != nil {
		return err
	}
	return r.Download("invitations.csv", "text/csv; charset=utf-8", out.Bytes())
}

// whose records who wrote a text from a number of several people, or of nobody.
func (a Area) whose(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	in, err := a.Store.InboundOf(r.Ctx(), r.PracticeID(), r.Param("reply"))
	if err != nil {
		return err
	}
	if err := a.Contact.Attribute(r.Ctx(), r.Actor(), contact.Seen{ID: in.ID, Version: in.Version}, posted.Get("patient")); err != nil {
		return err
	}
	r.Flash("Saved: the text stands in that person’s conversation now.")
	return r.Go("/replies/%s", in.ID)
}
