package settings

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"stepdown/internal/medicine"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/practice"
	"stepdown/internal/web/form"
	"stepdown/internal/web/page"
	"stepdown/internal/web/view"
)

// Details is the form of the practice's details.
type Details struct {
	Errors                           []*form.Field
	Phone, OutOfHours, Address       *form.Field
	Nation, ExtractMaxDays           *form.Field
	ReplyHours, TextPrice, HighDose  *form.Field
	Approval, Detailed, Supervision  *form.Field
	ReminderDays, Confirm, DayBefore *form.Field
	WellbeingLink                    *form.Field
	Given, MayManageStaff, ReadAudit bool
}

var detailsPage = view.New[Details]("settings/details")

var yesNo = []form.Option{{Value: "yes", Text: "Yes"}, {Value: "no", Text: "No"}}

func detailsForm(s practice.Settings) Details {
	d := Details{
		Phone:      form.Text("phone", "Telephone", 30).Wide(20).Hinted("What patients dial. It stands in texts and letters.").As(s.Phone),
		OutOfHours: form.Text("out_of_hours", "When the practice is closed", 60).Wide(20).Hinted("Whom to call, for example 111").As(s.OutOfHours),
		Address:    form.Area("address", "Address", 5, 400).Hinted("For letters. One line each, the postcode last.").As(strings.Join(s.Address, "\n")),
		Nation:     form.Select("nation", "Nation", nations()...).Hinted("Decides the bank holidays").As(string(s.Nation)),
		ExtractMaxDays: form.Number("extract_max_days", "Texts stop when the extract is older than", 3).
			Hinted(fmt.Sprintf("Empty means %d days. No national figure exists: a month and a few days suits monthly searches.", practice.DefaultExtractMaxDays)).Maybe().As(whole(s.ExtractMaxDays)),
		ReplyHours: form.Number("reply_hours", "Replies are answered within", 3).Hinted("Empty means 24 working hours").Maybe().As(whole(s.ReplyHours)),
		TextPrice:  form.Number("text_price", "Price of one text segment", 5).Hinted("For estimates before a batch is sent").Maybe().As(decimal(s.TextPricePence)),
		HighDose: form.Radios("high_dose", "High dose: daily oral morphine equivalent (OME) from which a dose is marked",
			doseOptions()...).As(dose(s.HighDoseOME)),
		Approval: form.Radios("second_approval", "Must a second person approve each batch of invitations?", yesNo...).As(yes(s.SecondApproval)),
		Detailed: form.Radios("detailed", "May invitations name the medicine?", yesNo...).
			Hinted("Phones are shared and screens are seen. Without this, invitations speak of a review only.").As(yes(s.Detailed)),
		Supervision: form.Area("supervision", "Supervision of reviews", 3, 1000).
			Hinted("Who clinicians turn to for advice, and when. It is shown beside reviews.").Maybe().As(s.SupervisionNote),
		ReminderDays: form.Number("reminder_days", "People who have not answered an invitation may be reminded after", 3).
			Hinted(fmt.Sprintf("Empty means %d days. Each is reminded once, by the other way: text or letter.", practice.DefaultReminderDays)).Maybe().As(whole(s.ReminderDays)),
		Confirm:   form.Radios("confirm_bookings", "Text a confirmation as soon as an appointment is booked?", yesNo...).Hinted("With no, somebody presses a button beside the booking").As(yes(s.ConfirmBookings)),
		DayBefore: form.Radios("remind_bookings", "Text a reminder on the working day before an appointment?", yesNo...).As(yes(s.RemindBookings)),
		WellbeingLink: form.Text("wellbeing_link", "Where people answer the four wellbeing questions", 200).
			Hinted("The whole address of the practice’s own form, beginning with https://. Empty: nobody is texted the questions.").Maybe().As(s.WellbeingLink),
		Given: s.SafetyOfficer.Given(),
	}
	d.ReminderDays.Suffix = "days"
	d.ExtractMaxDays.Suffix, d.ReplyHours.Suffix, d.TextPrice.Suffix = "days", "hours", "pence"
	return d
}

func (d Details) fields() []*form.Field {
	return []*form.Field{d.Phone, d.OutOfHours, d.Address, d.Nation, d.ExtractMaxDays, d.ReplyHours, d.TextPrice, d.Approval, d.Detailed, d.ReminderDays, d.Confirm, d.DayBefore, d.WellbeingLink, d.HighDose, d.Supervision}
}

func (a Area) details(r *page.Request) error {
	return r.Show(detailsPage.With(detailsForm(r.Practice.Settings).links(r)))
}

func (d Details) links(r *page.Request) Details {
	d.MayManageStaff, d.ReadAudit = r.Can(practice.ManageStaff), r.Can(practice.ReadAudit)
	return d
}

func (a Area) saveDetails(r *page.Request) error {
	posted, err := r.Posted()
	if err != nil {
		return err
	}
	d := detailsForm(r.Practice.Settings).links(r)
	if d.read(posted); len(d.Errors) > 0 {
		return r.Mend(detailsPage.With(d))
	}
	err = a.Practice.SaveSettings(r.Ctx(), r.Actor(), "practice details", func(s *practice.Settings) error {
		s.Phone, s.OutOfHours, s.Address = d.Phone.Value, d.OutOfHours.Value, lines(d.Address.Value)
		s.Nation, s.ExtractMaxDays, s.ReplyHours = nhs.Nation(d.Nation.Value), d.ExtractMaxDays.Int(), d.ReplyHours.Int()
		s.TextPricePence, s.HighDoseOME = d.TextPrice.Float(), d.HighDose.Float()
		s.SecondApproval, s.Detailed, s.SupervisionNote = d.Approval.Value == "yes", d.Detailed.Value == "yes", d.Supervision.Value
		s.ReminderDays, s.WellbeingLink = d.ReminderDays.Int(), d.WellbeingLink.Value
		s.ConfirmBookings, s.RemindBookings = d.Confirm.Value == "yes", d.DayBefore.Value == "yes"
		return nil
	})
	if err != nil {
		return err
	}
	r.Flash("The practice details are saved.")
	return r.Go("/settings")
}

// read fills the form and checks what the kit cannot.
func (d *Details) read(posted url.Values) {
	form.Read(posted, d.fields()...)
	between(d.ExtractMaxDays, 1, 92, "Days must be a whole number from 1 to 92")
	between(d.ReplyHours, 1, 72, "Hours must be a whole number from 1 to 72")
	between(d.ReminderDays, 7, 92, "Days must be a whole number from 7 to 92")
	if faults := messaging.LintLink(d.WellbeingLink.Value); d.WellbeingLink.Error == "" && d.WellbeingLink.Value != "" && len(faults) > 0 {
		d.WellbeingLink.Error = faults[0]
	}
	if p := d.TextPrice; p.Error == "" && (p.Float() < 0 || p.Float() > 50) {
		p.Error = "Price must be from 0 to 50 pence"
	}
	d.Errors = form.Errors(d.fields()...)
}

// between checks a whole number that may be left empty.
func between(f *form.Field, least, most int, text string) {
	if f.Error == "" && f.Value != "" && (f.Float() != float64(f.Int()) || f.Int() < least || f.Int() > most) {
		f.Error = text
	}
}

func nations() []form.Option {
	var os []form.Option
	for _, n := range nhs.Nations {
		os = append(os, form.Option{Value: string(n), Text: string(n)})
	}
	return os
}

// doseOptions offers the thresholds that somebody published, the newest first:
// the measures over time are counted by the same.
func doseOptions() []form.Option {
	os := []form.Option{{Value: "0", Text: "The usual threshold on the day", Hint: "Follows the table when it changes"}}
	all := slices.Clone(medicine.Thresholds())
	slices.Reverse(all)
	for _, t := range all {
		os = append(os, form.Option{Value: dose(t.MgPerDay), Text: dose(t.MgPerDay) + " mg a day", Hint: t.Source})
	}
	return os
}

func dose(mg float64) string { return strconv.FormatFloat(mg, 'f', -1, 64) }

func decimal(v float64) string {
	if v == 0 {
		return ""
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func whole(n int) string { return decimal(float64(n)) }

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

func lines(s string) []string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}
