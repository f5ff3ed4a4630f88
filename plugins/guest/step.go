package guest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"roomkey/crm"
	"roomkey/internal/child"
)

// The reasons for ending a step from outside. They are causes of the context that a step runs under.
var (
	errWall = errors.New("the wall time is over")
	errCPU  = errors.New("the processor time is used up")
)

// Step runs a program once, from a new instance to its end. It returns nil if the program succeeded: if it ended with
// exit status 0, or, for JavaScript, if the module was evaluated without an exception.
//
// The error is a [*Failure] if the guest or its code is at fault; ctx's error if ctx ended, and the guest is dead then;
// op's error if op ended the step; otherwise a crm.Error of code unavailable (a process was killed from outside, or
// none could be started) or internal. In the last two cases the server is at fault, and the step may be tried again.
//
// log receives the author's log line by line, without control characters, in the goroutine of Step: the first lines at
// once, and the last ones at the end, if there are more than Limits allow. A nil log drops it.
// Step is safe for concurrent use.
func (h *Host) Step(ctx context.Context, p Program, l Limits, op Op, log func(line string)) error {
	l = l.filled(h.config.MaxMemory)
	if log == nil {
		log = func(string) {}
	}
	w, err := h.prepare(ctx, h.steps, p, l)
	if err != nil {
		return err
	}
	defer h.steps.leave()
	s := &exchange{host: h.ctx, worker: w, what: "the program", limits: l, op: op, log: log,
		pace: rate.NewLimiter(rate.Limit(l.CallRate), callBurst), rest: NewTail(l.StderrBytes)}
	t, err := json.Marshal(terms{LogBytes: l.StderrBytes})
	if err != nil {
		return err
	}
	w.steps++
	err = s.bounded(ctx, l.Wall, l.CPU, func(ctx context.Context) error {
		return s.run(ctx, append([]byte{kindStart}, t...))
	})
	s.rest.tell(log)
	h.release(w, err)
	return err
}

// Validate loads a program and returns nil if it can be run. Otherwise it returns a crm.Error of code invalid with a
// message for the author, or an error that Step would return if the server is at fault.
func (h *Host) Validate(ctx context.Context, p Program, l Limits) error {
	w, err := h.prepare(ctx, h.validations, p, l.filled(h.config.MaxMemory))
	var failure *Failure
	if errors.As(err, &failure) {
		return crm.Invalid(p.entry(), "%s", failure.Message)
	}
	if err != nil {
		return err
	}
	defer h.validations.leave()
	h.give(w)
	return nil
}

func (p Program) entry() string {
	if p.Runtime == RuntimeJS {
		return "main.js"
	}
	return "main.wasm"
}

// prepare waits for a place and returns a process with the program. Unless it returns an error, the caller must leave
// the place.
func (h *Host) prepare(ctx context.Context, among semaphore, p Program, l Limits) (*worker, error) {
	if p.Runtime != RuntimeWasm && p.Runtime != RuntimeJS {
		return nil, &Failure{KindLink, fmt.Sprintf("there is no runtime %q: it is wasm or js", p.Runtime)}
	}
	if len(p.Code) > maxModuleBytes {
		return nil, &Failure{KindLink,
			fmt.Sprintf("the program has %d bytes, more than %d", len(p.Code), maxModuleBytes)}
	}
	if p.Hash == [32]byte{} {
		p = NewProgram(p.Runtime, p.Code)
	}
	if err := among.enter(ctx); err != nil {
		return nil, err
	}
	w, err := h.loaded(ctx, p, l)
	if err != nil {
		among.leave()
		return nil, err
	}
	return w, nil
}

// loaded returns a process with the program, which it loads if necessary. Only one process loads a program at a time,
// so that the next one finds it in the cache.
func (h *Host) loaded(ctx context.Context, p Program, l Limits) (*worker, error) {
	k := key{p.Hash, p.Runtime, l.MemoryBytes}
	w, err := h.take(ctx, k)
	if err != nil || w.key == k {
		return w, err
	}
	if err := h.beginLoading(ctx, k); err != nil {
		h.release(w, err)
		return nil, err
	}
	defer h.endLoading(k)
	s := &exchange{host: h.ctx, worker: w, what: "compiling the program"}
	request := encodeLoad(header{Runtime: p.Runtime, MemoryBytes: l.MemoryBytes, Cache: h.config.CacheDir}, p.Code)
	err = s.bounded(ctx, 4*h.config.LoadTime, h.config.LoadTime, func(ctx context.Context) error {
		return s.load(ctx, request)
	})
	if err != nil {
		w.kill("its program was not loaded")
		return nil, err
	}
	w.key = k
	return w, nil
}

func (h *Host) beginLoading(ctx context.Context, k key) error {
	for {
		h.mu.Lock()
		other := h.loading[k]
		if other == nil {
			h.loading[k] = make(chan struct{})
			h.mu.Unlock()
			return nil
		}
		h.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (h *Host) endLoading(k key) {
	h.mu.Lock()
	defer h.mu.Unlock()
	close(h.loading[k])
	delete(h.loading, k)
}

// release keeps a process whose guest ended by itself, and kills any other.
func (h *Host) release(w *worker, err error) {
	var failure *Failure
	if err == nil || errors.As(err, &failure) && failure.Kind == KindExit {
		h.give(w)
		return
	}
	w.kill("its guest was not ended well")
}

// exchange is the communication between the server and the guest of one step.
type exchange struct {
	host   context.Context // Host.Run's
	worker *worker
	what   string // activity, for the text of a failure
	limits Limits
	op     Op
	log    func(string)
	rest   *Tail         // lines of the log that are told at the end
	pace   *rate.Limiter // of host calls

	calls             int
	bytesIn, bytesOut int64
}

// bounded calls work with a limit of wall time and processor time. It returns the error of Step.
func (s *exchange) bounded(ctx context.Context, wall, cpu time.Duration, work func(context.Context) error) error {
	inner, cancel := context.WithCancelCause(ctx)
	timed, stop := context.WithTimeoutCause(inner, wall, errWall)
	leave := context.AfterFunc(s.host, func() { cancel(errEnded) })
	var group sync.WaitGroup
	group.Go(func() { s.worker.watch(timed, cpu, func() { cancel(errCPU) }) })
	defer func() {
		leave()
		stop()
		cancel(nil)
		group.Wait()
	}()
	err := work(timed)
	var failure *Failure
	if err == nil || errors.As(err, &failure) {
		return err
	}
	return s.classify(ctx, timed, err, wall, cpu)
}

// classify determines who is at fault for an error of a step.
func (s *exchange) classify(ctx, timed context.Context, err error, wall, cpu time.Duration) error {
	var death *child.Death
	switch cause := context.Cause(timed); {
	case ctx.Err() != nil:
		return ctx.Err()
	case s.host.Err() != nil:
		return errEnded
	case errors.As(err, &death) && death.Outside:
		return &crm.Error{Code: crm.CodeUnavailable, Message: "the process of the plugin was killed from outside",
			Err: err}
	case errors.As(err, &death):
		return &Failure{KindLimit,
			fmt.Sprintf(
				"%s broke its process (%s): most often it has used more memory than it may have, stack and tables "+
					"counted", s.what, death.Reason)}
	case cause == errWall:
		return &Failure{KindTimeout, fmt.Sprintf("%s took more than %v", s.what, wall)}
	case cause == errCPU:
		return &Failure{KindLimit, fmt.Sprintf("%s used more than %v of processor time", s.what, cpu)}
	case errors.Is(err, child.ErrClosed):
		return errGone
	}
	return err
}

// load sends the program to the process.
func (s *exchange) load(ctx context.Context, request []byte) error {
	answer, err := s.worker.child.Call(ctx, request)
	if err != nil {
		return err
	}
	if len(answer) == 1 && answer[0] == kindLoaded {
		return nil
	}
	_, err = s.end(answer)
	return err
}

// run alternates with the guest until the guest has ended.
func (s *exchange) run(ctx context.Context, request []byte) error {
	for {
		answer, err := s.worker.child.Call(ctx, request)
		if err != nil {
			return err
		}
		if len(answer) == 0 {
			return errWire
		}
		switch answer[0] {
		case kindCalled:
			if request, err = s.answer(ctx, answer[1:]); err != nil {
				return err
			}
		case kindSaid:
			s.log(printable(answer[1:]))
			request = []byte{kindResume}
		case kindRest:
			if err := decodeRest(answer[1:], s.rest); err != nil {
				return err
			}
			request = []byte{kindResume}
		default:
			ended, err := s.end(answer)
			if err == nil && !ended {
				err = errWire
			}
			return err
		}
	}
}

// end reads an answer that ends an exchange.
func (s *exchange) end(answer []byte) (ended bool, err error) {
	switch {
	case len(answer) > 0 && answer[0] == kindEnded:
		failure, err := decodeEnded(answer[1:])
		if err == nil && failure != nil {
			return true, failure
		}
		return true, err
	case len(answer) > 0 && answer[0] == kindBroken:
		return false, &crm.Error{Code: crm.CodeInternal, Message: "the process of a plugin failed",
			Err: errors.New(printable(answer[1:]))}
	}
	return false, errWire
}

// wait waits for d. If ctx ends first, it returns ctx's error.
func wait(ctx context.Context, d time.Duration) error {
	if d == 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// answer makes one host call for the guest.
func (s *exchange) answer(ctx context.Context, called []byte) ([]byte, error) {
	name, in, err := decodeCalled(called)
	if err != nil {
		return nil, err
	}
	if s.calls++; s.calls > s.limits.Calls {
		return nil, &Failure{KindLimit, fmt.Sprintf("the program made more than %d host calls", s.limits.Calls)}
	}
	if s.bytesOut += int64(len(called)); s.bytesOut > s.limits.BytesOut {
		return nil, &Failure{KindLimit,
			fmt.Sprintf("the program handed more than %d bytes to host calls", s.limits.BytesOut)}
	}
	if err := wait(ctx, s.pace.Reserve().Delay()); err != nil {
		return nil, err
	}
	out, err := s.op(ctx, name, in)
	var refused *OpError
	if errors.As(err, &refused) {
		if out, err = json.Marshal(refused); err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, err
	}
	if len(out) > maxAnswerBytes {
		return nil, crm.Errorf(crm.CodeInternal, "%s answered %d bytes, more than %d", name, len(out), maxAnswerBytes)
	}
	if s.bytesIn += int64(len(out)); s.bytesIn > s.limits.BytesIn {
		return nil, &Failure{KindLimit,
			fmt.Sprintf("host calls answered the program more than %d bytes", s.limits.BytesIn)}
	}
	return encodeResult(refused != nil, out), nil
}

const maxAnswerBytes = 64 << 20 // of one host call
