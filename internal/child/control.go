package child

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"
)

var errNone = errors.New("child: there is no living process")

// Kill ends the child's process, if there is one. Unanswered calls get a [*Death] with this reason, which must not be
// empty. Run then starts another process.
func (c *Child) Kill(reason string) {
	if p := c.alive(); p != nil {
		p.kill(reason)
	}
}

// CPU returns the processor time that all threads of the living process have used since its start.
func (c *Child) CPU() (time.Duration, error) {
	p := c.alive()
	if p == nil {
		return 0, errNone
	}
	// The clock id of another process, as clock_getcpuclockid(3) computes it from the process id: the kernel's
	// MAKE_PROCESS_CPUCLOCK with CPUCLOCK_SCHED. This clock counts nanoseconds; /proc counts hundredths of a second.
	const schedClock = 2
	var t unix.Timespec
	if err := unix.ClockGettime(int32(^p.cmd.Process.Pid<<3|schedClock), &t); err != nil {
		return 0, err
	}
	return time.Duration(t.Nano()), nil
}

func (c *Child) alive() *process {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.current
}
