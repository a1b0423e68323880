// Command stepdown is the whole of Stepdown in one program: the site, the
// worker, and the tools for the command line.
package main

import (
	"fmt"
	"os"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"
)

// cli is the command line: a field for each command, a file for each field.
type cli struct {
	Serve       serveCmd       `cmd:"" help:"Serve the site and send what is due."`
	Demo        demoCmd        `cmd:"" help:"Make an invented practice and serve it."`
	Synth       synthCmd       `cmd:"" help:"Write the exports of an invented practice."`
	User        userCmd        `cmd:"" help:"Practices and accounts."`
	Identify    identifyCmd    `cmd:"" help:"Search an export for people on opioids and gabapentinoids."`
	Medicines   medicinesCmd   `cmd:"" help:"Read medicine names."`
	Taper       taperCmd       `cmd:"" help:"Propose a tapering plan. Not for use with patients."`
	SMS         smsCmd         `cmd:"" name:"sms" help:"Count the segments of text messages."`
	SPC         spcCmd         `cmd:"" name:"spc" help:"Limits and signals of a control or run chart, as JSON."`
	Migrate     migrateCmd     `cmd:"" help:"Bring the database up to date and stop."`
	Backup      backupCmd      `cmd:"" help:"Copy the database to a file while it is in use."`
	CheckConfig checkConfigCmd `cmd:"" help:"Check the settings and print them without secrets."`
	Healthcheck healthcheckCmd `cmd:"" help:"Ask a running Stepdown whether it is well."`
}

// grammar is the command line as far as these arguments need it: kong takes as
// long to build that of all the commands as to read a small practice's patients.
func grammar(args []string) any {
	t := reflect.TypeFor[cli]()
	for i := range t.NumField() {
		if f := t.Field(i); len(args) > 0 && args[0] == strings.ToLower(f.Name) {
			return reflect.New(reflect.StructOf([]reflect.StructField{f})).Interface()
		}
	}
	return &cli{} // help, a name in two words, or none that we know
}

func main() {
	ctx := kong.Parse(grammar(os.Args[1:]), kong.Name("stepdown"), kong.UsageOnError(),
		kong.Description("Helps general practice support people living with pain to reduce opioids and gabapentinoids safely."))
	if err := ctx.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "stepdown:", err)
		os.Exit(1)
	}
}
