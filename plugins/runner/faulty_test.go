package runner_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/runner"
	"roomkey/plugins/runner/runnertest"
)

// chance draws numbers for many goroutines.
type chance struct {
	mu     sync.Mutex
	random *rand.Rand
}

func (c *chance) of(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.random.IntN(n)
}

// faulty is Records that sometimes do nothing, or lose the answer to a completed call, until they are repaired.
type faulty struct {
	runner.Records
	chance *chance
	mended *atomic.Bool
}

func (f faulty) Apply(ctx context.Context, user *crm.User, e crm.Edit, pointers []string,
	expected map[string]json.RawMessage) (json.RawMessage, []string, error) {
	fault := f.chance.of(8)
	if f.mended.Load() {
		fault = -1
	}
	if fault == 0 {
		return nil, nil, crm.Errorf(crm.CodeUnavailable, "not now")
	}
	done, skipped, err := f.Records.Apply(ctx, user, e, pointers, expected)
	if fault == 1 {
		return nil, nil, crm.Errorf(crm.CodeUnavailable, "not now")
	}
	return done, skipped, err
}

// People act on a task concurrently, and calls fail. In the end a record holds what was accepted, and nothing else. The
// seed determines the order of each person's actions, but not their interleaving.
func TestDecisions_AreWhatTheRecordsHold(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	for _, policy := range []string{crm.PolicyReview, crm.PolicyApply} {
		t.Run(policy, func(t *testing.T) {
			c, mended := &chance{random: rand.New(rand.NewPCG(seed, 1))}, new(atomic.Bool)
			h := newFixture(t, func(config *runner.Config) { config.Records = faulty{config.Records, c, mended} })
			h.stepper(c, policy)
			var leads []string
			for range 6 {
				leads = append(leads, h.lead("agent1", "Ana", false).ID)
			}
			path := "/tasks/" + h.begin("agent1", "steps", map[string]any{"leads": leads}).ID
			h.token("broker") // created before they begin, and cached
			var group sync.WaitGroup
			for _, name := range []string{"agent1", "agent1", "broker", "broker"} {
				group.Go(func() {
					for range 25 {
						act := []string{"cancel", "retry", "retry", "accept", "accept", "reject", "undo"}[c.of(7)]
						place := map[string]any{"record": leads[c.of(len(leads))],
							"pointer": []string{"/score", "/timeframe"}[c.of(2)]}
						body := map[string]any{"changes": []any{place}}
						if act == "accept" && c.of(2) == 0 {
							body = map[string]any{}
						}
						if status := h.call(name, "POST", path+"/"+act, body).status; status >= 500 && status != 503 {
							t.Errorf("%s is answered %d", act, status)
						}
					}
				})
			}
			group.Wait()
			h.call("agent1", "POST", path+"/cancel", nil) // fails if it has ended
			h.call("agent1", "POST", path+"/accept", map[string]any{})
			mended.Store(true)
			if c.of(2) == 0 {
				h.call("agent1", "POST", path+"/undo", nil).want(t, 200, nil)
			}
			h.call("agent1", "POST", path+"/reject", map[string]any{}).want(t, 200, nil)
			accepted := map[string]bool{}
			for _, p := range h.task("agent1", path[len("/tasks/"):]).Proposals {
				for pointer := range p.Changes {
					accepted[p.Record+pointer] = p.Decisions[pointer] == "accepted"
				}
			}
			for _, id := range leads {
				f := h.fields("agent1", "/leads/"+id)
				if (f["score"] == 80.0) != accepted[id+"/score"] ||
					(f["timeframe"] == "0-3") != accepted[id+"/timeframe"] {
					t.Errorf("lead %s holds %v, accepted are %v", id, f, accepted)
				}
			}
		})
	}
}

// stepper is a plugin that proposes a change for one lead after the other, saves most of them in checkpoints, and
// sometimes fails.
func (h *fixture) stepper(c *chance, policy string) {
	m := plugins.Manifest{ID: "acme.steps", Steps: []plugins.Step{step("propose")},
		Capabilities: plugins.Capabilities{Propose: []string{"lead"}},
		Workflows: []plugins.Workflow{{Name: "steps", Title: "Propose", Policy: policy,
			Steps: []plugins.WorkflowStep{{Step: "propose"}}}}}
	h.plugins.Add(m, func(_ context.Context, g *runnertest.Guest) error {
		in, err := g.Input()
		if err != nil {
			return err
		}
		var asked struct{ Leads []string }
		if err := json.Unmarshal(in.Input, &asked); err != nil {
			return err
		}
		from := 0
		if in.Checkpoint != nil {
			if err := json.Unmarshal(in.Checkpoint, &from); err != nil {
				return err
			}
		}
		for i := from; i < len(asked.Leads); i++ {
			if _, err := g.Propose(map[string]any{"type": "lead", "id": asked.Leads[i],
				"fields": map[string]any{"score": 80, "timeframe": "0-3"}}); err != nil {
				return err
			}
			if c.of(3) == 0 {
				continue
			}
			if err := g.Checkpoint(i + 1); err != nil {
				return err
			}
			if c.of(6) == 0 {
				return g.Call("task.fail", map[string]any{"message": "not yet"}, nil)
			}
		}
		return g.Output(map[string]any{})
	})
}
