package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"stepdown/internal/messaging"
)

// smsCmd holds the commands about texts.
type smsCmd struct {
	Segments segmentsCmd `cmd:"" help:"Count the segments of texts: one JSON string a line in, one JSON object a line out."`
}

// segmentsCmd counts segments as Twilio's own calculator does.
type segmentsCmd struct {
	File string `arg:"" optional:"" default:"-" help:"File of JSON strings, one a line; - for standard input."`
}

// Run counts the texts of the file.
func (c *segmentsCmd) Run() error {
	in := io.Reader(os.Stdin)
	if c.File != "" && c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	return countLines(in, os.Stdout)
}

type segmentLine struct {
	Encoding      messaging.Encoding `json:"encoding"`
	Segments      int                `json:"segments"`
	SmartEncoding messaging.Encoding `json:"smart_encoding"`
	SmartSegments int                `json:"smart_segments"`
}

// badLine answers a line that holds no text.
type badLine struct {
	Error string `json:"error"`
}

var errBadLines = errors.New("some lines are not a JSON string: look for \"error\" in the answers")

// countLines answers each line as it is read, so that it can sit in a pipe: one
// object for one line, whatever the line holds, so that answers can be laid
// beside their texts. Blank lines at the end are no lines. A text may be of any
// length. The error tells that some lines could not be counted.
func countLines(in io.Reader, out io.Writer) error {
	r := bufio.NewReaderSize(in, 1<<16)
	w := bufio.NewWriter(out)
	defer w.Flush()
	enc := json.NewEncoder(w)
	var bad error
	for line, blank := 1, 0; ; line++ {
		raw, err := r.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("line %d cannot be read: %w", line, err)
		}
		if strings.TrimSpace(raw) == "" {
			blank++
		} else {
			for ; blank > 0; blank-- {
				bad = errBadLines
				enc.Encode(badLine{fmt.Sprintf("line %d is blank", line-blank)})
			}
			if text, fault := readText(raw); fault != nil {
				bad = errBadLines
				enc.Encode(badLine{fmt.Sprintf("line %d is not a JSON string", line)})
			} else {
				enc.Encode(countLine(text))
			}
		}
		if err != nil {
			return errors.Join(w.Flush(), bad)
		}
		if r.Buffered() == 0 {
			if err := w.Flush(); err != nil {
				return err
			}
		}
	}
}

func countLine(text string) segmentLine {
	plain := messaging.Count(text)
	smart, _ := messaging.SmartEncode(text)
	encoded := messaging.Count(smart)
	return segmentLine{plain.Encoding, plain.Segments, encoded.Encoding, encoded.Segments}
}

// loneSurrogate finds escapes of half a character. Go would read them as
// U+FFFD, which can carry an accent; on the air they are one unit that cannot,
// as a control character is, so U+2066, which no encoding replaces, counts in their place.
var loneSurrogate = regexp.MustCompile(`(?i)\\\\|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|\\ud[89a-f][0-9a-f]{2}`)

func readText(raw string) (text string, err error) {
	raw = strings.TrimPrefix(raw, "\ufeff")
	raw = loneSurrogate.ReplaceAllStringFunc(raw, func(s string) string {
		if len(s) == len(`\ud800`) {
			return `\u2066`
		}
		return s
	})
	if !strings.HasPrefix(strings.TrimSpace(raw), `"`) {
		return "", errors.New("no string") // null would be read as an empty one
	}
	err = json.Unmarshal([]byte(raw), &text)
	return text, err
}
