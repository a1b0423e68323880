package twilio

import "fmt"

// Told is an error code in words, with what to do.
type Told struct {
	Words string
	ours  bool // our account or settings: every text would meet the same
}

const codeOptedOut = 21610

// codes: names checked in Twilio's error reference (twilio.com/docs/api/errors).
var codes = map[int]Told{
	20003: {"Twilio does not accept our account or token. Sending has stopped: check the settings.", true},
	20404: {"Twilio does not know the account or service. Sending has stopped: check the settings.", true},
	20429: {"Twilio asked us to slow down. The text waits and goes later.", false},
	14107: {"Twilio asked us to slow down. The text waits and goes later.", false},
	21211: {"The number is not one that can be texted. Check it with the person, or send a letter.", false},
	21222: {"The Twilio account is not written as it should be. Sending has stopped: check the settings.", true},
	21224: {"The Twilio token is not written as it should be. Sending has stopped: check the settings.", true},
	21408: {"The Twilio account may not text to this country. Ask whoever looks after the settings.", true},
	21602: {"The text was empty. Please report this fault.", false},
	21603: {"No sender is set up. Sending has stopped: check the settings.", true},
	21604: {"The text had no number. Please report this fault.", false},
	21606: {"The sender is not ours, or cannot send texts. Sending has stopped: check the settings.", true},
	21610: {"They asked the network for no more texts. It is written in the register; use a letter or ring.", false},
	21611: {"Twilio's queue for our sender is full. Send more slowly, later.", false},
	21612: {"Our sender cannot reach this number. Check the number, or send a letter.", false},
	21614: {"The number is not a mobile. Check it with the person, or send a letter.", false},
	21617: {"The text is longer than 1,600 characters. Shorten it.", false},
	21635: {"The number is a landline. Send a letter.", false},
	30001: {"The text waited too long in Twilio's queue. Send more slowly, or again later.", false},
	30002: {"Twilio has suspended our account. Ask whoever looks after the settings.", true},
	30003: {"The telephone could not be reached: it may be off. Once more on another day, or ring.", false},
	30004: {"The network blocked the text for this person. Do not send the same again; use a letter or ring.", false},
	30005: {"The number is not in use. Check it with the person, or send a letter.", false},
	30006: {"The number is a landline, or its network takes no texts. Send a letter.", false},
	30007: {"The network took the text for spam. Do not send the same words again; ask for help with the wording.", false},
	30008: {"The network gave no reason. Once more on another day at most.", false},
	30029: {"The account is not set up for discarding texts. Sending has stopped: check the settings.", true},
	30034: {"Our sender is not registered. Ask whoever looks after the settings.", true},
	30410: {"The network did not answer in time. Once more on another day at most.", false},
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
