package browser

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Screenshot keeps a picture of the whole page as name.png in the folder that the environment names in SCREENSHOTS;
// without it, nothing is done.
func (p *Page) Screenshot(name string) {
	p.t.Helper()
	if err := p.picture(name); err != nil {
		p.t.Error("screenshot: ", err)
	}
}

func (p *Page) picture(name string) error {
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		return nil
	}
	var png []byte
	const quality = 100 // which makes it a PNG
	if err := p.try(chromedp.FullScreenshot(&png, quality)); err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644)
}

// PDF prints the page as the browser's own print command would, on the paper that its style sheet asks for.
func (p *Page) PDF() []byte {
	p.t.Helper()
	var pdf []byte
	p.run(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		pdf, _, err = page.PrintToPDF().WithPreferCSSPageSize(true).WithGenerateTaggedPDF(true).Do(ctx)
		return err
	}))
	return pdf
}

// PDFText returns the words of a printed page. It needs pdftotext of poppler-utils: without it
// the test is skipped and says so, but fails when CI=true.
func PDFText(t testing.TB, pdf []byte) string {
	t.Helper()
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		missing(t, "no pdftotext found: install poppler-utils")
	}
	cmd := exec.Command(program, "-layout", "-", "-")
	cmd.Stdin = strings.NewReader(string(pdf))
	text, err := cmd.Output()
	if err != nil {
		t.Fatal("pdftotext: ", err)
	}
	return string(text)
}
