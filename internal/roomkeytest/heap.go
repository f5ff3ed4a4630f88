package roomkeytest

import (
	"os"
	"strconv"
	"syscall"
)

// Heap has the server collect garbage, and returns how many bytes its heap holds. The server was started with file as
// HeapFile. A profile of those bytes is in file.profile.
func Heap(s *Server, file string) (live int64) {
	s.T.Helper()
	if err := syscall.Kill(s.PID(), syscall.SIGUSR2); err != nil {
		s.T.Fatal(err)
	}
	Eventually(s.T, "the heap was read", func() bool {
		text, err := os.ReadFile(file)
		if err == nil {
			live, err = strconv.ParseInt(string(text), 10, 64)
		}
		return err == nil
	})
	if err := os.Remove(file); err != nil {
		s.T.Fatal(err)
	}
	return live
}
