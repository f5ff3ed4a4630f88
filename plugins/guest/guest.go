package guest

import (
	"context"
	"crypto/sha256"
	"time"
)

// Program is a guest's code. Runtime is "wasm" (a core module, as docs/plugins.md has it) or "js" (one ES module, run by
// the embedded QuickJS). Hash names it among the programs that are kept warm, so no other program may have it: the hash of
// the package, or what [NewProgram] computes; where it is zero, Step and Validate compute that.
type Program struct {
	Hash    [32]byte
	Runtime string
	Code    []byte
}

// The runtimes of a program.
const (
	RuntimeWasm = "wasm"
	RuntimeJS   = "js"
)

// NewProgram names code by a SHA-256. code is not copied and must not change.
func NewProgram(runtime string, code []byte) Program {
	h := sha256.New()
	h.Write([]byte(runtime + "\x00"))
	h.Write(code)
	p := Program{Runtime: runtime, Code: code}
	h.Sum(p.Hash[:0])
	return p
}

// Limits bound one step. The zero value of each field means its default; what is over the greatest value is cut to it.
type Limits struct {
	MemoryBytes int64         // the guest's linear memory; default 64 MiB, at most Config.MaxMemory
	CPU         time.Duration // processor time of the step's process; default 10 s, at most 5 min
	Wall        time.Duration // from the start of the guest to its end, host calls included; default 1 min, at most 1 h
	Calls       int           // host calls; default 100,000
	CallRate    float64       // host calls a second, after callBurst at once; further ones wait; default 1,000
	BytesIn     int64         // what host calls answer, in all; default 64 MiB
	BytesOut    int64         // what the guest hands to host calls, in all; default 64 MiB
	StderrBytes int           // of the author's log (stdout and stderr); further lines are dropped; default 64 KiB
}

const (
	maxCPU    = 5 * time.Minute
	maxWall   = time.Hour
	callRate  = 1000 // a second: a call costs the server 20 to 40 µs, so that eight guests that do nothing else leave it three quarters of a processor
	callBurst = 2000
)

// filled is l with its defaults, cut to what a host allows.
func (l Limits) filled(maxMemory int64) Limits {
	fill := func(value *int64, otherwise, most int64) {
		if *value <= 0 {
			*value = otherwise
		}
		*value = min(*value, most)
	}
	const anything = 1 << 40
	fill(&l.MemoryBytes, 64<<20, maxMemory)
	fill((*int64)(&l.CPU), int64(10*time.Second), int64(maxCPU))
	fill((*int64)(&l.Wall), int64(time.Minute), int64(maxWall))
	fill(&l.BytesIn, 64<<20, anything)
	fill(&l.BytesOut, 64<<20, anything)
	if l.Calls <= 0 {
		l.Calls = 100_000
	}
	if l.CallRate <= 0 {
		l.CallRate = callRate
	}
	if l.StderrBytes <= 0 {
		l.StderrBytes = 64 << 10
	}
	return l
}

// Op answers one host call of the guest: name and in come from a stranger. It runs in the goroutine of [Host.Step], one
// call at a time. ctx ends with the step: when it is cancelled, or out of time. An [*OpError] becomes the guest's error,
// with which it goes on; any other error ends the step, and Step returns it. in and the answer belong to nobody after.
type Op func(ctx context.Context, name string, in []byte) ([]byte, error)

// OpError is an answer to the guest: {"code","message","retryable"}. The codes are those of docs/plugins.md.
type OpError struct {
	Code      string `json:"code"`
	Message   string `json:"message"`
	Retryable bool   `json:"retryable"`
}

func (e *OpError) Error() string { return e.Code + ": " + e.Message }

// Failure is the error of a step that ended by its guest's doing: running it again would end so again. Message is for the
// author of the plugin, in words.
type Failure struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
}

// The kinds of failure.
const (
	KindTrap    = "trap"    // it did what the machine forbids
	KindExit    = "exit"    // it ended with another exit status than 0, or with an uncaught exception
	KindLimit   = "limit"   // more memory, processor time, calls or bytes than it may have
	KindTimeout = "timeout" // more time than it may have
	KindLink    = "link"    // the code can't be run at all
)

func (f *Failure) Error() string { return f.Kind + ": " + f.Message }
