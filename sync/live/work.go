package live

import (
	"context"
	"time"

	"roomkey/crm"
)

// Work shares the server's time and memory between users. Whoever is beyond the budget, or brings much at once, waits
// for a place before the turn of a record begins: so nobody else who uses the record waits with them. Any goroutine may
// call its methods.
type Work interface {
	// Over reports whether a user is beyond the budget.
	Over(user *crm.User) bool
	// Begin waits until a user may have a place, which must be left. A user has few of them at a time. Errors: that of
	// ctx, or a crm.Error with code rate_limited where its deadline has passed.
	Begin(ctx context.Context, user *crm.User) (Place, error)
	// Charge tells what a turn has cost a user, besides what the engine charges for.
	Charge(user *crm.User, cost time.Duration)
}

// Place is a user's right to work. One goroutine at a time may call its methods.
type Place interface {
	// Return lets others work first, and then goes on before the user's other works. Errors: those of Begin; the place
	// is left then.
	Return(ctx context.Context) error
	Leave()
}

// costOfOp is about what it takes to read, check and apply one operation of a change, besides the engine's part.
const costOfOp = 2 * time.Microsecond
