package cycles

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"stepdown/internal/cycle"
	"stepdown/internal/nhs"
)

// Education sessions are typed a line each: the day, what it was about, and how
// many came. A line that went through here reads the same the next time.

const taughtHint = "One a line: the date, then the topic, then how many came. For example: 12 June 2026, opioids for persistent pain, 8 people"

// taughtText writes sessions as they are typed.
func taughtText(es []cycle.Education) string {
	var ls []string
	for _, e := range es {
		l := e.Topic
		if e.On.Known() {
			l = e.On.String() + ", " + l
		}
		if e.People > 0 {
			l += fmt.Sprintf(", %d people", e.People)
		}
		ls = append(ls, l)
	}
	return strings.Join(ls, "\n")
}

var (
	taughtOn   = regexp.MustCompile(`^(\d{1,2})[ /.-](\d{1,2}|[A-Za-z]{3,9})[ /.-](\d{4})[,:;]?\s+(.+)$`)
	taughtWhom = regexp.MustCompile(`(?i)[,;(]?\s*(\d{1,4}) people\)?\.?$`)
)

// readTaught reads the sessions; wrong says which line to mend, and how.
func readTaught(s string) (es []cycle.Education, wrong string) {
	for i, l := range lines(s) {
		e, ok := readSession(l)
		if !ok {
			return nil, fmt.Sprintf("Line %d of the education sessions needs a date first, such as 12 June 2026, and then the topic", i+1)
		}
		es = append(es, e)
	}
	return es, ""
}

func readSession(l string) (cycle.Education, bool) {
	parts := taughtOn.FindStringSubmatch(l)
	if parts == nil {
		return cycle.Education{}, false
	}
	on, ok := dayWritten(parts[1], parts[2], parts[3])
	e := cycle.Education{On: on, Topic: parts[4]}
	if whom := taughtWhom.FindStringSubmatchIndex(e.Topic); whom != nil {
		e.People, _ = strconv.Atoi(e.Topic[whom[2]:whom[3]])
		e.Topic = e.Topic[:whom[0]]
	}
	e.Topic = strings.TrimSpace(e.Topic)
	return e, ok && e.Topic != ""
}

// dayWritten reads a day as people here write it: 12 June 2026, 12 Jun 2026 or
// 12/6/2026, the day first.
func dayWritten(day, month, year string) (nhs.Date, bool) {
	written := day + " " + month + " " + year
	for _, layout := range []string{"2 January 2006", "2 Jan 2006", "2 1 2006"} {
		if t, err := time.Parse(layout, written); err == nil {
			return nhs.DateOf(t), true
		}
	}
	return "", false
}
