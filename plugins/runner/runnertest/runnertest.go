// Package runnertest lets tests write plugins in Go. Their guests are functions in the test's own process. Like real
// guests they can be stopped at any moment. The package does not check the limits of guests; plugins/guest tests those.
//
//	p := runnertest.New()
//	p.Add(manifest, func(ctx context.Context, g *runnertest.Guest) error { return g.Output(map[string]any{"n": 1}) })
//	r := runner.New(runner.Config{Plugins: p, Guests: p, ...})
package runnertest

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/guest"
)

// Script is what a guest does in one step. Its result determines how the guest ends: nil is success, a *guest.Failure
// is that failure, and any other error is the death of the guest's process.
type Script func(ctx context.Context, g *Guest) error

// Plugins are the installed plugins of every brokerage, and their guests. Safe for concurrent use.
type Plugins struct {
	mu      sync.Mutex // guards the fields below
	known   map[string]*plugins.Plugin
	scripts map[[32]byte]Script
	crashes map[string]int
	runs    map[string]int // of each step
	logs    []crm.PluginLog
}

// New returns an empty set of plugins.
func New() *Plugins {
	return &Plugins{known: make(map[string]*plugins.Plugin), scripts: make(map[[32]byte]Script),
		crashes: make(map[string]int), runs: make(map[string]int)}
}

// Add installs a plugin and grants everything that it asks for.
func (p *Plugins) Add(m plugins.Manifest, script Script) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if m.Version == "" {
		m.Version = "1.0.0"
	}
	p.known[m.ID] = &plugins.Plugin{Label: &plugins.Label{Manifest: m}, Granted: m.Capabilities}
	p.scripts[programOf(m).Hash] = script
}

// programOf returns a program that stands for a plugin's code.
func programOf(m plugins.Manifest) guest.Program {
	return guest.NewProgram(guest.RuntimeWasm, []byte(m.ID+m.Version))
}

// Change modifies an installed plugin: its grant, or whether it is suspended.
func (p *Plugins) Change(id string, change func(*plugins.Plugin)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	changed := *p.known[id]
	change(&changed)
	p.known[id] = &changed
}

// Remove removes a plugin.
func (p *Plugins) Remove(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.known, id)
}

// Installed implements runner.Registry.
func (p *Plugins) Installed(context.Context, crm.ID) ([]*plugins.Plugin, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var list []*plugins.Plugin
	for _, plugin := range p.known {
		list = append(list, plugin)
	}
	return list, nil
}

// Find implements runner.Registry.
func (p *Plugins) Find(_ context.Context, _ crm.ID, id string) (*plugins.Plugin, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if plugin := p.known[id]; plugin != nil {
		return plugin, nil
	}
	return nil, crm.Errorf(crm.CodeNotFound, "there is no such plugin")
}

// Program implements runner.Registry.
func (p *Plugins) Program(_ context.Context, _ crm.ID, plugin *plugins.Plugin) (guest.Program, error) {
	return programOf(plugin.Manifest), nil
}

// Crashed implements runner.Registry. The fifth crash suspends the plugin.
func (p *Plugins) Crashed(_ context.Context, _ crm.ID, id string) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.crashes[id]++; p.crashes[id] >= 5 {
		suspended := *p.known[id]
		suspended.Suspended = true
		p.known[id] = &suspended
	}
	return p.crashes[id] >= 5, nil
}

// KeepLog implements runner.Registry.
func (p *Plugins) KeepLog(_ context.Context, _, _ crm.ID, log crm.PluginLog) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.logs = append(p.logs, log)
	return nil
}

// Logs returns the logs that were kept, the oldest first.
func (p *Plugins) Logs() []crm.PluginLog {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.logs)
}

// Runs returns how often guests of this plugin were started.
func (p *Plugins) Runs(id string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.runs[id]
}

// Step implements runner.Guests. It returns as soon as ctx ends, even if the script has not returned. From then on each
// call of the script fails.
func (p *Plugins) Step(ctx context.Context, program guest.Program, _ guest.Limits, op guest.Op,
	log func(string)) error {
	p.mu.Lock()
	script := p.scripts[program.Hash]
	for id, plugin := range p.known {
		if programOf(plugin.Manifest).Hash == program.Hash {
			p.runs[id]++
		}
	}
	p.mu.Unlock()
	g := &Guest{ctx: ctx, op: op, log: log}
	ended := make(chan error, 1)
	go func() { ended <- script(ctx, g) }()
	select {
	case err := <-ended:
		g.end()
		if g.fault != nil {
			return g.fault
		}
		return err
	case <-ctx.Done():
		g.end()
		return ctx.Err()
	}
}

// Guest is the host as a script sees it.
type Guest struct {
	ctx context.Context
	log func(string)

	mu    sync.Mutex // held during a call; guards the fields below
	op    guest.Op   // nil: the guest has ended
	fault error      // the host's error; it ends the guest
}

// Refusal is a call that was refused, and the code.
type Refusal struct{ Call, Code string }

// refusals are those that guests of this process have met.
var refusals sync.Map

// Refused reports whether a guest of this process was refused so. Safe for concurrent use.
func Refused(r Refusal) bool {
	_, met := refusals.Load(r)
	return met
}

// EachRefusal calls do for every refusal that a guest of this process has met, in no order.
func EachRefusal(do func(Refusal)) {
	refusals.Range(func(key, _ any) bool {
		do(key.(Refusal))
		return true
	})
}

var errEnded = errors.New("the guest has ended")

func (g *Guest) end() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.op = nil
}

// Log writes a line to the author's log.
func (g *Guest) Log(line string) { g.log(line) }

// Call makes one host call. out may be nil. The error is a *guest.OpError, or says that the guest has ended.
func (g *Guest) Call(name string, in, out any) error {
	raw, ok := in.(json.RawMessage)
	if !ok {
		var err error
		if raw, err = json.Marshal(in); err != nil {
			return err
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.op == nil || g.fault != nil {
		return errEnded
	}
	answer, err := g.op(g.ctx, name, raw)
	var refused *guest.OpError
	if errors.As(err, &refused) {
		refusals.Store(Refusal{name, refused.Code}, true)
		return refused
	}
	if err != nil {
		g.fault = err
		return errEnded
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer, out)
}

// Input is the answer of task.input.
type Input struct {
	Input      json.RawMessage
	Step       string
	Attempt    int
	Checkpoint json.RawMessage
	Caller     struct {
		User, Broker crm.ID
		Role         crm.Role
	}
	Brokerage struct{ ContingencyDays crm.ContingencyDays }
}

// Input returns the step's input.
func (g *Guest) Input() (in Input, err error) {
	err = g.Call("task.input", struct{}{}, &in)
	return in, err
}

// Progress reports progress.
func (g *Guest) Progress(percent float64, message string) error {
	return g.Call("task.progress", map[string]any{"percent": percent, "message": message}, nil)
}

// Checkpoint saves the proposals so far.
func (g *Guest) Checkpoint(data any) error {
	return g.Call("task.checkpoint", map[string]any{"data": data}, nil)
}

// Output sets the step's result.
func (g *Guest) Output(out any) error { return g.Call("task.output", out, nil) }

// Proposed is one item of the answer of records.propose.
type Proposed struct {
	Record crm.ID
	Type   string
}

// Propose proposes changes.
func (g *Guest) Propose(changes ...map[string]any) ([]Proposed, error) {
	var answer struct{ Proposals []Proposed }
	err := g.Call("records.propose", map[string]any{"changes": changes}, &answer)
	return answer.Proposals, err
}
