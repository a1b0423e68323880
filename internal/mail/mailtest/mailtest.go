// Package mailtest is a small SMTP server on loopback that keeps what it was
// told, for tests of emails.
package mailtest

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Server is an SMTP server.
type Server struct {
	Host  string
	Port  int
	Roots *x509.CertPool // trust its certificate

	cert     tls.Certificate
	startTLS bool
	mu       sync.Mutex
	took     []string
	said     []string
	refuse   bool
}

// New starts a server until the test ends. With startTLS it offers STARTTLS and
// then asks for an account.
func New(t testing.TB, startTLS bool) *Server {
	t.Helper()
	web := httptest.NewTLSServer(nil) // lends its certificate
	t.Cleanup(web.Close)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	s := &Server{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Roots: x509.NewCertPool(), cert: web.TLS.Certificates[0], startTLS: startTLS}
	s.Roots.AddCert(web.Certificate())
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go s.talk(conn)
		}
	}()
	return s
}

// Refuse makes the server take no message from now on, or take them again.
func (s *Server) Refuse(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = on
}

// Took gives the messages that were taken, whole.
func (s *Server) Took() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.took...)
}

// Said gives the commands of the clients, those within TLS with "tls: " before.
func (s *Server) Said() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.said...)
}

func (s *Server) talk(conn net.Conn) {
	defer func() { conn.Close() }()
	in, prefix := bufio.NewScanner(conn), ""
	answer := func(text string) { fmt.Fprintf(conn, "%s\r\n", text) }
	answer("220 mailtest")
	for in.Scan() {
		line := in.Text()
		s.note(prefix + line)
		word, _, _ := strings.Cut(strings.ToUpper(line), " ")
		switch word {
		case "EHLO", "HELO":
			switch {
			case s.startTLS && prefix == "":
				answer("250-mailtest\r\n250 STARTTLS")
			case s.startTLS:
				answer("250-mailtest\r\n250 AUTH PLAIN")
			default:
				answer("250 mailtest")
			}
		case "STARTTLS":
			answer("220 go on")
			conn, prefix = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{s.cert}}), "tls: "
			in = bufio.NewScanner(conn)
		case "AUTH":
			answer("235 ok")
		case "MAIL":
			if s.refusing() {
				answer("451 not now")
				continue
			}
			answer("250 ok")
		case "DATA":
			answer("354 go on")
			s.take(in)
			answer("250 taken")
		case "QUIT":
			answer("221 bye")
			return
		default:
			answer("250 ok")
		}
	}
}

func (s *Server) take(in *bufio.Scanner) {
	var lines []string
	for in.Scan() && in.Text() != "." {
		lines = append(lines, in.Text())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.took = append(s.took, strings.Join(lines, "\n"))
}

func (s *Server) note(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said = append(s.said, line)
}

func (s *Server) refusing() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refuse
}
