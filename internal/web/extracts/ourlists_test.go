package extracts_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stepdown/internal/app/apptest"
)

func putList(t *testing.T, v *apptest.Visitor, which, name, content string) *apptest.Page {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	w.WriteField("which", which)
	w.WriteField("name", name)
	if content != "" {
		part, err := w.CreateFormFile("file", "our list.csv")
		if err != nil {
			t.Fatal(err)
		}
		part.Write([]byte(content))
	}
	w.Close()
	return v.Send("POST", "/extracts/lists", &b, w.FormDataContentType())
}

func TestCodeListIsPutInUsedAndRemoved(t *testing.T) {
	site := apptest.New(t)
	v := site.As("Clinician")
	v.Get("/extracts/lists").Is(http.StatusOK).Says("Cancer", "union-2026-11", "C19CAN_COD", "Palliative care", "Put in a list of your own")
	putList(t, v, "cancer", "", "code,term\n84757009,Epilepsy\n").To("/extracts/lists")
	v.Get("/extracts/lists").Says("our_list.csv", "in the place of union-2026-11", "Your own", "put in by")
	v.Get("/extracts/lists/cancer/codes.csv").Is(http.StatusOK).Says("84757009,Epilepsy,snomed")
	set, err := site.Intake.ListsInUse(t.Context(), site.Practice.ID)
	if err != nil || len(set.Match("254837009", "snomed", "")) != 0 || set.Match("84757009", "snomed", "")[0].List != "cancer" {
		t.Errorf("the practice's list is not used: %v", err)
	}
	putList(t, v, "pregnancy", "", "code,term\n77386006,Pregnancy\n").To("/extracts/lists")
	if set, _ := site.Intake.ListsInUse(t.Context(), site.Practice.ID); set.List("pregnancy").WindowDays != 294 {
		t.Error("the window of the list was lost")
	}
	v.Post("/extracts/lists/cancer/remove", url.Values{}).To("/extracts/lists")
	if set, _ := site.Intake.ListsInUse(t.Context(), site.Practice.ID); len(set.Match("254837009", "snomed", "")) == 0 {
		t.Error("the program's list does not count again")
	}
	v.Post("/extracts/lists/cancer/remove", url.Values{}).Is(http.StatusNotFound)
}

func TestFaultyCodeListsAreRefusedInWords(t *testing.T) {
	v := apptest.New(t).As("Clinician")
	for _, c := range []struct{ which, name, content, says string }{
		{"cancer", "", "", "Choose a file"},
		{"cancer", "", "nothing,here\n1,2\n", "no code column"},
		{"cancer", "", "code,term\n2.54837E+08,Breast\n", "spreadsheet may have rounded it"},
		{"another", "Not A Name", "code,term\n84757009,Epilepsy\n", "small letters"},
		{"another", "", "code,term\n84757009,Epilepsy\n", "small letters"},
	} {
		putList(t, v, c.which, c.name, c.content).Is(http.StatusUnprocessableEntity).Says(c.says)
	}
}

// strange is the export of a system nobody has heard of.
const strange = "Ident,Geboren,Nachname,Pille,Art,Zuletzt,Befund\n" +
	"9990000018,03/03/1950,Smith,Tramadol 50mg capsules,Repeat,01/10/2026,\n" +
	"9990000026,04/04/1960,Jones,Tramadol 50mg capsules,Repeat,02/10/2026,Malignant neoplasm of breast\n"

func TestUnknownColumnsAreAskedForOnceAndRemembered(t *testing.T) {
	site := apptest.New(t)
	v := site.As("Coordinator")
	importStrange := func() (string, *apptest.Page) {
		at := importing(t, v, "strange.csv", []byte(strange))
		return at, v.Get(at)
	}
	at, asked := importStrange()
	asked.Is(http.StatusOK).Says("What do these columns hold?", "Pille", "Befund", "Not used")
	if strings.Contains(asked.Body, "Smith") || strings.Contains(asked.Body, "9990000018") {
		t.Error("the question shows a row")
	}
	v.Post(at, url.Values{"column-0-3": {"medicine"}}).Is(http.StatusUnprocessableEntity).Says("which column of strange.csv holds the NHS number")
	answer := url.Values{}
	for i, f := range []string{"nhs_number", "date_of_birth", "family_name", "medicine", "repeat_or_acute", "last_issue", "problem_term"} {
		answer.Set("column-0-"+string(rune('0'+i)), f)
	}
	v.Post(at, answer).To(at)
	v.Get(at + "/events")
	report := v.Get(v.Get(at).To("/extracts/report/")).Is(http.StatusOK)
	report.Says("The extract is imported.", "strange.csv")
	if left, _ := os.ReadDir(filepath.Join(site.Config.Data, "uploads")); len(left) != 0 {
		t.Errorf("%d uploads left on disk", len(left))
	}
	again := strings.Replace(strange, "01/10/2026", "03/10/2026", 1)
	at = importing(t, v, "strange.csv", []byte(again))
	v.Get(v.Get(at).To("/extracts/report/")).Says("The extract is imported.")
	v.Post(at, answer).Is(http.StatusConflict)
}

// importing uploads a file and waits until its reading has ended.
func importing(t *testing.T, v *apptest.Visitor, name string, content []byte) string {
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
	return at
}
