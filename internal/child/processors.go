package child

import "golang.org/x/sys/unix"

// sparing calls start on the calling thread, which must be locked, after removing n processors from the thread's set.
// Processes that start forks inherit the remaining set for all their threads. If no processor would remain, sparing
// removes none.
func sparing(n int, start func() error) error {
	var all unix.CPUSet
	if n <= 0 || unix.SchedGetaffinity(0, &all) != nil || all.Count() <= n {
		return start()
	}
	fewer := all
	for cpu := 0; fewer.Count() > all.Count()-n; cpu++ {
		fewer.Clear(cpu)
	}
	if unix.SchedSetaffinity(0, &fewer) != nil {
		return start() // a sandbox may forbid it; the lower priority still applies
	}
	defer func() { _ = unix.SchedSetaffinity(0, &all) }()
	return start()
}
