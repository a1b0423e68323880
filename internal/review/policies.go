package review

import (
	"context"
	"strconv"
	"strings"
	"time"

	"stepdown/internal/audit"
	"stepdown/internal/problem"
	"stepdown/internal/taper"
)

// Policy is one version of a tapering policy of the practice's own. Versions
// of one policy share a series; what is saved is never written over, since a
// plan may have been made with it.
type Policy struct {
	ID         string
	PracticeID string
	Series     string
	Version    int
	taper.Policy
	SavedBy    string // name
	SavedAt    time.Time
	RetiredBy  string
	WhyRetired string
}

// Policies gives the practice's own policies: of each series every version,
// newest first.
func (s *Service) Policies(ctx context.Context, practiceID string) ([]Policy, error) {
	return s.Store.Policies(ctx, practiceID)
}

// ChosenPolicy finds what a form of plans names: the id of one of the
// practice's policies, or the name of one that ships with the program.
func (s *Service) ChosenPolicy(ctx context.Context, practiceID, key string) (taper.Policy, error) {
	if p, ships := taper.PolicyByName(key); ships {
		return p, nil
	}
	p, err := s.Store.Policy(ctx, practiceID, key)
	return p.Policy, err
}

// CopyPolicy makes a draft of the practice's own from one that ships with the
// program or from one of its own.
func (s *Service) CopyPolicy(ctx context.Context, by audit.Actor, key string) (Policy, error) {
	from, err := s.ChosenPolicy(ctx, by.PracticeID, key)
	if err != nil {
		return Policy{}, err
	}
	p := Policy{PracticeID: by.PracticeID, Policy: from}
	p.Title = "Our copy of " + lowered(from.Title)
	return p, s.addPolicy(ctx, by, &p, "copied tapering policy")
}

// EditPolicy saves a change as the next version, a draft. A draft that it
// changes is replaced; an approved version stays in use until the new one is
// approved.
func (s *Service) EditPolicy(ctx context.Context, by audit.Actor, id string, change taper.Policy) (Policy, error) {
	var p Policy
	return p, s.Store.InTx(ctx, func(ctx context.Context) error {
		old, err := s.newestPolicy(ctx, by.PracticeID, id)
		if err != nil {
			return err
		}
		p = Policy{PracticeID: by.PracticeID, Series: old.Series, Version: old.Version, Policy: change}
		p.Name = old.Name
		if old.Status == taper.Draft {
			old.Status = taper.Replaced
			if err := s.Store.MovePolicy(ctx, &old, taper.Draft); err != nil {
				return err
			}
		}
		return s.addPolicy(ctx, by, &p, "edited tapering policy")
	})
}

// addPolicy checks and stores p as the draft after p.Version.
func (s *Service) addPolicy(ctx context.Context, by audit.Actor, p *Policy, action string) error {
	p.Version++
	p.Policy.Version, p.Status, p.Approver, p.ApprovedOn = versionName(p.Version), taper.Draft, "", ""
	p.SavedBy = by.Name
	return s.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.Store.AddPolicy(ctx, p); err != nil {
			return err
		}
		if err := p.Check(); err != nil { // the name of a new series is known only now
			return err
		}
		return s.recordPolicy(ctx, by, action, *p)
	})
}

// newestPolicy loads the version that somebody had on the screen, and refuses
// one that is no longer the newest.
func (s *Service) newestPolicy(ctx context.Context, practiceID, id string) (Policy, error) {
	p, err := s.Store.Policy(ctx, practiceID, id)
	if err != nil {
		return p, err
	}
	all, err := s.Store.Policies(ctx, practiceID)
	for _, o := range all {
		if o.Series == p.Series && o.Version > p.Version {
			return p, problem.Conflictf("There is a newer version of this policy. Look at that one.")
		}
	}
	return p, err
}

// ApprovePolicy puts the actor's name to a draft: from now on plans are made
// with it, and the version approved before is replaced.
func (s *Service) ApprovePolicy(ctx context.Context, by audit.Actor, id string) (Policy, error) {
	var p Policy
	return p, s.Store.InTx(ctx, func(ctx context.Context) (err error) {
		if p, err = s.newestPolicy(ctx, by.PracticeID, id); err != nil {
			return err
		}
		if p.Status != taper.Draft {
			return problem.Conflictf("Only a draft can be approved, and this version is %s.", p.Status)
		}
		all, err := s.Store.Policies(ctx, by.PracticeID)
		if err != nil {
			return err
		}
		for _, o := range all {
			if o.Series == p.Series && o.Status == taper.Approved {
				o.Status = taper.Replaced
				if err := s.Store.MovePolicy(ctx, &o, taper.Approved); err != nil {
					return err
				}
			}
		}
		p.Status, p.Approver, p.ApprovedOn = taper.Approved, by.Name, s.today()
		if err := p.Check(); err != nil {
			return err
		}
		if err := s.Store.MovePolicy(ctx, &p, taper.Draft); err != nil {
			return err
		}
		return s.recordPolicy(ctx, by, "approved tapering policy", p)
	})
}

// RetirePolicy takes a version out of use, with the reason. Plans made with it
// go on: each holds the policy it was made with.
func (s *Service) RetirePolicy(ctx context.Context, by audit.Actor, id, why string) (Policy, error) {
	if strings.TrimSpace(why) == "" {
		return Policy{}, problem.Field("why", "Enter why the policy is retired")
	}
	var p Policy
	return p, s.Store.InTx(ctx, func(ctx context.Context) (err error) {
		if p, err = s.Store.Policy(ctx, by.PracticeID, id); err != nil {
			return err
		}
		was := p.Status
		if was != taper.Draft && was != taper.Approved {
			return problem.Conflictf("This version is %s already.", was)
		}
		p.Status, p.RetiredBy, p.WhyRetired = taper.Retired, by.Name, why
		if err := s.Store.MovePolicy(ctx, &p, was); err != nil {
			return err
		}
		return s.recordPolicy(ctx, by, "retired tapering policy", p)
	})
}

// PoliciesOffered gives the policies that a plan can be made with: the
// practice's approved ones, its drafts, and the drafts that ship with the
// program. The keys are those of ChosenPolicy.
func (s *Service) PoliciesOffered(ctx context.Context, practiceID string) ([]Offered, error) {
	own, err := s.Store.Policies(ctx, practiceID)
	if err != nil {
		return nil, err
	}
	var out []Offered
	for _, status := range []taper.Status{taper.Approved, taper.Draft} {
		for _, p := range own {
			if p.Status == status {
				out = append(out, Offered{p.ID, p.Policy})
			}
		}
	}
	for _, p := range taper.Policies() {
		out = append(out, Offered{p.Name, p})
	}
	return out, nil
}

// Offered is a policy with the key by which a form names it.
type Offered struct {
	Key string
	taper.Policy
}

// UsualPolicy is what a plan is made with when nobody chose: the practice's
// approved policy for the medicine where there is just one such, and otherwise
// none, which leaves the slowest usual draft.
func UsualPolicy(offered []Offered, ingredient string) taper.Policy {
	var found []taper.Policy
	for _, o := range offered {
		if o.Status == taper.Approved && o.Fits(ingredient) && !o.ClinicianChoice {
			found = append(found, o.Policy)
		}
	}
	if len(found) != 1 {
		return taper.Policy{}
	}
	return found[0]
}

// PlansBy counts the live plans that were made with a version.
func (s *Service) PlansBy(ctx context.Context, practiceID string, p Policy) (n int, err error) {
	plans, err := s.Store.LivePlans(ctx, practiceID)
	for _, o := range plans {
		if o.Built && o.Taper.Policy.Name == p.Name && o.Taper.Policy.Version == p.Policy.Version {
			n++
		}
	}
	return n, err
}

func versionName(n int) string { return strconv.Itoa(n) }

func lowered(s string) string { return strings.ToLower(s[:1]) + s[1:] }

func (s *Service) recordPolicy(ctx context.Context, by audit.Actor, action string, p Policy) error {
	return s.Audit.Record(ctx, audit.By(by, action, "policy:"+p.ID).Saying("version "+p.Policy.Version))
}
