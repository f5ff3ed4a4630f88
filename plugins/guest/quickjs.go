package guest

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// quickjsFiles holds the engine, which `make build` copies into dist from npm quickjs-wasi (MIT).
//
//go:embed all:quickjs/dist quickjs/prelude.js
var quickjsFiles embed.FS

const (
	maxScriptBytes   = 4 << 20
	scriptOwnBytes   = 3 << 20 // part of the memory: the engine's static data and its stack
	leastScriptBytes = 8 << 20 // smallest memory that the engine can start with
)

// script is a program of the runtime js: compiled to QuickJS's bytecode once, and run by a new QuickJS for every step.
type script struct {
	runtime  wazero.Runtime
	engine   wazero.CompiledModule
	prelude  []byte // bytecode
	main     []byte // bytecode
	memory   int64
	current  *step
	rejected *rejections // of current
}

// loadScript compiles a stranger's JavaScript, or returns a failure of kind link that says where its syntax is wrong.
func loadScript(h header, code []byte) (program, *Failure, error) {
	ctx := context.Background()
	switch {
	case len(code) > maxScriptBytes:
		return nil, &Failure{KindLink,
			fmt.Sprintf("main.js has %d bytes, more than %d", len(code), maxScriptBytes)}, nil
	case h.MemoryBytes < leastScriptBytes:
		return nil, &Failure{KindLink,
			fmt.Sprintf("JavaScript needs %d MiB of memory at least: raise limits.memoryMB in plugin.json",
				leastScriptBytes>>20)}, nil
	}
	prelude, err := quickjsFiles.ReadFile("quickjs/prelude.js")
	if err != nil {
		return nil, nil, err
	}
	s := &script{memory: h.MemoryBytes}
	if err := s.start(ctx, h); err != nil {
		return nil, nil, err
	}
	e, err := s.instantiate(ctx, &step{})
	if err != nil {
		return nil, nil, err
	}
	defer e.instance.Close(ctx)
	var fault *exception
	if s.prelude, fault, err = e.compile(prelude, "prelude.js", evalScript); err != nil || fault != nil {
		return nil, nil, fmt.Errorf("the prelude does not compile: %v %w", fault, err)
	}
	if s.main, fault, err = e.compile(code, "main.js", evalModule); err != nil {
		return nil, explainTrap(err), nil
	}
	if fault != nil {
		if strings.Contains(fault.text, "could not load module") {
			fault.text += "\na plugin in JavaScript is one file: bundle what it imports into main.js (rolldown, " +
				"esbuild)"
		}
		return nil, &Failure{KindLink, fault.text}, nil
	}
	return s, nil, nil
}

// start compiles the engine itself, or takes it from the cache.
func (s *script) start(ctx context.Context, h header) error {
	code, err := quickjsFiles.ReadFile("quickjs/dist/quickjs.wasm")
	if err != nil {
		return fmt.Errorf("this server was built without JavaScript (make build puts it in): %w", err)
	}
	scan, err := scanModule(code, h.MemoryBytes)
	if err != nil {
		return err
	}
	if s.runtime, err = newRuntime(ctx, h.MemoryBytes, h.Cache); err != nil {
		return err
	}
	if err := s.instantiateHost(ctx); err != nil {
		return err
	}
	s.engine, err = s.runtime.CompileModule(ctx, scan.bounded)
	return err
}

// instantiateHost offers the functions that the engine imports. They serve the step that current points to.
func (s *script) instantiateHost(ctx context.Context) error {
	const i32 = api.ValueTypeI32
	b := s.runtime.NewHostModuleBuilder("env")
	add := func(name string, params int, f func(m api.Module, stack []uint64) uint32) {
		types := make([]api.ValueType, params)
		for i := range types {
			types[i] = i32
		}
		var results []api.ValueType
		if name != "host_promise_rejection" {
			results = []api.ValueType{i32}
		}
		b = b.NewFunctionBuilder().WithGoModuleFunction(
			api.GoModuleFunc(func(_ context.Context, m api.Module, stack []uint64) {
				if result := f(m, stack); results != nil {
					stack[0] = uint64(result)
				}
			}), types, results).Export(name)
	}
	none := func(api.Module, []uint64) uint32 { return 0 }
	add("host_call", 5, s.hostCall)
	add("host_promise_rejection", 3, s.hostRejection)
	add("host_interrupt", 0, none)           // the server kills the process instead
	add("host_module_normalize", 2, none)    // a program is one module
	add("host_module_load", 2, none)         //
	add("host_get_timezone_offset", 2, none) // always UTC
	_, err := b.Instantiate(ctx)
	return err
}

// instantiate makes a new engine with the host's functions in its global object.
func (s *script) instantiate(ctx context.Context, of *step) (*engine, error) {
	ctx = experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(allocateMemory))
	instance, err := s.runtime.InstantiateModule(ctx, s.engine, instanceConfig(of))
	if err != nil {
		return nil, err
	}
	e := &engine{ctx: ctx, instance: instance}
	if err := e.begin(s.memory - scriptOwnBytes); err != nil {
		instance.Close(ctx)
		return nil, err
	}
	return e, nil
}

// run implements program.
func (s *script) run(ctx context.Context, of *step) *Failure {
	s.current, s.rejected = of, &rejections{reasons: map[uint64]uint64{}}
	defer func() { s.current, s.rejected = nil, nil }()
	e, err := s.instantiate(ctx, of)
	if err != nil {
		return explainTrap(err)
	}
	defer e.instance.Close(ctx)
	fault, err := s.evaluate(e)
	switch {
	case err != nil:
		return explainTrap(err)
	case fault != nil:
		return fault.failure()
	}
	return nil
}

// evaluate runs the module and its promises to their end. The exception is the guest's.
func (s *script) evaluate(e *engine) (*exception, error) {
	if _, fault, err := e.evaluate(s.prelude); err != nil || fault != nil {
		return fault, err
	}
	promise, fault, err := e.evaluate(s.main)
	if err != nil || fault != nil {
		return fault, err
	}
	if fault, err := e.work(); err != nil || fault != nil {
		return fault, err
	}
	switch state, err := e.call("qjs_promise_state", promise); {
	case err != nil:
		return nil, err
	case state == 0:
		return &exception{
			text: "the module never ends: it awaits a promise that nothing settles (there are no timers)"}, nil
	case state == 2:
		reason, err := e.call("qjs_promise_result", promise)
		if err != nil {
			return nil, err
		}
		return e.describe(reason)
	}
	for _, reason := range s.rejected.reasons {
		fault, err := e.describe(reason)
		if fault != nil {
			fault.text = "a promise was rejected and nothing handled it: " + fault.text
		}
		return fault, err
	}
	return nil, nil
}

// rejections are rejected promises that nothing has handled yet. It maps the value of a promise to the handle of its
// reason.
type rejections struct{ reasons map[uint64]uint64 }

// hostCall implements the two functions that the prelude takes: (name, length, this, count, arguments) → a value.
func (s *script) hostCall(m api.Module, stack []uint64) uint32 {
	e := &engine{ctx: context.Background(), instance: m}
	name := view(m.Memory(), "call", "name", uint32(stack[0]), uint32(stack[1]))
	called, count, list := string(name), uint32(stack[3]), uint32(stack[4])
	var arguments []string
	for i := range min(count, 2) {
		handle, _ := m.Memory().ReadUint32Le(list + 4*i)
		arguments = append(arguments, e.mustText(uint64(handle)))
	}
	switch {
	case called == hostCallName && len(arguments) == 2:
		return e.mustString(s.current.scriptCall(arguments[0], arguments[1]))
	case called == hostLogName && len(arguments) == 1:
		for line := range strings.Lines(arguments[0]) {
			s.current.log.say([]byte(strings.TrimSuffix(line, "\n")))
		}
	}
	return e.mustString("")
}

// scriptCall makes one host call. It returns "+" and the answer, or "-" and the error.
func (s *step) scriptCall(op, in string) string {
	var r reply
	switch {
	case len(op) > maxNameBytes:
		r = refusal("unsupported", "there is no such op")
	case len(in) > maxCallBytes:
		r = refusal("too_large", fmt.Sprintf("the input of a call may have %d bytes", maxCallBytes))
	default:
		r = s.op(op, []byte(in))
	}
	if r.failed {
		return "-" + string(r.data)
	}
	return "+" + string(r.data)
}

// hostRejection records a promise that is rejected (promise, reason, 0) or handled later (promise, reason, 1).
func (s *script) hostRejection(m api.Module, stack []uint64) uint32 {
	e := &engine{ctx: context.Background(), instance: m}
	promise, reason, handled := stack[0], stack[1], stack[2] != 0
	value := e.must("qjs_get_value_ptr", promise)
	e.must("qjs_free_value", promise)
	switch {
	case s.rejected == nil || len(s.rejected.reasons) >= maxRejections:
		e.must("qjs_free_value", reason)
	case handled:
		delete(s.rejected.reasons, value)
		e.must("qjs_free_value", reason)
	default:
		s.rejected.reasons[value] = reason
	}
	return 0
}

const maxRejections = 10_000
