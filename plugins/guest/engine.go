package guest

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tetratelabs/wazero/api"
)

// engine is one instance of QuickJS. Its functions are those of npm quickjs-wasi, whose dist/index.js shows their use.
// Values are handles, which are addresses in its memory. Strings are passed in memory that wasm_malloc allocates.
type engine struct {
	ctx      context.Context
	instance api.Module
}

// The names by which the prelude finds the host's functions.
const (
	hostCallName = "hostCall"
	hostLogName  = "hostLog"
)

// The flags JS_EVAL_TYPE_… of quickjs.h.
const (
	evalScript = 0
	evalModule = 1
)

// scriptStackBytes is half of the engine's stack, as its authors recommend.
const scriptStackBytes = 512 << 10

// exception is the value that the guest threw, as text.
type exception struct{ text string }

const outOfMemory = "InternalError: out of memory"

// failure returns e as a failure for the author.
func (e *exception) failure() *Failure {
	if strings.HasPrefix(e.text, outOfMemory) {
		return &Failure{KindLimit, "the program used more memory than it may have: " + e.text}
	}
	return &Failure{KindExit, e.text}
}

var errScriptMemory = errors.New("wasm error: the JavaScript engine is out of memory")

// call calls a function of the engine. An error is a trap.
func (e *engine) call(name string, parameters ...uint64) (uint64, error) {
	f := e.instance.ExportedFunction(name)
	if f == nil {
		return 0, fmt.Errorf("the JavaScript engine has no %s", name)
	}
	results, err := f.Call(e.ctx, parameters...)
	if err != nil || len(results) == 0 {
		return 0, err
	}
	return results[0], nil
}

// must is call within a host function: it passes an error on as a trap.
func (e *engine) must(name string, parameters ...uint64) uint64 {
	result, err := e.call(name, parameters...)
	if err != nil {
		panic(err)
	}
	return result
}

// begin initialises a new engine. memory is the limit of the guest's values, in bytes.
func (e *engine) begin(memory int64) error {
	for _, c := range []struct {
		name       string
		parameters []uint64
	}{
		{"_initialize", nil},
		{"qjs_init", nil},
		{"qjs_set_memory_limit", []uint64{uint64(memory)}},
		{"qjs_set_max_stack_size", []uint64{scriptStackBytes}},
		{"qjs_set_promise_rejection_handler", []uint64{1}},
	} {
		result, err := e.call(c.name, c.parameters...)
		if err != nil {
			return err
		}
		if c.name == "qjs_init" && result != 0 {
			return errScriptMemory
		}
	}
	global, err := e.call("qjs_get_global")
	if err != nil {
		return err
	}
	for _, name := range []string{hostCallName, hostLogName} {
		at, err := e.write([]byte(name))
		if err != nil {
			return err
		}
		function, err := e.call("qjs_new_host_function", at, uint64(len(name)), 0)
		if err != nil {
			return err
		}
		if _, err := e.call("qjs_set_prop_string", global, at, function); err != nil {
			return err
		}
	}
	return nil
}

// write copies text and a NUL into newly allocated memory of the engine. The caller frees it with wasm_free.
func (e *engine) write(text []byte) (uint64, error) {
	at, err := e.call("wasm_malloc", uint64(len(text)+1))
	if err != nil {
		return 0, err
	}
	if at == 0 || !e.instance.Memory().Write(uint32(at), append(text[:len(text):len(text)], 0)) {
		return 0, errScriptMemory
	}
	return at, nil
}

// compile compiles source into bytecode.
func (e *engine) compile(source []byte, name string, flags uint64) ([]byte, *exception, error) {
	at, err := e.write(source)
	if err != nil {
		return nil, nil, err
	}
	nameAt, err := e.write([]byte(name))
	if err != nil {
		return nil, nil, err
	}
	lengthAt, err := e.write(make([]byte, 4))
	if err != nil {
		return nil, nil, err
	}
	code, err := e.call("qjs_compile", at, uint64(len(source)), nameAt, flags, 0, lengthAt)
	if err != nil {
		return nil, nil, err
	}
	if code == 0 {
		fault, err := e.thrown()
		return nil, fault, err
	}
	length, _ := e.instance.Memory().ReadUint32Le(uint32(lengthAt))
	compiled, ok := e.instance.Memory().Read(uint32(code), length)
	if !ok {
		return nil, nil, errScriptMemory
	}
	return append([]byte(nil), compiled...), nil, nil
}

// evaluate runs bytecode. The value of a module is a promise that ends when the module ends.
func (e *engine) evaluate(code []byte) (value uint64, fault *exception, err error) {
	at, err := e.write(code)
	if err != nil {
		return 0, nil, err
	}
	if value, err = e.call("qjs_eval_bytecode", at, uint64(len(code))); err != nil {
		return 0, nil, err
	}
	if _, err := e.call("wasm_free", at); err != nil {
		return 0, nil, err
	}
	failed, err := e.call("qjs_is_exception", value)
	if err != nil {
		return 0, nil, err
	}
	if failed != 0 {
		fault, err = e.thrown()
	}
	return value, fault, err
}

// work runs pending jobs until there are none.
func (e *engine) work() (*exception, error) {
	for {
		pending, err := e.call("qjs_is_job_pending")
		if err != nil || pending == 0 {
			return nil, err
		}
		result, err := e.call("qjs_execute_pending_job")
		if err != nil {
			return nil, err
		}
		if int32(result) < 0 {
			return e.thrown()
		}
	}
}

// thrown removes and returns the current exception.
func (e *engine) thrown() (*exception, error) {
	value, err := e.call("qjs_get_exception")
	if err != nil {
		return nil, err
	}
	return e.describe(value)
}

// describe returns the thrown value as text, with a stack trace if it is an error.
func (e *engine) describe(value uint64) (*exception, error) {
	message, err := e.text(value)
	if err != nil {
		return nil, err
	}
	isError, err := e.call("qjs_is_error", value)
	if err != nil || isError == 0 {
		return &exception{text: message}, err
	}
	at, err := e.write([]byte("stack"))
	if err != nil {
		return &exception{text: message}, nil // not enough memory even for that
	}
	stack, err := e.call("qjs_get_prop_string", value, at)
	if err != nil {
		return nil, err
	}
	trace, err := e.text(stack)
	if err != nil {
		return nil, err
	}
	message = message[:min(len(message), maxTraceBytes)]
	if trace = strings.TrimRight(trace, "\n"); trace != "" {
		message += "\n" + trace[:min(len(trace), maxTraceBytes)]
	}
	return &exception{text: message}, nil
}

// text returns a value as a string, as String(value) does.
func (e *engine) text(value uint64) (string, error) {
	lengthAt, err := e.write(make([]byte, 4))
	if err != nil {
		return outOfMemory, nil
	}
	at, err := e.call("qjs_get_string_len", value, lengthAt)
	if err != nil {
		return "", err
	}
	if at == 0 {
		return "(a value that can't be shown)", nil
	}
	length, _ := e.instance.Memory().ReadUint32Le(uint32(lengthAt))
	bytes, ok := e.instance.Memory().Read(uint32(at), length)
	if !ok {
		return "", errScriptMemory
	}
	text := strings.ToValidUTF8(string(bytes), "\uFFFD") // a lone surrogate becomes U+FFFD
	for _, free := range []struct {
		function string
		at       uint64
	}{{"qjs_free_cstring", at}, {"wasm_free", lengthAt}} {
		if _, err := e.call(free.function, free.at); err != nil {
			return "", err
		}
	}
	return text, nil
}

// mustText is text within a host function.
func (e *engine) mustText(value uint64) string {
	text, err := e.text(value)
	if err != nil {
		panic(err)
	}
	return text
}

// mustString makes a string value within a host function.
func (e *engine) mustString(text string) uint32 {
	at, err := e.write([]byte(text))
	if err != nil {
		panic(err)
	}
	value := e.must("qjs_new_string", at, uint64(len(text)))
	e.must("wasm_free", at)
	return uint32(value)
}
