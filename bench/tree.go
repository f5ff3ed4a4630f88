package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
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

// stat is what /proc/PID/stat tells of one process.
type stat struct {
	pid, parent int
	ticks       int64 // utime + stime, and those of children that were waited for
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
		if s.pid == root {
			seen, u.resident, u.peak = true, memoryOf(root, "VmRSS"), memoryOf(root, "VmHWM")
			continue
		}
		u.count++
		u.children += memoryOf(s.pid, "VmRSS")
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

// processes reads every process of the machine.
func processes() ([]stat, error) {
	paths, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, err
	}
	var stats []stat
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		// The name, in brackets, may hold anything: what counts comes behind the last bracket.
		name := strings.LastIndexByte(string(text), ')')
		fields := strings.Fields(string(text)[name+1:])
		if name < 0 || len(fields) < 15 {
			return nil, fmt.Errorf("%s is not as expected", path)
		}
		number := func(i int) int64 {
			n, _ := strconv.ParseInt(fields[i], 10, 64) // the kernel writes numbers
			return n
		}
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		stats = append(stats, stat{pid, int(number(1)), number(11) + number(12) + number(13) + number(14)})
	}
	return stats, nil
}

// memoryOf is a line of /proc/PID/status in bytes; 0 where the process is gone.
func memoryOf(pid int, name string) int64 {
	return kilobytes(fmt.Sprintf("/proc/%d/status", pid), name) << 10
}

// kilobytes reads a line "Name:   123 kB" of a file.
func kilobytes(path, name string) int64 {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(text), "\n") {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			n, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return n
		}
	}
	return 0
}
