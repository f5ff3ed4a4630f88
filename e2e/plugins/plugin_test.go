package plugins_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
	"roomkey/plugins"
	"roomkey/store"
)

// A bundled plugin from one end to the other: a real guest in a real process, its events on a socket, one field
// accepted, named in the history, and taken back.
func TestPlugins_ABundledOneScoresALeadAndIsUndone(t *testing.T) {
	t.Parallel()
	s := serveInstalled(t)
	token := s.Personal(demo.Agent1.Email)
	var me struct{ ID crm.ID }
	s.Get(token, "/me", &me)
	var leads listed
	s.Get(token, "/leads?limit=1&filter[owner]="+me.ID.String(), &leads)
	lead := leads.Items[0]

	events := make(chan testclient.Frame, 64)
	joined := make(chan struct{}, 1)
	c := s.Dial(token, testclient.Options{OnFrame: func(f testclient.Frame) {
		switch {
		case f.Type == "room:joined":
			joined <- struct{}{}
		case f.Type == "event" && strings.HasPrefix(f.Name, "ai:task:"):
			events <- f
		}
	}})
	if err := c.Join(crm.UserRoom(me.ID), "", 0); err != nil {
		t.Fatal(err)
	}
	<-joined

	task := s.RunTask(token, "roomkey.lead-score/score", map[string]any{"lead": lead.ID})
	if task.Status != "review" || len(task.Proposals) != 1 || task.Proposals[0].Record != lead.ID ||
		task.Proposals[0].Changes["/score"][1] == nil {
		t.Fatalf("the task is %+v", task)
	}
	for _, name := range []string{"ai:task:started", "ai:task:progress", "ai:task:review"} {
		awaitEvent(t, events, name)
	}

	status, body := s.Call(token, "POST", "/tasks/"+task.ID+"/accept",
		map[string]any{"changes": []any{map[string]any{"record": lead.ID, "pointer": "/score"}}})
	if status != 200 {
		t.Fatalf("accept: %d %s", status, body)
	}
	var after record
	s.Get(token, "/leads/"+lead.ID, &after)
	if got, _ := json.Marshal(after.Fields["score"]); string(got) != string(task.Proposals[0].Changes["/score"][1]) {
		t.Errorf("score is %s, want %s", got, task.Proposals[0].Changes["/score"][1])
	}
	var history struct {
		Items []struct{ Message string }
	}
	s.Get(token, "/leads/"+lead.ID+"/history", &history)
	if last := history.Items[len(history.Items)-1].Message; !strings.Contains(last, "roomkey.lead-score") ||
		!strings.Contains(last, task.ID) {
		t.Errorf("the history says %q", last)
	}
	if status, body := s.Call(token, "POST", "/tasks/"+task.ID+"/undo", nil); status != 200 ||
		!strings.Contains(string(body), `"/score"`) {
		t.Errorf("undo: %d %s", status, body)
	}
	s.Get(token, "/leads/"+lead.ID, &after)
	was, _ := json.Marshal(lead.Fields["score"])
	if is, _ := json.Marshal(after.Fields["score"]); string(is) != string(was) {
		t.Errorf("after undo the score is %s, it was %s", is, was)
	}
}

func awaitEvent(t testing.TB, events <-chan testclient.Frame, name string) {
	t.Helper()
	for {
		select {
		case f := <-events:
			if f.Name == name {
				return
			}
		case <-time.After(30 * time.Second):
			t.Fatalf("no event %s", name)
		}
	}
}

// emptyGuest is a module that ends at once: (module (memory (export "memory") 1) (func (export "_start"))).
const emptyGuest = "\x00asm\x01\x00\x00\x00" + "\x01\x04\x01\x60\x00\x00" + "\x03\x02\x01\x00" +
	"\x05\x03\x01\x00\x01" +
	"\x07\x13\x02\x06memory\x02\x00\x06_start\x00\x00" + "\x0a\x04\x01\x02\x00\x0b"

// writePackage writes a plugin's package and gives the file's name.
func writePackage(t testing.TB, program string) string {
	t.Helper()
	raw, err := plugins.Zip(map[string][]byte{"main.wasm": []byte(program), "plugin.json": []byte(`{
		"id":"acme.empty","version":"1.0.0","abi":1,
		"entry":"main.wasm","runtime":"wasm","steps":[{"name":"run","title":"Run","input":{},"output":{}}],
		"capabilities":{"records.read":["lead"],"http":["api.example.com"],"secrets":["KEY"]},"limits":{}}`)})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "empty.zip")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestPluginCommands_ActBesideARunningServer(t *testing.T) {
	t.Parallel()
	s, told := servePlain(t), commands(t)
	broker, agent := s.Personal(demo.Broker.Email), s.Personal(demo.Agent1.Email)
	file := writePackage(t, emptyGuest)
	data := []string{"--data", s.Dir}
	run := func(want string, args ...string) string {
		t.Helper()
		out, err := told(append(append([]string{"plugin"}, args...), data...)...)
		if err != nil || !strings.Contains(out, want) {
			t.Fatalf("plugin %v: %v, %s", args, err, out)
		}
		return out
	}
	refuse := func(want string, args ...string) {
		t.Helper()
		if out, err := told(append(append([]string{"plugin"}, args...), data...)...); err == nil ||
			!strings.Contains(out, want) {
			t.Errorf("plugin %v: %v, %s", args, err, out)
		}
	}
	refuse("is not signed", "install", file)
	key := filepath.Join(t.TempDir(), "key")
	signed, err := told("plugin", "sign", file, "--key", key)
	public := strings.TrimSpace(signed[strings.LastIndex(signed, "roomkey-key:"):])
	if err != nil {
		t.Fatal(err, signed)
	}
	if info, err := os.Stat(key); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info, err)
	}
	refuse("signed by a key that is not trusted here", "install", file)
	run("", "trust", public)
	run("acme.empty 1.0.0 is installed for Demo Realty", "install", file, "--broker", "Demo Realty")
	run("waits for a grant", "list")
	run(`"main.wasm"`, "inspect", "acme.empty", "--broker", "Demo Realty")
	refuse("there is no such plugin", "grant", "acme.empty", "--broker", "Other Realty")
	run("records.read", "grant", "acme.empty", "--broker", "Demo Realty")

	var list struct {
		Items []struct {
			ID      string
			Granted plugins.Capabilities
		}
	}
	s.Get(broker, "/plugins", &list)
	if len(list.Items) < 2 || list.Items[0].ID != "acme.empty" || !list.Items[0].Granted.MayRead("lead") {
		t.Errorf("the broker role sees %+v", list)
	}
	if status, _ := s.Call(agent, "GET", "/plugins", nil); status != 403 {
		t.Errorf("an agent gets %d", status)
	}
	if task := s.RunTask(agent, "acme.empty/run", map[string]any{}); task.Status != "failed" || task.Error == nil {
		t.Errorf("a guest that puts nothing out: %+v", task)
	}

	secret := roomkeytest.Command(t,
		append([]string{"plugin", "secret", "acme.empty", "KEY", "--host", "api.example.com", "--broker",
			"Demo Realty"}, data...)...)
	secret.Stdin = strings.NewReader("canary-secret-value\n")
	if out, err := secret.CombinedOutput(); err != nil {
		t.Errorf("secret: %v, %s", err, out)
	}
	for _, name := range []string{"roomkey.db", "roomkey.db-wal"} {
		if raw, err := os.ReadFile(filepath.Join(s.Dir, name)); err == nil &&
			strings.Contains(string(raw), "canary-secret-value") {
			t.Errorf("%s holds the secret", name)
		}
	}
	s.damagePackage("acme.empty")
	run("damaged (the package is not a zip archive): install it again", "list")
	refuse("acme.empty is damaged", "inspect", "acme.empty", "--broker", "Demo Realty")
	run("is installed for Demo Realty", "install", file, "--broker", "Demo Realty")
	if out := run("acme.empty", "list"); strings.Contains(out, "damaged") {
		t.Errorf("installed again it is as it was: %s", out)
	}
	run("", "remove", "acme.empty", "--broker", "Demo Realty")
	if status, _ := s.Call(agent, "POST", "/tasks", map[string]any{"workflow": "acme.empty/run",
		"input": map[string]any{}}); status != 400 {
		t.Errorf("a removed plugin's workflow: %d", status)
	}
}

// damagePackage puts something else in the place of what is stored of a plugin.
func (s *server) damagePackage(plugin string) {
	s.T.Helper()
	ctx := s.T.Context()
	data, err := store.Open(ctx, store.Options{Dir: s.Dir})
	if err != nil {
		s.T.Fatal(err)
	}
	defer data.Close()
	brokers, err := data.Brokerages(ctx)
	if err != nil {
		s.T.Fatal(err)
	}
	for _, broker := range brokers {
		row, err := data.Plugin(ctx, broker, plugin)
		if crm.CodeOf(err) == crm.CodeNotFound {
			continue
		}
		if err == nil {
			err = data.ChangePlugin(ctx, broker, plugin,
				func(*crm.PluginRow) (crm.PluginRow, error) { return row, nil }, []byte("PK of old"),
				crm.AuditEntry{At: row.At, Action: "plugin:installed", Field: plugin})
		}
		if err != nil {
			s.T.Fatal(err)
		}
	}
}

func TestPluginCommands_SayWhatIsWrong(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	told := func(args ...string) (string, error) {
		said, err := roomkeytest.TestedCommand(t, args...).CombinedOutput()
		return string(said), err
	}
	if out, err := told("user", "add", "--data", dir, "--email", "b@example.test", "--role", "broker", "--broker",
		"Ours"); err != nil {
		t.Fatal(err, out)
	}
	broken := writePackage(t, "\x00asm\x01\x00\x00\x00")
	for _, c := range []struct {
		want string
		args []string
	}{
		{"wants new, build", []string{"plugin"}},
		{"wants FILE", []string{"plugin", "install", "--data", dir}},
		{"no such file", []string{"plugin", "install", "--data", dir, filepath.Join(dir, "none.zip")}},
		{"export its memory", []string{"plugin", "install", "--unsigned", "--data", dir, broken}},
		{"roomkey-key:", []string{"plugin", "trust", "--data", dir, "abc"}},
		{"there is no such plugin", []string{"plugin", "grant", "--data", dir, "acme.none"}},
		{"no such brokerage", []string{"plugin", "list", "--data", dir, "--broker", "Nobody"}},
		{"exclude each other", []string{"plugin", "grant", "--data", dir, "acme.none", "--none", "--capabilities",
			"x"}},
		{"holds no private key", []string{"plugin", "sign", broken, "--key", broken}},
	} {
		out, err := told(c.args...)
		if err == nil || !strings.Contains(out, c.want) {
			t.Errorf("%v: %v, %s", c.args, err, out)
		}
	}
}
