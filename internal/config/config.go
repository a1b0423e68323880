// Package config is what the program is told at start: read once from flags
// and environment, checked whole, handed on; never a global.
package config

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// Config of a running Stepdown. Tags are those of the command line.
type Config struct {
	Data           string   `help:"Folder for the database file, the key file and uploads." default:"data" env:"STEPDOWN_DATA" type:"path"`
	DatabaseURL    string   `help:"postgres://… to use PostgreSQL instead of the SQLite file." env:"DATABASE_URL"`
	KeyFile        string   `help:"File of the keys that seal records; made at first start. Default: keys.json in the data folder." env:"STEPDOWN_KEY_FILE" type:"path"`
	MarkFolder     string   `help:"Folder of the files that count what was sent, so that a restored backup is seen. Default: the data folder." env:"STEPDOWN_MARK_FOLDER" type:"path"`
	Address        string   `help:"Address to listen on." default:"127.0.0.1:8080" env:"STEPDOWN_ADDRESS"`
	PublicURL      string   `help:"Address that browsers and the text provider use, such as https://stepdown.example.nhs.uk." env:"STEPDOWN_PUBLIC_URL"`
	Assets         string   `help:"Folder of built front-end files, instead of those in the program." env:"STEPDOWN_ASSETS" type:"path"`
	Worker         bool     `help:"Send texts and run schedules in this process." default:"true" negatable:"" env:"STEPDOWN_WORKER"`
	Watch          string   `help:"Folder watched for new extracts." env:"STEPDOWN_WATCH" type:"path"`
	TrustedProxies []string `help:"Addresses of proxies whose X-Forwarded-For is believed." env:"STEPDOWN_TRUSTED_PROXIES"`

	Texts  Texts  `embed:"" prefix:"texts-" envprefix:"STEPDOWN_TEXTS_"`
	Twilio Twilio `embed:"" prefix:"twilio-" envprefix:"TWILIO_"`
	SMTP   SMTP   `embed:"" prefix:"smtp-" envprefix:"STEPDOWN_SMTP_"`

	Demo bool `kong:"-"` // set by the demo command alone
}

// Texts says how texts leave.
type Texts struct {
	Transport string  `help:"simulator, log-only or twilio." default:"simulator" enum:"simulator,log-only,twilio" env:"TRANSPORT"`
	Live      bool    `help:"Yes, texts may go to people's phones. Needed beside twilio." env:"LIVE"`
	Rate      float64 `help:"Segments a second that the provider takes." default:"1" env:"RATE"`
}

// Twilio account settings. Secrets may stand in files: TWILIO_AUTH_TOKEN_FILE.
type Twilio struct {
	AccountSID          string   `help:"Account." env:"ACCOUNT_SID"`
	AuthToken           string   `help:"Auth token." env:"AUTH_TOKEN"`
	SecondAuthToken     string   `help:"The other token while it is being rotated." env:"SECOND_AUTH_TOKEN"`
	From                string   `help:"Number that texts come from." env:"FROM"`
	MessagingServiceSID string   `help:"Messaging Service, instead of a number." env:"MESSAGING_SERVICE_SID"`
	Numbers             []string `help:"Numbers of the Messaging Service, asked for texts that came while Stepdown could not be reached." env:"NUMBERS"`
	Region              string   `help:"Region, such as ie1." env:"REGION"`
	Edge                string   `help:"Edge, such as dublin." env:"EDGE"`
	DiscardContent      bool     `help:"Ask Twilio to keep no words of texts. The account must be set up for it." env:"DISCARD_CONTENT"`
	ObfuscateAddress    bool     `help:"Ask Twilio to keep no whole numbers. The account must be set up for it." env:"OBFUSCATE_ADDRESS"`
}

// SMTP is the server through which a practice is told of overdue replies.
type SMTP struct {
	Host     string `help:"Server that takes emails to the practice; without it none are sent." env:"HOST"`
	Port     int    `help:"Port of the server." default:"587" env:"PORT"`
	From     string `help:"Address that emails come from." env:"FROM"`
	Security string `help:"starttls, tls, or none for a server on this machine." default:"starttls" enum:"starttls,tls,none" env:"SECURITY"`
	User     string `help:"Account at the server, when it asks for one." env:"USER"`
	Password string `help:"Its password." env:"PASSWORD"`
}

// Complete fills in what follows from other settings, reads secrets from
// files, and lists every fault.
func (c *Config) Complete() error {
	if c.KeyFile == "" {
		c.KeyFile = filepath.Join(c.Data, "keys.json")
	}
	if c.MarkFolder == "" {
		c.MarkFolder = c.Data
	}
	if c.PublicURL == "" {
		c.PublicURL = "http://" + c.Address
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	faults := []error{
		fromFile(&c.DatabaseURL, "DATABASE_URL_FILE"),
		fromFile(&c.Twilio.AuthToken, "TWILIO_AUTH_TOKEN_FILE"),
		fromFile(&c.Twilio.SecondAuthToken, "TWILIO_SECOND_AUTH_TOKEN_FILE"),
		fromFile(&c.SMTP.Password, "STEPDOWN_SMTP_PASSWORD_FILE"),
	}
	u, err := url.Parse(c.PublicURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		faults = append(faults, errors.New("the public address must be http://… or https://…"))
	} else if u.Scheme == "http" && !loopback(u.Hostname()) {
		faults = append(faults, errors.New("the public address must be https unless it is this machine: records would cross the network unprotected"))
	}
	if c.Texts.Rate <= 0 {
		faults = append(faults, errors.New("the text rate must be above 0"))
	}
	return errors.Join(append(faults, c.checkTwilio()...)...)
}

func (c *Config) checkTwilio() []error {
	if c.Texts.Transport != "twilio" {
		if c.Texts.Live {
			return []error{errors.New("live texts need the twilio transport")}
		}
		return nil
	}
	var faults []error
	if !c.Texts.Live {
		faults = append(faults, errors.New("the twilio transport sends to real phones: say so with --texts-live"))
	}
	if c.Twilio.AccountSID == "" || c.Twilio.AuthToken == "" {
		faults = append(faults, errors.New("Twilio needs an account SID and an auth token"))
	}
	if (c.Twilio.From == "") == (c.Twilio.MessagingServiceSID == "") {
		faults = append(faults, errors.New("Twilio needs either a number or a Messaging Service"))
	}
	if sid := c.Twilio.MessagingServiceSID; sid != "" && (!strings.HasPrefix(sid, "MG") || len(sid) != 34) {
		faults = append(faults, errors.New("a Messaging Service is MG and 32 letters and digits"))
	}
	if c.Twilio.MessagingServiceSID != "" && len(c.Twilio.Numbers) == 0 {
		faults = append(faults, errors.New("name the numbers of the Messaging Service with --twilio-numbers: otherwise replies that come while Stepdown is down are lost"))
	}
	if c.Demo {
		faults = append(faults, errors.New("the demonstration never sends live texts"))
	}
	return faults
}

// Database is the address that the store opens.
func (c *Config) Database() string {
	if c.DatabaseURL != "" {
		return c.DatabaseURL
	}
	return filepath.Join(c.Data, "stepdown.db")
}

// Secure reports whether browsers come by https.
func (c *Config) Secure() bool { return strings.HasPrefix(c.PublicURL, "https://") }

func loopback(host string) bool {
	return host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")
}

// fromFile fills an unset value from the file that the variable names.
func fromFile(value *string, variable string) error {
	path := os.Getenv(variable)
	if *value != "" || path == "" {
		return nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("%s names a file that cannot be read", variable)
	}
	*value = strings.TrimSpace(string(b))
	return nil
}
