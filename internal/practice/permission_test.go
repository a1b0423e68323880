package practice

import (
	"strings"
	"testing"
)

// Who may do what, written out once more by hand: a slip in the table of roles
// must not pass unseen.
func TestRolesHoldWhatTheyShould(t *testing.T) {
	everything := []Permission{SeeFigures, SeePeople, PlanCycle, ImportList, ScreenRecord, SendMessage, HandleReply, Book, HoldReview, AgreePlan, RunProgramme, StudyCycle, ManageStaff, ManageSite, ReadAudit, ApproveWords, KeepPolicies}
	for role, held := range map[Role]string{
		Viewer:        "x................",
		Coordinator:   "xxxx.xxx..xx.....",
		Clinician:     "xxxxxxxxxxxx...xx",
		Administrator: "xxxx.xxx..xxxxxx.",
	} {
		for i, p := range everything {
			if got, want := (Staff{Roles: RoleSet{role}}).Can(p), held[i] == 'x'; got != want {
				t.Errorf("%s, %s: %v, want %v", role, p, got, want)
			}
		}
	}
}

func TestDisabledAccountMayDoNothing(t *testing.T) {
	if (Staff{Roles: RoleSet{Clinician, Administrator}, Disabled: true}).Can(SeeFigures) {
		t.Error("a disabled account sees figures")
	}
}

func TestParseRolesRefusesUnknownWords(t *testing.T) {
	rs, err := ParseRoles(" clinician , administrator ")
	if err != nil || rs.String() != "clinician,administrator" {
		t.Errorf("%v (%v)", rs, err)
	}
	if _, err := ParseRoles("clinician,owner"); err == nil || !strings.Contains(err.Error(), "no role of that name") {
		t.Errorf("%v", err)
	}
}

func TestPasswordLengthIsInLetters(t *testing.T) {
	for password, ok := range map[string]bool{"short": false, strings.Repeat("â", 11): false, strings.Repeat("â", 12): true, strings.Repeat("x", 129): false} {
		if _, err := HashPassword(password); (err == nil) != ok {
			t.Errorf("%d letters: %v", len([]rune(password)), err)
		}
	}
}

// The safe way round: nothing clinical is on until somebody put their name to it.
func TestSafetyGateIsShutByDefault(t *testing.T) {
	for _, c := range []struct {
		a    Acceptance
		open bool
	}{
		{Acceptance{}, false}, {Acceptance{Name: "Dr A"}, false}, {Acceptance{Name: "Dr A", Registration: "1234567"}, false},
		{Acceptance{Name: "Dr A", Registration: "1234567", On: "2026-11-01"}, true}, {Acceptance{Demo: true}, true},
	} {
		if c.a.Given() != c.open {
			t.Errorf("%+v: %v", c.a, c.a.Given())
		}
	}
}
