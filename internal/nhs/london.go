package nhs

import (
	"time"
	_ "time/tzdata" // surgery machines may have no zone database
)

// London is the zone of every time that a person reads.
var London = func() *time.Location {
	z, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // impossible: the zone is embedded
	}
	return z
}()
