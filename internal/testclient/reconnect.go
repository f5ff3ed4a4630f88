package testclient

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// Bounds of the random part of a wait. docs/protocol.md has them.
const (
	firstWait = 500 * time.Millisecond
	mostWait  = 30 * time.Second
)

// Wait is how long a client waits that has failed so often in a row, as docs/protocol.md says: what the server asked
// for when it closed the socket, and a random time whose bound doubles with each attempt. err is how the last attempt
// or connection ended.
func Wait(attempt int, err error, chance *rand.Rand) time.Duration {
	asked := time.Duration(0)
	var closed *Closed
	if errors.As(err, &closed) {
		seconds, _ := strconv.ParseFloat(strings.TrimPrefix(closed.Reason, "retry-after="), 64) // none: 0
		asked = time.Duration(seconds * float64(time.Second))
	}
	return asked + time.Duration(chance.Int64N(int64(min(mostWait, firstWait<<min(attempt, 10)))))
}
