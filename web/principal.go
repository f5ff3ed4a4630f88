package web

import (
	"roomkey/crm"
	realtime "roomkey/sync"
)

// principal is who asks. It is the zero identity where the route is open. A handler must not keep it.
type principal struct {
	realtime.Identity
	signedIn bool // with a password, rather than by a personal token
	from     source
}

// user is who asks.
func (p *principal) user() *crm.User { return &p.User }
