package extracts

import (
	"crypto/rand"
	"errors"
	"os"
	"sync"
	"time"

	"stepdown/internal/intake"
	"stepdown/internal/problem"
)

// imports are the imports under way in this process. They live in memory: an
// import that the process did not finish left nothing behind, so there is
// nothing to remember of it.
type imports struct {
	mu   sync.Mutex
	jobs map[string]*importing
}

// importing is one import under way.
type importing struct {
	id, practiceID string
	files          intake.Files
	dir            string // where the files rest until the import has ended

	mu          sync.Mutex
	done, total int64
	ended       time.Time
	extract     intake.Extract
	again       bool
	fault       string                // what to tell; empty when it went well
	question    *intake.UnknownLayout // about the columns, when the files wait for an answer
	changed     chan struct{}
}

func newImports() *imports { return &imports{jobs: map[string]*importing{}} }

// remembered is how long the outcome of an import can be looked up.
const remembered = time.Hour

func (x *imports) begin(practiceID, dir string, files intake.Files) *importing {
	x.mu.Lock()
	defer x.mu.Unlock()
	for id, j := range x.jobs {
		if j.endedBefore(time.Now().Add(-remembered)) {
			j.drop()
			delete(x.jobs, id)
		}
	}
	j := &importing{id: rand.Text(), practiceID: practiceID, files: files, dir: dir, changed: make(chan struct{}, 1)}
	x.jobs[j.id] = j
	return j
}

func (x *imports) find(practiceID, id string) (*importing, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if j, ok := x.jobs[id]; ok && j.practiceID == practiceID {
		return j, nil
	}
	return nil, problem.Missing("The import")
}

func (j *importing) endedBefore(t time.Time) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return !j.ended.IsZero() && j.ended.Before(t)
}

func (j *importing) progress(done, total int64) {
	j.mu.Lock()
	j.done, j.total = done, total
	j.mu.Unlock()
	j.tell()
}

func (j *importing) finish(e intake.Extract, again bool, err error) {
	j.mu.Lock()
	j.extract, j.again, j.ended = e, again, time.Now()
	if err != nil {
		j.fault = "Something went wrong while the export was read. Nothing was imported. Try again; if it goes on, tell whoever looks after Stepdown."
		var p *problem.Error
		if errors.As(err, &p) {
			j.fault = p.Text
		}
		j.question = answerable(err)
	}
	waits := j.question != nil
	j.mu.Unlock()
	if waits {
		time.AfterFunc(waitForAnswer, j.drop)
	} else {
		j.drop()
	}
	j.tell()
}

// waitForAnswer is how long files rest on disk for somebody to explain their
// columns: they hold people whom we do not keep.
const waitForAnswer = 30 * time.Minute

// answerable gives the question that can be put to a person: one with headings
// to explain.
func answerable(err error) *intake.UnknownLayout {
	var q *intake.UnknownLayout
	if errors.As(err, &q) {
		for _, f := range q.Files {
			if len(f.Headings) > 0 {
				return q
			}
		}
	}
	return nil
}

// drop removes the files, and with them the question.
func (j *importing) drop() {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.ended.IsZero() {
		j.question = nil
		os.RemoveAll(j.dir)
	}
}

// restart makes the import ready to run once more on the same files; false when
// they are gone.
func (j *importing) restart() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.question == nil {
		return false
	}
	j.question, j.fault, j.ended, j.done, j.total = nil, "", time.Time{}, 0, 0
	return true
}

// tell wakes whoever follows the import, without waiting for them.
func (j *importing) tell() {
	select {
	case j.changed <- struct{}{}:
	default:
	}
}

// state of an import at an instant.
type state struct {
	Done, Total int64
	Percent     int64
	Ended       bool
	Again       bool
	Fault       string
	Question    *intake.UnknownLayout
	ExtractID   string
}

func (j *importing) state() state {
	j.mu.Lock()
	defer j.mu.Unlock()
	s := state{Done: j.done, Total: j.total, Ended: !j.ended.IsZero(), Again: j.again, Fault: j.fault, Question: j.question, ExtractID: j.extract.ID}
	if j.total > 0 {
		s.Percent = min(100, j.done*100/j.total)
	}
	return s
}
