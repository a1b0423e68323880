package twilio

import "fmt"

// Told is an error code in words, with what to do.
type Told struct {
	Words string
	kind  kind
}

// kind tells what a code means for the texts that follow.
type kind int

const (
	theirs kind = iota // this text, or this number: the others may go
	ours               // our account or settings: every text would meet the same
	later              // too many at once: nothing was done with the text, and it may go again
)

const (
	codeOptedOut = 21610
	codeFiltered = 30007
)

// codes: names checked in Twilio's error reference (twilio.com/docs/api/errors).
var codes = map[int]Told{
	20003: {"Twilio does not accept our account or token. Sending has stopped: check the settings.", ours},
	20005: {"Our Twilio account is not active. Sending has stopped: ask whoever looks after the settings.", ours},
	20404: {"Twilio does not know the account or service. Sending has stopped: check the settings.", ours},
	20429: {"Twilio asked us to slow down. The text waits and goes later.", later},
	14107: {"Twilio asked us to slow down. The text waits and goes later.", later},
	21211: {"The number is not one that can be texted. Check it with the person, or send a letter.", theirs},
	21212: {"The sender's number is not one that can send. Sending has stopped: check the settings.", ours},
	21222: {"The Twilio account is not written as it should be. Sending has stopped: check the settings.", ours},
	21224: {"The Twilio token is not written as it should be. Sending has stopped: check the settings.", ours},
	21408: {"The Twilio account may not text to this country. Ask whoever looks after the settings.", ours},
	21602: {"The text was empty. Please report this fault.", theirs},
	21603: {"No sender is set up. Sending has stopped: check the settings.", ours},
	21604: {"The text had no number. Please report this fault.", theirs},
	21606: {"The sender is not ours, or cannot send texts. Sending has stopped: check the settings.", ours},
	21610: {"They asked the network for no more texts. It is written in the register; use a letter or ring.", theirs},
	21611: {"Twilio's queue for our sender is full. The text waits and goes later.", later},
	21612: {"Our sender cannot reach this number. Check the number, or send a letter.", theirs},
	21614: {"The number is not a mobile. Check it with the person, or send a letter.", theirs},
	21617: {"The text is longer than 1,600 characters. Shorten it.", theirs},
	21635: {"The number is a landline. Send a letter.", theirs},
	21659: {"The sender is not one of our numbers. Sending has stopped: check the settings.", ours},
	21660: {"The sender belongs to another account. Sending has stopped: check the settings.", ours},
	21701: {"The Messaging Service does not exist. Sending has stopped: check the settings.", ours},
	21703: {"The Messaging Service has no number. Sending has stopped: check the settings.", ours},
	21705: {"The Messaging Service is not written as it should be. Sending has stopped: check the settings.", ours},
	30001: {"The text waited too long in Twilio's queue. Send more slowly, or again later.", theirs},
	30002: {"Twilio has suspended our account. Ask whoever looks after the settings.", ours},
	30003: {"The telephone could not be reached: it may be off. Once more on another day, or ring.", theirs},
	30004: {"The network blocked the text for this person. Do not send the same again; use a letter or ring.", theirs},
	30005: {"The number is not in use. Check it with the person, or send a letter.", theirs},
	30006: {"The number is a landline, or its network takes no texts. Send a letter.", theirs},
	30007: {"The network took the text for spam. Do not send the same words again; ask for help with the wording.", theirs},
	30008: {"The network gave no reason. Once more on another day at most.", theirs},
	30029: {"The account is not set up for discarding texts. Sending has stopped: check the settings.", ours},
	30034: {"Our sender is not registered. Ask whoever looks after the settings.", ours},
	30410: {"The network did not answer in time. Once more on another day at most.", theirs},
	63038: {"The account has sent as many texts as it may in a day. The text waits and goes later; ask whoever looks after the settings to raise the limit.", later},
}

// Explain gives an error code in words, with what to do.
func Explain(code int) Told {
	if t, ok := codes[code]; ok {
		return t
	}
	if code == 0 {
		return Told{Words: "Twilio refused the text without a code. Look at its console, or send a letter."}
	}
	return Told{Words: fmt.Sprintf("Twilio refused the text with code %d. Look the code up in its error reference, or send a letter.", code)}
}

// reported is Explain for a text that the network had taken and that ended: it
// waits no more.
func reported(code int) Told {
	t := Explain(code)
	if t.kind == later {
		t.Words = "Too many texts were sent at once, so this one did not go. Send it again later."
	}
	return t
}
