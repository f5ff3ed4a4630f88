package plugins_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
	"roomkey/plugins"
	"roomkey/plugins/guest/guesttest"
)

// BenchmarkTasks is what tasks cost on the whole server with real guests, as its users see it: from a request or a
// guest's call until the event at a socket. Each part takes a sample of its own and reports its middle and its far end;
// -short takes a small one.
func BenchmarkTasks(b *testing.B) {
	s := servePlain(b, "--frame-rate", "0")
	b.Run("progress", s.benchProgress)
	b.Run("three_steps", s.benchThreeSteps)
	b.Run("beside", s.benchBeside)
	for _, h := range endless(b) {
		b.Run("cancel_"+strings.ReplaceAll(h.name, " ", "_"), func(b *testing.B) { s.benchCancel(b, &h) })
	}
}

// sample is how many times a part is measured.
func sample(full int) int {
	if testing.Short() {
		return min(full, 4)
	}
	return full
}

// quantiles reports what took how long.
func quantiles(b *testing.B, name string, took []time.Duration) {
	slices.Sort(took)
	for _, p := range []int{50, 99} {
		b.ReportMetric(took[min(len(took)-1, len(took)*p/100)].Seconds()*1000, fmt.Sprintf("%sp%d-ms", name, p))
	}
}

// within has the server's helpers fail the part of the benchmark that calls them.
func (s *server) within(b *testing.B) func() {
	whole := s.T
	s.T = b
	return func() { s.T = whole }
}

// speaking is a guest that says so many times what time it is, in nanoseconds, and sleeps for 230 ms after each: the
// pace lets five a second through.
const speaking = `(module
	(import "crm_v1" "call" (func $call (param i32 i32 i32 i32) (result i32)))
	(import "wasi_snapshot_preview1" "clock_time_get" (func $now (param i32 i64 i32) (result i32)))
	(import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
	(memory (export "memory") 1)
	(data (i32.const 0) "task.progress")
	(data (i32.const 16) "task.output")
	(data (i32.const 32) "{}")
	(data (i32.const 64) "{\22percent\22:1,\22message\22:\220000000000000000000\22}")
	(func $say (local i32 i64)
		i32.const 0 i64.const 1 i32.const 256 call $now drop
		i32.const 256 i64.load local.set 1
		i32.const 106 local.set 0
		loop
			local.get 0 local.get 1 i64.const 10 i64.rem_u i32.wrap_i64 i32.const 48 i32.add i32.store8
			local.get 1 i64.const 10 i64.div_u local.set 1
			local.get 0 i32.const 1 i32.sub local.tee 0
			i32.const 87 i32.gt_s br_if 0
		end
		i32.const 0 i32.const 13 i32.const 64 i32.const 45 call $call drop)
	(func $sleep
		i32.const 304 i64.const 230000000 i64.store
		i32.const 280 i32.const 400 i32.const 1 i32.const 480 call $poll drop)
	(func (export "_start") (local i32)
		i32.const TIMES local.set 0
		loop
			call $say call $sleep
			local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0
		end
		i32.const 16 i32.const 11 i32.const 32 i32.const 2 call $call drop))`

// benchProgress is from a guest's call to a socket in the task's room: over the guest's pipe, a durable event, and the
// hub.
func (s *server) benchProgress(b *testing.B) {
	defer s.within(b)()
	broker, caller := s.Personal(demo.Broker.Email), s.Personal(demo.Agent1.Email)
	m := manifestOf("bench.speaking", plugins.Capabilities{})
	m.Limits.Seconds = 300
	s.install(broker, m, guesttest.Assemble(b, strings.ReplaceAll(speaking, "TIMES", strconv.Itoa(sample(200)))))
	log := s.listenToTasks(caller, demo.Agent1, func() int64 { return 0 })
	for b.Loop() {
		task := s.Begin(caller, m.ID+"/run", nil)
		log.ending(task.ID)
		var took []time.Duration
		for _, e := range log.all()[task.ID].events {
			if e.name != crm.EventTaskProgress {
				continue
			}
			said, err := strconv.ParseInt(e.data.Message, 10, 64)
			if err != nil {
				b.Fatal(err)
			}
			took = append(took, e.at.Sub(time.Unix(0, said)))
		}
		if len(took) != sample(200) {
			b.Fatalf("%d of %d progresses came", len(took), sample(200))
		}
		quantiles(b, "", took)
	}
}

// nothing is a guest that puts out an empty object and does no more.
const nothing = `(module
	(import "crm_v1" "call" (func $call (param i32 i32 i32 i32) (result i32)))
	(memory (export "memory") 1)
	(data (i32.const 0) "task.output")
	(data (i32.const 16) "{}")
	(func (export "_start") i32.const 0 i32.const 11 i32.const 16 i32.const 2 call $call drop))`

// benchThreeSteps is a task of three steps whose guests do nothing, from the request to the last event.
func (s *server) benchThreeSteps(b *testing.B) {
	defer s.within(b)()
	broker, caller := s.Personal(demo.Broker.Email), s.Personal(demo.Agent1.Email)
	m := manifestOf("bench.three", plugins.Capabilities{})
	run := plugins.WorkflowStep{Step: "run"}
	m.Workflows = []plugins.Workflow{{Name: "three", Title: "Three", Policy: "review",
		Steps: []plugins.WorkflowStep{run, run, run}}}
	s.install(broker, m, guesttest.Assemble(b, nothing))
	log := s.listenToTasks(caller, demo.Agent1, func() int64 { return 0 })
	for b.Loop() {
		var took []time.Duration
		for range sample(200) {
			began := time.Now()
			task := s.Begin(caller, "three", map[string]any{})
			end := log.ending(task.ID)
			if end.name != crm.EventTaskCompleted {
				b.Fatalf("the task ended with %+v", end)
			}
			took = append(took, end.at.Sub(began))
		}
		quantiles(b, "", took)
	}
}

// benchCancel is from the request to the event, while the guest does its worst.
func (s *server) benchCancel(b *testing.B, h *hostile) {
	defer s.within(b)()
	broker, caller := s.Personal(demo.Broker.Email), s.Personal(demo.Agent1.Email)
	s.installHostile(broker, h, 60)
	log := s.listenToTasks(caller, demo.Agent1, func() int64 { return 0 })
	awake := crm.EventTaskProgress
	if h.silent {
		awake = crm.EventTaskStarted
	}
	for b.Loop() {
		var took []time.Duration
		for range sample(30) {
			task := s.Begin(caller, h.id()+"/run", nil)
			log.until(task.ID, "it is at work", func(e taskEvent) bool { return e.name == awake })
			began := time.Now()
			if status, body := s.Call(caller, "POST", "/tasks/"+task.ID+"/cancel", nil); status != 200 {
				b.Fatalf("cancel: %d %s", status, body)
			}
			end := log.ending(task.ID)
			if end.name != crm.EventTaskCancelled {
				b.Fatalf("the task ended with %+v", end)
			}
			took = append(took, end.at.Sub(began))
		}
		quantiles(b, "", took)
	}
}

// benchBeside is an editor's edit until it is saved, alone and beside twenty guests that never rest, in turns. The
// guests belong to three brokerages: one may have eight at once.
func (s *server) benchBeside(b *testing.B) {
	defer s.within(b)()
	callers := []string{s.Personal(demo.Agent1.Email), s.brokerage("second"), s.brokerage("third")}
	var guests []hostile
	for _, h := range endless(b) {
		if h.name != "sleep" && !strings.HasPrefix(h.name, "flood of scripted") {
			guests = append(guests, h)
		}
	}
	rounds, busy := 4, 20
	if testing.Short() {
		rounds, busy, guests = 1, 4, guests[:2]
	}
	for i := range guests {
		guests[i].name += " beside"
		s.installFor(&guests[i], "Demo Realty", "second", "third")
	}
	records := s.Shared("escrows", 1)
	editor := s.editing(records[0].Key(b), demo.Agent2)
	for b.Loop() {
		var alone, beside []time.Duration
		for range rounds {
			alone = append(alone, editor(sample(100))...)
			tasks := make(map[string]string) // callers by task
			for i := range busy {
				caller := callers[i%len(callers)]
				tasks[s.Begin(caller, guests[i%len(guests)].id()+"/run", nil).ID] = caller
			}
			for id, caller := range tasks {
				roomkeytest.Eventually(b, "it runs", func() bool { return s.Task(caller, id).Status == "running" })
			}
			beside = append(beside, editor(sample(100))...)
			for id, caller := range tasks {
				if status, body := s.Call(caller, "POST", "/tasks/"+id+"/cancel", nil); status != 200 {
					b.Fatalf("cancel: %d %s", status, body)
				}
			}
		}
		quantiles(b, "alone-", alone)
		quantiles(b, "beside-", beside)
	}
}

// editing gives a function that makes edits one after the other, and says how long each took until it was saved.
func (s *server) editing(id crm.ID, user crm.User) func(n int) []time.Duration {
	s.T.Helper()
	c := s.Dial(s.Personal(user.Email), testclient.Options{})
	s.JoinOwn(c, &user)
	doc := s.Open(c, id)
	value := 10_000_000
	return func(n int) (took []time.Duration) {
		for range n {
			value++
			began := time.Now()
			hash, err := doc.Set("purchasePrice", value)
			if err == nil {
				err = doc.WaitSaved(s.T.Context(), hash)
			}
			if err != nil {
				s.T.Fatal(err)
			}
			took = append(took, time.Since(began))
			<-time.After(10 * time.Millisecond) // as somebody types
		}
		return took
	}
}

// brokerage adds a brokerage with an agent, and gives the agent's token.
func (s *server) brokerage(name string) string {
	s.T.Helper()
	email := "agent@" + name + ".test"
	add := s.Command("user", "add", "--data", s.Dir, "--email", email, "--broker", name, "--team", name,
		"--password-stdin")
	add.Stdin = strings.NewReader(demo.Password + "\n")
	if said, err := add.CombinedOutput(); err != nil {
		s.T.Fatalf("add %s: %v, %s", email, err, said)
	}
	return s.Personal(email)
}

// installFor installs a guest for brokerages.
func (s *server) installFor(h *hostile, brokerages ...string) {
	s.T.Helper()
	m, program := h.parts(60)
	file := filepath.Join(s.T.TempDir(), "plugin.zip")
	if err := os.WriteFile(file, packed(s.T, m, program), 0o600); err != nil {
		s.T.Fatal(err)
	}
	for _, name := range brokerages {
		for _, args := range [][]string{{"install", file, "--unsigned"}, {"grant", m.ID}} {
			args = append(append([]string{"plugin"}, args...), "--broker", name, "--data", s.Dir)
			if said, err := roomkeytest.Told(s.T, args...); err != nil {
				s.T.Fatalf("%v: %v, %s", args, err, said)
			}
		}
	}
}
