package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"

	"stepdown/internal/nhs"
	"stepdown/internal/taper"
)

// inOrder is a flag's text with its place on the command line, so that each
// --dose and --taking finds the --medicine it follows.
type inOrder struct {
	at   int
	text string
}

var placeOnLine int

// Decode keeps the order in which kong meets the flags.
func (o *inOrder) Decode(ctx *kong.DecodeContext) error {
	placeOnLine++
	o.at = placeOnLine
	return ctx.Scan.PopValueInto("text", &o.text)
}

type taperCmd struct {
	Medicine   []inOrder `help:"Name of the medicine as in the record. Repeat for each line of it." required:"" sep:"none" placeholder:"NAME"`
	Dose       []inOrder `help:"Dose text of the medicine before it." sep:"none" placeholder:"TEXT"`
	Taking     []inOrder `help:"Milligrams a day really taken of the medicine before it, confirmed by a clinician." sep:"none" placeholder:"MG"`
	Start      string    `help:"Day of the first step, as 2026-12-01." required:"" placeholder:"DATE"`
	Policy     string    `help:"Name of the policy; the slowest usual one if left out." placeholder:"NAME"`
	Stop       bool      `help:"Plan to stop (also when neither --stop nor --to is given)." xor:"aim"`
	To         string    `help:"Plan down to this many milligrams a day." xor:"aim" placeholder:"MG"`
	Override   string    `help:"Go on past red flags, with the clinician's reason." placeholder:"REASON"`
	Present    []string  `help:"A red flag known to apply, by its code. Repeatable." placeholder:"CODE"`
	UnderAYear bool      `name:"under-a-year" help:"Known to have been used for less than a year."`
	Liquid     bool      `help:"A clinician agreed to a liquid for small steps."`
	Apart      bool      `help:"Take a compound with paracetamol as two medicines."`
	Night      bool      `help:"Keep the larger dose at night."`
	Weekday    string    `help:"Weekday on which to step, as Tuesday." placeholder:"DAY" enum:",Monday,Tuesday,Wednesday,Thursday,Friday" default:""`
	Weekly     bool      `help:"Dispense seven days at a time."`
	Stock      []string  `help:"Units at home, as 'Tramadol 50mg capsules=20'. Repeatable." sep:"none" placeholder:"PRODUCT=N"`
	JSON       bool      `name:"json" help:"Print the plan as JSON."`
}

// Run prints the plan, or the reason why there is none and fails.
func (c *taperCmd) Run() error { return c.write(os.Stdout, os.Stderr) }

func (c *taperCmd) write(out, notice io.Writer) error {
	fmt.Fprintln(notice, "Not for use with patients.")
	plan, refused := c.plan()
	if !c.JSON {
		return errors.Join(printPlan(out, plan), refused)
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return errors.Join(enc.Encode(plan), refused)
}

// plan gives a plan, or one that says why there is none: what is asked wrongly
// is refused in the same shape as what may not be planned.
func (c *taperCmd) plan() (taper.Plan, error) {
	r, err := c.request()
	if err != nil {
		return taper.Refusal(r, sentence(err))
	}
	return taper.Build(r)
}

func sentence(err error) string {
	text := err.Error()
	return strings.TrimSuffix(strings.ToUpper(text[:1])+text[1:], ".") + "."
}

func (c *taperCmd) request() (taper.Request, error) {
	r := taper.Request{Present: []taper.Code{}, UnderAYear: c.UnderAYear, Stock: map[string]int{}, Preferences: taper.Preferences{
		AllowLiquid: c.Liquid, Apart: c.Apart, LargerAtNight: c.Night, Weekday: c.Weekday, Weekly: c.Weekly,
	}}
	var err error
	if r.Start, err = nhs.ParseDate(c.Start); err != nil {
		return r, fmt.Errorf("--start: %w", err)
	}
	if r.Lines, err = c.lines(); err != nil {
		return r, err
	}
	if c.To != "" {
		if r.To, err = taper.ParseAmount(c.To); err != nil {
			return r, fmt.Errorf("--to: %w", err)
		}
	}
	if c.Policy != "" {
		p, ok := taper.PolicyByName(c.Policy)
		if !ok {
			return r, fmt.Errorf("--policy: there is no %q; known: %s", c.Policy, policyNames())
		}
		r.Policy = p
	}
	if c.Override != "" {
		r.Override = &taper.Override{Reason: c.Override, Actor: taper.Actor{Name: "command line", Clinician: true}}
	}
	for _, p := range c.Present {
		known := slices.ContainsFunc(taper.RedFlags(), func(f taper.RedFlag) bool { return string(f.Code) == p })
		if !known {
			return r, fmt.Errorf("--present: there is no red flag %q; known: %s", p, flagCodes())
		}
		r.Present = append(r.Present, taper.Code(p))
	}
	return r, readStock(c.Stock, r.Stock)
}

func readStock(flags []string, stock map[string]int) error {
	for _, s := range flags {
		name, n, ok := strings.Cut(s, "=")
		var units int
		if _, err := fmt.Sscanf(n, "%d", &units); !ok || err != nil || units < 0 || taper.ProductByName(name) == nil {
			return errors.New("--stock: write a product of the table and a number, as 'Tramadol 50mg capsules=20'")
		}
		stock[name] += units
	}
	return nil
}

func flagCodes() string {
	var codes []string
	for _, f := range taper.RedFlags() {
		codes = append(codes, string(f.Code))
	}
	return strings.Join(codes, ", ")
}

func policyNames() string {
	var names []string
	for _, p := range taper.Policies() {
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}

// lines pairs doses and amounts with medicines: each belongs to the medicine
// it follows, or, when the medicines come first, to the one of its number.
func (c *taperCmd) lines() ([]taper.Line, error) {
	dose, err := pair("--dose", c.Medicine, c.Dose)
	if err != nil {
		return nil, err
	}
	taking, err := pair("--taking", c.Medicine, c.Taking)
	if err != nil {
		return nil, err
	}
	var lines []taper.Line
	for i, m := range c.Medicine {
		var amount taper.Amount
		if taking[i] != "" {
			if amount, err = taper.ParseAmount(taking[i]); err != nil || amount == 0 {
				return nil, errors.New("--taking: write milligrams a day, above 0")
			}
		}
		lines = append(lines, taper.ReadLine(m.text, dose[i], amount))
	}
	return lines, nil
}

func pair(flag string, medicines, values []inOrder) ([]string, error) {
	out, clash := make([]string, len(medicines)), false
	for _, v := range values {
		at := -1
		for i, m := range medicines {
			if m.at < v.at {
				at = i
			}
		}
		if at < 0 || out[at] != "" {
			clash = true
			break
		}
		out[at] = v.text
	}
	if !clash {
		return out, nil
	}
	if len(values) != len(medicines) {
		return nil, fmt.Errorf("%s: give one after each --medicine", flag)
	}
	for i, v := range values {
		out[i] = v.text
	}
	return out, nil
}

func printPlan(w io.Writer, p taper.Plan) error {
	if p.Refused != "" {
		_, err := fmt.Fprintf(w, "No plan for %s.\n", strings.Join(p.Medicines, ", "))
		return err
	}
	fmt.Fprintf(w, "%s: %s a day now. Policy %s, version %s.\n\n", strings.Join(p.Medicines, ", "), p.DailyStart, p.Policy.Name, p.Policy.Version)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "From\tTo\tA day\tLess by\t% of current\t% of original\tTake\tSupply")
	for _, s := range p.Steps {
		var supply []string
		for _, q := range s.Supply {
			supply = append(supply, fmt.Sprintf("%d × %s", q.Quantity, q.Product))
		}
		mark := ""
		if s.Beyond {
			mark = " *"
		}
		for i, line := range s.Sentences() {
			if i == 0 {
				fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s%s\t%s\t%s\t%s\n", string(s.From), string(s.To), s.Daily, s.Cut, s.OfCurrent, mark, s.OfOriginal, line, strings.Join(supply, "; "))
			} else {
				fmt.Fprintf(t, "\t\t\t\t\t\t%s\t\n", line)
			}
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	var reviews []string
	for _, d := range p.Reviews {
		reviews = append(reviews, d.String())
	}
	fmt.Fprintf(w, "\n* larger than the policy's limit; see below.\nReviews: %s.\n\n", strings.Join(reviews, "; "))
	for _, line := range p.Warnings {
		fmt.Fprintln(w, "-", line)
	}
	return nil
}
