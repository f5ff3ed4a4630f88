package sync

import "roomkey/sync/wire"

// CloseCode chooses the code and reason for a socket that is closed before it is served. web calls it where a credential
// was wrong, because stock clients die of a refused upgrade.
func CloseCode(err error) (code int, reason string) {
	end := wire.CloseFor(err)
	return end.Code, end.Reason
}
