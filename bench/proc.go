package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// stat is what /proc/PID/stat tells of one process.
type stat struct {
	pid, parent int
	ticks       int64 // utime + stime, and those of children that were waited for
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

func procText(path string) string {
	text, _ := os.ReadFile(path) // what is missing is shown as missing
	return strings.TrimSpace(string(text))
}

func procLine(path, name string) string {
	for _, l := range strings.Split(procText(path), "\n") {
		if key, value, ok := strings.Cut(l, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

// loadAverage is how many processes have wanted to run, on average, in the last minute.
func loadAverage() string {
	first, _, _ := strings.Cut(procText("/proc/loadavg"), " ")
	return first
}
