package memory_test

import (
	"os"
	"os/exec"
	"testing"

	"roomkey/internal/memory"
)

func TestOf_IsWhatAProcessHolds(t *testing.T) {
	before, err := memory.Of(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	held := make([]byte, 64<<20)
	for i := range held {
		held[i] = 1
	}
	after, err := memory.Of(os.Getpid())
	if err != nil || after.Own < before.Own+48<<20 || after.Peak < after.Own || after.Files == 0 ||
		after.Resident != after.Own+after.Files {
		t.Errorf("%+v became %+v, %v", before, after, err)
	}
	if held[len(held)-1] == 0 {
		t.Error("it was not written")
	}
}

func TestOf_OfOneThatHasEndedIsAnError(t *testing.T) {
	cmd := exec.Command("true")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 1)); err == nil { // its output ends with it
		t.Error("it said something")
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if use, err := memory.Of(cmd.Process.Pid); err == nil {
		t.Errorf("a process that has ended holds %+v", use)
	}
}
