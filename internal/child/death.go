package child

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

// Death is the error of a call that was under way when the child died. The call may or may not have been worked off.
type Death struct {
	Reason  string        // "signal: aborted", "exit status 2", "a call overran its 5s", …
	Overrun bool          // killed by us, since a call overran its deadline
	Outside bool          // killed by a signal that neither we nor the child sent: an operator, or the kernel short of memory
	Lived   time.Duration // since its start
	Answers int           // calls that it had answered
}

func (d *Death) Error() string { return "child died: " + d.Reason }

// causeOfDeath reads what the system says of an ended process. killed is our own reason for killing it, "" for none; cpu is
// the processor time after which the kernel kills it, 0 for none.
func causeOfDeath(state *os.ProcessState, killed string, cpu time.Duration) *Death {
	d := &Death{Reason: "unknown"}
	if state != nil {
		d.Reason = state.String()
	}
	if killed != "" {
		d.Reason = killed
		return d
	}
	if state == nil {
		return d
	}
	if cpu > 0 && state.UserTime()+state.SystemTime() >= cpu {
		d.Reason = fmt.Sprintf("it used more than %v of processor time", cpu)
		return d
	}
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		switch status.Signal() {
		case syscall.SIGKILL, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP:
			d.Outside = true
		}
	}
	return d
}
