package cycles_test

import (
	"net/http"
	"net/url"
	"testing"

	"stepdown/internal/app/apptest"
)

func plan() url.Values {
	return url.Values{
		"title": {"Tramadol, first cycle"}, "targets": {"tramadol"},
		"starts-day": {"1"}, "starts-month": {"11"}, "starts-year": {"2026"},
		"team": {"Amara Nwosu, pharmacist"}, "size": {"40"}, "version": {"0"},
	}
}

func TestCycleIsPlannedAndItsGoalSet(t *testing.T) {
	v := apptest.New(t).As("Coordinator")
	at := v.Post("/cycles", plan()).To("/cycles/")
	v.Get(at).Is(http.StatusOK).Says("Tramadol, first cycle", "Amara Nwosu", "Not set yet", "1 November 2026")

	goal := url.Values{"version": {"1"}, "measure": {"people-tramadol"}, "baseline_value": {"250"},
		"baseline_date-day": {"31"}, "baseline_date-month": {"10"}, "baseline_date-year": {"2026"},
		"change": {"relative"}, "amount": {"2"}, "due-day": {"31"}, "due-month": {"1"}, "due-year": {"2027"}}
	v.Post(at+"/goal", goal).To(at)
	v.Get(at).Says("from 250 on 31 October 2026 to 245 by 31 January 2027", "a fall of 2% of the baseline")
}

func TestPlanWithErrorsKeepsWhatWasTyped(t *testing.T) {
	v := apptest.New(t).As("Coordinator")
	form := plan()
	form.Set("title", "")
	form.Set("starts-day", "31")
	form.Set("question", "Would a clinic of one's own help?")
	v.Post("/cycles", form).Is(http.StatusUnprocessableEntity).
		Says("Error: Plan a cycle", "There is a problem", "Enter an answer: title", "must be a real date", "Would a clinic of one&#39;s own help?", `value="31"`)
}

func TestTwoPeopleDoNotSaveOverEachOther(t *testing.T) {
	v := apptest.New(t).As("Coordinator")
	at := v.Post("/cycles", plan()).To("/cycles/")
	form := plan()
	form.Set("version", "1")
	v.Post(at+"/plan", form).To(at)
	v.Post(at+"/plan", form).Is(http.StatusConflict).Says("Somebody else changed this cycle")
}
