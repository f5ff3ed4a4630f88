package command

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// drillChild is the hidden command of a drill that a server has started.
const drillChild = "drilling"

// drillNice is the priority of a drill: it works through everything, and nobody waits for it.
const drillNice = 19

// drills has a drill made every so often, until ctx ends. The first is due when that time has passed since the last
// one, whoever was serving then. What came of it stands in the log and in the metrics; the server goes on either way.
func (s *serving) drills(ctx context.Context) error {
	select {
	case <-s.warmed:
	case <-ctx.Done():
		return nil
	}
	if s.settings.drillEvery == 0 {
		<-ctx.Done()
		return nil
	}
	due := time.NewTimer(0)
	defer due.Stop()
	for last := lastVerdict(string(s.settings.data), ownCopy).At; ; last = s.program.Now() {
		due.Reset(max(0, s.settings.drillEvery-s.program.Now().Sub(last)))
		select {
		case <-ctx.Done():
			return nil
		case <-due.C:
		}
		said, err := s.drillOnce(ctx)
		switch {
		case ctx.Err() != nil:
		case err != nil:
			s.log.Error("restore drill failed", "said", said, "err", err)
		default:
			s.log.Info("restore drill passed", "said", said)
		}
	}
}

// ownCopy is the name of the copies that a drill makes for itself.
const ownCopy = "backup"

// drillOnce runs a drill in a process of its own, which gives way to the server, and gives the end of what it said.
func (s *serving) drillOnce(ctx context.Context) (said string, err error) {
	cmd := exec.CommandContext(ctx, "/proc/self/exe", drillChild, "--data", string(s.settings.data))
	var out bytes.Buffer // a drill prints twenty problems at most
	cmd.Env, cmd.Stdout, cmd.Stderr = s.program.Env, &out, &out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = drillGrace
	if err := cmd.Start(); err != nil {
		return "", err
	}
	_ = syscall.Setpriority(syscall.PRIO_PGRP, cmd.Process.Pid, drillNice) // an error means that it has ended
	err = cmd.Wait()
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	return lines[len(lines)-1], err
}
