package app

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"math"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/config"
	"stepdown/internal/contact"
	"stepdown/internal/jobs"
	"stepdown/internal/messaging"
	"stepdown/internal/problem"
	"stepdown/internal/review"
	"stepdown/internal/simulator"
	"stepdown/internal/store"
	"stepdown/internal/twilio"
	"stepdown/internal/web/messages"
)

// Texts is everything that has to do with texts: the rooms, the network, and
// the loop that sends.
type Texts struct {
	Contact    *contact.Service
	Desk       *messaging.Desk
	Dispatcher *messaging.Dispatcher
	Simulator  *simulator.Network // nil when texts go elsewhere
	network    messaging.Network  // nil when there is nothing to ask
	store      *store.Store
	mark       *mark
	worker     string // this process among those that send
	now        func() time.Time
	log        *slog.Logger
}

// cancelWindow is how long the first text of a live wave waits after "send".
const cancelWindow = 5 * time.Minute

// texts wires the rooms to the network that the configuration names.
func (a *App) texts() (*Texts, error) {
	journey := contact.Journey{Store: a.Store, Audit: a.Store}
	desk := &messaging.Desk{Store: journey, Now: a.Now, NewID: rand.Text}
	t := &Texts{Desk: desk, store: a.Store, mark: &mark{folder: a.Config.MarkFolder}, worker: rand.Text(), now: a.Now, log: a.Log}
	t.Contact = &contact.Service{Store: a.Store, Desk: desk, Audit: a.Store, Slots: freeSlots{a.Store, a.Now}, Now: a.Now}
	desk.RulesOf, desk.SafetyWords = t.Contact.ReplyRules, t.Contact.SafetyWords
	if a.Config.Texts.Live {
		t.Contact.CancelWindow = cancelWindow
	}
	sender, err := a.sender(t)
	if err != nil {
		return nil, err
	}
	t.Dispatcher = &messaging.Dispatcher{Store: journey, Sender: sender, Now: a.Now, NewID: rand.Text, Rate: a.Config.Texts.Rate, Log: a.Log,
		Ledger: ledger{t.mark, a.Store}}
	if a.Config.Texts.Transport == "twilio" {
		t.Dispatcher.Hands = hands(a.Config.Texts.Rate)
	}
	if a.Config.Demo && t.Simulator != nil {
		hours := demoHours{Journey: journey, clock: a.Now, start: a.Now()}
		t.Dispatcher.Store, t.Dispatcher.Now = hours, hours.Now
	}
	a.loops = append(a.loops, t.Run, t.beat)
	a.jobs = append(a.jobs, a.followUpJob(t))
	if a.mail.On() {
		a.jobs = append(a.jobs, a.escalateJob(t.Contact))
	}
	if t.network != nil && t.Simulator == nil {
		a.jobs = append(a.jobs, t.askJob(a.Store, a.Now))
	}
	return t, nil
}

// hands is how many calls may be under way so that the rate is reached when one
// takes half a second. Twilio takes a hundred at once for an account; a few
// processes may share it.
func hands(rate float64) int { return int(min(max(math.Ceil(rate/2), 1), 32)) }

func (a *App) sender(t *Texts) (messaging.Sender, error) {
	switch a.Config.Texts.Transport {
	case "twilio":
		return a.twilio(t)
	case "log-only":
		return logOnly{a.Log}, nil
	}
	t.Simulator = &simulator.Network{Records: a.Store, Clinic: t.Contact, Line: store.OwnLine, Now: a.Now, NewID: rand.Text}
	t.network = t.Simulator
	return t.Simulator, nil
}

// TwilioSettings is what the door to Twilio is told by the configuration.
func TwilioSettings(c config.Config) twilio.Config {
	t := c.Twilio
	cfg := twilio.Config{AccountSID: t.AccountSID, AuthToken: t.AuthToken, SecondaryToken: t.SecondAuthToken, Sender: t.MessagingServiceSID,
		Region: t.Region, Edge: t.Edge, StatusURL: c.PublicURL + statusHook, Live: c.Texts.Live,
		DiscardContent: t.DiscardContent, ObfuscateAddress: t.ObfuscateAddress, Numbers: t.Numbers}
	if cfg.Sender == "" {
		cfg.Sender, cfg.Numbers = t.From, append([]string{t.From}, t.Numbers...)
	}
	return cfg
}

// InboundAddress is what Twilio must be told, by hand, to call when a text
// comes. Without its end a text is lost that comes while the database is away.
func InboundAddress(c config.Config) string { return c.PublicURL + inboundHook + twilio.RetryFragment }

func (a *App) twilio(t *Texts) (messaging.Sender, error) {
	c, cfg := a.Config.Twilio, TwilioSettings(a.Config)
	cfg.Further = a.Store.LineNumbers
	if a.adjust != nil {
		a.adjust(&cfg)
	}
	network, err := twilio.New(cfg)
	if err != nil {
		return nil, err
	}
	hook, err := twilio.NewWebhook(a.Config.PublicURL, c.AuthToken, c.SecondAuthToken)
	if err != nil {
		return nil, err
	}
	a.hooks[statusHook], a.hooks[inboundHook] = a.statusHook(hook, t.Contact), a.inboundHook(hook, t.Contact)
	t.network = network
	return network, nil
}

// logOnly carries nothing and says so: a text that nobody got must never look
// as if it had gone.
type logOnly struct{ log *slog.Logger }

func (l logOnly) Send(_ context.Context, out messaging.Outgoing) (messaging.Receipt, error) {
	l.log.Info("text not sent: this installation only logs", "segments", out.Segments)
	return messaging.Receipt{}, &messaging.SendError{Outcome: messaging.Refused, Reason: "This installation only logs texts: nothing was sent."}
}

// Run sends what is due until ctx ends. First it looks whether the database is
// the one that sent last, and explains what a dead process left half-way:
// whether those calls were made, nobody knows.
func (t *Texts) Run(ctx context.Context) error {
	if !t.ready(ctx) {
		return nil
	}
	if n, err := t.Desk.Explain(ctx, orphanAge); err != nil {
		return err
	} else if n > 0 {
		t.log.Warn("texts were left half-way when the program stopped", "texts", n)
	}
	lastLook := time.Now()
	for ctx.Err() == nil {
		wait, err := t.step(ctx)
		if err != nil && ctx.Err() == nil {
			t.log.Error("texts could not be sent now", "error", err)
			wait = 5 * time.Second
		}
		if time.Since(lastLook) > orphanAge {
			lastLook = time.Now()
			if _, err := t.Desk.Explain(context.WithoutCancel(ctx), orphanAge); err != nil {
				t.log.Error("half-way texts not explained", "error", err)
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
	return nil
}

// ready compares the database with the mark, and tries again until that can be
// done: until then it is not known what may go. It gives up when ctx ends.
func (t *Texts) ready(ctx context.Context) bool {
	for {
		err := t.compare(ctx)
		if err == nil {
			t.Dispatcher.Resume()
			return true
		}
		if ctx.Err() == nil {
			t.log.Error("it is not known what was sent before: no text goes out", "error", err)
			t.Dispatcher.Halt("It cannot be checked what was sent before, so nothing goes out. Whoever looks after Stepdown should look at the log and at the folder of marks.")
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(5 * time.Second):
		}
	}
}

// workerAlive is how long after its last sign a process that sends is taken to
// be alive; it gives one every third of that.
const workerAlive = time.Minute

// beat says until ctx ends that this process sends.
func (t *Texts) beat(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := t.store.BeatWorker(ctx, t.worker); err != nil && ctx.Err() == nil {
			t.log.Error("sign of life not kept", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(workerAlive / 3):
		}
	}
	return nil
}

// orphanAge is after how long a call that was begun has certainly ended: the
// longest call takes 20 seconds. Another process may share the database, so a
// younger one is left alone at the start too.
const orphanAge = 2 * time.Minute

// longestNap keeps an answer from waiting for the next look at the queue.
const longestNap = time.Second

func (t *Texts) step(ctx context.Context) (time.Duration, error) {
	step, err := t.Dispatcher.Step(ctx)
	if stood := t.standStill(context.WithoutCancel(ctx)); err == nil {
		err = stood
	}
	if err != nil {
		return 0, err
	}
	if t.Simulator != nil {
		_, err = t.Simulator.Report(context.WithoutCancel(ctx))
	}
	if step.Wait == 0 && step.Calls() == 0 {
		step.Wait = longestNap // all that is due is waiting for something else
	}
	return min(step.Wait, longestNap), err
}

// standStill makes a stop of this process's sender one of all processes and of
// the next start: each practice's texts are paused, its pages say why, and
// whichever process a person then asks lets them go again.
func (t *Texts) standStill(ctx context.Context) error {
	why := t.Dispatcher.Stopped()
	if why == "" {
		return nil
	}
	err := t.store.InTx(ctx, func(ctx context.Context) error {
		practices, err := t.store.Practices(ctx)
		if err != nil {
			return err
		}
		for _, p := range practices {
			paused, err := t.store.TextsPaused(ctx, p.ID)
			if err == nil && !paused.On() {
				err = t.Contact.StopAll(ctx, audit.System(p.ID, "texts"), why)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		t.Dispatcher.Resume()
	}
	return err
}

// SendDue sends what is due now and gives how many calls it made: for tests
// and the demonstration, where no loop runs.
func (t *Texts) SendDue(ctx context.Context) (int, error) {
	calls := 0
	if !t.mark.open() {
		if err := t.compare(ctx); err != nil {
			return 0, err
		}
	}
	for {
		step, err := t.Dispatcher.Step(ctx)
		if err != nil {
			return calls, err
		}
		calls += step.Calls()
		if t.Simulator != nil {
			if _, err := t.Simulator.Report(ctx); err != nil {
				return calls, err
			}
		}
		if step.Calls()+step.Held+step.Suppressed+step.Postponed == 0 {
			return calls, nil
		}
	}
}

const askName = "ask the text network"

// The list of the network lags, by hours at times, so each question goes back
// further than the last one. A database that was put back from a backup knows
// an older last question.
const (
	askAgain   = 12 * time.Hour
	askFirst   = 72 * time.Hour      // at the first start
	askFurther = 31 * 24 * time.Hour // at most
)

// askJob asks the network for what webhooks did not bring: the outcome of
// unclear texts, and texts from patients that came while we were down.
func (t *Texts) askJob(s *store.Store, now func() time.Time) jobs.Job {
	return jobs.Job{Name: askName, Spec: "*/5 * * * *", Run: func(ctx context.Context) error {
		_, err := t.Desk.Reconcile(ctx, t.network)
		last, lastErr := s.LastRun(ctx, askName)
		if lastErr != nil {
			return errors.Join(err, lastErr)
		}
		fresh, fetchErr := t.Contact.Fetch(ctx, t.network, askSince(last, now()))
		if fresh > 0 {
			t.log.Warn("texts from patients were fetched that no webhook had brought", "texts", fresh)
		}
		return errors.Join(err, fetchErr)
	}}
}

// askSince is from when on to ask, by when a question was last answered in
// full: not by the newest text that came, since one that comes after a pause
// would hide those of the pause.
func askSince(last, now time.Time) time.Time {
	if last.IsZero() {
		return now.Add(-askFirst)
	}
	since, earliest := last.Add(-askAgain), now.Add(-askFurther)
	if since.Before(earliest) {
		return earliest
	}
	return since
}

// followUpJob texts people whose follow-up is due and for whom nobody booked
// one. Who cannot be texted stays on the worklist for the telephone.
func (a *App) followUpJob(t *Texts) jobs.Job {
	reviews := &review.Service{Store: a.Store, Audit: a.Store, Now: a.Now}
	return jobs.Job{Name: "follow-ups due", Spec: "0 9 * * 1-5", Run: func(ctx context.Context) error {
		practices, err := a.Store.Practices(ctx)
		if err != nil {
			return err
		}
		for _, p := range practices {
			due, err := reviews.DueForText(ctx, p.ID)
			if err != nil {
				return err
			}
			for _, f := range due {
				if err := a.textFollowUp(ctx, t, reviews, audit.System(p.ID, "follow-up schedule"), f); err != nil {
					return err
				}
			}
		}
		return nil
	}}
}

func (a *App) textFollowUp(ctx context.Context, t *Texts, reviews *review.Service, by audit.Actor, f review.FollowUp) error {
	err := a.Store.InTx(ctx, func(ctx context.Context) error {
		asked, err := t.Contact.AskedLately(ctx, by.PracticeID, f.ParticipantID)
		if err != nil {
			return err
		}
		if !asked { // a colleague may have pressed before
			_, added, err := t.Contact.FollowUpText(ctx, by, f.ParticipantID, f.Due)
			if err != nil || !added {
				return err
			}
		}
		_, err = reviews.MarkTexted(ctx, by, f.ID)
		return err
	})
	if problem.Is(err, problem.Conflict) || problem.Is(err, problem.Invalid) {
		return nil
	}
	return err
}

// freeSlots counts what the sessions to come still have to give.
type freeSlots struct {
	store *store.Store
	now   func() time.Time
}

// FreeSlots implements contact.Slots. No session at all is not the same as no
// free slot.
func (f freeSlots) FreeSlots(ctx context.Context, practiceID, cycleID string) (int, error) {
	clinics, err := f.store.ClinicsOf(ctx, practiceID, cycleID)
	if err != nil {
		return 0, err
	}
	bookings, err := f.store.BookingsOf(ctx, practiceID, cycleID)
	if err != nil {
		return 0, err
	}
	free, coming := 0, 0
	for _, c := range clinics {
		if c.StartsAt.After(f.now()) {
			coming++
			free += len(c.Free(bookings))
		}
	}
	if coming == 0 {
		return 0, problem.Missing("A session to come")
	}
	return free, nil
}

// messagePages are the pages of texts. The simulated phones are there in the
// demonstration and the tests alone.
func (a *App) messagePages() messages.Area {
	area := messages.Area{Contact: a.Texts.Contact, Store: a.Store, Plans: a.Reviews, Stopped: a.Texts.Dispatcher.Stopped, Start: a.Texts.Dispatcher.Resume}
	if a.Config.Demo && a.Texts.Simulator != nil && !a.Config.Texts.Live {
		area.Phones = a.Texts.Simulator
	}
	return area
}
