package messaging

import (
	"regexp"

	"stepdown/internal/problem"
)

var (
	serviceLine = regexpFor(`^MG[0-9a-fA-F]{32}$`)
	numberLine  = regexpFor(`^\+44[0-9]{9,10}$`)
)

// CheckLine says what is wrong with a practice's sender line: a UK number or a
// Messaging Service, both of which people can answer. A name in letters cannot
// be answered, and what Stepdown sends invites answers; the rest keep STOP.
func CheckLine(line string) error {
	switch {
	case line == "", serviceLine().MatchString(line), numberLine().MatchString(line):
		return nil
	case regexp.MustCompile(`^[A-Za-z][A-Za-z0-9 ]*$`).MatchString(line):
		return problem.Field("line", "Nobody can answer a name, or stop texts from one. Enter a number such as +447700900123, or a Messaging Service")
	}
	return problem.Field("line", "Enter a UK number such as +447700900123, or a Messaging Service: MG and 32 letters and digits")
}

// IsNumberLine reports whether the line is one number.
func IsNumberLine(line string) bool { return numberLine().MatchString(line) }

// onLine puts the text on the line that its practice has now. A text written
// for a line that the practice gave up goes by the installation's.
func (m Message) onLine(f Facts) Message {
	if f.Line != "" || serviceLine().MatchString(m.Line) || numberLine().MatchString(m.Line) {
		m.Line = f.Line
	}
	return m
}

// slower is the rate of the line: the installation's, or less where the
// practice's own line takes less.
func (f Facts) slower(rate float64) float64 {
	if f.LineRate > 0 {
		return min(rate, f.LineRate)
	}
	return rate
}
