package runner_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/plugins/guest"
	"roomkey/plugins/runner/runnertest"
)

// T31.
func TestLog_OfAFailedAttemptIsKeptWithItsPanicFirst(t *testing.T) {
	for _, c := range []struct {
		name   string
		script runnertest.Script
		code   string
		text   []string // the beginnings of its first lines
	}{
		{"a panic among many lines", func(_ context.Context, g *runnertest.Guest) error {
			for n := range 2000 {
				g.Log(fmt.Sprintf("line %d %s", n, strings.Repeat("x", 50)))
			}
			g.Log("panic: lost at sea")
			for n := range 10 {
				g.Log(fmt.Sprint("goroutine ", n))
			}
			return &guest.Failure{Kind: guest.KindExit, Message: "the program ended with exit status 2"}
		}, "exit", []string{"panic: lost at sea", "", "line 10"}},
		{"a failure that it reported", func(_ context.Context, g *runnertest.Guest) error {
			g.Log("looking")
			return g.Call("task.fail", map[string]any{"message": "no such house"}, nil)
		}, "failed", []string{"looking"}},
		{"no output", func(_ context.Context, g *runnertest.Guest) error { g.Log("done"); return nil }, "invalid",
			[]string{"done"}},
		{"no log", func(context.Context, *runnertest.Guest) error {
			return &guest.Failure{Kind: guest.KindLink, Message: "it does not link"}
		}, "link", []string{""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newFixture(t)
			h.plugins.Add(one("acme.bad", `{}`, `{}`), c.script)
			room := h.own("agent1")
			task := h.begin("agent1", "acme.bad/do", map[string]any{})
			room.await(crm.EventTaskFailed, task.ID)
			logs := h.plugins.Logs()
			if len(logs) != 1 || logs[0].Code != c.code || logs[0].Task.String() != task.ID || logs[0].Step != "do" ||
				logs[0].Attempt != 1 || logs[0].Version != "1.0.0" || strings.Contains(logs[0].Message, "last output") {
				t.Fatalf("the logs are %+v", logs)
			}
			if len(logs[0].Text) > 64<<10 {
				t.Errorf("the log has %d bytes", len(logs[0].Text))
			}
			lines := strings.Split(logs[0].Text, "\n")
			for i, want := range c.text {
				if i >= len(lines) || !strings.HasPrefix(lines[i], want) {
					t.Errorf("line %d is %.80q, want %q", i, lines[min(i, len(lines)-1)], want)
				}
			}
			if message := h.task("agent1", task.ID).Error.Message; c.code == "exit" &&
				!strings.Contains(message, "exit status 2; its last output: panic: lost at sea | goroutine 5 |") {
				t.Errorf("the task says %q", message)
			}
		})
	}
}

// T31.
func TestLog_OfWhatThePluginIsNotToBlameForIsNotKept(t *testing.T) {
	h := newFixture(t)
	h.plugins.Add(one("acme.hang", `{}`, `{}`), func(ctx context.Context, g *runnertest.Guest) error {
		g.Log("waiting")
		<-ctx.Done()
		return ctx.Err()
	})
	h.plugins.Add(one("acme.fine", `{}`, `{}`), func(_ context.Context, g *runnertest.Guest) error {
		g.Log("done")
		return g.Output(map[string]any{})
	})
	room := h.own("agent1")
	task := h.begin("agent1", "acme.hang/do", map[string]any{})
	room.await(crm.EventTaskStarted, task.ID)
	h.call("agent1", "POST", "/tasks/"+task.ID+"/cancel", nil).want(t, 200, nil)
	task = h.begin("agent1", "acme.fine/do", map[string]any{})
	room.await(crm.EventTaskCompleted, task.ID)
	if logs := h.plugins.Logs(); len(logs) > 0 {
		t.Errorf("kept %+v", logs)
	}
}
