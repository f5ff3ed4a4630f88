package child

import (
	"bytes"
	"os"
	"strconv"
	"time"
)

// starved is how many times its deadline a call may last by the clock while others have the processor. A child that
// waits for something else than the processor lasts that long too.
const starved = 5

// clockTick is the unit of processor times in /proc, the same on every Linux that Go runs on.
const clockTick = 10 * time.Millisecond

// watchdog measures how long a process has worked on its present call. A call has exceeded its deadline once the
// process has used that much processor time for it, so a busy machine does not kill a child that does its work.
type watchdog struct {
	call uint64        // the call that the process worked on at the last look
	base time.Duration // processor time of the process when that call was first seen
}

// overrun reports whether the call that the child is handling has exceeded its deadline. Call it every tenth of one.
func (w *watchdog) overrun(p *process, now time.Time) bool {
	call, lasted, limit := p.underWay(now)
	if limit == 0 {
		return false
	}
	used, known := processorTime(p.cmd.Process.Pid)
	if call != w.call {
		w.call, w.base = call, used
	}
	switch {
	case lasted <= limit:
		return false
	case !known:
		return true
	}
	return used-w.base >= limit*8/10 || lasted > starved*limit // it was first seen up to a tenth late
}

// underWay returns the call that the child is handling, how long that has lasted, and its deadline; 0 if there is none.
func (p *process) underWay(now time.Time) (id uint64, lasted, limit time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.pending) == 0 {
		return 0, 0, 0
	}
	head := p.pending[0]
	return head.id, now.Sub(p.headSince), p.config.CallTimeout + head.more
}

// processorTime returns what a process has used so far, in user and system mode.
func processorTime(pid int) (used time.Duration, known bool) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, false
	}
	// The name of the program, in parentheses, may hold spaces. The times are the 12th and 13th field after it.
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	if len(fields) < 13 {
		return 0, false
	}
	for _, field := range fields[11:13] {
		ticks, err := strconv.ParseInt(string(field), 10, 64)
		if err != nil {
			return 0, false
		}
		used += time.Duration(ticks) * clockTick
	}
	return used, true
}
