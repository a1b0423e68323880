// Package codelist holds the clinical code lists the search rests on, each
// with its source and version, and answers one question: which lists know
// this code, or this term?
//
// A published list is not a clinician: a practice can add a list, or replace
// one, and every decision names the version it was made with.
package codelist

import (
	"slices"
	"strings"
	"sync"
)

// Names of the embedded lists.
const (
	Cancer                = "cancer"
	PalliativeCare        = "palliative-care"
	Epilepsy              = "epilepsy"
	EpilepsyResolved      = "epilepsy-resolved"
	PostherpeticNeuralgia = "postherpetic-neuralgia"
	DiabeticNeuropathy    = "diabetic-neuropathy"
	SevereMentalIllness   = "severe-mental-illness"
	Depression            = "depression"
	Anxiety               = "anxiety"
	OpioidDependence      = "opioid-dependence"
	Pregnancy             = "pregnancy"
	TrigeminalNeuralgia   = "trigeminal-neuralgia"
	Spasticity            = "spasticity"
	SickleCell            = "sickle-cell"
	ChronicPain           = "chronic-pain"
	COPD                  = "copd"
	SleepApnoea           = "sleep-apnoea"
	RenalImpairment       = "renal-impairment"
)

// System names the coding system of a code.
type System string

// The coding systems of UK general practice.
const (
	SNOMED  System = "snomed"
	CTV3    System = "ctv3"
	Read2   System = "read2"
	Unknown System = "" // not said; a term alone
)

// Match is how an entry was found in a list, kept as evidence.
type Match string

// The kinds of match, strongest first.
const (
	ByConcept Match = "concept" // SNOMED CT concept
	ByCode    Match = "code"    // CTV3 or Read code
	ByTerm    Match = "term"    // the words, because there was no usable code
	ByWords   Match = "words"   // some of the words, by a plain rule
)

// Entry is one row of a list. A row with a term and no code matches by words
// only.
type Entry struct {
	Code   string
	Term   string
	System System
}

// List is a named, dated set of codes. Lists are shared and must not be
// changed after they are made.
type List struct {
	Name       string // "cancer"
	Title      string // "Cancer", as a page shows it
	Source     string // where it comes from
	Version    string // of the source, or the name of the file a practice gave
	Date       string // when the source was published or read, yyyy-mm-dd; empty when not known
	Licence    string
	Note       string // what was left out, and why
	WindowDays int    // an entry counts for this many days after its date; 0: for ever
	Entries    []Entry

	sayings []saying
}

// Hit is a list that knows an entry.
type Hit struct {
	List    string
	Version string
	Match   Match
	Term    string // as the list writes it
}

// Set is the lists in use. The zero Set knows nothing. Sets are values: With
// gives a new one and leaves the old as it was.
type Set struct {
	lists []*List // sorted by name
	index *index
}

// NewSet makes a set; a later list of the same name replaces an earlier one.
func NewSet(lists ...*List) Set {
	var s Set
	for _, l := range lists {
		s.lists = put(s.lists, l)
	}
	s.index = &index{}
	return s
}

// With adds a list, or replaces the one with its name.
func (s Set) With(l *List) Set {
	return Set{lists: put(slices.Clone(s.lists), l), index: &index{}}
}

func put(lists []*List, l *List) []*List {
	i, found := slices.BinarySearchFunc(lists, l.Name, func(x *List, name string) int { return strings.Compare(x.Name, name) })
	if found {
		lists[i] = l
		return lists
	}
	return slices.Insert(lists, i, l)
}

// Lists in order of name.
func (s Set) Lists() []*List { return slices.Clone(s.lists) }

// List gives the list of that name, or nil.
func (s Set) List(name string) *List {
	for _, l := range s.lists {
		if l.Name == name {
			return l
		}
	}
	return nil
}

// Versions gives the version of each list by name, as decisions record them.
func (s Set) Versions() map[string]string {
	m := make(map[string]string, len(s.lists))
	for _, l := range s.lists {
		m[l.Name] = l.Version
	}
	return m
}

// Match tells which lists know an entry of a record, in order of list name: by
// SNOMED concept; by CTV3 or Read code; and by its words only when there is no
// code that can be read (or none of a known system), so that a code outside
// the lists is never overruled by a chance likeness of words. Words match whole
// first, and else by the plain rules of lists/words.csv.
func (s Set) Match(code string, system System, term string) []Hit {
	if s.index == nil {
		return nil
	}
	s.index.once.Do(func() { s.index.build(s.lists) })
	return s.index.match(s.lists, code, system, term)
}

// Prepare builds the index that the first entry would wait for. It may run
// beside other work, and again at no cost.
func (s Set) Prepare() {
	if s.index != nil {
		s.index.once.Do(func() { s.index.build(s.lists) })
	}
}

// KnowsConcept reports whether any list knows a SNOMED concept: one look, no
// memory.
func (s Set) KnowsConcept(id uint64) bool {
	if s.index == nil {
		return false
	}
	s.index.once.Do(func() { s.index.build(s.lists) })
	_, ok := s.index.concepts[id]
	return ok
}

// index finds entries by concept, code and words. It is built on first use:
// a set that is only listed on a page need not pay for it.
type index struct {
	once     sync.Once
	words    sync.Once // the words apart: most exports have codes and never ask
	older    sync.Once // and so the CTV3 and Read codes
	concepts map[uint64][]ref
	codes    map[string][]ref // CTV3 and Read codes, case kept: they differ by it
	terms    map[string][]ref // normalised words
	sayings  *sayingIndex
}

// ref points at an entry of a list.
type ref struct{ list, entry int32 }

func (x *index) build(lists []*List) {
	n := 0
	for _, l := range lists {
		n += len(l.Entries)
	}
	x.concepts = make(map[uint64][]ref, n)
	refs := make([]ref, n) // one backing array for the common case of one list per code
	for li, l := range lists {
		for ei, e := range l.Entries {
			if e.System != SNOMED {
				continue
			}
			one := refs[:1:1]
			refs = refs[1:]
			one[0] = ref{int32(li), int32(ei)}
			if id, ok := ConceptID(e.Code); ok {
				x.concepts[id] = add(x.concepts[id], one)
			}
		}
	}
}

func (x *index) buildCodes(lists []*List) {
	x.codes = map[string][]ref{}
	for li, l := range lists {
		for ei, e := range l.Entries {
			if e.System != SNOMED && e.Code != "" {
				key := codeKey(e.System, e.Code)
				x.codes[key] = add(x.codes[key], []ref{{int32(li), int32(ei)}})
			}
		}
	}
}

func (x *index) buildWords(lists []*List) {
	x.terms = map[string][]ref{}
	for li, l := range lists {
		for ei, e := range l.Entries {
			if t := Normalise(e.Term); t != "" {
				x.terms[t] = add(x.terms[t], []ref{{int32(li), int32(ei)}})
			}
		}
	}
	x.sayings = indexSayings(lists)
}

// add keeps one ref per list: the first entry speaks for the others.
func add(have, one []ref) []ref {
	if have == nil {
		return one
	}
	for _, r := range have {
		if r.list == one[0].list {
			return have
		}
	}
	return append(have, one[0])
}

func (x *index) match(lists []*List, code string, system System, term string) []Hit {
	code = strings.TrimSpace(code)
	if system == SNOMED || system == Unknown {
		if id, ok := ConceptID(code); ok {
			return x.hits(lists, x.concepts[id], ByConcept)
		}
	}
	if code != "" && system != SNOMED {
		x.older.Do(func() { x.buildCodes(lists) })
		for _, sys := range []System{CTV3, Read2} {
			if system == sys || system == Unknown {
				if r := x.codes[codeKey(sys, code)]; r != nil {
					return x.hits(lists, r, ByCode)
				}
			}
		}
	}
	// A CTV3 or Read code that no sourced list holds says nothing about the
	// concept, so its words are asked.
	t := Normalise(term)
	if t == "" || strings.HasPrefix(strings.TrimSpace(term), "?") { // "?Lymphoma" asks
		return nil
	}
	x.words.Do(func() { x.buildWords(lists) })
	return x.said(lists, term, t, x.hits(lists, x.terms[t], ByTerm))
}

func (x *index) hits(lists []*List, refs []ref, how Match) []Hit {
	if len(refs) == 0 {
		return nil
	}
	out := make([]Hit, len(refs))
	for i, r := range refs {
		l := lists[r.list]
		out[i] = Hit{List: l.Name, Version: l.Version, Match: how, Term: l.Entries[r.entry].Term}
	}
	return out
}

// codeKey keeps CTV3 and Read v2 apart and forgives a missing or doubled
// trailing dot ("F300" for "F300.") and Read's two-digit term code ("F300.00").
func codeKey(s System, code string) string {
	if len(code) == 7 {
		code = code[:5]
	}
	return string(s) + "|" + strings.TrimRight(code, ".")
}
