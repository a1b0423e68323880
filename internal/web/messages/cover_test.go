package messages

import (
	"testing"

	"stepdown/internal/practice"
)

// What is given to somebody who is away names who covers.
func TestThreadsOfSomebodyAwayNameTheCover(t *testing.T) {
	staff := []practice.Staff{{ID: "a", Name: "Amara Nwosu", CoverID: "j"}, {ID: "j", Name: "Joan Fletcher"}}
	names := covered(map[string]string{"a": "Amara Nwosu", "j": "Joan Fletcher"}, staff)
	if names["a"] != "Amara Nwosu (away: Joan Fletcher covers)" || names["j"] != "Joan Fletcher" {
		t.Errorf("%v", names)
	}
}
