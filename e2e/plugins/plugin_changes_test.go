package plugins_test

import (
	"crypto/ed25519"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/plugins"
)

// refused is an upload that must be.
func (s *server) refused(t testing.TB, token string, raw []byte, unsigned bool, status int, code, words string) {
	t.Helper()
	got, body := s.upload(token, raw, unsigned)
	if p := problemOf(t, body); got != status || p.Code != code || !strings.Contains(p.Detail, words) {
		t.Errorf("%d %+v, not %d %s, %q", got, p, status, code, words)
	}
}

// A plugin belongs to the key that signed it, and the operator says which keys are any good.
func TestPlugins_BelongToTheKeyThatSignedThem(t *testing.T) {
	t.Parallel()
	s := servePlain(t)
	broker, command := s.Personal(demo.Broker.Email), commands(t)
	dir := t.TempDir()
	manifest := manifestOf("acme.signed", plugins.Capabilities{Read: []string{"lead"}})
	unsigned := packed(t, manifest, []byte(emptyGuest))
	sign := func(name string) (raw []byte, key string) {
		file := filepath.Join(dir, "signed.zip")
		if err := os.WriteFile(file, unsigned, 0o600); err != nil {
			t.Fatal(err)
		}
		said, err := command("plugin", "sign", file, "--key", filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err, said)
		}
		if raw, err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
		return raw, strings.TrimSpace(said[strings.LastIndex(said, "roomkey-key:"):])
	}
	trust := func(key string) {
		if said, err := command("plugin", "trust", key, "--data", s.Dir); err != nil {
			t.Fatal(err, said)
		}
	}
	ours, key := sign("ours")
	theirs, other := sign("theirs")
	s.refused(t, broker, unsigned, false, 403, "forbidden", "is not signed")
	s.refused(t, broker, ours, true, 403, "forbidden", "a key that is not trusted here: "+key)
	trust(key)
	// Signed for other contents, or not by whom it says.
	opened, err := plugins.Open(ours)
	if err != nil {
		t.Fatal(err)
	}
	stranger := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	claims := func(key, signature []byte, program string) []byte {
		raw, err := json.Marshal(manifest)
		if err != nil {
			t.Fatal(err)
		}
		sig, err := json.Marshal(map[string][]byte{"key": key, "signature": signature})
		if err != nil {
			t.Fatal(err)
		}
		return zipped(t, map[string][]byte{"plugin.json": raw, "main.wasm": []byte(program), "plugin.sig": sig})
	}
	s.refused(t, broker, claims(opened.Key, opened.Signature, emptyGuest+"\x00\x02\x01x"), false, 400, "invalid",
		"changed after it was signed")
	s.refused(t, broker, claims(opened.Key, ed25519.Sign(stranger, opened.Digest[:]), emptyGuest), true, 400, "invalid",
		"signature is wrong")
	s.refused(t, broker, claims(opened.Key[:31], opened.Signature, emptyGuest), true, 400, "invalid",
		"signature can't be read")
	if status, body := s.upload(broker, ours, false); status != 201 || !strings.Contains(string(body), key) {
		t.Fatalf("signed by a trusted key: %d %s", status, body)
	}
	trust(other)
	s.refused(t, broker, theirs, false, 409, "conflict", "signed by another key")
	s.refused(t, broker, unsigned, true, 409, "conflict", "signed by another key")
	bundled := manifestOf("roomkey.comps", plugins.Capabilities{})
	s.refused(t, broker, packed(t, bundled, []byte(emptyGuest)), true, 409, "conflict", "comes with the server")
	if status, _ := s.Call(broker, "DELETE", "/plugins/acme.signed", nil); status != 204 {
		t.Errorf("remove: %d", status)
	}
	if status, body := s.upload(broker, theirs, false); status != 201 {
		t.Errorf("after it was removed, by the other key: %d %s", status, body)
	}
}

// What a plugin was not granted, it may not: before the first grant, and what an update asks for besides.
func TestPlugins_WaitForAGrantOfWhatTheyAskFor(t *testing.T) {
	t.Parallel()
	s := servePlain(t)
	broker, agent := s.Personal(demo.Broker.Email), s.Personal(demo.Agent1.Email)
	const id = "acme.grows"
	version := func(number string, asks plugins.Capabilities) (state struct {
		Version          string
		Granted, Missing plugins.Capabilities
	}) {
		manifest := scriptManifest(id, asks)
		manifest.Version = number
		status, body := s.upload(broker, packed(t, manifest, []byte(curious)), true)
		if err := json.Unmarshal(body, &state); err != nil || status != 201 || state.Version != number {
			t.Fatalf("install: %d %s", status, body)
		}
		return state
	}
	// asks gives what reading leads and reading clients is answered.
	asks := func() string {
		task := s.RunTask(agent, id+"/run",
			m{"calls": []m{called("records.query", m{"type": "lead", "limit": 1}),
				called("records.query", m{"type": "client", "limit": 1})}})
		var output struct {
			Answers []struct{ Refused, Message string }
		}
		if err := json.Unmarshal(task.Output, &output); err != nil || task.Status != "completed" {
			t.Fatalf("the task is %+v", task)
		}
		said := func(i int) string {
			return strings.TrimSpace(output.Answers[i].Refused + " " + output.Answers[i].Message)
		}
		return said(0) + ", " + said(1)
	}
	expect := func(when, want string) {
		t.Helper()
		if got := asks(); got != want {
			t.Errorf("%s: %q, not %q", when, got, want)
		}
	}
	const noLeads, noClients = "denied reading lead records was not granted",
		"denied reading client records was not granted"
	one, both := plugins.Capabilities{Read: []string{"lead"}}, plugins.Capabilities{Read: []string{"lead", "client"}}
	if state := version("1.0.0", one); state.Missing.Empty() || !state.Granted.Empty() {
		t.Errorf("as installed it is %+v", state)
	}
	expect("nothing is granted", noLeads+", "+noClients)
	if status, body := s.Call(agent, "POST", "/plugins/"+id+"/grants", m{"capabilities": one}); status != 403 {
		t.Errorf("an agent grants: %d %s", status, body)
	}
	status, body := s.Call(broker, "POST", "/plugins/"+id+"/grants", m{"capabilities": both})
	if p := problemOf(t, body); status != 400 || p.Field != "capabilities" ||
		!strings.Contains(p.Detail, "does not ask for") {
		t.Errorf("a grant of more: %d %+v", status, p)
	}
	s.grant(broker, id, one)
	expect("what it asks for is granted", ", "+noClients)
	if state := version("2.0.0", both); state.Missing.MayRead("lead") || !state.Missing.MayRead("client") ||
		!state.Granted.MayRead("lead") {
		t.Errorf("as updated it is %+v", state)
	}
	expect("the update asks for more", ", "+noClients)
	s.grant(broker, id, both)
	expect("that is granted", ", ")
	version("3.0.0", one)
	expect("the next asks for less", ", "+noClients)
	s.grant(broker, id, plugins.Capabilities{})
	expect("all is taken back", noLeads+", "+noClients)
}

// A bad request for a task names the member that is at fault, and no task comes of it.
func TestTasks_NameTheMemberOfABadInput(t *testing.T) {
	t.Parallel()
	s := servePlain(t)
	broker, agent := s.Personal(demo.Broker.Email), s.Personal(demo.Agent1.Email)
	manifest := manifestOf("acme.rows", plugins.Capabilities{})
	manifest.Steps[0].Input = []byte(`{"type":"object","required":["rows"],"additionalProperties":false,"properties":{
		"rows":{"type":"array","items":{"type":"object","properties":{
		"price":{"type":"integer","minimum":1},"day":{"type":"string","format":"date"}}}}}}`)
	s.install(broker, manifest, []byte(emptyGuest))
	fine := m{"price": 1}
	for _, c := range []struct {
		name          string
		body          any
		status        int
		field, detail string
	}{
		{"a price that is none", m{"workflow": "acme.rows/run",
			"input": m{"rows": []m{fine, fine, fine, {"price": "much"}}}}, 400, "input/rows/3/price", "integer"},
		{"a price too low", m{"workflow": "acme.rows/run", "input": m{"rows": []m{{"price": 0}}}}, 400,
			"input/rows/0/price", "1"},
		{"a day that is none", m{"workflow": "acme.rows/run", "input": m{"rows": []m{{"day": "2026-02-30"}}}}, 400,
			"input/rows/0/day", "date"},
		{"no rows", m{"workflow": "acme.rows/run", "input": m{}}, 400, "input/rows", ""},
		{"a stranger among the members", m{"workflow": "acme.rows/run", "input": m{"rows": []m{}, "row": 1}}, 400,
			"input/row", ""},
		{"no object", m{"workflow": "acme.rows/run", "input": []int{1}}, 400, "input", ""},
		{"an unknown workflow", m{"workflow": "acme.none/run", "input": m{}}, 400, "workflow", ""},
		{"another's room", m{"workflow": "acme.rows/run", "input": m{"rows": []m{}}, "room": "user:" +
			demo.Agent2.ID.String()}, 403, "room", ""},
		{"an unknown member", m{"workflow": "acme.rows/run", "input": m{"rows": []m{}}, "as": "broker"}, 400, "as", ""},
	} {
		status, body := s.Call(agent, "POST", "/tasks", c.body)
		if p := problemOf(t, body); status != c.status || p.Field != c.field || p.Detail == "" ||
			!strings.Contains(p.Detail, c.detail) {
			t.Errorf("%s: %d %+v", c.name, status, p)
		}
	}
	var tasks struct{ Items []roomkeytest.Task }
	if s.Get(agent, "/tasks", &tasks); len(tasks.Items) > 0 {
		t.Errorf("tasks came of it: %+v", tasks.Items)
	}
}

// A plugin that crashes again and again does so five times; then nothing of it runs until the broker role says so.
func TestPlugins_AreSuspendedByFiveCrashes(t *testing.T) {
	t.Parallel()
	s := servePlain(t)
	broker, agent := s.Personal(demo.Broker.Email), s.Personal(demo.Agent1.Email)
	manifest := scriptManifest("acme.crashes", plugins.Capabilities{})
	s.install(broker, manifest, []byte(`crm.call('task.input', {}).input.well ? crm.call('task.output', {}) : null.x`))
	run := func(well bool) string {
		task := s.RunTask(agent, "acme.crashes/run", m{"well": well})
		if task.Error == nil {
			return task.Status
		}
		return task.Status + " " + task.Error.Code
	}
	for range 5 {
		if got := run(false); got != "failed exit" {
			t.Errorf("a crash: %s", got)
		}
	}
	status, body := s.Call(agent, "POST", "/tasks", m{"workflow": "acme.crashes/run", "input": m{"well": true}})
	if p := problemOf(t, body); status != 403 || p.Field != "workflow" ||
		!strings.Contains(p.Detail, "suspended until it is granted again") {
		t.Errorf("after five crashes: %d %+v", status, p)
	}
	var list struct {
		Items []struct {
			ID        string
			Suspended bool
		}
	}
	if s.Get(broker, "/plugins", &list); list.Items[0].ID != "acme.crashes" || !list.Items[0].Suspended {
		t.Errorf("the broker sees %+v", list.Items[0])
	}
	s.grant(broker, "acme.crashes", plugins.Capabilities{})
	if got := run(true); got != "completed" {
		t.Errorf("after a new grant: %s", got)
	}
}
