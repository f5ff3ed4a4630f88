package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"roomkey/internal/memory"
)

// ticksPerSecond is the unit of times in /proc/PID/stat, fixed on Linux.
const ticksPerSecond = 100

// usage is what processes have taken so far.
type usage struct {
	cpu      time.Duration // of all, those included that have ended
	resident int64         // bytes of the first process
	peak     int64         // bytes of the first process, its highest
	children int64         // resident bytes of all its descendants
	count    int           // of descendants
}

// usage adds up the process and all its descendants.
func (p *server) usage() (usage, error) {
	stats, err := processes()
	if err != nil {
		return usage{}, err
	}
	root := p.cmd.Process.Pid
	inside := map[int]bool{root: true}
	for grown := true; grown; {
		grown = false
		for _, s := range stats {
			if inside[s.parent] && !inside[s.pid] {
				inside[s.pid], grown = true, true
			}
		}
	}
	var u usage
	seen := false
	for _, s := range stats {
		if !inside[s.pid] {
			continue
		}
		u.cpu += time.Duration(s.ticks) * time.Second / ticksPerSecond
		use, _ := memory.Of(s.pid) // one that has ended holds nothing
		if s.pid == root {
			seen, u.resident, u.peak = true, use.Resident, use.Peak
			continue
		}
		u.count++
		u.children += use.Resident
	}
	if !seen || u.resident == 0 {
		return u, fmt.Errorf("the server is gone: %s", p.tail())
	}
	return u, nil
}

// quiet waits until the server has done next to nothing for 300 ms, and gives the processor time that it has taken.
func (p *server) quiet(ctx context.Context) (time.Duration, error) {
	const rest, idle = 300 * time.Millisecond, 20 * time.Millisecond
	was, err := p.usage()
	for range 100 {
		if err == nil {
			err = pause(ctx, rest)
		}
		if err != nil {
			return 0, err
		}
		now, err := p.usage()
		if err != nil || now.cpu-was.cpu <= idle {
			return now.cpu, err
		}
		was = now
	}
	return 0, errors.New("the server never rests")
}
