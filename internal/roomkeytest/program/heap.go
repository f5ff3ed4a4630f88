package main

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"syscall"
)

// profileRate has one in about so many bytes of the heap be in a profile.
const profileRate = 4096

// tellHeap writes a profile of what the heap holds into a file, each time that a test asks by a signal.
func tellHeap(file string) {
	runtime.MemProfileRate = profileRate
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGUSR2)
	go func() {
		for range asked {
			if err := writeHeap(file); err != nil {
				fmt.Fprintln(os.Stderr, "write the heap's profile:", err)
			}
		}
	}()
}

// writeHeap collects twice, so that what pools held is gone too. The file is there when it is complete.
func writeHeap(name string) error {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	profile, err := os.Create(name + ".profile")
	if err != nil {
		return err
	}
	if err := errors.Join(pprof.Lookup("heap").WriteTo(profile, 0), profile.Close()); err != nil {
		return err
	}
	if err := os.WriteFile(name+".part", fmt.Append(nil, stats.HeapAlloc), 0o600); err != nil {
		return err
	}
	return os.Rename(name+".part", name)
}
