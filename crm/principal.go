package crm

import "time"

// Principal is who a request or a socket speaks for. It is a value: a change of rights brings a new one.
type Principal struct {
	User      User
	SessionID string    // the sign-in or token that it came by; shown in no message
	Socket    string    // the request that opened its socket, for logs; "" where there is none
	Expires   time.Time // zero: never
	ReadOnly  bool      // it came by a personal token of scope read, which changes nothing
}
