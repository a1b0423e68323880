package taper

import (
	"bytes"
	"encoding/json"
	"os"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// check builds a plan and fails with every broken promise.
func check(t interface {
	Helper()
	Errorf(string, ...any)
}, r Request) Plan {
	t.Helper()
	p, err := Build(r)
	if err != nil {
		if p.Refused == "" || len(p.Steps) != 0 {
			t.Errorf("%+v: refused by halves: %v", r.Lines, err)
		}
		return p
	}
	for _, f := range faults(r, p) {
		t.Errorf("%s\n\tlines %+v\n\tpolicy %s to %s, preferences %+v, start %s, stock %v", f, r.Lines, r.Policy.Name, r.To, r.Preferences, r.Start, r.Stock)
	}
	return p
}

func TestPlansKeepTheirPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { check(t, regimens.Draw(t, "regimen")) })
}

func TestSameRequestSamePlanAndJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := regimens.Draw(t, "regimen")
		p, _ := Build(r)
		q, _ := Build(r)
		a, b := mustJSON(p), mustJSON(q)
		if !bytes.Equal(a, b) {
			t.Fatalf("two plans of one request:\n%s\n%s", a, b)
		}
		var back Plan
		if err := json.Unmarshal(a, &back); err != nil {
			t.Fatal(err)
		}
		if c := mustJSON(back); !bytes.Equal(a, c) {
			t.Fatalf("not the same after JSON:\n%s\n%s", a, c)
		}
	})
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// TestManyRegimens runs a great many seeds: 500, or as many as the variable
// TAPER_REGIMENS says (10000 before a release; see `make check`).
func TestManyRegimens(t *testing.T) {
	n := 500
	if s := os.Getenv("TAPER_REGIMENS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	steps, refused := 0, 0
	for seed := range n {
		p := check(t, regimens.Example(seed))
		steps += len(p.Steps)
		if p.Refused != "" {
			refused++
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	t.Logf("%d regimens, %d steps, %d refused", n, steps, refused)
}

// TestEveryProductCanBeTapered builds a plan for every product of the table
// at one, two and four units a day.
func TestEveryProductCanBeTapered(t *testing.T) {
	for _, p := range Products() {
		for _, n := range []Amount{1, 2, 4} {
			if p.Patch() && n > 2 {
				continue
			}
			every := 0
			if len(p.Hours) > 0 {
				every = p.Hours[0]
			}
			r := Request{Start: firstDay, Override: &Override{Reason: "test"}, Lines: []Line{{Medicine: p.Name, Product: p.Name, Daily: n * p.Holds, EveryHours: every}}}
			r.Policy, _ = DefaultPolicy(p)
			if plan := check(t, r); plan.Refused != "" || len(plan.Steps) == 0 || plan.Steps[len(plan.Steps)-1].Daily != 0 {
				t.Errorf("%s, %d a day: %q, doses %v", p.Name, n, plan.Refused, doses(plan))
			}
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	for i := range b.N {
		if _, err := Build(regimens.Example(i % 1000)); err != nil {
			continue
		}
	}
}
