package child

import "golang.org/x/sys/unix"

// sparing does start on the calling thread, which must be locked, with n of its processors taken from it: what it forks
// inherits those that are left, for all its threads. Where none would be left, it is as if n were 0.
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
		return start() // a sandbox may forbid it; the priority still holds
	}
	defer func() { _ = unix.SchedSetaffinity(0, &all) }()
	return start()
}
