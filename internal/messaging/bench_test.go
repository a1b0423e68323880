package messaging

import (
	"strings"
	"testing"
)

// The longest reply the network can bring, made of words that most rules begin with.
func BenchmarkReadWorstReply(b *testing.B) {
	text := strings.Repeat("i dont not want to take any more of them no ", 40)[:1600]
	for b.Loop() {
		Read(text)
	}
}

func BenchmarkReadUsualReply(b *testing.B) {
	for b.Loop() {
		Read("Hi, doing ok thanks but could I have another prescription please?")
	}
}
