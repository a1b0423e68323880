package study

import (
	"slices"
	"testing"

	"stepdown/internal/cycle"
	"stepdown/internal/medicine"
)

func TestNumberAndTypeOfMedicinesStopped(t *testing.T) {
	o := func(name string, class medicine.Class, change cycle.Change) cycle.Outcome {
		return cycle.Outcome{Medicine: name, Class: class, Change: change}
	}
	got := off([]cycle.Outcome{o("tramadol", medicine.Opioid, cycle.Stopped), o("codeine", medicine.Opioid, cycle.Stopped), o("tramadol", medicine.Opioid, cycle.Stopped),
		o("pregabalin", medicine.Gabapentinoid, cycle.Stopped), o("tramadol", medicine.Opioid, cycle.Restarted), o("morphine", medicine.Opioid, cycle.Switched)})
	if want := "4 medicines: 3 opioids (codeine 1, tramadol 2), 1 gabapentinoid (pregabalin 1)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if off([]cycle.Outcome{o("tramadol", medicine.Opioid, cycle.Reduced)}) != "" {
		t.Error("a reduction is no stop")
	}
}

func TestStopsAndReductionsAreCountedApart(t *testing.T) {
	l := func(stopped bool, months int, how cycle.Lasted) cycle.Lasting {
		return cycle.Lasting{Stopped: stopped, Months: months, Lasted: how}
	}
	got := lastingRows([]cycle.Lasting{l(true, 3, cycle.Held), l(true, 3, cycle.NotHeld), l(true, 6, cycle.TooEarly), l(true, 6, ""), l(false, 3, cycle.Held)})
	want := []LastingRow{{"Stopped, after 3 months", 1, 1, 0, 0}, {"Stopped, after 6 months", 0, 0, 1, 1}, {"Reduced, after 3 months", 1, 0, 0, 0}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}
