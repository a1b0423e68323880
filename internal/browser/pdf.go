package browser

import (
	"encoding/xml"
	"os/exec"
	"strings"
	"testing"
)

// Paper is a printed page as pdftotext of poppler-utils reads it, with the place of each word.
type Paper struct {
	Sheets []PaperSheet
	words  string
}

// PaperSheet is one sheet. Lengths are in points from its upper left corner.
type PaperSheet struct {
	Width  float64     `xml:"width,attr"`
	Height float64     `xml:"height,attr"`
	Words  []PaperWord `xml:"word"`
}

// PaperWord is one word and the box round it.
type PaperWord struct {
	Left   float64 `xml:"xMin,attr"`
	Top    float64 `xml:"yMin,attr"`
	Right  float64 `xml:"xMax,attr"`
	Bottom float64 `xml:"yMax,attr"`
	Text   string  `xml:",chardata"`
}

// ReadPDF reads a printed page. Without pdftotext the test is skipped and says so, but fails when CI=true.
func ReadPDF(t testing.TB, pdf []byte) Paper {
	t.Helper()
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		missing(t, "no pdftotext found: install poppler-utils")
	}
	read := func(how string) []byte {
		cmd := exec.Command(program, how, "-", "-")
		cmd.Stdin = strings.NewReader(string(pdf))
		out, err := cmd.Output()
		if err != nil {
			t.Fatal("pdftotext: ", err)
		}
		return out
	}
	var page struct {
		Sheets []PaperSheet `xml:"body>doc>page"`
	}
	if err := xml.Unmarshal(read("-bbox"), &page); err != nil {
		t.Fatal("pdftotext: ", err)
	}
	return Paper{page.Sheets, strings.Join(strings.Fields(string(read("-raw"))), " ")}
}

// Words are all words in the order in which the browser painted them, whatever the breaks of lines and sheets.
func (p Paper) Words() string { return p.words }

// Outside lists words that stand nearer to an edge of the sheet than a margin, in points.
func (p Paper) Outside(margin float64) (out []string) {
	for _, s := range p.Sheets {
		for _, w := range s.Words {
			if w.Left < margin || w.Top < margin || w.Right > s.Width-margin || w.Bottom > s.Height-margin {
				out = append(out, w.Text)
			}
		}
	}
	return out
}
