package soak

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// fault is what befalls one call.
type fault int

// The faults. In the first five the text is taken on.
const (
	none fault = iota
	silence
	reset
	empty       // 201 without an id
	brokenAfter // 500, yet taken on
	broken      // 500, not taken on
	busy        // 429
	unsubscribed
	landline
)

// refusal is the code with which the text is not taken on; 0 when it is.
func (f fault) refusal() int {
	return map[fault]int{broken: 20500, busy: 20429, unsubscribed: 21610, landline: 21614}[f]
}

func (f fault) status() int {
	switch f {
	case broken:
		return http.StatusInternalServerError
	case busy:
		return http.StatusTooManyRequests
	}
	return http.StatusBadRequest
}

// mix is how many calls or callbacks of a thousand meet what.
type mix struct {
	faults map[fault]int

	hidden    int // never shown in the list
	early     int // callbacks that come before the call returns
	late      int // the others: come after some more texts
	mute      int // texts of which nothing is reported before all have gone
	twice     int
	dropped   int
	unsettled int // texts of which no end is ever reported
	bounced   int // texts that do not arrive
	replies   int // texts that are answered
}

var calm = mix{}

// rough is far worse than any week of Twilio.
var rough = mix{
	faults: map[fault]int{silence: 12, reset: 25, empty: 20, brokenAfter: 20, broken: 20, busy: 8, unsubscribed: 4, landline: 6},
	hidden: 50, early: 250, late: 500, mute: 300, twice: 200, dropped: 100, unsettled: 50, bounced: 60, replies: 60,
}

func (m mix) draw(dice *rand.Rand) fault {
	at := dice.IntN(1000)
	for f := silence; f <= landline; f++ {
		if at -= m.faults[f]; at < 0 {
			return f
		}
	}
	return none
}

// phase is where in the life of a call the program is killed.
type phase int

const (
	arriving phase = iota // the text is not taken on
	taken                 // taken on, and the answer never comes
	answered              // somewhere in what follows the answer
	starting              // while the program starts
	phases
)

// strike is one SIGKILL to come.
type strike struct {
	at     int // with this POST, counted from the first of the test
	when   phase
	spin   time.Duration // answered, starting: so much later
	victim *child
	once   sync.Once
	struck chan struct{}
}

// falls kills when this is the phase, and says whether it was.
func (s *strike) falls(p phase) bool {
	if s == nil || s.when != p {
		return false
	}
	s.once.Do(func() {
		s.victim.kill()
		close(s.struck)
	})
	return true
}

// hasFallen waits for a kill that is under way.
func (s *strike) hasFallen() bool {
	s.once.Do(func() {})
	select {
	case <-s.struck:
		return true
	default:
		return false
	}
}

// fallsSoon kills a moment later. Where it strikes is chance: any place must do.
func (s *strike) fallsSoon() {
	time.Sleep(s.spin)
	s.falls(s.when)
}

func sid(n int) string { return fmt.Sprintf("SM%032x", n) }
