package contact

import (
	"time"

	"stepdown/internal/medicine"
	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
)

// Batch is one wave of invitations: proposed by somebody, checked on the page,
// sent by the same person or by a second one.
type Batch struct {
	ID         string
	PracticeID string
	CycleID    string   // empty for a wave that invites to a session
	Session    *Session // nil for a wave of a cycle
	Kind       messaging.Kind
	State      BatchState
	Version    int
	CreatedAt  time.Time

	Wording   Invitation
	Words     []Use    // in which approved words it goes, by language
	People    []string // participant ids, in the order in which they are texted
	Segments  int      // of the longest text
	Total     int      // segments of all texts together
	ExtractOn nhs.Date // of the extract that the wave was chosen on

	ProposedBy   string // staff id
	ProposedName string
	SentBy       string // staff id of who approved and sent it
	SentName     string
	SentAt       time.Time
	FirstDue     time.Time // when the first text may go
	Skipped      int       // people who could no longer be texted when it was sent
	Why          string    // why it was paused or cancelled
}

// BatchState is where a batch stands. What became of its texts is told by the
// texts.
type BatchState string

// The states of a batch.
const (
	Proposed  BatchState = "proposed"
	Going     BatchState = "sending"
	Paused    BatchState = "paused"
	Withdrawn BatchState = "cancelled"
)

// Use is one approved wording of a wave: for the people who read a language.
type Use struct {
	Language string // of the people; empty when nobody can place it
	Reads    string // its name
	Template string // the wording and its version
	Own      bool   // the wording is in that language; otherwise English goes to them
	People   []string
}

// Invitation holds the words that a wave has in common.
type Invitation struct {
	Remind    bool           // reminds people of an invitation; discreet always
	Clinician string         // "Priya Shah, pharmacist"
	Book      string         // "ring 01632 960 000"
	Detailed  bool           // names the medicine
	Medicine  string         // detailed only
	Class     medicine.Class // of the medicine
	Leaflets  bool           // detailed only: the Live Well With Pain links
	LongWhy   string         // why more than three segments
	LeaveOut  bool           // people whose language has no approved words wait for a letter or a telephone call with an interpreter
}

// Text as it goes to everybody of the wave.
func (b Batch) Text(practiceName string) messaging.Text {
	if b.Session != nil {
		return b.Session.Text
	}
	return b.Wording.Text(practiceName)
}

// Text of the invitation or reminder as it goes to everybody of the wave.
func (v Invitation) Text(practiceName string) messaging.Text {
	if v.Remind {
		return messaging.ReminderText{Practice: practiceName, Clinician: v.Clinician, Book: v.Book}
	}
	t := messaging.InvitationText{Practice: practiceName, Clinician: v.Clinician, Book: v.Book, Detailed: v.Detailed, Class: v.Class}
	if v.Detailed {
		t.Medicine, t.Links = v.Medicine, v.links()
	}
	return t
}

// Letter says the same on paper.
func (v Invitation) Letter(practiceName string) messaging.LetterText {
	t := messaging.LetterText{Practice: practiceName, Clinician: v.Clinician, Book: v.Book, Remind: v.Remind, Detailed: v.Detailed && !v.Remind, Class: v.Class}
	if t.Detailed {
		t.Medicine, t.Links = v.Medicine, v.links()
	}
	return t
}

func (v Invitation) links() messaging.Links {
	if !v.Leaflets {
		return messaging.Links{}
	}
	return messaging.Links{DecisionGuide: true, OpioidLottery: v.Class == medicine.Opioid, AskYourself: true}
}

// Progress of a batch, counted from its texts.
type Progress struct {
	All, Waiting, Underway, Arrived, Troubled, Stopped int
}

// ProgressOf counts: waiting are queued; under way are with the network or on
// their way; troubled need a person; stopped will not go.
func ProgressOf(counts map[messaging.State]int) Progress {
	var p Progress
	for state, n := range counts {
		p.All += n
		switch state {
		case messaging.Queued:
			p.Waiting += n
		case messaging.Sending, messaging.Accepted, messaging.Sent:
			p.Underway += n
		case messaging.Delivered:
			p.Arrived += n
		case messaging.Cancelled, messaging.Suppressed:
			p.Stopped += n
		default:
			p.Troubled += n
		}
	}
	return p
}

// Done reports whether nothing of the batch waits or is on its way.
func (p Progress) Done() bool { return p.Waiting == 0 && p.Underway == 0 }
