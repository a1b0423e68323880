package messaging

// The Welsh drafts. Nobody who answers for them has read them: each is off until
// a practice's named person, who reads Welsh or has asked somebody who does, has
// approved it. They say what the English says, formally (chi), and are built so
// that nothing which is filled in stands after a word that would change its first
// letter (ar, yn, gyda, i). Texts avoid â, ê, î, ô, û, ŵ and ŷ wherever Welsh has
// another natural word: one of them takes a text from 160 characters to 70.
const (
	welshStopLine      = "Atebwch STOP i atal negeseuon."
	welshLetterOpening = "Hoffai {practice} eich gwahodd i adolygiad, i glywed sut rydych chi'n byw gyda'ch poen a beth fyddai'n eich helpu fwyaf. Bydd {clinician} yn eich gweld."
	welshLetterClosing = "Os byddai'n well gennych beidio â chael gwahoddiad eto, neu os oes angen cyfieithydd, print bras neu ffordd arall o siarad â ni arnoch, rhowch wybod i ni."
)

var shippedWelsh = []Wording{
	{Kind: Invitation, Form: Discreet, Language: Welsh, Version: 1, Body: "{practice}: Hoffai {clinician} eich gwahodd i adolygiad, i glywed sut rydych chi a beth fyddai'n eich helpu fwyaf. I drefnu: {book}. " + KeepTaking[Welsh] + " " + welshStopLine},
	{Kind: Invitation, Form: Detailed, Language: Welsh, Version: 1, Body: "{practice}: Hoffai {clinician} eich gwahodd i adolygiad i siarad am eich poen. Rydych yn cymryd {medicine}. Mae ymchwil yn awgrymu efallai nad dyma'r dewis gorau yn y tymor hir ac y gallai fod risgiau dros amser. Hoffem ystyried gyda chi a fyddai cymryd llai, a ffyrdd eraill o reoli poen, yn addas i chi. I drefnu: {book}. " + KeepTaking[Welsh] + "[[ Darllen defnyddiol yn gyntaf (yn Saesneg): {links}]] " + welshStopLine},
	{Kind: Reminder, Form: Discreet, Language: Welsh, Version: 1, Body: "{practice}: Rydym wedi ysgrifennu atoch am adolygiad. Hoffai {clinician} eich gweld o hyd. I drefnu: {book}. " + KeepTaking[Welsh] + " " + welshStopLine},
	{Kind: FollowUp, Form: Discreet, Language: Welsh, Version: 1, Body: "{practice}: Yn dilyn ein sgwrs ({day}), sut mae pethau'n mynd? Oes angen presgripsiwn arall arnoch? Gallwch ateb y neges hon."},
	{Kind: FollowUp, Form: Detailed, Language: Welsh, Version: 1, Body: "{practice}: Yn dilyn ein sgwrs ({day}) am leihau eich meddyginiaeth ({discussed}), sut mae pethau'n mynd? Oes angen presgripsiwn arall arnoch? Gallwch ateb y neges hon."},
	{Kind: PlanText, Form: Detailed, Language: Welsh, Version: 1, Body: "{practice}: y cynllun y cytunwyd arno ({clinician}).\n{steps}\nOs yw'n teimlo'n rhy gyflym, ffoniwch {contact} cyn y cam nesaf. Ni ddylech stopio'n sydyn."},
	{Kind: AppointmentConfirmed, Form: Discreet, Language: Welsh, Version: 1, Body: "{practice}: Eich apwyntiad: {clinician}, {when}, {where}. I'w newid: {change}."},
	{Kind: DayBefore, Form: Discreet, Language: Welsh, Version: 1, Body: "{practice}: Nodyn i'ch atgoffa o'ch apwyntiad: {clinician}, {when}, {where}. I'w newid: {change}."},
	{Kind: PainCafeInvitation, Form: Discreet, Language: Welsh, Version: 1, Body: "{practice}: Mae croeso i chi yn ein Caffi Poen: {when}, {where}. Cyfarfod cyfeillgar i unrhyw un sy'n byw gyda phoen. {book}. " + welshStopLine},
	{Kind: TenFootstepsInvitation, Form: Discreet, Language: Welsh, Version: 1, Body: "{practice}: Rhaglen ar gyfer byw'n dda gyda phoen yw Ten Footsteps.[[ Mae'n dechrau: {when}.]] Lle: {where}[[ I ymuno: {book}.]] " + welshStopLine},
	{Kind: WellbeingLink, Form: Discreet, Language: Welsh, Version: 1, Body: "{practice}: Pedwar cwestiwn byr am sut rydych chi: {link} " + welshStopLine},
	{Kind: SafetyAnswer, Form: Discreet, Language: Welsh, Version: 1, Body: "{practice}: Ateb awtomatig yw hwn. Nid ydym wedi darllen eich neges eto. Mewn argyfwng ffoniwch 999 nawr. {lines} I siarad gyda rhywun unrhyw awr: Samariaid 116 123.[[ Ein rhif pan fyddwn ar agor: {telephone}.]]"},

	{Kind: InvitationLetter, Form: Discreet, Language: Welsh, Version: 1, Body: welshLetterOpening + "\n\nI drefnu: {book}.\n\n" + KeepTaking[Welsh] + "\n\n" + welshLetterClosing},
	{Kind: InvitationLetter, Form: Detailed, Language: Welsh, Version: 1, Body: welshLetterOpening + "\n\nMae eich cofnodion yn dangos eich bod yn cymryd {medicine}. Mae ymchwil yn awgrymu efallai nad dyma'r dewis gorau yn y tymor hir i lawer o bobl, ac y gallai fod risgiau dros amser. " +
		"Hoffem ystyried gyda chi a fyddai cymryd llai, a ffyrdd eraill o reoli poen, yn addas i chi. Ni fydd dim yn cael ei benderfynu cyn i ni siarad.[[\n\nEfallai y bydd y rhain, gan Live Well With Pain (yn Saesneg), o ddefnydd i'w darllen yn gyntaf:\n\n{links}]]" +
		"\n\nI drefnu: {book}.\n\n" + KeepTaking[Welsh] + "\n\n" + welshLetterClosing},
	{Kind: ReminderLetter, Form: Discreet, Language: Welsh, Version: 1, Body: "Mae {practice} wedi ysgrifennu atoch am adolygiad. Hoffai {clinician} eich gweld o hyd, a chlywed sut rydych chi. Does dim brys, a chi sydd i benderfynu.\n\nI drefnu: {book}.\n\n" + KeepTaking[Welsh] + "\n\n" + welshLetterClosing},
}
