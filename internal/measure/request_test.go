package measure

import (
	"encoding/json"
	"testing"
)

// The reference runs go in and come out as JSON.
func TestRequestAnswersTheReferenceRuns(t *testing.T) {
	var runs []struct {
		ID       string
		Options  json.RawMessage
		Input    struct{ X, Y json.RawMessage }
		Expected map[string]json.RawMessage
	}
	load(t, "xmr_reference_runs.json", &runs)
	for _, run := range runs {
		body := `{"values":` + string(run.Input.Y) + `,"dates":` + string(run.Input.X) + `,"options":` + string(run.Options) + `}`
		r, err := ReadRequest([]byte(body))
		if err != nil {
			t.Fatalf("%s: %v", run.ID, err)
		}
		b, err := json.Marshal(r.Answer())
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]json.RawMessage
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"rebase_group", "outside_limits", "relative_to_mean", "close_to_limits", "special_cause_type", "point_type", "variation_type_last_point"} {
			if string(got[name]) != string(run.Expected[name]) {
				t.Errorf("%s: %s %s, want %s", run.ID, name, got[name], run.Expected[name])
			}
		}
		for _, name := range []string{"mean", "lpl", "upl"} {
			var a, b []*float64
			if json.Unmarshal(got[name], &a) != nil || json.Unmarshal(run.Expected[name], &b) != nil || len(a) != len(b) {
				t.Fatalf("%s: %s is %s", run.ID, name, got[name])
			}
			for i := range a {
				if !same(orNaN(a[i]), orNaN(b[i])) {
					t.Errorf("%s: %s of point %d", run.ID, name, i+1)
				}
			}
		}
	}
}

func TestRequestKeepsGapsInTheirPlaces(t *testing.T) {
	r, err := ReadRequest([]byte(`{"values":[1,null,3,2]}`))
	if err != nil {
		t.Fatal(err)
	}
	a := r.Answer()
	if len(a.Mean) != 4 || a.Mean[1] != nil || a.Value[1] != nil || *a.Mean[2] != 2 || a.Point[1] != nil || len(a.Notes) == 0 {
		t.Errorf("%+v", a)
	}
}

func TestRequestMakesTheOtherCharts(t *testing.T) {
	for _, body := range []string{
		`{"values":[1,2,3],"options":{"chart":"run","rebase_at_index_1based":[2]}}`,
		`{"numerators":[1,2,3],"denominators":[10,0,null],"options":{"chart":"p'","multiply":100}}`,
		`{"values":[1,2,null],"options":{"chart":"MR"}}`,
		`{"values":[1,2,3],"options":{"chart":"c","freeze":2}}`,
	} {
		r, err := ReadRequest([]byte(body))
		if err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		a := r.Answer()
		if _, err := json.Marshal(a); err != nil || len(a.Value) != 3 || len(a.Centre) != 3 || len(a.Runs) == 0 {
			t.Errorf("%s: %v %+v", body, err, a)
		}
	}
}

func TestRequestRefusesWhatItDoesNotUnderstand(t *testing.T) {
	for _, body := range []string{
		``, `[]`, `{}`, `{"values":[]}`, `{"values":[1],"colour":"red"}`, `{"values":[1],"options":{"improvment_direction":"increase"}}`,
		`{"values":[1],"options":{"improvement_direction":"up"}}`, `{"values":[1,2],"dates":["2026-01-31"]}`, `{"values":[1,2],"dates":["2026-01-31","2026-01-31"]}`,
		`{"values":[1],"dates":["31/01/2026"]}`, `{"values":[1],"options":{"rebase_at_index_1based":2}}`, `{"values":[1],"options":{"chart":"pie"}}`,
		`{"values":[1],"options":{"chart":"p"}}`, `{"values":[1],"numerators":[1]}`, `{"values":[1]} {}`, `{"values":["1"]}`, `{"values":[1],"options":{"rules":"mine"}}`,
		`{"values":[1e999]}`, `{"values":[1],"options":{"fix_after_n_points":-1}}`,
	} {
		if _, err := ReadRequest([]byte(body)); err == nil {
			t.Errorf("%s was accepted", body)
		}
	}
}

// Whatever is read can be answered, and the answer is JSON.
func FuzzRequest(f *testing.F) {
	f.Add([]byte(`{"values":[1,null,3,2],"dates":["2026-01-31","2026-02-28","2026-03-31","2026-04-30"],"options":{"improvement_direction":"decrease","target":2,"rebase_at_index_1based":3}}`))
	f.Add([]byte(`{"numerators":[1,2],"denominators":[10,0],"options":{"chart":"p'"}}`))
	f.Add([]byte(`{"values":[1e308,-1e308,1e308],"options":{"chart":"I"}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := ReadRequest(b)
		if err != nil {
			return
		}
		a := r.Answer()
		if _, err := json.Marshal(a); err != nil || len(a.Value) != r.length() {
			t.Fatalf("%v, %d values of %d", err, len(a.Value), r.length())
		}
	})
}
