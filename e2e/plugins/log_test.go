package plugins_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roomkey/internal/demo"
	"roomkey/plugins"
)

// loud is a program that says more than its log holds and then breaks.
const loud = `for (let i = 0; i < 5000; i++) console.log('line ' + i + ' ' + 'x'.repeat(50));
console.error('TypeError: the sea is empty');
throw new Error('lost at sea');`

type pluginLogs struct {
	Items []struct {
		At, Task, Step, Version, Code, Message, Log string
		Attempt                                     int
	}
}

// T31: the log of a failed run goes to who installed the plugin, and to nobody else.
func TestPlugins_LogsAreForWhoInstalledThePlugin(t *testing.T) {
	t.Parallel()
	s, told := serveInstalled(t), commands(t)
	broker, agent := s.Personal(demo.Broker.Email), s.Personal(demo.Agent1.Email)
	s.install(broker, scriptManifest("acme.loud", plugins.Capabilities{}), []byte(loud))
	task := s.RunTask(agent, "acme.loud/run", m{"unsaid": "canary-input"})
	var logs pluginLogs
	s.Get(broker, "/plugins/acme.loud/logs", &logs)
	if len(logs.Items) != 1 {
		t.Fatalf("the logs are %+v", logs)
	}
	log := logs.Items[0]
	if log.Task != task.ID || log.Code != "exit" || log.Attempt != 1 || log.Version != "1.0.0" || log.Step != "run" ||
		!strings.Contains(log.Message, "lost at sea") {
		t.Errorf("the log is %+v", log)
	}
	if !strings.HasPrefix(log.Log, "TypeError: the sea is empty\n\n") || !strings.Contains(log.Log, "\nline 4999 ") ||
		strings.Contains(log.Log, "canary-input") || len(log.Log) > 64<<10 {
		t.Errorf("it begins with %.100q and has %d bytes", log.Log, len(log.Log))
	}

	if status, body := s.Call(broker, "POST", "/users", m{"email": "second@demo.test", "name": "Second",
		"role": "broker", "password": demo.Password}); status != 201 {
		t.Fatalf("a second broker: %d %s", status, body)
	}
	for who, token := range map[string]string{"an agent who ran it": agent,
		"another broker": s.Personal("second@demo.test")} {
		if status, body := s.Call(token, "GET", "/plugins/acme.loud/logs", nil); status != 403 {
			t.Errorf("%s: %d %s", who, status, body)
		}
	}
	if status, _ := s.Call(s.Personal(demo.Outsider.Email), "GET", "/plugins/acme.loud/logs", nil); status != 403 {
		t.Errorf("an agent of another brokerage: %d", status)
	}
	for id, want := range map[string]int{"roomkey.csv-import": 403, "acme.none": 404} {
		if status, body := s.Call(broker, "GET", "/plugins/"+id+"/logs", nil); status != want {
			t.Errorf("%s: %d %s", id, status, body)
		}
	}
	if out, err := told("plugin", "logs", "acme.loud", "--data", s.Dir); err == nil ||
		!strings.Contains(out, "was not installed by this command") || strings.Contains(out, "sea") {
		t.Errorf("the operator reads %s: %v", out, err)
	}
	if status, _ := s.Call(broker, "DELETE", "/plugins/acme.loud", nil); status != 204 {
		t.Fatal(status)
	}
	s.install(broker, scriptManifest("acme.loud", plugins.Capabilities{}), []byte(loud))
	if s.Get(broker, "/plugins/acme.loud/logs", &logs); len(logs.Items) > 0 {
		t.Errorf("after it was removed: %+v", logs)
	}
}

// What the operator installs, the operator reads about, and who may install plugins over REST does not.
func TestPluginCommands_ShowTheLogsOfWhatTheOperatorInstalled(t *testing.T) {
	t.Parallel()
	s, told := serveInstalled(t), commands(t)
	broker, agent := s.Personal(demo.Broker.Email), s.Personal(demo.Agent1.Email)
	file := filepath.Join(t.TempDir(), "loud.zip")
	err := os.WriteFile(file, packed(t, scriptManifest("acme.loud", plugins.Capabilities{}), []byte(loud)), 0o644)
	if err != nil {
		t.Fatal(err)
	}
	run := func(want string, args ...string) string {
		t.Helper()
		out, err := told(append(append([]string{"plugin"}, args...), "--data", s.Dir)...)
		if err != nil || !strings.Contains(out, want) {
			t.Fatalf("plugin %v: %v, %s", args, err, out)
		}
		return out
	}
	run("is installed for Demo Realty", "install", file, "--unsigned")
	run("acme.loud has not failed for Demo Realty lately", "logs", "acme.loud")
	task := s.RunTask(agent, "acme.loud/run", m{})
	out := run("lost at sea", "logs", "acme.loud", "--broker", "Demo Realty")
	if !strings.Contains(out, "  | TypeError: the sea is empty\n") || !strings.Contains(out, task.ID) {
		t.Errorf("it shows %.300s", out)
	}
	if status, body := s.Call(broker, "GET", "/plugins/acme.loud/logs", nil); status != 403 {
		t.Errorf("the broker role reads it: %d %s", status, body)
	}
	if out, err := told("plugin", "logs", "acme.none", "--data", s.Dir); err == nil ||
		!strings.Contains(out, "there is no such plugin") {
		t.Errorf("another plugin: %v, %s", err, out)
	}
}
