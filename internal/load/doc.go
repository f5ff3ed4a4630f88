// Package load is many honest people at work and one hostile user who attacks, for tests and benchmarks of a running
// server. It speaks to the server as any client does, and measures what the honest ones notice; it judges nothing.
//
//	people, err := load.Populate(ctx, dir, 5, 40, 60) // before the server starts
//	crowd, err := load.Work(ctx, addr, people.Honest, load.Pace{Edit: 3 * time.Second, …})
//	attacker := load.NewAttacker(addr, people.Hostile, seed)
//	err = attacker.Run(ctx, load.Attacks...) // until ctx ends
//	sample := crowd.Sample()
//
// The people's goroutines end with Leave, the attacker's with Run.
package load
