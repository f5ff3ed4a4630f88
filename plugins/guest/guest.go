package guest

import (
	"context"
	"crypto/sha256"
	"time"
)

// Program is a guest's code. Runtime is "wasm" (a core module, as described in docs/plugins.md) or "js" (one ES module,
// run by the embedded QuickJS). Hash identifies the program among those whose processes are kept ready, so different
// programs must have different hashes. Use the package's hash or [NewProgram]. If Hash is zero, Step and Validate
// compute it.
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

// NewProgram returns a program whose hash is the SHA-256 of code. It does not copy code, which must not change.
func NewProgram(runtime string, code []byte) Program {
	h := sha256.New()
	h.Write([]byte(runtime + "\x00"))
	h.Write(code)
	p := Program{Runtime: runtime, Code: code}
	h.Sum(p.Hash[:0])
	return p
}

// Limits bound one step. The zero value of each field means its default. A greater value than the maximum is reduced to
// it.
type Limits struct {
	MemoryBytes int64         // size of the guest's linear memory; default 64 MiB, at most Config.MaxMemory
	CPU         time.Duration // processor time of the step's process; default 10 s, at most 5 min
	// from the start of the guest to its end, including host calls; default 1 min, at most 1 h
	Wall     time.Duration
	Calls    int     // host calls; default 100,000
	CallRate float64 // host calls per second after a burst of callBurst; further ones wait; default 1,000
	BytesIn  int64   // total size of the answers of host calls; default 64 MiB
	BytesOut int64   // total size of the inputs of host calls; default 64 MiB
	// size of the author's log (stdout and stderr): of its first lines, and of its last ones; those between are
	// dropped; default 64 KiB
	StderrBytes int
}

const (
	maxCPU  = 5 * time.Minute
	maxWall = time.Hour
	// a second: a call costs the server 20 to 40 µs, so that eight guests that do nothing else leave it three quarters
	// of a processor
	callRate  = 1000
	callBurst = 2000
)

// filled returns l with its defaults, reduced to the limits of a host.
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

// Op answers one host call of the guest. name and in come from a stranger. It is called in the goroutine of
// [Host.Step], one call at a time. ctx ends with the step: when the step is cancelled, or out of time. An [*OpError] is
// returned to the guest, which continues. Any other error ends the step, and Step returns it. Op may keep in, and Step
// may keep the answer.
type Op func(ctx context.Context, name string, in []byte) ([]byte, error)

// OpError is an error that a host call returns to the guest: {"code","message","retryable"}. docs/plugins.md lists the
// codes.
type OpError struct {
	Code      string `json:"code"`
	Message   string `json:"message"`
	Retryable bool   `json:"retryable"`
}

func (e *OpError) Error() string { return e.Code + ": " + e.Message }

// Failure is the error of a step that its guest caused; running the step again would fail again. Message is written
// for the author of the plugin.
type Failure struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
}

// The kinds of failure.
const (
	KindTrap    = "trap"    // it did something that WebAssembly forbids
	KindExit    = "exit"    // it ended with an exit status other than 0, or with an uncaught exception
	KindLimit   = "limit"   // it exceeded its memory, processor time, calls or bytes
	KindTimeout = "timeout" // it exceeded its time
	KindLink    = "link"    // the code can't be run at all
)

func (f *Failure) Error() string { return f.Kind + ": " + f.Message }
