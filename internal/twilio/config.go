// Package twilio carries texts through Twilio: one call for one text, its
// outcome told apart by what is certain, signed webhooks read and verified, and
// the list asked when an outcome is unclear. It adapts messaging.Network.
package twilio

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Config is what Twilio needs to know. Check lists all that is wrong with it.
type Config struct {
	AccountSID     string
	AuthToken      string // also the key of webhook signatures, so an API key's secret will not do
	SecondaryToken string // while a token is being rotated: webhooks signed with either are taken

	// Sender is the practice's usual line: a Messaging Service (MG...), a number
	// (+44...), or a name of up to eleven characters, which cannot receive.
	Sender  string
	Lines   map[string]string                       // other lines by name, each as Sender
	Numbers []string                                // our own numbers, to be asked for texts that arrived while we were down
	Further func(context.Context) ([]string, error) // numbers that practices entered since; nil for none

	Region string // "ie1" keeps data in the EU (public beta); empty for Twilio's usual
	Edge   string // "dublin"

	StatusURL string // public address of our status webhook, https

	Live bool // send to real telephones; without it BaseURL must name a counterpart
	// BaseURL points calls at a counterpart instead of Twilio, for tests. Test
	// numbers are refused without it.
	BaseURL string

	Timeout          time.Duration // of one call; 0 means 20 seconds
	DiscardContent   bool          // ContentRetention=discard; the account must be set up for it (30029)
	ObfuscateAddress bool          // AddressRetention=obfuscate; the same
	ValidFor         time.Duration // how long Twilio may hold a text in its own queue; 0 means 4 hours
}

var (
	accountSID = regexp.MustCompile(`^AC[0-9a-fA-F]{32}$`)
	serviceSID = regexp.MustCompile(`^MG[0-9a-fA-F]{32}$`)
	telephone  = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	shortCode  = regexp.MustCompile(`^[0-9]{5,6}$`)
	senderName = regexp.MustCompile(`^[A-Za-z0-9 ]{1,11}$`)
	hasLetter  = regexp.MustCompile(`[A-Za-z]`)
	plainToken = regexp.MustCompile(`^[A-Za-z0-9]+$`)
)

const (
	usualTimeout  = 20 * time.Second
	usualValidity = 4 * time.Hour
	mostValidity  = 10 * time.Hour // 36,000 s, Twilio's own limit
)

// Check gives every fault of the configuration, in words without the secrets.
func (c Config) Check() error {
	var faults []error
	add := func(on bool, format string, args ...any) {
		if on {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	add(!accountSID.MatchString(c.AccountSID), "the Twilio account SID is AC and 32 hexadecimal digits")
	add(!plainToken.MatchString(c.AuthToken), "the Twilio auth token is missing, or holds other than letters and digits")
	add(c.SecondaryToken != "" && !plainToken.MatchString(c.SecondaryToken), "the secondary Twilio token holds other than letters and digits")
	add(!lineOK(c.Sender), "the Twilio sender is a Messaging Service (MG...), a number (+44...) or a name of up to 11 characters")
	for name, line := range c.Lines {
		add(!lineOK(line), "the Twilio line %q is a Messaging Service, a number or a name", name)
	}
	for _, n := range c.Numbers {
		add(!telephone.MatchString(n), "one of our own numbers is not written as +44...")
	}
	u, err := url.Parse(c.StatusURL)
	add(err != nil || u.Host == "" || u.Scheme != "https" && c.BaseURL == "", "the public address of the status webhook is https://...")
	add(err == nil && (u.RawQuery != "" || u.Fragment != ""), "the public address of the status webhook has no query of its own")
	add(!c.Live && c.BaseURL == "", "live sending is not switched on")
	add(c.Live && c.BaseURL != "", "live sending and a counterpart's address exclude each other")
	if c.BaseURL != "" {
		b, err := url.Parse(c.BaseURL)
		add(err != nil || b.Host == "", "the counterpart's address is not an address")
	}
	add(c.ValidFor < 0 || c.ValidFor > mostValidity, "Twilio holds a text for at most 10 hours")
	add(c.Region == "" && c.Edge != "" || strings.ContainsAny(c.Region+c.Edge, "./: "), "a Twilio edge needs its region, as in ie1 and dublin")
	return errors.Join(faults...)
}

func lineOK(s string) bool {
	return serviceSID.MatchString(s) || telephone.MatchString(s) || shortCode.MatchString(s) || senderName.MatchString(s) && hasLetter.MatchString(s)
}

// oneWay reports whether nobody can answer the line.
func oneWay(line string) bool {
	return !serviceSID.MatchString(line) && !telephone.MatchString(line) && !shortCode.MatchString(line)
}
