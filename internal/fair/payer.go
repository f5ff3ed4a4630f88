package fair

import "roomkey/crm"

// Payer is the user that a piece of work is done for, and the brokerage that shares the cost. The zero Payer is the
// server itself: it has a budget without a bound.
type Payer struct{ Broker, User crm.ID }

// PayerOf is who pays for what a user asks; nil stands for the server.
func PayerOf(user *crm.User) Payer {
	if user == nil {
		return Payer{}
	}
	return Payer{Broker: user.Broker, User: user.ID}
}

// server reports whether the server pays.
func (p Payer) server() bool { return p == Payer{} }
