// Package child runs work that may crash, hang or use too much memory in a supervised child process of the same binary.
//
// A [Child] starts the binary again with hidden arguments and exchanges frames with it over two pipes. It restarts the
// process when it dies, and kills it when one call exceeds its deadline. In the child process, [Serve] reads requests,
// passes them to a function one after the other, and writes the answers. Calls are pipelined: the parent may send many
// requests before the first answer, the child handles them in order, and each side writes all pending frames in one
// system call.
//
// A child that is rarely needed may have a process only while it is ([Config.IdleTimeout]).
//
// A child dies with its parent (by a signal at the parent's death, and at the end of its input). It has a memory limit
// and optionally a limit of CPU seconds.
//
// The package does not interpret requests. It never repeats a call: a call that was not answered when the child died
// returns a [*Death], and the caller decides. [Child.Alone] repeats a suspicious request while no other call is being
// made.
package child
