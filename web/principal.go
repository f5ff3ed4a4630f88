package web

import "roomkey/crm"

// principal is who asks. Its Principal is zero where the route is open. A handler must not keep it.
type principal struct {
	crm.Principal
	signedIn bool // with a password, rather than by a personal token
	from     source
}

// user is who asks.
func (p *principal) user() *crm.User { return &p.User }

// session is the sign-in of who asks. forbidden: they come by a personal token.
func (p *principal) session() (crm.ID, error) {
	id, err := crm.ParseID(p.SessionID)
	if err != nil {
		return crm.ID{}, crm.ErrForbidden
	}
	return id, nil
}
