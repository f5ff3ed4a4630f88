package guest_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"

	"roomkey/plugins/guest"
	"roomkey/plugins/guest/guesttest"
)

const fuzzMemory = 1 << 20

// FuzzScan reads arbitrary modules. An accepted module has bounds: reading the result again changes nothing, and if
// wazero accepts it too, its memory respects the limit.
func FuzzScan(f *testing.F) {
	files, err := filepath.Glob("testdata/*.wat")
	if err != nil || len(files) == 0 {
		f.Fatal("there are no guests", err)
	}
	words := []string{"TABLE", "10", "LENGTH", "10", "FD", "1", "COUNT", "1", "ARGS", "", "READ", "", "CODE", "1",
		"HOW", "unreachable"}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		text = bytes.ReplaceAll(text, []byte("ARGS call $call drop"), nil)
		text = bytes.ReplaceAll(text, []byte("READ call $read drop"), nil)
		f.Add(guesttest.Assemble(f, strings.NewReplacer(words...).Replace(string(text))))
	}
	f.Add([]byte("\x00asm\x01\x00\x00\x00\x04\x04\x01\x70\x00\x01\x05\x03\x01\x00\x01\x00\x02\x01a"))
	r := wazero.NewRuntimeWithConfig(f.Context(),
		wazero.NewRuntimeConfigInterpreter().WithMemoryLimitPages(fuzzMemory>>16))
	f.Fuzz(func(t *testing.T, code []byte) {
		bounded, err := guest.Scan(code, fuzzMemory)
		if err != nil {
			return
		}
		again, err := guest.Scan(bounded, fuzzMemory)
		if err != nil || !bytes.Equal(again, bounded) {
			t.Fatalf("it is not at rest: %x, then %x, %v", bounded, again, err)
		}
		if promisesMuch(bounded) {
			return
		}
		compiled, err := r.CompileModule(t.Context(), bounded)
		if err != nil {
			return
		}
		defer compiled.Close(t.Context())
		for name, memory := range compiled.ExportedMemories() {
			if most, declared := memory.Max(); !declared || most > fuzzMemory>>16 {
				t.Errorf("the memory %q may have %d pages", name, most)
			}
		}
	})
}

// promisesMuch reports whether a module may contain a number of 2 million or more (a LEB128 of at least four bytes). As
// a count, it would make wazero allocate memory for that many entries before it checks that they exist. A guest's
// process survives that (TestHost_ValidateOutlivesCountsThatNothingFollows), but a fuzzer does not.
func promisesMuch(code []byte) bool {
	inRow := 0
	for _, b := range code {
		if inRow++; b < 0x80 {
			inRow = 0
		}
		if inRow == 3 {
			return true
		}
	}
	return false
}

func FuzzAnswers(f *testing.F) {
	f.Add(guest.EncodeCalled("task.input", []byte("{}"))[1:])
	f.Add([]byte(`{"kind":"trap","message":"x"}`))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if name, in, err := guest.DecodeCalled(data); err == nil &&
			!bytes.HasSuffix(data, append([]byte(name), in...)) {
			t.Errorf("%q became %q and %q", data, name, in)
		}
		if failure, err := guest.DecodeEnded(data); err == nil && failure != nil {
			var known *guest.Failure
			if !errors.As(error(failure), &known) || known.Kind == "" {
				t.Errorf("%q became %+v", data, failure)
			}
		}
	})
}
