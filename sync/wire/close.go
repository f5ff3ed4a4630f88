package wire

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"roomkey/crm"
)

// Close is a reason to close a socket. Close codes are chosen in this file alone. Codes from 3000 to 3499 and from 4000
// to 4499 tell the client to connect again, those from 3500 and from 4500 not to.
type Close struct {
	Code   int
	Reason string // at most 123 bytes, shown to the client; never content
	Flush  bool   // the session still writes its queued frames, for up to a second
}

// The fixed reasons. A Close is compared by its pointer.
var (
	CloseProtocol  = &Close{Code: 1002, Reason: "protocol error"} // RFC 6455 chose this code
	CloseExpired   = &Close{Code: 3005, Reason: "token expired", Flush: true}
	CloseSlow      = &Close{Code: 3008, Reason: "too slow"}
	CloseNoPong    = &Close{Code: 3012, Reason: "no pong"}
	CloseLost      = &Close{Code: 3014, Reason: "state lost"}
	CloseBadToken  = &Close{Code: 3500, Reason: "bad token"}
	CloseSignedOut = &Close{Code: 3500, Reason: "signed out"}
	CloseNoJoin    = &Close{Code: 3501, Reason: "no join"}
	CloseVersion   = &Close{Code: 3501, Reason: "unsupported protocol version", Flush: true}
	CloseTooMany   = &Close{Code: 3504, Reason: "too many connections"}
	ClosePeerInUse = &Close{Code: 3507, Reason: "peer id in use"}
	CloseReplaced  = &Close{Code: 3507, Reason: "replaced by a newer connection"}
	CloseDisabled  = &Close{Code: 4501, Reason: "account disabled"}
)

// CloseShutdown closes a socket of a server that ends. Its client comes back after wait, by milliseconds: another
// server, or this one, then is there.
func CloseShutdown(wait time.Duration) *Close {
	return &Close{Code: 3001, Reason: "retry-after=" + strconv.FormatFloat(wait.Seconds(), 'f', 3, 64), Flush: true}
}

// CloseRevoked closes the sockets of a device that was signed out from elsewhere. Its reason names the session, so that
// the device knows whether it is meant: it deletes what it holds.
func CloseRevoked(session crm.ID) *Close {
	return &Close{Code: 4502, Reason: "revoked=" + session.String()}
}

// CloseExcess closes a socket that was over its budget for too long; its bucket is full again after wait.
func CloseExcess(wait time.Duration) *Close {
	seconds := int((wait + time.Second - 1) / time.Second)
	return &Close{Code: 3013, Reason: "retry-after=" + strconv.Itoa(max(seconds, 1))}
}

// CloseFor chooses the code for a connection whose peer caused err. It never shows content: only a crm.Error's message.
func CloseFor(err error) *Close {
	var revoked *crm.Revoked
	switch {
	case errors.Is(err, crm.ErrExpired):
		return CloseExpired
	case errors.As(err, &revoked):
		return CloseRevoked(revoked.Session)
	}
	switch crm.CodeOf(err) {
	case crm.CodeInvalid, crm.CodeNotFound, crm.CodeConflict:
		return &Close{Code: 3501, Reason: publicReason(err)}
	case crm.CodeTooLarge:
		return &Close{Code: 4413, Reason: publicReason(err)}
	case crm.CodeUnauthenticated:
		return CloseBadToken
	case crm.CodeForbidden:
		return &Close{Code: 3507, Reason: publicReason(err)}
	case crm.CodeRateLimited:
		return CloseExcess(time.Minute)
	}
	return CloseLost
}

// publicReason is an error's safe message, cut to what a close frame holds.
func publicReason(err error) string {
	var known *crm.Error
	if !errors.As(err, &known) {
		return ""
	}
	return strings.ToValidUTF8(known.Message[:min(len(known.Message), 120)], "")
}
