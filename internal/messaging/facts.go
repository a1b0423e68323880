package messaging

import (
	"fmt"
	"time"

	"stepdown/internal/nhs"
)

// Facts is all that decides whether one text may go to one person now. The
// zero value of a fact is the one that lets a text go, except ExtractDate and
// BirthDate: there, unknown is told apart.
type Facts struct {
	Number      nhs.Mobile       // as things stand now, which may not be as when the text was written
	NumberFault nhs.NumberReason // why there is no Number
	Wish        Wish             // the newest of the register for the number or the person; OptedOut by either wins
	WishSince   time.Time
	SharedWith  int  // other people of the practice with the same number
	NoTexts     bool // their communication needs say: not by text

	BirthDate nhs.Date
	Died      nhs.Date
	Left      nhs.Date

	AlreadyInvited bool // in this cycle, or another that still runs
	ScreenedOut    bool // by a clinician, or by a new extract
	Declined       bool // said no, not now or never
	LeftCycle      bool // no longer a participant
	BookingOver    bool // the appointment that the text speaks of was cancelled, moved, or is past
	WordingOff     bool // nobody has approved the words it was written in, or they were retired since
	PlanHeld       bool // the reduction plan is on hold, or a newer version exists
	Paused         bool // the batch or the practice's sending is paused: wait, do not refuse

	ExtractDate    nhs.Date // of the extract that the choice of people rests on
	ExtractMaxDays int      // the practice's setting; 0 for no limit

	Line     string  // the practice's own sender line; empty for the installation's
	LineRate float64 // segments a second that it takes; 0 for the installation's rate

	Nation nhs.Nation
	Window nhs.SendWindow // zero for nhs.UsualWindow
}

// Refusal is one reason why a person is not texted, and what can be done.
type Refusal struct {
	Reason Reason
	Words  string // for a colleague, no personal data
	Letter bool   // a printed letter is a way
	Hold   bool   // may change: hold the text for a person instead of ending it
}

// Reason names a refusal.
type Reason string

// The reasons.
const (
	NoMobile      Reason = "no-mobile"
	LandlineOnly  Reason = "landline"
	BadNumber     Reason = "bad-number"
	HasOptedOut   Reason = "opted-out"
	AskedNotTo    Reason = "asked-to-stop"
	NotThePerson  Reason = "wrong-person"
	HasDied       Reason = "died"
	HasLeft       Reason = "left"
	Under18       Reason = "under-18"
	InvitedBefore Reason = "already-invited"
	WasScreened   Reason = "screened-out"
	HasDeclined   Reason = "declined"
	NotInCycle    Reason = "left-cycle"
	SharedNumber  Reason = "shared-number"
	PlanOnHold    Reason = "plan-on-hold"
	OldExtract    Reason = "extract-too-old"
	NeedsOtherWay Reason = "not-by-text"
	NumberChanged Reason = "number-changed"
	NoAppointment Reason = "no-appointment"
	NotApproved   Reason = "wording-not-approved"
)

// Refusals lists every reason why a text of the kind may not go to the person
// at the instant now; none means that it may. An answer and the automatic
// safety answer go to the number that wrote to us, so they ask less.
func (f Facts) Refusals(k Kind, now time.Time) []Refusal {
	var rs []Refusal
	add := func(on bool, r Refusal) {
		if on {
			rs = append(rs, r)
		}
	}
	today := nhs.Today(now)
	replies := k == Answer || k == SafetyAnswer
	asks := k == Invitation || k == Reminder
	offers := k == PainCafeInvitation || k == TenFootstepsInvitation || k == WellbeingLink

	add(f.Number == "" && !k.answers(), f.noNumber())
	add(f.Wish == OptedOut, Refusal{HasOptedOut, "They asked for no texts" + f.since() + ".", true, false})
	add(f.Wish == AskedToStop && k != SafetyAnswer, Refusal{AskedNotTo, "They seem to have asked for no texts" + f.since() + ": a person needs to confirm.", true, true})
	add(f.Wish == WrongPerson && !replies, Refusal{NotThePerson, "Somebody else answered from this number: check it with the person.", true, true})
	add(f.Died.Known() && k != SafetyAnswer, Refusal{HasDied, "The record says that they have died.", false, k == Answer})
	add(f.Left.Known() && f.Left <= today && !k.answers(), Refusal{HasLeft, "They have left the practice.", false, false})
	add(f.WordingOff && !k.Framed(), Refusal{NotApproved, "The words that it was written in are not approved, or were retired: cancel it and write a new one.", false, true})
	if replies || k == Correction { // a correction goes to exactly the people whom a wrong text reached
		return rs
	}
	add(f.NoTexts, Refusal{NeedsOtherWay, "Their communication needs say: not by text.", true, true})
	age := f.BirthDate.AgeOn(today)
	add(age >= 0 && age < adult, Refusal{Under18, "They are under 18.", false, false})
	add(age < 0, Refusal{Under18, "Their date of birth is not known, so their age cannot be checked.", true, true})
	add(f.SharedWith > 0, Refusal{SharedNumber, fmt.Sprintf("The number is also on the record of %s: a text could reach the wrong person.", people(f.SharedWith)), true, true})
	add(f.AlreadyInvited && k == Invitation, Refusal{InvitedBefore, "They have been invited already.", false, false})
	add(f.ScreenedOut && (asks || offers), Refusal{WasScreened, "A clinician decided, or a new extract says, that they should not be invited.", false, true})
	add(f.Declined && (asks || offers), Refusal{HasDeclined, "They said no, or not now.", false, false})
	add(f.LeftCycle, Refusal{NotInCycle, "They are no longer in this cycle.", false, true})
	add(f.PlanHeld && (k == PlanText || k == FollowUp), Refusal{PlanOnHold, "Their plan is on hold, or there is a newer one.", false, true})
	add(f.BookingOver && (k == AppointmentConfirmed || k == DayBefore), Refusal{NoAppointment, "The appointment was cancelled or moved, or is past.", false, false})
	add(f.extractTooOld(today), f.oldExtract())
	return rs
}

const adult = 18

func (f Facts) noNumber() Refusal {
	switch f.NumberFault {
	case "", nhs.NoNumber:
		return Refusal{NoMobile, "There is no mobile number on their record.", true, false}
	case nhs.Landline:
		return Refusal{LandlineOnly, "The number is a landline: some networks read a text aloud to whoever answers.", true, false}
	default:
		return Refusal{BadNumber, "The number on their record cannot be used: " + string(f.NumberFault) + ".", true, false}
	}
}

func (f Facts) since() string {
	if f.WishSince.IsZero() {
		return ""
	}
	return " on " + nhs.Today(f.WishSince).String()
}

func (f Facts) extractTooOld(today nhs.Date) bool {
	return f.ExtractMaxDays > 0 && (!f.ExtractDate.Known() || f.ExtractDate.DaysUntil(today) > f.ExtractMaxDays)
}

func (f Facts) oldExtract() Refusal {
	if !f.ExtractDate.Known() {
		return Refusal{OldExtract, "The date of the extract is not known: import a new one.", false, true}
	}
	return Refusal{OldExtract, fmt.Sprintf("The extract of %s is more than %d days old: import a new one first.", f.ExtractDate, f.ExtractMaxDays), false, true}
}

func people(n int) string {
	if n == 1 {
		return "one other person"
	}
	return fmt.Sprintf("%d other people", n)
}

// NotBefore is the earliest instant from now on at which a text of the kind
// may go by the clock: now itself, or the next opening of the send window.
func (f Facts) NotBefore(k Kind, now time.Time) time.Time {
	if k.AnyHour() {
		return now
	}
	w := f.Window
	if !w.Valid() {
		w = nhs.UsualWindow
	}
	return w.Next(now, f.Nation)
}
