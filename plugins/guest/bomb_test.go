package guest_test

import (
	"errors"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/plugins/guest"
)

// A few bytes that declare many entries make wazero allocate memory for all of them before it checks that they exist.
// Only the compiling process is affected.
func TestHost_ValidateOutlivesCountsThatNothingFollows(t *testing.T) {
	const (
		types    = "\x01\x04\x01\x60\x00\x00"
		function = "\x03\x02\x01\x00"
		memory   = "\x05\x03\x01\x00\x01"
		exports  = "\x07\x13\x02\x06memory\x02\x00\x06_start\x00\x00"
		body     = "\x0a\x04\x01\x02\x00\x0b"
		count    = "\xff\xff\xff\xff\x0f"
	)
	h := host(t, guest.Config{})
	for _, tc := range []struct{ name, module, words string }{
		{"parameters of a type", "\x01\x0a\x02\x60\x00\x00\x60" + count + function + memory + exports + body,
			"more memory than it may have"},
		{"results of a type", "\x01\x0b\x02\x60\x00\x00\x60\x00" + count + function + memory + exports + body,
			"more memory than it may have"},
		{"name of an import", types + "\x02\x06\x01" + count + function + memory + exports + body, "malformed"},
		{"elements by index", types + function + memory + exports + "\x09\x08\x01\x03\x00" + count + body,
			"more memory than it may have"},
		{"elements by expression", types + function + memory + exports + "\x09\x08\x01\x05\x70" + count + body,
			"more memory than it may have"},
		{"targets of a branch table", types + function + memory + exports + "\x0a\x0b\x01\x09\x00\x41\x00\x0e" + count,
			"is not valid WebAssembly"},
		{"bytes of a data segment", types + function + memory + exports + body + "\x0b\x07\x01\x01" + count,
			"more memory than it may have"},
		{"names of functions", types + function + memory + exports + body + "\x00\x0c\x04name\x01\x05" + count,
			"more memory than it may have"},
		{"names of variables", types + function + memory + exports + body + "\x00\x0c\x04name\x02\x05" + count,
			"more memory than it may have"},
		{"names of one function's variables", types + function + memory + exports + body +
			"\x00\x0e\x04name\x02\x07\x01\x00" + count, "more memory than it may have"},
		{"name of the module", types + function + memory + exports + body + "\x00\x0c\x04name\x00\x05" + count,
			"more memory than it may have"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := h.Validate(t.Context(), wasm([]byte("\x00asm\x01\x00\x00\x00"+tc.module)), guest.Limits{})
			var e *crm.Error
			if !errors.As(err, &e) || e.Code != crm.CodeInvalid || e.Field != "main.wasm" ||
				!strings.Contains(e.Message, tc.words) {
				t.Errorf("the error is %v, want %q", err, tc.words)
			}
		})
	}
	if err := h.Validate(t.Context(), wat(t, "echo"), guest.Limits{}); err != nil {
		t.Errorf("afterwards a good module: %v", err)
	}
}
