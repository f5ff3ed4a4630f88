package runner_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/runner"
	"roomkey/plugins/runner/runnertest"
)

// damagedFixture is a fixture whose plugins are stored packages. Their code is read again for every step; their scripts
// are still those of runnertest.
type damagedFixture struct {
	*fixture
	registry *plugins.Registry
}

func newDamagedFixture(t testing.TB) *damagedFixture {
	t.Helper()
	s := &damagedFixture{}
	s.fixture = newFixture(t, func(c *runner.Config) {
		var err error
		s.registry, err = plugins.NewRegistry(plugins.Config{Storage: c.Storage.(plugins.Storage),
			Secret: bytes.Repeat([]byte{7}, 32), Now: time.Now, Random: rand.Reader, ProgramBytes: 1})
		if err != nil {
			t.Fatal(err)
		}
		c.Plugins = s.registry
	})
	return s
}

// install installs a plugin and returns its stored row.
func (s *damagedFixture) install(m plugins.Manifest, script runnertest.Script) crm.PluginRow {
	s.t.Helper()
	m.Version, m.Entry = "1.0.0", "main.wasm"
	s.plugins.Add(m, script)
	manifest, err := json.Marshal(m)
	if err != nil {
		s.t.Fatal(err)
	}
	// runnertest's program stands for the script
	raw, err := plugins.Zip(map[string][]byte{"plugin.json": manifest, "main.wasm": []byte(m.ID + m.Version)})
	if err != nil {
		s.t.Fatal(err)
	}
	broker := s.people["broker"]
	if _, err := s.registry.Install(s.t.Context(), broker.Broker, broker.ID, raw, true); err != nil {
		s.t.Fatal(err)
	}
	row, err := s.store.Plugin(s.t.Context(), broker.Broker, m.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return row
}

// damage replaces the bytes of a stored package.
func (s *damagedFixture) damage(row crm.PluginRow) error {
	entry := crm.AuditEntry{At: time.Now(), User: row.By, Action: "plugin:installed", Field: row.ID}
	return s.store.ChangePlugin(context.Background(), row.Broker, row.ID,
		func(*crm.PluginRow) (crm.PluginRow, error) { return row, nil }, []byte("PK of old"), entry)
}

// Its task fails at once with an error that says what to do. It is not retried, and it does not count as a crash (T6).
func TestTask_OfAPluginThatIsDamagedBeforeItsStep(t *testing.T) {
	s := newDamagedFixture(t)
	second := s.install(one("acme.second", `{}`, `{}`), func(_ context.Context, g *runnertest.Guest) error {
		return g.Output(1)
	})
	first := one("acme.first", `{}`, `{}`)
	first.Workflows = []plugins.Workflow{{Name: "both", Title: "Both", Policy: crm.PolicyReview,
		Steps: []plugins.WorkflowStep{{Step: "do"}, {Step: "acme.second/do"}}}}
	s.install(first, func(_ context.Context, g *runnertest.Guest) error {
		if err := s.damage(second); err != nil {
			return err
		}
		return g.Output(map[string]any{})
	})
	room := s.own("agent1")
	task := s.begin("agent1", "both", nil)
	const message = "the stored package of the plugin acme.second is damaged: have it installed again"
	if e := room.await(crm.EventTaskFailed, task.ID); e.data["code"] != "unavailable" || e.data["message"] != message {
		t.Errorf("the room was told %v", e.data)
	}
	ended := s.task("agent1", task.ID)
	if ended.Status != "failed" || ended.Error == nil || ended.Error.Message != message ||
		ended.Steps[0].Status != "completed" || ended.Steps[1].Attempt != 1 {
		t.Errorf("ended as %s, %+v, %+v", ended.Status, ended.Error, ended.Steps)
	}
	if s.plugins.Runs("acme.second") != 0 {
		t.Error("its guest was started")
	}
}

// The REST API shows the plugin, its damage, and the answer to a task of it.
func TestPlugins_ADamagedOneOverREST(t *testing.T) {
	s := newDamagedFixture(t)
	script := func(_ context.Context, g *runnertest.Guest) error { return g.Output(map[string]any{}) }
	broken := one("acme.broken", `{}`, `{}`)
	row := s.install(broken, script)
	row.Digest = crm.Hash{7} // an unknown digest
	well := one("acme.well", `{}`, `{}`)
	well.Workflows = []plugins.Workflow{{Name: "both", Title: "Both", Policy: crm.PolicyReview,
		Steps: []plugins.WorkflowStep{{Step: "do"}, {Step: "acme.broken/do"}}}}
	s.install(well, script)
	if err := s.damage(row); err != nil {
		t.Fatal(err)
	}

	var list struct {
		Items []struct {
			ID, Reason string
			Damaged    bool
			Steps      []any
		}
	}
	s.call("broker", "GET", "/plugins", nil).want(t, 200, &list)
	if len(list.Items) != 2 || !list.Items[0].Damaged || list.Items[0].Reason != "the package is not a zip archive" ||
		len(list.Items[0].Steps) != 0 ||
		list.Items[1].Damaged || list.Items[1].Reason != "" || len(list.Items[1].Steps) != 1 {
		t.Errorf("the plugins are %+v", list.Items)
	}
	var workflows struct{ Items []struct{ Name string } }
	s.call("agent1", "GET", "/workflows", nil).want(t, 200, &workflows)
	if len(workflows.Items) != 1 || workflows.Items[0].Name != "acme.well/do" {
		t.Errorf("the workflows are %+v", workflows.Items)
	}
	for _, c := range []struct {
		workflow string
		status   int
		code     crm.Code
		says     string
	}{
		{"acme.broken/do", 503, crm.CodeUnavailable, "acme.broken is damaged"},
		{"both", 503, crm.CodeUnavailable, "acme.broken is damaged"}, // it has a step of the damaged plugin
		{"whose", 400, crm.CodeInvalid, "damaged: acme.broken"},
		{"acme.brok/do", 400, crm.CodeInvalid, "there is no such workflow"},
		{"acme.well/none", 400, crm.CodeInvalid, "there is no such workflow"},
	} {
		answer := s.call("agent1", "POST", "/tasks", map[string]any{"workflow": c.workflow, "input": map[string]any{}})
		answer.refused(t, c.status, c.code, "workflow")
		if !strings.Contains(string(answer.body), c.says) {
			t.Errorf("%s: says %s", c.workflow, answer.body)
		}
	}
	room := s.own("agent1")
	room.await(crm.EventTaskCompleted, s.begin("agent1", "acme.well/do", map[string]any{}).ID)

	// After it is installed again, it works.
	s.install(broken, script)
	room.await(crm.EventTaskCompleted, s.begin("agent1", "both", map[string]any{}).ID)
}
