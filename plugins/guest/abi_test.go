package guest_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"roomkey/plugins/guest"
	"roomkey/plugins/guest/guesttest"
)

// P2, P5, P6: an empty range at the end of the memory.
func TestABI_HandsOverBytesAsTheyAre(t *testing.T) {
	h := host(t, guest.Config{})
	asked := ""
	op := func(_ context.Context, name string, in []byte) ([]byte, error) {
		asked = fmt.Sprintf("%s %q", name, in)
		return nil, nil
	}
	program := wat(t, "call", "ARGS", "i32.const 0 i32.const 4 i32.const 4 i32.const 5", "READ",
		"i32.const 65536 i32.const 0")
	step(t, h, program, guest.Limits{}, op, "", "")
	if asked != `echo "input"` {
		t.Errorf("the host was asked %s", asked)
	}
}

// P4.
func TestABI_ReadGivesAResultOnce(t *testing.T) {
	step(t, host(t, guest.Config{}), wat(t, "readtwice"), guest.Limits{}, echoOnly, "", "")
}

// P6.
func TestABI_BadPointersTrap(t *testing.T) {
	h := host(t, guest.Config{})
	good := []int{0, 4, 4, 5, 0, 100} // op_ptr, op_len, in_ptr, in_len; dst_ptr, cap
	names := []string{"op_ptr", "op_ptr", "in_ptr", "in_ptr", "dst_ptr", "dst_ptr"}
	for argument := range good {
		for _, bad := range []int{65537, 1 << 20, 1<<31 - 1, -1 << 31, -1} {
			t.Run(fmt.Sprintf("%d is %d", argument, bad), func(t *testing.T) {
				args := append([]int(nil), good...)
				args[argument] = bad
				text := ""
				for _, a := range args[:4] {
					text += fmt.Sprintf(" i32.const %d", a)
				}
				read := fmt.Sprintf("i32.const %d i32.const %d", args[4], args[5])
				step(t, h, wat(t, "call", "ARGS", text, "READ", read), guest.Limits{}, echoOnly, guest.KindTrap,
					"a bad pointer: "+names[argument])
			})
		}
	}
}

// P1, P2.
func TestABI_LinkErrorsInWords(t *testing.T) {
	h := host(t, guest.Config{})
	const memory, start = `(memory (export "memory") 1)`, `(func (export "_start"))`
	imports := func(module, name string) string {
		return fmt.Sprintf(`(module (import "%s" "%s" (func (param i32)))`, module, name) + memory + start + ")"
	}
	for _, tc := range []struct{ name, text, words string }{
		{"AssemblyScript", imports("env", "abort"), "--use abort="},
		{"Emscripten", imports("env", "emscripten_resize_heap"), "Emscripten"},
		{"Emscripten, minified", imports("a", "b"), "Emscripten"},
		{"Go for browsers", imports("gojs", "runtime.wasmExit"), "GOOS=wasip1"},
		{"wasm-bindgen", imports("wbg", "__wbg_log"), "wasm32-wasip1"},
		{"preview 2", imports("wasi:cli/environment@0.2.0", "get-environment"), "preview 2"},
		{"old WASI", imports("wasi_unstable", "fd_write"), "newer compiler"},
		{"unknown", imports("kitchen", "sink"), "kitchen.sink"},
		{"misspelt", imports("env", "my_helper"), "did not find"},
		{"a later ABI", imports("crm_v2", "call"), "crm_v1"},
		{"no such function", imports("crm_v1", "ask"), "crm_v1.call and crm_v1.read"},
		{"no such WASI", imports("wasi_snapshot_preview1", "sock_connect"), "WASI preview 1 does not have"},
		{"wrong parameters", imports("crm_v1", "read"), "(i32, i32) → (i32)"},
		{"imported memory", `(module (import "env" "memory" (memory 1)) ` + start + ")", "--import-memory"},
		{"no memory", `(module ` + start + ")", "does not export its memory"},
		{"no main", `(module ` + memory + ")", "_start"},
		{"library", `(module ` + memory + ` (func (export "_initialize")))`, "reactor"},
		{"AssemblyScript without a start", `(module ` + memory + ` (func (export "run")))`, "--exportStart"},
		{"main with parameters", `(module ` + memory + ` (func (export "_start") (param i32)))`, "must be () → ()"},
		{"great memory", `(module (memory (export "memory") 2000)` + start + ")", "limits.memoryMB"},
		{"great table", `(module (table 20000000 funcref)` + memory + start + ")", "1000000"},
		{"great bound of a table", `(module (table 1 20000000 funcref)` + memory + start + ")", "1000000"},
		{"two memories", `(module (memory 1)` + memory + start + ")", "must have one"},
		{"type error", `(module ` + memory + `(func (export "_start") i32.const 1))`, "not valid"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			step(t, h, wasm(guesttest.Assemble(t, tc.text)), guest.Limits{}, noOps, guest.KindLink, tc.words)
		})
	}
	for _, tc := range []struct{ name, code, words string }{
		{"component", "\x00asm\x0d\x00\x01\x00", "component"},
		{"text", " (module)", "as text"},
		{"JavaScript", "console.log(1)", "no WebAssembly"},
		{"nothing", "", "no WebAssembly"},
		{"cut", "\x00asm\x01\x00\x00\x00\x01\x7f", "malformed"},
		{"shared memory", "\x00asm\x01\x00\x00\x00\x05\x04\x01\x03\x01\x01", "shared"},
		{"exceptions", "\x00asm\x01\x00\x00\x00\x0d\x01\x00", "extension"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			step(t, h, wasm([]byte(tc.code)), guest.Limits{}, noOps, guest.KindLink, tc.words)
		})
	}
}

// P9.
func TestABI_WASIGivesNoWorld(t *testing.T) {
	t.Setenv("ROOMKEY_CANARY", "secret")
	step(t, host(t, guest.Config{}), wat(t, "wasi"), guest.Limits{}, noOps, "", "")
}

// P9.
func TestABI_ClockAndChanceAreReal(t *testing.T) {
	h := host(t, guest.Config{})
	seen := map[string]bool{}
	for range 3 {
		op := func(_ context.Context, name string, in []byte) ([]byte, error) {
			seen[string(in)] = true
			return nil, nil
		}
		before := time.Now().UnixMilli()
		step(t, h, js(fmt.Sprintf("if (Date.now() < %d) throw 'the clock is behind'; crm.call('chance', Math.random())",
			before)), guest.Limits{}, op, "", "")
	}
	if len(seen) != 3 {
		t.Errorf("chance gave %v", seen)
	}
}
