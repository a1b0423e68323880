package extracts_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stepdown/internal/app/apptest"
)

// importFile uploads a file and waits for the report.
func importFile(t *testing.T, v *apptest.Visitor, name string, content []byte) *apptest.Page {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("files", name)
	if err != nil {
		t.Fatal(err)
	}
	part.Write(content)
	w.Close()
	at := v.Send("POST", "/extracts", &b, w.FormDataContentType()).To("/extracts/importing/")
	v.Get(at + "/events").Is(http.StatusOK).Says("event:done")
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		p := v.Get(at)
		if p.Status == http.StatusSeeOther {
			return v.Get(p.To("/extracts/report/")).Is(http.StatusOK)
		}
		if strings.Contains(p.Body, "The export was not imported") {
			return p
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("the import did not end")
	return nil
}

func small(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "testdata", "emis-list-small.csv"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestExportIsTakenInOnceAndReported(t *testing.T) {
	site := apptest.New(t)
	v := site.As("Coordinator")
	importFile(t, v, "emis-list.csv", small(t)).
		Says("The extract is imported.", "emis-list.csv", "rows rejected", "the check digit of the NHS number is wrong", "Rows: read = used")
	importFile(t, v, "emis-list.csv", small(t)).Says("These files were imported before. Nothing was changed.")
	v.Get("/extracts").Is(http.StatusOK).Says("31 October 2026")
	if n := len(mustExtracts(t, site)); n != 1 {
		t.Errorf("%d extracts stored, want 1", n)
	}
}

func TestFaultyUploadsAreRefusedInWordsAndLeaveNothing(t *testing.T) {
	site := apptest.New(t)
	v := site.As("Coordinator")
	other := bytes.ReplaceAll(small(t), []byte("Y99999"), []byte("A81001"))
	for _, c := range []struct {
		name    string
		content []byte
		says    string
	}{
		{"empty.csv", nil, "empty"},
		{"picture.csv", []byte("\x89PNG\r\n\x1a\n\x00\x00"), "not imported"},
		{"other.csv", other, "Your practice is Y99999: nothing was imported"},
		{"letters.csv", []byte("Dear,Sir\r\nplease,find\r\n"), "not imported"},
	} {
		importFile(t, v, c.name, c.content).Says("The export was not imported", c.says)
	}
	if n := len(mustExtracts(t, site)); n != 0 {
		t.Errorf("%d extracts stored, want none", n)
	}
	left, _ := os.ReadDir(filepath.Join(site.Config.Data, "uploads"))
	if len(left) != 0 {
		t.Errorf("%d uploads left on disk", len(left))
	}
}

func mustExtracts(t *testing.T, site *apptest.Site) []any {
	t.Helper()
	es, err := site.Store.Extracts(t.Context(), site.Practice.ID)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]any, len(es))
	for i := range es {
		out[i] = es[i]
	}
	return out
}
