// Package fair shares the server's work between users. One user, with any number of requests, documents and sockets,
// must not make the others wait.
//
// A [Budget] counts how much working time each user, and each brokerage, has used lately. A [Queue] has few places, and
// gives the next free one to whoever has used it least. [Lanes] join the two: work of a user within the budget begins
// at once; work of a user beyond it shares few places with that of others beyond theirs, and past a bound it is
// refused.
//
//	lanes := fair.NewLanes(budget, fair.LanesConfig{...})
//	place, err := lanes.Enter(ctx, payer) // may wait; a *Refused says when to try again
//	…
//	place.Leave(took)
//
// The package measures no time and knows no requests: its callers say what their work has cost.
package fair
