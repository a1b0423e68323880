// Package form is a small kit: a field holds its words, what was typed and
// what is wrong with it, and the partial templates draw it from that.
package form

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"stepdown/internal/nhs"
	"stepdown/internal/problem"
)

// Field is one question of a form.
type Field struct {
	Name, Label, Hint string
	Value             string   // what was typed, kept when the form comes back
	Values            []string // for checkboxes
	Error             string   // what to mend; empty when nothing
	Options           []Option // for radios, checkboxes and selects
	Kind              string   // "text", "email", "password", "textarea", "date", "radios", "checkboxes", "select", "number", "file"
	Width             int      // in characters: 2, 3, 4, 5, 10, 20, 30; 0 for full
	Rows              int
	Autocomplete      string
	Suffix            string // unit shown after the input
	Optional          bool

	max int
}

// Option is one choice.
type Option struct {
	Value, Text, Hint string
}

// Text asks for one line, at most max letters.
func Text(name, label string, max int) *Field {
	return &Field{Name: name, Label: label, Kind: "text", max: max}
}

// Area asks for several lines.
func Area(name, label string, rows, max int) *Field {
	return &Field{Name: name, Label: label, Kind: "textarea", Rows: rows, max: max}
}

// Number asks for a number.
func Number(name, label string, width int) *Field {
	return &Field{Name: name, Label: label, Kind: "number", Width: width, max: 20}
}

// Date asks for a day in three boxes, as the design system does.
func Date(name, label string) *Field {
	return &Field{Name: name, Label: label, Kind: "date", Hint: "For example, 15 3 2027"}
}

// Radios asks for one of a few.
func Radios(name, label string, options ...Option) *Field {
	return &Field{Name: name, Label: label, Kind: "radios", Options: options}
}

// Checkboxes asks for any of a few.
func Checkboxes(name, label string, options ...Option) *Field {
	return &Field{Name: name, Label: label, Kind: "checkboxes", Options: options}
}

// Select asks for one of many.
func Select(name, label string, options ...Option) *Field {
	return &Field{Name: name, Label: label, Kind: "select", Options: options}
}

// Hinted adds a hint.
func (f *Field) Hinted(hint string) *Field { f.Hint = hint; return f }

// Maybe marks the field as one that may stay empty.
func (f *Field) Maybe() *Field { f.Optional = true; return f }

// Wide sets the width in characters.
func (f *Field) Wide(n int) *Field { f.Width = n; return f }

// As fills in a value.
func (f *Field) As(value string) *Field { f.Value = value; return f }

// Of fills in checked values.
func (f *Field) Of(values ...string) *Field { f.Values = values; return f }

// Chosen reports whether an option is selected, for the templates.
func (f *Field) Chosen(value string) bool {
	if f.Kind == "checkboxes" {
		for _, v := range f.Values {
			if v == value {
				return true
			}
		}
		return false
	}
	return f.Value == value
}

// Day, Month and Year are the three boxes of a date.
func (f *Field) Day() string   { return f.part(2) }
func (f *Field) Month() string { return f.part(1) }
func (f *Field) Year() string  { return f.part(0) }

func (f *Field) part(i int) string {
	parts := strings.Split(f.Value, "-")
	if len(parts) != 3 {
		return ""
	}
	return strings.TrimLeft(parts[i], "0")
}

// DateValue is the date that was entered; empty when none or wrong.
func (f *Field) DateValue() nhs.Date {
	d, err := nhs.ParseDate(f.Value)
	if err != nil {
		return ""
	}
	return d
}

// Float is the number that was entered, 0 when none.
func (f *Field) Float() float64 {
	v, _ := strconv.ParseFloat(strings.TrimSpace(f.Value), 64)
	return v
}

// Int is the whole number that was entered, 0 when none.
func (f *Field) Int() int { return int(f.Float()) }

// Read fills the fields from a posted form and checks what the kit can:
// missing answers, lengths in letters, unknown options, dates, numbers. It
// reports whether all is well.
func Read(posted url.Values, fields ...*Field) bool {
	ok := true
	for _, f := range fields {
		f.read(posted)
		ok = ok && f.Error == ""
	}
	return ok
}

func (f *Field) read(posted url.Values) {
	switch f.Kind {
	case "checkboxes":
		f.Values = posted[f.Name]
		for _, v := range f.Values {
			if !f.knows(v) {
				f.Error = "Select from the list"
			}
		}
		if len(f.Values) == 0 && !f.Optional {
			f.Error = "Select at least one: " + lowerFirst(f.Label)
		}
		return
	case "date":
		f.readDate(posted)
		return
	}
	f.Value = strings.TrimSpace(strings.ReplaceAll(posted.Get(f.Name), "\r\n", "\n"))
	if f.Kind == "password" {
		f.Value = posted.Get(f.Name) // spaces belong to a password
	}
	switch {
	case f.Value == "" && !f.Optional:
		f.Error = f.missing()
	case f.max > 0 && utf8.RuneCountInString(f.Value) > f.max:
		f.Error = f.Label + " must be " + strconv.Itoa(f.max) + " characters or fewer"
	case f.Value != "" && len(f.Options) > 0 && !f.knows(f.Value):
		f.Error = "Select from the list"
	case f.Value != "" && f.Kind == "number":
		if v, err := strconv.ParseFloat(f.Value, 64); err != nil || v != v || v > 1e12 || v < -1e12 {
			f.Error = f.Label + " must be a number"
		}
	}
}

func (f *Field) missing() string {
	if len(f.Options) > 0 {
		return "Select an answer: " + lowerFirst(f.Label)
	}
	return "Enter an answer: " + lowerFirst(f.Label)
}

func (f *Field) readDate(posted url.Values) {
	y, m, d := strings.TrimSpace(posted.Get(f.Name+"-year")), strings.TrimSpace(posted.Get(f.Name+"-month")), strings.TrimSpace(posted.Get(f.Name+"-day"))
	f.Value = y + "-" + m + "-" + d // kept as typed when it is wrong
	if y+m+d == "" {
		f.Value = ""
		if !f.Optional {
			f.Error = "Enter a date: " + lowerFirst(f.Label)
		}
		return
	}
	date, err := nhs.ParseDate(pad(y, 4) + "-" + pad(m, 2) + "-" + pad(d, 2))
	if err != nil {
		f.Error = f.Label + " must be a real date, such as 15 3 2027"
		return
	}
	f.Value = string(date)
}

func pad(s string, n int) string {
	for len(s) < n {
		s = "0" + s
	}
	return s
}

func (f *Field) knows(v string) bool {
	for _, o := range f.Options {
		if o.Value == v {
			return true
		}
	}
	return false
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// Blame puts the field problems of err on the fields and reports whether it
// was such an error; another error is the caller's to return.
func Blame(err error, fields ...*Field) bool {
	var p *problem.Error
	if !errors.As(err, &p) || p.Kind != problem.Invalid {
		return false
	}
	found := false
	for _, f := range fields {
		if text, ok := p.Fields[f.Name]; ok {
			f.Error, found = text, true
		}
	}
	return found
}

// Errors gives the fields that need mending, for the summary on top.
func Errors(fields ...*Field) []*Field {
	var out []*Field
	for _, f := range fields {
		if f.Error != "" {
			out = append(out, f)
		}
	}
	return out
}

// Anchor is the id that the error summary links to.
func (f *Field) Anchor() string {
	switch f.Kind {
	case "date":
		return f.Name + "-day"
	case "radios", "checkboxes":
		return f.Name + "-0"
	}
	return f.Name
}

// Described lists the ids of hint and error, for aria-describedby.
func (f *Field) Described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.Name+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.Name+"-error")
	}
	return strings.Join(ids, " ")
}
