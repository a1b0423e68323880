package twilio

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"stepdown/internal/problem"
)

// Every number of ours is asked, page after page; one that cannot be asked about
// keeps back nothing of the others, and the error says that something is missing.
func TestArrivalsOfEveryNumberAndPage(t *testing.T) {
	began := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	one := func(id, to, direction string, minute int) string {
		at := began.Add(time.Duration(minute) * time.Minute).Format(time.RFC1123Z)
		return fmt.Sprintf(`{"sid":%q,"to":%q,"from":"+447400123456","body":"yes","direction":%q,"status":"received","num_media":"0","date_created":%q,"date_sent":%q}`, id, to, direction, at, at)
	}
	broken := ""
	n, _ := against(t, func(w http.ResponseWriter, r *http.Request) {
		to, page := r.URL.Query().Get("To"), r.URL.Query().Get("Page")
		if size := r.URL.Query().Get("PageSize"); page == "" && size != "1000" {
			t.Errorf("pages of %s", size)
		}
		if to == broken {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		next := "null"
		rows := []string{one("SM"+to+"new"+page, to, "inbound", 20), one("SM"+to+"ours"+page, to, "outbound-api", 15), one("SM"+to+"old"+page, to, "inbound", -1)}
		if page == "" { // newest first, as Twilio lists them
			next = fmt.Sprintf("%q", "/2010-04-01/Accounts/"+testSID+"/Messages.json?Page=1&To="+strings.Replace(to, "+", "%2B", 1))
		}
		fmt.Fprintf(w, `{"messages":[%s],"next_page_uri":%s}`, strings.Join(rows, ","), next)
	}, func(c *Config) {
		c.Numbers = []string{"+441632960001", "+441632960002"}
		c.Further = func(context.Context) ([]string, error) { return []string{"+441632960003", "+441632960001", "MG0"}, nil }
	})
	for _, c := range []struct {
		broken string
		want   int
	}{{"", 6}, {"+441632960001", 4}, {"+441632960003", 4}} {
		broken = c.broken
		got, err := n.Arrivals(context.Background(), began, 10000)
		if (err != nil) != (c.broken != "") || err != nil && (!problem.Is(err, problem.Unavailable) || strings.Contains(err.Error(), "1632")) {
			t.Errorf("without %s: %v", c.broken, err)
		}
		var ids []string
		for _, a := range got {
			ids = append(ids, a.ProviderID)
			if a.To == c.broken || !strings.Contains(a.ProviderID, "new") {
				t.Errorf("%+v", a)
			}
		}
		slices.Sort(ids)
		if len(slices.Compact(ids)) != c.want {
			t.Errorf("without %q: %v", c.broken, ids)
		}
	}
}
