package twilio

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"testing"

	"stepdown/internal/messaging"
)

// What each code of the network means for the text and for those after it.
// Twilio's error reference names the codes; the classes are ours.
var classes = map[messaging.Outcome][]int{
	messaging.Refused:       {21211, 21602, 21604, 21610, 21612, 21614, 21617, 21635, 30001, 30003, 30004, 30005, 30006, 30007, 30008, 30410, 12345},
	messaging.Misconfigured: {20003, 20005, 20404, 21212, 21222, 21224, 21408, 21603, 21606, 21659, 21660, 21701, 21703, 21705, 30002, 30029, 30034},
	messaging.NotProcessed:  {14107, 20429, 21611, 63038},
}

var whatToDo = regexp.MustCompile(`(?i)\b(check|letter|ring|ask|report|waits and goes later|on another day|shorten|more slowly)\b`)

func TestEveryCodeHasItsClassAndSaysWhatToDo(t *testing.T) {
	classed := 0
	for want, list := range classes {
		for _, code := range list {
			classed++
			n, posts := against(t, says(400, fmt.Sprintf(`{"code":%d,"message":"about +447700900123","status":400}`, code)))
			_, err := n.Send(context.Background(), text)
			var e *messaging.SendError
			if !errors.As(err, &e) || e.Outcome != want || e.Code != code || posts.Load() != 1 || e.OptedOut != (code == 21610) {
				t.Errorf("%d: %v, want %s", code, err, want)
				continue
			}
			if !whatToDo.MatchString(e.Reason) {
				t.Errorf("%d does not say what to do: %q", code, e.Reason)
			}
			s, err := Status(url.Values{"m": {"a"}}, url.Values{"MessageSid": {"SM1"}, "MessageStatus": {"failed"}, "ErrorCode": {fmt.Sprint(code)}})
			if err != nil || s.OptedOut != (code == 21610) || s.Filtered != (code == 30007) || s.Misconfigured != (want == messaging.Misconfigured) || s.Reason == "" {
				t.Errorf("%d in a callback: %+v %v", code, s, err)
			}
			if regexp.MustCompile(`waits`).MatchString(s.Reason) && want == messaging.NotProcessed {
				t.Errorf("%d: a text that ended is said to wait", code)
			}
			// With a server's fault nothing is certain, whatever the code.
			n, _ = against(t, says(503, fmt.Sprintf(`{"code":%d,"status":503}`, code)))
			if _, err := n.Send(context.Background(), text); !errors.As(err, &e) || e.Outcome != messaging.Unclear {
				t.Errorf("%d with 503: %v", code, err)
			}
		}
	}
	if classed != len(codes)+1 {
		t.Errorf("%d codes are in the table of this test, %d in the program's", classed-1, len(codes))
	}
}
