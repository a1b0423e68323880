// Package mail sends the practice an email through its own SMTP server. What
// it carries names nobody: email may be read by many.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"mime"
	"net"
	netmail "net/mail"
	"net/smtp"
	"strconv"
	"strings"
	"time"
)

// Config of the server. With an empty Host nothing is sent.
type Config struct {
	Host     string
	Port     int
	From     string // an address, perhaps with a name
	Security Security
	User     string // empty for a server that asks for none
	Password string

	Roots *x509.CertPool // for tests; nil for the machine's own
}

// Security of the connection.
type Security string

// The ways: STARTTLS must succeed, TLS from the first byte, or none, for a
// server on the same machine alone.
const (
	StartTLS Security = "starttls"
	TLS      Security = "tls"
	Plain    Security = "none"
)

// patience is how long the whole conversation may take.
const patience = 30 * time.Second

// On reports whether a server is set up.
func (c Config) On() bool { return c.Host != "" }

// Check lists what is wrong, without the password.
func (c Config) Check() error {
	if !c.On() {
		return nil
	}
	var faults []error
	if _, err := netmail.ParseAddress(c.From); err != nil {
		faults = append(faults, errors.New("the sender of emails is not an email address"))
	}
	if c.Port < 1 || c.Port > 65535 {
		faults = append(faults, errors.New("the port of the email server is from 1 to 65535"))
	}
	if c.Security == Plain && !loopback(c.Host) {
		faults = append(faults, errors.New("email without TLS is for a server on this machine alone"))
	}
	return errors.Join(faults...)
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send one message of plain text. An error means that the server did not take
// it, or did not say so.
func (c Config) Send(ctx context.Context, to, subject, body string) error {
	from, err := netmail.ParseAddress(c.From)
	if err != nil {
		return fmt.Errorf("the sender's address: %w", err)
	}
	recipient, err := netmail.ParseAddress(to)
	if err != nil {
		return fmt.Errorf("the recipient's address: %w", err)
	}
	client, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	if c.User != "" {
		if err := client.Auth(smtp.PlainAuth("", c.User, c.Password, c.Host)); err != nil {
			return fmt.Errorf("the email server refused the account: %w", err)
		}
	}
	if err := errors.Join(client.Mail(from.Address), client.Rcpt(recipient.Address)); err != nil {
		return fmt.Errorf("the email server refused an address: %w", err)
	}
	w, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(compose(from, recipient, subject, body, time.Now())); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("the email server did not take the message: %w", err)
	}
	_ = client.Quit() // it is taken, whatever the server says now
	return nil
}

// dial connects, and goes over to TLS as the settings say.
func (c Config) dial(ctx context.Context) (*smtp.Client, error) {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	address, secure := net.JoinHostPort(c.Host, strconv.Itoa(c.Port)), &tls.Config{ServerName: c.Host, RootCAs: c.Roots, MinVersion: tls.VersionTLS12}
	var conn net.Conn
	var err error
	if c.Security == TLS {
		conn, err = (&tls.Dialer{Config: secure}).DialContext(ctx, "tcp", address)
	} else {
		conn, err = (&net.Dialer{}).DialContext(ctx, "tcp", address)
	}
	if err != nil {
		return nil, fmt.Errorf("the email server could not be reached: %w", err)
	}
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	client, err := smtp.NewClient(conn, c.Host)
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("the email server gave no greeting: %w", err)
	}
	if c.Security == StartTLS {
		if err := client.StartTLS(secure); err != nil {
			client.Close()
			return nil, fmt.Errorf("the email server does not offer STARTTLS, or its certificate is not trusted: %w", err)
		}
	}
	return client, nil
}

func compose(from, to *netmail.Address, subject, body string, now time.Time) []byte {
	head := []string{"From: " + from.String(), "To: " + to.String(), "Subject: " + mime.QEncoding.Encode("utf-8", subject),
		"Date: " + now.Format(time.RFC1123Z), "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "Auto-Submitted: auto-generated"}
	return []byte(strings.Join(head, "\r\n") + "\r\n\r\n" + strings.ReplaceAll(body, "\n", "\r\n") + "\r\n")
}
