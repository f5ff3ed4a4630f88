package guest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"roomkey/plugins/guest"
)

func js(code string) guest.Program { return guest.NewProgram(guest.RuntimeJS, []byte(code)) }

// P11.
func TestScript_CallsAndLogs(t *testing.T) {
	h := host(t, guest.Config{})
	var calls, lines []string
	op := func(_ context.Context, name string, in []byte) ([]byte, error) {
		calls = append(calls, fmt.Sprintf("%s %s", name, in))
		switch name {
		case "task.input":
			return []byte(`{"input":{"street":"Main \u00e9 \ud83c\udfe1"}}`), nil
		case "task.output":
			return nil, nil
		}
		return nil, &guest.OpError{Code: "denied", Message: "you may not", Retryable: true}
	}
	program := js(`
		const { input } = crm.call('task.input');
		console.log('in', input, 7, null);
		try { crm.call('records.get', { id: 1 }) } catch (e) { console.error(e instanceof Error, e.code, e.message, e.retryable) }
		const later = await new Promise((resolve) => resolve(input.street)); // top-level await
		await Promise.resolve();
		crm.call('task.output', { street: later });
		console.log(typeof hostCall, typeof setTimeout, typeof process);
		export default 1;`)
	for range 2 {
		calls, lines = nil, nil
		if err := h.Step(t.Context(), program, guest.Limits{}, op,
			func(line string) { lines = append(lines, line) }); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(calls,
			"; "); got != `task.input {}; records.get {"id":1}; task.output {"street":"Main é 🏡"}` {
			t.Errorf("the calls are %s", got)
		}
		if got := strings.Join(lines,
			"; "); got != `in {"street":"Main é 🏡"} 7 null; true denied you may not true; undefined undefined `+
			`undefined` {
			t.Errorf("the log is %s", got)
		}
	}
}

// P11, P12.
func TestScript_EndsWithWordsForTheAuthor(t *testing.T) {
	h := host(t, guest.Config{})
	for _, tc := range []struct{ name, code, kind, words string }{
		{"syntax", "let x = ;", guest.KindLink, "SyntaxError"},
		{"import", "import x from 'y'; x()", guest.KindLink, "bundle what it imports"},
		{"throw", "function deep() { throw new TypeError('no such street') }\ndeep()", guest.KindExit,
			"TypeError: no such street\n    at deep (main.js:1"},
		{"throw no error", "throw 'plain'", guest.KindExit, "plain"},
		{"throw what disguises itself", "throw 'pl\\u202eain\\u200b\\u2028text'", guest.KindExit, "plain text"},
		{"throw after await", "await null; null.x", guest.KindExit, "TypeError: cannot read property 'x' of null"},
		{"uncaught call", "crm.call('x')", guest.KindExit, "CrmError: there is no op x"},
		{"unhandled rejection", "Promise.reject(new Error('forgotten'))", guest.KindExit,
			"nothing handled it: Error: forgotten"},
		{"await for ever", "await new Promise(() => {})", guest.KindExit, "never ends"},
		{"memory", "const all = []; for (;;) all.push(new Array(100000).fill(7))", guest.KindLimit, "out of memory"},
		{"recursion", "const f = () => 1 + f(); f()", guest.KindExit, "call stack"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := h.Step(t.Context(), js(tc.code), guest.Limits{}, noOps, nil)
			var failure *guest.Failure
			if !errors.As(err, &failure) || failure.Kind != tc.kind || !strings.Contains(failure.Message, tc.words) {
				t.Errorf("the error is %v, want %s with %q", err, tc.kind, tc.words)
			}
		})
	}
}
