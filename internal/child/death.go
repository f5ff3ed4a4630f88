package child

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

// Death is the error of a call that was not answered before the child died. The child may or may not have handled the
// call.
type Death struct {
	Reason  string // "signal: aborted", "exit status 2", "a call exceeded its deadline of 5s", …
	Overrun bool   // we killed it because a call exceeded its deadline
	// killed by a signal that neither we nor the child sent: by an operator, or by the kernel when memory was short
	Outside bool
	Lived   time.Duration // since its start
	Answers int           // calls that it had answered
}

func (d *Death) Error() string { return "child died: " + d.Reason }

// causeOfDeath determines how a process ended. killed is our own reason for killing it, "" for none. cpu is the
// processor time after which the kernel kills it, 0 for none.
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
