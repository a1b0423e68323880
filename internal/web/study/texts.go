package study

import (
	"fmt"
	"time"

	"stepdown/internal/cycle"
	"stepdown/internal/messaging"
	"stepdown/internal/web/page"
)

// TextFigure is one line of the table of texts.
type TextFigure struct{ What, Value, Note string }

// textFigures counts the texts of the cycle and the replies to them.
func (a Area) textFigures(r *page.Request, c cycle.Cycle) ([]TextFigure, error) {
	ours, err := a.Records.MessagesOfCycle(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil {
		return nil, err
	}
	theirs, err := a.Records.RepliesOfCycle(r.Ctx(), r.PracticeID(), c.ID)
	if err != nil || len(ours)+len(theirs) == 0 {
		return nil, err
	}
	f := messaging.FiguresOf(ours, theirs)
	median := TextFigure{"Median time from a reply to our answer", "None yet", ""}
	if f.Answered > 0 {
		median = TextFigure{median.What, span(f.MedianAnswer), fmt.Sprintf("of %d replies answered or closed, nights and weekends counted", f.Answered)}
	}
	return []TextFigure{
		{"Sent", fmt.Sprint(f.Sent), "the network took them for certain"},
		{"On the phone", fmt.Sprint(f.Delivered), "as the network reported; nobody can know whether they were read"},
		{"Replied to", fmt.Sprint(f.Replied), "texts of ours that had at least one reply"},
		{"Asked for no more texts", fmt.Sprint(f.OptedOut), "people: by STOP, in words of their own, or as the network reported; not what was told to a colleague"},
		{"Replies that still wait", fmt.Sprint(f.Waiting), ""},
		median,
	}, nil
}

// span tells a length of time to two units.
func span(d time.Duration) string {
	d = d.Round(time.Minute)
	days, hours, minutes := int(d/(24*time.Hour)), int(d/time.Hour)%24, int(d/time.Minute)%60
	switch {
	case days > 0:
		return fmt.Sprintf("%d d %d h", days, hours)
	case hours > 0:
		return fmt.Sprintf("%d h %d min", hours, minutes)
	}
	return fmt.Sprintf("%d min", minutes)
}
