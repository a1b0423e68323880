package messaging

import "slices"

// What ships with Stepdown, written for everybody. The English wordings wait for
// a practice's named person to approve them, in one go; the Welsh ones, in a file
// of their own, are drafts until somebody who reads Welsh has approved each.

const (
	stopLine      = "Reply STOP for no more texts."
	letterOpening = "{practice} would like to invite you for a review with {clinician}, to hear how you are living with your pain and what would help you most."
	letterClosing = "If you would rather not be invited again, or need an interpreter, large print or another way to talk with us, please tell us."
)

var shipped = slices.Concat(shippedEnglish, shippedWelsh)

var shippedEnglish = []Wording{
	{Kind: Invitation, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: We'd like to invite you for a review with {clinician}, to hear how you are and what would help you most. To book: {book}. " + KeepTaking["en"] + " " + stopLine},
	{Kind: Invitation, Form: Detailed, Language: "en", Version: 1, Body: "{practice}: We'd like to invite you for a review with {clinician} to talk about your pain. You take {medicine}. Research suggests it may not be the best long-term option and could have risks over time. We'd like to look with you at whether less of it, and other ways to manage pain, might suit you. To book: {book}. " + KeepTaking["en"] + "[[ Helpful to read first: {links}]] " + stopLine},
	{Kind: Reminder, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: We wrote to you about a review with {clinician} and would still like to see you. To book: {book}. " + KeepTaking["en"] + " " + stopLine},
	{Kind: FollowUp, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: We spoke on {day}. How are you getting on? Do you need another prescription? You can reply to this text."},
	{Kind: FollowUp, Form: Detailed, Language: "en", Version: 1, Body: "{practice}: We spoke on {day} and discussed reducing {discussed}. How are you getting on? Do you need another prescription? You can reply to this text."},
	{Kind: PlanText, Form: Detailed, Language: "en", Version: 1, Body: "{practice}: the plan you agreed with {clinician}.\n{steps}\nIf it feels too fast, ring {contact} before the next step. Please do not stop suddenly."},
	{Kind: AppointmentConfirmed, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: Your appointment with {clinician} is on {when}, {where}. To change it: {change}."},
	{Kind: DayBefore, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: A reminder of your appointment with {clinician} on {when}, {where}. To change it: {change}."},
	{Kind: PainCafeInvitation, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: You are welcome at our Pain Cafe on {when}, {where}: a friendly group for anyone living with pain. {book}. " + stopLine},
	{Kind: TenFootstepsInvitation, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: Ten Footsteps is a programme for living well with pain.[[ It starts on {when}.]] Where: {where}[[ To join: {book}.]] " + stopLine},
	{Kind: WellbeingLink, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: Four short questions about how you are: {link} " + stopLine},
	{Kind: SafetyAnswer, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: This is an automatic answer. We have not read your text yet. In an emergency ring 999 now. {lines} To talk to someone at any hour: Samaritans 116 123.[[ Our number when we are open: {telephone}.]]"},
	{Kind: Answer, Form: Detailed, Language: "en", Version: 1, Body: "{practice}: {body}"},
	{Kind: Correction, Form: Discreet, Language: "en", Version: 1, Body: "{practice}: A correction. {body} We are sorry. Questions: {telephone}."},
	{Kind: InvitationLetter, Form: Discreet, Language: "en", Version: 1, Body: letterOpening + "\n\nTo book: {book}.\n\n" + KeepTaking["en"] + "\n\n" + letterClosing},
	{Kind: InvitationLetter, Form: Detailed, Language: "en", Version: 1, Body: letterOpening + "\n\nYour records show that you take {medicine}. Research suggests that it may not be the best long-term option for many people, and that it could have risks over time. " +
		"We would like to look with you at whether less of it, and other ways to manage pain, might suit you. Nothing is decided before we have talked.[[\n\nYou may find these helpful to read first, from Live Well With Pain:\n\n{links}]]" +
		"\n\nTo book: {book}.\n\n" + KeepTaking["en"] + "\n\n" + letterClosing},
	{Kind: ReminderLetter, Form: Discreet, Language: "en", Version: 1, Body: "{practice} wrote to you about a review with {clinician}. We would still like to see you and hear how you are. There is no hurry, and it is for you to decide.\n\nTo book: {book}.\n\n" + KeepTaking["en"] + "\n\n" + letterClosing},
}
