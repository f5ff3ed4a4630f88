// Package selfcheck has a server check itself as people would: every minute two sockets in memory join, one edits a
// record that nobody else sees, and the other must be sent the edits whole, in order and in time, while the first must
// be told that they are saved. Everything between is the real path: frames, budgets, the record's turns, the engine,
// fan-out, the disk.
//
// With several regions each hears the others' edits of this kind, and names in its next edit the last one that it has
// heard and how long ago. So every region learns how long the way there and back takes, by its own clock alone.
//
// It also watches what the process holds: goroutines, open files and memory that rise for hours and never fall are a
// leak.
//
// It refuses to heal anything, and to count its edits among those of people.
//
//	checker := selfcheck.New(selfcheck.Config{Hub: hub, Every: time.Minute})
//	go checker.Run(ctx)
//	checker.Last().Problem // "" where all is well
package selfcheck
