package config

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const page = "../../docs/config.md"

var (
	row     = regexp.MustCompile("(?m)^\\| `--(\\[no-\\])?([a-z-]+)` \\| `([A-Z_]+)` \\| ([^|]*) \\|")
	fileRow = regexp.MustCompile("(?m)^\\| `[A-Z_]+_FILE` \\|")
)

// A setting that is not on the page is not known to whoever runs Stepdown; one
// that is only on the page does nothing, and nobody is told.
func TestPageListsEverySetting(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	onPage := map[string][3]string{}
	for _, found := range row.FindAllStringSubmatch(string(text), -1) {
		onPage[found[2]] = [3]string{found[3], found[4], found[1]}
	}
	settings := settingsOf(reflect.TypeOf(Config{}), "", "")
	if len(settings) < 15 {
		t.Fatalf("only %d settings were found in Config: the tags have changed", len(settings))
	}
	for _, s := range settings {
		told, there := onPage[s.flag]
		switch {
		case !there:
			t.Errorf("--%s is not on %s", s.flag, page)
		case told[0] != s.variable:
			t.Errorf("--%s: the page says %s, the program reads %s", s.flag, told[0], s.variable)
		case s.defaults != "" && told[1] != "`"+s.defaults+"`":
			t.Errorf("--%s: the page says the default is %s, the program %q", s.flag, told[1], s.defaults)
		case s.negatable != (told[2] != ""):
			t.Errorf("--%s: the page and the program differ on --no-%s", s.flag, s.flag)
		}
		delete(onPage, s.flag)
	}
	for flag := range onPage {
		t.Errorf("%s has --%s, which the program does not", page, flag)
	}
}

// The variables that name files are read in Complete, not by a tag.
func TestPageListsEveryFileVariable(t *testing.T) {
	source, err := os.ReadFile("config.go")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var read, told []string
	for _, found := range regexp.MustCompile(`"([A-Z_]+_FILE)"\)`).FindAllStringSubmatch(string(source), -1) {
		read = append(read, found[1])
	}
	for _, line := range fileRow.FindAllString(string(text), -1) {
		told = append(told, strings.Trim(line, "|` "))
	}
	slices.Sort(read)
	slices.Sort(told)
	if len(read) == 0 || !slices.Equal(read, told) {
		t.Errorf("the program reads %v, the page lists %v", read, told)
	}
}

type setting struct {
	flag, variable, defaults string
	negatable                bool
}

// settingsOf reads a struct's tags as the command line does.
func settingsOf(of reflect.Type, prefix, envPrefix string) []setting {
	var all []setting
	for i := range of.NumField() {
		f := of.Field(i)
		if _, embedded := f.Tag.Lookup("embed"); embedded {
			all = append(all, settingsOf(f.Type, prefix+f.Tag.Get("prefix"), envPrefix+f.Tag.Get("envprefix"))...)
			continue
		}
		if f.Tag.Get("kong") == "-" {
			continue
		}
		_, negatable := f.Tag.Lookup("negatable")
		all = append(all, setting{prefix + dashed(f.Name), envPrefix + f.Tag.Get("env"), f.Tag.Get("default"), negatable})
	}
	return all
}

// dashed is the flag of a field: DatabaseURL becomes database-url.
func dashed(name string) string {
	var out []string
	rest := name
	for rest != "" {
		n := 1
		for n < len(rest) && !(upper(rest[n]) && (!upper(rest[n-1]) || n+1 < len(rest) && !upper(rest[n+1]))) {
			n++
		}
		out = append(out, strings.ToLower(rest[:n]))
		rest = rest[n:]
	}
	return strings.Join(out, "-")
}

func upper(c byte) bool { return 'A' <= c && c <= 'Z' }

func TestFlagsAreNamedAsOnTheCommandLine(t *testing.T) {
	for name, want := range map[string]string{"Data": "data", "DatabaseURL": "database-url", "PublicURL": "public-url", "AccountSID": "account-sid",
		"MessagingServiceSID": "messaging-service-sid", "TrustedProxies": "trusted-proxies"} {
		if got := dashed(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
