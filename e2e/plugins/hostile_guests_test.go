package plugins_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/plugins"
	"roomkey/plugins/guest"
	"roomkey/plugins/guest/guesttest"
)

// hostile is a guest that does what no plugin should, and what its task should come to.
type hostile struct {
	name   string
	code   []byte // of main.wasm
	script string // of main.js, instead
	asks   plugins.Capabilities
	output string   // JSON Schema; "": anything
	codes  []string // of the task's error, one of them
	says   []string // all of them in its message
	silent bool     // it gets to say nothing before
	slow   bool     // it takes a second or so
}

// lastWords is what every hostile guest writes to its stderr first.
const lastWords = "the author was here"

// module is a guest that says its last words, and progress, and then does what body does.
func module(t testing.TB, body string) []byte {
	quoted := func(text string) string { return `"` + strings.ReplaceAll(text, `"`, `\22`) + `"` }
	progress := `{"percent":1,"message":"in the middle"}`
	text := fmt.Sprintf(`(module
		(import "crm_v1" "call" (func $call (param i32 i32 i32 i32) (result i32)))
		(import "crm_v1" "read" (func $read (param i32 i32) (result i32)))
		(import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
		(import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
		(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
		(memory (export "memory") 2)
		(table 1 funcref)
		(data (i32.const 0) "\10\00\00\00\14\00\00\00")
		(data (i32.const 16) "%s\0a")
		(data (i32.const 64) "task.progress")
		(data (i32.const 96) %s)
		(func $fib (param i32) (result i32)
			local.get 0 i32.const 2 i32.lt_s if local.get 0 return end
			local.get 0 i32.const 1 i32.sub call $fib local.get 0 i32.const 2 i32.sub call $fib i32.add)
		(func $deeper call $deeper i32.const 0 drop)
		(func $say i32.const 2 i32.const 0 i32.const 1 i32.const 8 call $fd_write drop)
		(func $progress i32.const 64 i32.const 13 i32.const 96 i32.const %d call $call drop)
		(func (export "_start") call $say call $progress
			%s))`, lastWords, quoted(progress), len(progress), body)
	return guesttest.Assemble(t, text)
}

// script is the same in JavaScript.
func script(body string) string {
	return fmt.Sprintf("console.error(%q); crm.call('task.progress', {percent: 1, message: 'in the middle'});\n%s",
		lastWords, body)
}

// endless are guests that never end by themselves, or not soon: their time or another limit ends them.
func endless(t testing.TB) []hostile {
	over := []string{guest.KindLimit, guest.KindTimeout} // on a busy machine the clock may be first
	return []hostile{
		{name: "loop", code: module(t, "loop br 0 end"), codes: over, says: []string{"the program", "more than 2s"}},
		{name: "no loop", code: module(t, "i32.const 70 call $fib drop"), codes: over, says: []string{"more than 2s"}},
		{name: "sleep", code: module(t,
			"i32.const 280 i64.const 3600000000000 i64.store i32.const 256 i32.const 320 i32.const 1 i32.const 384 "+
				"call $poll drop"),
			codes: []string{guest.KindTimeout}, says: []string{"took more than 2s"}},
		{name: "start section", code: guesttest.Assemble(t,
			`(module (memory (export "memory") 1) (func $forever loop br 0 end) (func (export "_start")) (start `+
				`$forever))`),
			codes: over, says: []string{"more than 2s"}, silent: true},
		{name: "flood of progress", code: module(t, "loop call $progress br 0 end"), codes: over,
			says: []string{"more than"}},
		{name: "flood of nonsense", code: module(t,
			"loop i32.const 64 i32.const 13 i32.const 20 i32.const 3 call $call drop br 0 end"), codes: over,
			says: []string{"more than"}},
		{name: "flood of stderr", code: module(t, "loop call $say br 0 end"), codes: over,
			says: []string{"more than 2s"}},
		{name: "script", script: script("for (;;);"), codes: over, says: []string{"more than 2s"}},
		{name: "promises", script: script("const again = () => Promise.resolve().then(again); await again()"),
			codes: over, says: []string{"more than 2s"}},
		{name: "regular expression", script: script("/^(a+)+$/.test('a'.repeat(40) + 'b')"), codes: over,
			says: []string{"more than 2s"}},
		{name: "flood of scripted progress",
			script: script("for (let i = 0;; i++) crm.call('task.progress', {percent: i, message: 'x'.repeat(500), " +
				"partial: 'y'.repeat(30000)})"),
			codes: over, says: []string{"more than"}},
	}
}

// briefSeconds is how long a brief guest may take. None needs it: a flood of output is a second's work before it meets
// its bound, but other guests and other packages' tests share its processor.
const briefSeconds = 120

// brief are guests that end badly at once.
func brief(t testing.TB) []hostile {
	trap, exit, limit := []string{guest.KindTrap}, []string{guest.KindExit}, []string{guest.KindLimit}
	return []hostile{
		{name: "recursion", code: module(t, "call $deeper"), codes: trap, says: []string{"recursion without an end"}},
		{name: "bad pointer to call", code: module(t,
			"i32.const 64 i32.const 13 i32.const -1 i32.const 10 call $call drop"), codes: trap,
			says: []string{"bad pointer", "131072"}},
		{name: "bad pointer to read", code: module(t, "call $progress i32.const 131072 i32.const 1 call $read drop"),
			codes: trap, says: []string{"bad pointer"}},
		{name: "bad pointer of its own", code: module(t, "i32.const -8 i32.load drop"), codes: trap,
			says: []string{"memory that it does not have"}},
		{name: "function that is none", code: module(t, "i32.const 5000 call_indirect"), codes: trap,
			says: []string{"points to none"}},
		{name: "unreachable", code: module(t, "unreachable"), codes: trap, says: []string{"stopped itself"}},
		{name: "division by zero", code: module(t, "i32.const 1 i32.const 0 i32.div_s drop"), codes: trap,
			says: []string{"divided by zero"}},
		{name: "exit status", code: module(t, "i32.const 3 call $exit"), codes: exit, says: []string{"exit status 3"}},
		{name: "no output", code: module(t, ""), codes: []string{string(crm.CodeInvalid)},
			says: []string{"ended without an output"}},
		// What they get is the bound: memory.grow and table.grow answer -1 beyond.
		{name: "memory without end", code: module(t,
			"loop i32.const 16 memory.grow i32.const -1 i32.ne br_if 0 end i32.const 0 i32.const 255 memory.size "+
				"i32.const 65536 i32.mul memory.fill memory.size i32.const 1024 i32.gt_s if i32.const 9 call $exit "+
				"end unreachable"),
			codes: trap, says: []string{"stopped itself"}},
		{name: "table without end", code: module(t,
			"ref.null i32.const 1000000 table.grow 0 i32.const -1 i32.ne if i32.const 9 call $exit end unreachable"),
			codes: trap, says: []string{"stopped itself"}},
		{name: "memory of a script", script: script("const all = []; for (;;) all.push('x'.repeat(100000) + " +
			"all.length)"), codes: limit, says: []string{"out of memory"}, slow: true},
		{name: "recursion of a script", script: script("const deeper = () => deeper() + 1; deeper()"), codes: exit,
			says: []string{"stack"}},
		{name: "promise that nobody keeps", script: script("await new Promise(() => {})"), codes: exit,
			says: []string{"nothing settles"}},
		{name: "exception", script: script("null.x"), codes: exit, says: []string{"TypeError"}},
		{name: "flood of output", script: script("const big = 'x'.repeat(900000); for (;;) crm.call('task.output', " +
			"{big})"), codes: limit, says: []string{"handed more than 67108864 bytes"}, slow: true},
		{name: "output too large", script: script("crm.call('task.output', {big: 'x'.repeat(1100000)})"), codes: exit,
			says: []string{"the request is too large"}},
		{name: "output beside the schema", script: script("crm.call('task.output', {done: 'yes'})"),
			output: `{"type":"object","properties":{"done":{"type":"boolean"}}}`,
			codes:  exit, says: []string{"output/done"}},
		{name: "forbidden host", script: script("crm.call('http.fetch', {url: 'https://elsewhere.example/'})"),
			asks:  plugins.Capabilities{HTTP: []string{"api.example.com"}},
			codes: exit, says: []string{"may not send requests to this host"}},
		{name: "forbidden type", script: script("crm.call('records.query', {type: 'client'})"),
			asks:  plugins.Capabilities{Read: []string{"lead"}},
			codes: exit, says: []string{"reading client records was not granted"}},
		{name: "forbidden record", script: script("crm.call('records.get', {type: 'lead', id: " +
			"'00000000-0000-4000-8000-00000000beef'})"),
			asks: plugins.Capabilities{Read: []string{"lead"}}, codes: exit, says: []string{"no such record"}},
		{name: "invalid proposal", script: script("const lead = {name: 'Nobody', phone: '555-0101', source: 'test', " +
			"stage: 'new'}; crm.call('records.propose', " +
			"{changes: [{type: 'lead', fields: lead}, {type: 'lead', fields: {...lead, wings: 2}}]})"),
			asks: plugins.Capabilities{Propose: []string{"lead"}}, codes: exit, says: []string{"changes/1", "wings"}},
		{name: "failure of its own", script: script("crm.call('task.fail', {message: 'the moon is not full'})"),
			codes: []string{"failed"}, says: []string{"the moon is not full"}},
	}
}

// id names a guest's plugin.
func (h *hostile) id() string { return "hostile." + strings.ReplaceAll(h.name, " ", "-") }

// parts are the manifest and the program of a guest that may take so many seconds.
func (h *hostile) parts(seconds int) (m plugins.Manifest, program []byte) {
	m, program = manifestOf(h.id(), h.asks), h.code
	if h.script != "" {
		m, program = scriptManifest(h.id(), h.asks), []byte(h.script)
	}
	if h.output != "" {
		m.Steps[0].Output = []byte(h.output)
	}
	m.Limits.Seconds = seconds
	return m, program
}

// installHostile installs a guest that may take so many seconds.
func (s *server) installHostile(broker string, h *hostile, seconds int) {
	s.T.Helper()
	m, program := h.parts(seconds)
	s.install(broker, m, program)
}

// Whatever a guest does, its task ends as it should, the author is told why, and editors beside it are served while it
// lasts.
func TestHostileGuests_EndInWordsWithAnHonestEditorBesideThem(t *testing.T) {
	t.Parallel()
	s := servePlain(t, "--frame-rate", "0")
	broker, caller := s.Personal(demo.Broker.Email), s.Personal(demo.Agent1.Email)
	process, records := s.PID(), s.Shared("escrows", 1)
	forever, others := endless(t), brief(t)
	guests := slices.Concat(forever, others)
	for i := range guests {
		seconds := 2
		if i >= len(forever) {
			seconds = briefSeconds
		}
		s.installHostile(broker, &guests[i], seconds)
	}
	editor := s.Edit(records[0].Key(t), "purchasePrice", demo.Agent2)
	log := s.listenToTasks(caller, demo.Agent1, func() int64 { return editor.Saved() })
	tasks := make([]string, len(guests))
	for i := range guests {
		tasks[i] = s.Begin(caller, guests[i].id()+"/run", nil).ID
	}
	for i := range guests {
		h := &guests[i]
		told := log.ending(tasks[i])
		seen := s.Task(caller, tasks[i])
		if told.name != crm.EventTaskFailed || seen.Status != "failed" || seen.Error == nil ||
			!slices.Contains(h.codes, seen.Error.Code) {
			t.Errorf("%s: told %s, and the task is %s, %+v", h.name, told.name, seen.Status, seen.Error)
			continue
		}
		if len(seen.Proposals) > 0 {
			t.Errorf("%s: it leaves proposals: %+v", h.name, seen.Proposals)
		}
		if told.data.Code != seen.Error.Code || told.data.Message != seen.Error.Message {
			t.Errorf("%s: its room was told %+v, the task says %+v", h.name, told.data, seen.Error)
		}
		words := h.says
		if !h.silent && seen.Error.Code != "failed" {
			words = append(words, lastWords)
		}
		for _, want := range words {
			if !strings.Contains(seen.Error.Message, want) {
				t.Errorf("%s: %q is not in %q", h.name, want, seen.Error.Message)
			}
		}
		if i < len(forever) && told.saved == 0 {
			t.Errorf("%s: while it ran, no honest edit was saved", h.name)
		}
	}
	editor.Stop()
	if !s.Running() || s.PID() != process {
		t.Fatal("the server went")
	}
	if strings.Contains(s.Tail(1<<30), lastWords) {
		t.Error("what a guest says is in the server's log")
	}
	s.IsSound()
}

// Cancel ends every guest, in whatever it is doing; editors are served before, meanwhile and after.
func TestHostileGuests_AreCancelledInTheMiddle(t *testing.T) {
	t.Parallel()
	s := serveInstalled(t, "--frame-rate", "0")
	broker, caller := s.Personal(demo.Broker.Email), s.Personal(demo.Agent1.Email)
	process, records := s.PID(), s.Shared("escrows", 1)
	editor := s.Edit(records[0].Key(t), "purchasePrice", demo.Agent2)
	log := s.listenToTasks(caller, demo.Agent1, func() int64 { return editor.Saved() })
	guests := endless(t)
	for i := range guests {
		h := &guests[i]
		s.installHostile(broker, h, 3600)
		task := s.Begin(caller, h.id()+"/run", nil).ID
		log.until(task, h.name+" is in the middle", func(e taskEvent) bool {
			return h.silent && e.name == crm.EventTaskStarted || e.data.Message == "in the middle"
		})
		from := editor.Saved()
		roomkeytest.Eventually(t, "honest edits are saved beside "+h.name,
			func() bool { return editor.Saved() >= from+3 })
		roomkeytest.Eventually(t, "its process is there besides the spare ones",
			func() bool { return len(s.Guests()) == spareGuests+1 })
		if seen := s.Task(caller, task); seen.Status != "running" {
			t.Errorf("%s: before the cancel it is %s, %+v", h.name, seen.Status, seen.Error)
		}
		var answer roomkeytest.Task
		status, body := s.Call(caller, "POST", "/tasks/"+task+"/cancel", nil)
		if err := json.Unmarshal(body, &answer); err != nil || status != 200 || answer.Status != "cancelled" {
			t.Errorf("%s: the cancel answers %d %s", h.name, status, body)
		}
		if end := log.ending(task); end.name != crm.EventTaskCancelled {
			t.Errorf("%s: its room was told %s", h.name, end.name)
		}
	}
	// A guest that was killed has no process any more, and nothing that it asked for counted afterwards.
	roomkeytest.Eventually(t, "only processes that are ready for the next guest live",
		func() bool { return len(s.Guests()) <= spareGuests })
	for task, c := range log.all() {
		if last := c.events[len(c.events)-1]; last.name != crm.EventTaskCancelled {
			t.Errorf("after its cancel, %s told %s", task, last.name)
		}
		if seen := s.Task(caller, task); seen.Status != "cancelled" || seen.Error != nil {
			t.Errorf("%s is %s, %+v", task, seen.Status, seen.Error)
		}
	}
	editor.Stop()
	if !s.Running() || s.PID() != process {
		t.Fatal("the server went")
	}
	s.IsSound()
}

// spareGuests is how many processes without a program a server keeps ready.
const spareGuests = 2
