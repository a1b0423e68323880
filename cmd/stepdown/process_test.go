package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"stepdown/static"
)

// TestMain lets the test binary stand in for the program, so that tests can
// start, stop and kill a real process.
func TestMain(m *testing.M) {
	if os.Getenv("STEPDOWN_TEST_AS_PROGRAM") == "yes" {
		main()
		return
	}
	os.Exit(m.Run())
}

func program(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), "STEPDOWN_TEST_AS_PROGRAM=yes")
	return cmd
}

// started runs the demonstration and gives its address.
func started(t *testing.T, data string) (*exec.Cmd, string) {
	t.Helper()
	if _, err := static.Load(static.Built()); errors.Is(err, static.ErrNotBuilt) && os.Getenv("CI") != "true" {
		t.Skip("skipped: ", err)
	}
	cmd := program(t.Context(), "demo", "--data", data, "--address", "127.0.0.1:0", "--patients", "300", "--months", "8")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, address, found := strings.Cut(lines.Text(), "demonstration is at "); found {
			go io.Copy(io.Discard, out)
			return cmd, address
		}
	}
	t.Fatal("the demonstration did not start")
	return nil, ""
}

func status(t *testing.T, address string) int {
	t.Helper()
	r, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	return r.StatusCode
}

func TestDemonstrationStartsKeepsItsDataAndStopsInOrder(t *testing.T) {
	data := t.TempDir()
	for _, start := range []string{"first", "second"} {
		cmd, address := started(t, data)
		for _, path := range []string{"/healthz", "/readyz", "/sign-in"} {
			if got := status(t, address+path); got != http.StatusOK {
				t.Errorf("%s start: %s answers %d", start, path, got)
			}
		}
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("%s start: stopped with %v", start, err)
		}
	}
}

// A process killed in the middle of an import leaves all of it or nothing, and
// no uploaded file behind.
func TestKilledImportLeavesAllOrNothing(t *testing.T) {
	data := t.TempDir()
	for _, wait := range []time.Duration{0, 3 * time.Millisecond, 10 * time.Millisecond, 25 * time.Millisecond, 60 * time.Millisecond} {
		cmd, address := started(t, data)
		client := signedIn(t, address)
		go upload(client, address, data)
		<-time.After(wait) // where it strikes is chance: any place must do
		cmd.Process.Kill()
		cmd.Wait()
	}
	_, address := started(t, data)
	client := signedIn(t, address)
	body := get(t, client, address+"/extracts")
	if n := strings.Count(body, "/extracts/report/"); n != 7 && n != 8 {
		t.Errorf("%d extracts are listed, want the 7 of the demonstration or the whole 8th with them", n)
	}
	if left, _ := filepath.Glob(filepath.Join(data, "uploads", "*")); len(left) > 0 {
		t.Errorf("%d uploads left", len(left))
	}
}

func signedIn(t *testing.T, address string) *http.Client {
	t.Helper()
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	r, err := client.PostForm(address+"/sign-in", url.Values{"email": {"coordinator@demo.example"}, "password": {"stepdown-coordinator"}})
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	return client
}

func get(t *testing.T, client *http.Client, address string) string {
	t.Helper()
	r, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// upload sends the newest extract; the server may die under it.
func upload(client *http.Client, address, data string) {
	exports, _ := filepath.Glob(filepath.Join(data, "exports", "*.csv"))
	if len(exports) == 0 {
		return
	}
	content, err := os.ReadFile(exports[0])
	if err != nil {
		return
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, _ := w.CreateFormFile("files", "export.csv")
	part.Write(content)
	w.Close()
	if r, err := client.Post(address+"/extracts", w.FormDataContentType(), &b); err == nil {
		r.Body.Close()
	}
}

func TestFirstAdministratorIsAddedFromTheCommandLine(t *testing.T) {
	data := t.TempDir()
	add := func(password string) (string, error) {
		cmd := program(t.Context(), "user", "add", "--data", data, "--email", "boss@example.org", "--name", "Boss", "--practice", "A81001", "--practice-name", "High Street")
		cmd.Stdin = strings.NewReader(password + "\n")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := add("short"); err == nil || !strings.Contains(out, "between 12 and 128 characters") {
		t.Errorf("a short password: %v %s", err, out)
	}
	if out, err := add("long enough for anybody"); err != nil || strings.Contains(out, "long enough") {
		t.Errorf("%v %s", err, out)
	}
	if out, err := add("long enough for anybody"); err == nil || !strings.Contains(out, "already has an account") {
		t.Errorf("a second account of the same address: %v %s", err, out)
	}
}

func TestFaultySettingsAreAllNamed(t *testing.T) {
	cmd := program(t.Context(), "check-config", "--public-url", "http://stepdown.example.org", "--texts-transport", "twilio", "--twilio-auth-token", "verysecret")
	out, err := cmd.CombinedOutput()
	for _, want := range []string{"must be https unless", "say so with --texts-live", "needs an account SID", "either a number or a Messaging Service"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("not said: %q", want)
		}
	}
	if err == nil || strings.Contains(string(out), "verysecret") {
		t.Errorf("%v %s", err, out)
	}
	// What Twilio alone would say is said here too, and what to tell Twilio.
	cmd = program(t.Context(), "check-config", "--public-url", "https://stepdown.example.org", "--texts-transport", "twilio", "--texts-live", "--twilio-auth-token", "very_secret", "--twilio-account-sid", "AC1",
		"--twilio-from", "+441632960000", "--twilio-edge", "dublin")
	out, err = cmd.CombinedOutput()
	for _, want := range []string{"AC and 32 hexadecimal digits", "other than letters and digits", "needs its region", "https://stepdown.example.org/webhooks/twilio/inbound#rc=5&rp=all"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("not said: %q", want)
		}
	}
	if err == nil || strings.Contains(string(out), "very_secret") {
		t.Errorf("%v %s", err, out)
	}
}
