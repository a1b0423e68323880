package twilio

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"

	"stepdown/internal/messaging"
	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Sightings lists our texts to a number. It filters by To alone: with a
// Messaging Service the sender varies, and a filter by date hides texts that
// Twilio has not sent yet.
func (n *Network) Sightings(ctx context.Context, to nhs.Mobile, limit int) ([]messaging.Sighting, error) {
	p := &api.ListMessageParams{}
	p.SetTo(string(to)).SetLimit(max(limit, 1)) // without a limit twilio-go follows pages for ever
	rows, err := n.list(ctx, p)
	var out []messaging.Sighting
	for _, m := range rows {
		if strings.HasPrefix(value(m.Direction), "outbound") {
			out = append(out, sighting(m))
		}
	}
	return out, err
}

// Look fetches one text.
func (n *Network) Look(ctx context.Context, providerID string) (messaging.Sighting, error) {
	if err := ctx.Err(); err != nil {
		return messaging.Sighting{}, err
	}
	service, _ := n.service()
	m, err := service.FetchMessage(providerID, &api.FetchMessageParams{})
	if err != nil {
		return messaging.Sighting{}, asked(err)
	}
	return sighting(*m), nil
}

// Arrivals lists texts from patients to our numbers since a time. A number that
// cannot be asked about does not keep back what came to the others.
func (n *Network) Arrivals(ctx context.Context, since time.Time, limit int) ([]messaging.Arrival, error) {
	numbers, err := n.numbers(ctx)
	if err != nil {
		return nil, err
	}
	var out []messaging.Arrival
	var faults []error
	for _, number := range numbers {
		some, err := n.arrivalsAt(ctx, number, since, limit)
		out, faults = append(out, some...), append(faults, err)
	}
	slices.SortStableFunc(out, func(a, b messaging.Arrival) int { return a.Received.Compare(b.Received) })
	return out, errors.Join(faults...)
}

func (n *Network) arrivalsAt(ctx context.Context, number string, since time.Time, limit int) ([]messaging.Arrival, error) {
	p := &api.ListMessageParams{}
	p.SetTo(number).SetDateSentAfter(since.UTC().Truncate(time.Second)).SetLimit(max(limit, 1))
	rows, err := n.list(ctx, p)
	if err == nil && len(rows) >= limit {
		err = problem.New(problem.Unavailable, "More texts came than can be asked for at once: older ones may be missing.")
	}
	var out []messaging.Arrival
	for _, m := range rows {
		at := moment(m.DateSent, m.DateCreated)
		if value(m.Direction) != "inbound" || at.Before(since) {
			continue
		}
		media, _ := strconv.Atoi(value(m.NumMedia))
		out = append(out, messaging.Arrival{ProviderID: value(m.Sid), From: value(m.From), To: value(m.To), Body: value(m.Body), Media: media, Received: at})
	}
	return out, err
}

// numbers are all that people may write to.
func (n *Network) numbers(ctx context.Context) ([]string, error) {
	all := slices.Clone(n.cfg.Numbers)
	if n.cfg.Further == nil {
		return all, nil
	}
	further, err := n.cfg.Further(ctx)
	if err != nil {
		return nil, err
	}
	for _, number := range further {
		if telephone.MatchString(number) && !slices.Contains(all, number) {
			all = append(all, number)
		}
	}
	return all, nil
}

func (n *Network) list(ctx context.Context, p *api.ListMessageParams) ([]api.ApiV2010Message, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	service, _ := n.service()
	rows, err := service.ListMessage(p)
	if err != nil {
		return nil, asked(err)
	}
	return rows, nil
}

// asked turns the error of a question into a problem without its address,
// which holds a number.
func asked(err error) error {
	var rest *client.TwilioRestError
	if errors.As(err, &rest) {
		if rest.Code == 20404 || rest.Status == 404 {
			return problem.Missing("That text")
		}
		return problem.New(problem.Unavailable, "Twilio did not answer the question (code %d).", rest.Code)
	}
	return &problem.Error{Kind: problem.Unavailable, Text: "Twilio could not be asked.", Err: withoutAddress(err)}
}

func sighting(m api.ApiV2010Message) messaging.Sighting {
	s := messaging.Sighting{
		ProviderID: value(m.Sid), To: nhs.Mobile(value(m.To)), Body: value(m.Body),
		Created: moment(m.DateCreated, m.DateSent), Status: value(m.Status),
	}
	if m.ErrorCode != nil && *m.ErrorCode != 0 {
		s.Code, s.Reason, s.OptedOut = *m.ErrorCode, reported(*m.ErrorCode).Words, *m.ErrorCode == codeOptedOut
	}
	return s
}

// moment reads Twilio's times (RFC 2822), the first that is there.
func moment(times ...*string) time.Time {
	for _, s := range times {
		for _, layout := range []string{time.RFC1123Z, time.RFC1123, time.RFC3339} {
			if t, err := time.Parse(layout, value(s)); err == nil {
				return t.UTC()
			}
		}
	}
	return time.Time{}
}
