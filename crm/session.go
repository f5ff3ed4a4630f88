package crm

import "time"

// Session is one sign-in on one device: a family of refresh tokens, of which the newest is valid.
type Session struct {
	ID, User               ID
	Device                 string
	Created, Used, Expires time.Time
}

// SessionEnd says whether a sign-in is over, and by whose doing.
type SessionEnd int

// The ends of a sign-in.
const (
	SessionGoesOn  SessionEnd = iota
	SessionOver               // it expired, its user signed out, or a new password ended it
	SessionRevoked            // somebody ended it from elsewhere; see Revoked
)

// Revoked is why a credential counts no longer: its device was signed out from elsewhere, by its user on another device
// or by a broker, as one that is lost. The device has to delete what it holds. It is told which session that was, so
// that it can tell the word from anybody else's.
type Revoked struct{ Session ID }

func (*Revoked) Error() string { return "the device was signed out from elsewhere" }

// SessionState is a session as regions tell each other of it.
type SessionState struct {
	Session
	Region string         // whose it is: only this region replaces its refresh tokens, unless it is silent
	Term   uint64         // how often another region has taken it over
	Made   uint64         // the place of the last ledger entry that was applied where and when it was made
	Ended  bool           // it is over for ever; then it has neither a device, times nor tokens
	Tokens []RefreshToken // the newest ones, at most MaxSessionTokens
}

// RefreshToken is a refresh token by its hash. One that was replaced is kept, because its use shows a theft.
type RefreshToken struct {
	Hash       Hash
	Generation uint64 // how many were replaced, one after the other, to come to it
	Replaced   bool
}

// MaxSessionTokens is how many refresh tokens of a session regions tell each other.
const MaxSessionTokens = 4

// SessionPage is what has changed of the sessions that a region knows.
type SessionPage struct {
	At             time.Time // by the clock that its times are of
	After, Through uint64    // the changes that it covers: those after the first number, up to the second
	Last           bool      // there were no further ones
	Sessions       []SessionState
}

// SessionsTaken is what came of a page.
type SessionsTaken struct {
	Ended   []ID // sessions that were here and are over now
	Unknown bool // some users are not known here yet, so that their sessions were left out
}

// ErrRegionSilent is of code not_found: no region that answers knows a session, and one that may know it is silent.
var ErrRegionSilent = Errorf(CodeNotFound, "a region that may know this sign-in does not answer")

// ErrTradedOften is of code not_found: a session has ended since its refresh token was replaced too often.
var ErrTradedOften = Errorf(CodeNotFound, "the session has ended: sign in again")
