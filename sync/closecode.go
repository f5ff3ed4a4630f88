package sync

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"roomkey/crm"
)

// ending is a reason to close a socket. This file is the one place where close codes are chosen. Codes from 3000 to 3499
// and from 4000 to 4499 tell the client to connect again, those from 3500 and from 4500 not to.
type ending struct {
	code   int
	reason string // at most 123 bytes, shown to the client; never content
	flush  bool   // what is queued is still written, for up to a second
}

var (
	endShutdown  = &ending{code: 3001, reason: "shutting down", flush: true}
	endExpired   = &ending{code: 3005, reason: "token expired", flush: true}
	endSlow      = &ending{code: 3008, reason: "too slow"}
	endNoPong    = &ending{code: 3012, reason: "no pong"}
	endLost      = &ending{code: 3014, reason: "state lost"}
	endBadToken  = &ending{code: 3500, reason: "bad token"}
	endSignedOut = &ending{code: 3500, reason: "signed out"}
	endNoJoin    = &ending{code: 3501, reason: "no join"}
	endVersion   = &ending{code: 3501, reason: "unsupported protocol version", flush: true}
	endSockets   = &ending{code: 3504, reason: "too many connections"}
	endDenied    = &ending{code: 3507, reason: "peer id in use"}
	endReplaced  = &ending{code: 3507, reason: "replaced by a newer connection"}
	endDisabled  = &ending{code: 4501, reason: "account disabled"}
)

// endExcess closes a socket that was over its budget for too long; its bucket is full again after wait.
func endExcess(wait time.Duration) *ending {
	seconds := int((wait + time.Second - 1) / time.Second)
	return &ending{code: 3013, reason: "retry-after=" + strconv.Itoa(max(seconds, 1))}
}

// endFor chooses the ending of a connection whose peer caused err.
func endFor(err error) *ending {
	switch crm.CodeOf(err) {
	case crm.CodeInvalid, crm.CodeNotFound, crm.CodeConflict:
		return &ending{code: 3501, reason: publicReason(err)}
	case crm.CodeTooLarge:
		return &ending{code: 4413, reason: publicReason(err)}
	case crm.CodeUnauthenticated:
		return endBadToken
	case crm.CodeForbidden:
		return &ending{code: 3507, reason: publicReason(err)}
	case crm.CodeRateLimited:
		return endExcess(time.Minute)
	}
	return endLost
}

// CloseCode chooses the code and reason for a socket that is closed before it is served: web calls it where a credential
// was wrong, since stock clients die of a refused upgrade.
func CloseCode(err error) (code int, reason string) {
	end := endFor(err)
	return end.code, end.reason
}

// publicReason is an error's safe message, cut to what a close frame holds.
func publicReason(err error) string {
	var known *crm.Error
	if !errors.As(err, &known) {
		return ""
	}
	return strings.ToValidUTF8(known.Message[:min(len(known.Message), 120)], "")
}
