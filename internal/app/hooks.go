package app

import (
	"io"
	"net/http"

	"stepdown/internal/contact"
	"stepdown/internal/problem"
	"stepdown/internal/twilio"
)

// Where the text network reports. Both prove themselves by signature before
// any database work.
const (
	statusHook  = "/webhooks/twilio/status"
	inboundHook = "/webhooks/twilio/inbound"
)

// statusHook takes reports on texts of ours.
func (a *App) statusHook(hook *twilio.Webhook, service *contact.Service) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query, form, err := hook.Read(r)
		if err != nil {
			a.refuse(w, err)
			return
		}
		report, err := twilio.Status(query, form)
		if err != nil {
			a.refuse(w, err)
			return
		}
		_, err = service.ApplyStatus(r.Context(), report)
		if problem.Is(err, problem.NotFound) {
			a.Log.Warn("report on a text that is not ours", "status", report.Status)
			err = nil // trying again would not help
		}
		if err == nil && report.Misconfigured {
			a.Texts.Dispatcher.Halt(report.Reason)
			err = a.Texts.standStill(r.Context())
		}
		a.answer(w, err)
	})
}

// inboundHook takes texts from patients.
func (a *App) inboundHook(hook *twilio.Webhook, service *contact.Service) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, form, err := hook.Read(r)
		if err != nil {
			a.refuse(w, err)
			return
		}
		arrival, err := twilio.Arrival(form)
		if err != nil {
			a.refuse(w, err)
			return
		}
		_, err = service.Receive(r.Context(), arrival)
		a.answer(w, err)
	})
}

func (a *App) refuse(w http.ResponseWriter, err error) {
	a.Log.Warn("webhook refused", "error", err)
	http.Error(w, "refused", http.StatusForbidden)
}

// answer 5xx asks the network to try again, as the address of the webhook says.
func (a *App) answer(w http.ResponseWriter, err error) {
	if err != nil {
		a.Log.Error("webhook not kept; the network will try again", "error", err)
		http.Error(w, "try again", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/xml")
	io.WriteString(w, twilio.EmptyAnswer)
}
