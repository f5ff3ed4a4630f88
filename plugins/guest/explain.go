package guest

import (
	"errors"
	"fmt"
	"strings"
)

// foreign names the toolchain that an import of an unknown module comes from, and the remedy. The first matching entry
// applies.
var foreign = []struct{ module, name, cure string }{
	{"env", "abort", "this is AssemblyScript's abort: compile with asc --use abort="},
	{"env", "memory",
		"the memory must be the module's own and exported: don't link with --import-memory (asc: --importMemory)"},
	{"env", "trace", "this is AssemblyScript's trace: log by the SDK, or compile with asc --use trace="},
	{"env", "seed", "this is AssemblyScript's seed: compile with asc --use seed=, or don't use Math.random"},
	{"env", "emscripten_",
		"this is Emscripten's: compile with clang --target=wasm32-wasip1, or emcc -sSTANDALONE_WASM -sPURE_WASI"},
	{"env", "__syscall_",
		"this is Emscripten's: compile with clang --target=wasm32-wasip1, or emcc -sSTANDALONE_WASM -sPURE_WASI"},
	{"env", "invoke_",
		"this is Emscripten's: compile with clang --target=wasm32-wasip1, or emcc -sSTANDALONE_WASM -sPURE_WASI " +
			"-fno-exceptions"},
	{"env", "", "a function that the linker did not find: is it misspelt, or a library missing?"},
	{"a", "", "this is Emscripten's: compile with clang --target=wasm32-wasip1, or emcc -sSTANDALONE_WASM -sPURE_WASI"},
	{"gojs", "", "this is Go for browsers: compile with GOOS=wasip1 GOARCH=wasm, not GOOS=js"},
	{"go", "", "this is Go for browsers: compile with GOOS=wasip1 GOARCH=wasm, not GOOS=js"},
	{"wasi_unstable", "", "this is WASI before preview 1: use a newer compiler"},
	{"wbg", "", "this is wasm-bindgen, for browsers: compile Rust for wasm32-wasip1 without wasm-bindgen"},
	{"__wbindgen_placeholder__", "",
		"this is wasm-bindgen, for browsers: compile Rust for wasm32-wasip1 without wasm-bindgen"},
	{"wasi:", "", "this is WASI preview 2: " + componentCure},
	{"extism:", "", "this is Extism's interface, which is not supported: use one of the SDKs"},
	{"crm_v", "", "this server has the interface crm_v1: build with an SDK of this version"},
}

// explainImport says why i can't be linked.
func explainImport(i imported) string {
	what := fmt.Sprintf("the module imports the %s %s.%s", externNames[i.kind], i.module, i.name)
	switch i.module {
	case abiModule:
		return what + ": there are only the functions crm_v1.call and crm_v1.read"
	case wasiModule:
		return what + ", which WASI preview 1 does not have"
	}
	for _, f := range foreign {
		exact := !strings.ContainsAny(f.module[len(f.module)-1:], ":v")
		if (i.module == f.module || !exact && strings.HasPrefix(i.module, f.module)) &&
			strings.HasPrefix(i.name, f.name) {
			return what + ", which does not exist here: " + f.cure
		}
	}
	return what + ", which does not exist here: a plugin may import wasi_snapshot_preview1, crm_v1.call and crm_v1.read"
}

// explainExports says which required export is missing; "" if none is.
func explainExports(exports map[string]byte) string {
	if kind, there := exports["memory"]; !there || kind != externMemory {
		return `the module does not export its memory as "memory": every compiler for WASI does; asc needs no flag, ` +
			`wasm-ld --export-memory=memory`
	}
	if kind, there := exports["_start"]; there && kind == externFunc {
		return ""
	}
	const missing = "the module does not export the function _start, its main: "
	switch {
	case exports["_initialize"] == externFunc && has(exports, "_initialize"):
		return missing +
			"it is a library (reactor); build a program (Go: without -buildmode=c-shared; clang: without " +
			"-mexec-model=reactor; Rust: a binary, not a cdylib)"
	case has(exports, "run") || has(exports, "main") || has(exports, "_main"):
		return missing +
			"asc needs --exportStart _start, and the code at the top level; elsewhere write a plain main for " +
			"wasm32-wasip1"
	}
	return missing + "write a plain main and compile it as a program for wasm32-wasip1 (asc: --exportStart _start)"
}

func has(exports map[string]byte, name string) bool { _, there := exports[name]; return there }

// traps maps wazero's descriptions of traps to ours.
var traps = []struct{ cause, words string }{
	{"unreachable",
		"the program stopped itself (unreachable): a failed assertion, an abort or a panic; what it wrote to its " +
			"log says more"},
	{"out of bounds memory access",
		"the program touched memory that it does not have: a bad pointer or an index out of range"},
	{"stack overflow", "the program called too deep: is there a recursion without an end?"},
	{"integer divide by zero", "the program divided by zero"},
	{"integer overflow", "a number did not fit: a division or conversion overflowed"},
	{"invalid conversion to integer", "the program turned a number that is none (NaN) or too great into an integer"},
	{"invalid table access", "the program called a function by a pointer that points to none"},
	{"indirect call type mismatch", "the program called a function by a pointer with the wrong parameters"},
}

const maxTraceBytes = 2 << 10

// explainTrap describes a trap and where it happened.
func explainTrap(err error) *Failure {
	var bad *badPointerError
	text, trace, _ := strings.Cut(err.Error(), "\nwasm stack trace:")
	words := text
	if errors.As(err, &bad) {
		words = bad.Error()
	} else {
		for _, t := range traps {
			if strings.Contains(text, t.cause) {
				words = t.words
			}
		}
	}
	if trace != "" {
		words += "\nin:" + trace[:min(len(trace), maxTraceBytes)]
	}
	return &Failure{Kind: KindTrap, Message: words}
}
