package plugins_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/plugins"
)

// curious is a guest that makes the calls of its input, and tells what it was answered in every way that there is: in
// its log, as progress, as a partial result, in a checkpoint, to the model, and as its output, its failure or its last
// words.
const curious = `const {input} = crm.call('task.input', {});
const answers = [];
for (const {op, input: asked} of input.calls) {
	try { answers.push(crm.call(op, asked)) } catch (e) { answers.push({refused: e.code, message: e.message}) }
}
const all = JSON.stringify(answers);
console.error(all.match(/canary[^"]*/)?.[0] ?? 'nothing');
crm.call('task.progress', {percent: 50, message: all.match(/canary[^"]*/)?.[0] ?? 'nothing',
	partial: {all: all.slice(0, 20000)}});
crm.call('task.checkpoint', {data: all.slice(0, 100000)});
try {
	answers.push(crm.call('llm.complete', {messages: [{role: 'user', content: all.slice(0, 100000)}]}))
} catch (e) { answers.push({refused: e.code, message: e.message}) }
if (input.end === 'fail') crm.call('task.fail', {message: all.match(/canary[^"]*/)?.[0] ?? 'nothing'});
if (input.end === 'throw') throw new Error(all.match(/canary[^"]*/)?.[0] ?? 'nothing');
crm.call('task.output', {answers});`

// reply is what the curious guest was answered.
type reply struct {
	Refused string
	Fields  map[string]any
	Private map[string]any
	Items   []record
	raw     string
}

func (r *reply) UnmarshalJSON(raw []byte) error {
	type plain reply
	r.raw = string(raw)
	return json.Unmarshal(raw, (*plain)(r))
}

// prompts is a language model that keeps what it is asked.
type prompts struct {
	mu    sync.Mutex
	heard strings.Builder // guarded by mu
}

func (p *prompts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	p.mu.Lock()
	p.heard.Write(body)
	p.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"id":"1","object":"chat.completion","created":1,"model":"test","choices":[
		{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"I see"}}],
		"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}`)
}

// take gives what was heard since the last time.
func (p *prompts) take() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.heard.Reset()
	return p.heard.String()
}

// curiousServer is a server with the curious guest, granted to every brokerage by its operator, and records to be
// curious about.
type curiousServer struct {
	*server
	model    prompts
	records  map[crm.Visibility]record       // of Ana's
	watchers map[string]*roomkeytest.Watcher // by email: everybody's socket, in every room that they may join
	tasks    []string
	asks     plugins.Capabilities
}

func serveCurious(t testing.TB) *curiousServer {
	t.Helper()
	n := &curiousServer{records: map[crm.Visibility]record{}, watchers: map[string]*roomkeytest.Watcher{}}
	model := httptest.NewServer(&n.model)
	t.Cleanup(model.Close)
	n.server = serveInstalled(t, "--llm-url", model.URL+"/v1", "--llm-model", "test")
	n.asks = plugins.Capabilities{
		Read:    []string{"listing", "listing.private", "escrow", "client", "appointment", "lead"},
		Propose: []string{"listing", "listing./private/AccessCode"},
		LLM:     &plugins.LLM{MaxTokens: 100_000}}
	file := filepath.Join(t.TempDir(), "curious.zip")
	if err := os.WriteFile(file, packed(t, scriptManifest("acme.curious", n.asks), []byte(curious)),
		0o600); err != nil {
		t.Fatal(err)
	}
	command := commands(t)
	for _, args := range [][]string{{"install", "--unsigned", file},
		{"grant", "acme.curious", "--broker", "Demo Realty"}, {"grant", "acme.curious", "--broker", "Other Realty"}} {
		if said, err := command(append(append([]string{"plugin"}, args...), "--data", n.Dir)...); err != nil {
			t.Fatalf("plugin %v: %v, %s", args, err, said)
		}
	}
	ana := n.Personal(demo.Agent1.Email)
	var ids []crm.ID
	for _, visibility := range crm.Visibilities {
		made := n.MakeListing(ana, visibility)
		n.records[visibility], ids = made, append(ids, made.Key(t))
	}
	for i := range demo.Users {
		w := n.Watch(demo.Users[i].Email)
		w.JoinAll(&demo.Users[i], ids...)
		n.watchers[demo.Users[i].Email] = w
	}
	return n
}

// ask runs the guest as a user, who hears of it in a room ("" for their own), and gives what it was answered.
func (n *curiousServer) ask(user *crm.User, room crm.Room, end string, calls ...m) []reply {
	n.T.Helper()
	token := n.Personal(user.Email)
	status, body := n.Call(token, "POST", "/tasks",
		m{"workflow": "acme.curious/run", "input": m{"calls": calls, "end": end}, "room": room})
	var task roomkeytest.Task
	if status != 201 || json.Unmarshal(body, &task) != nil {
		n.T.Fatalf("%s starts: %d %s", user.Email, status, body)
	}
	n.tasks = append(n.tasks, task.ID)
	roomkeytest.Eventually(n.T, "the guest ends", func() bool {
		n.Get(token, "/tasks/"+task.ID, &task)
		return task.Status != "queued" && task.Status != "running"
	})
	var output struct{ Answers []reply }
	if end == "" {
		if err := json.Unmarshal(task.Output, &output); err != nil || task.Status == "failed" {
			n.T.Fatalf("%s: the task is %+v, %v", user.Email, task, err)
		}
	} else if task.Status != "failed" {
		n.T.Fatalf("%s: the task is %+v", user.Email, task)
	}
	return output.Answers
}

func called(op string, input m) m { return m{"op": op, "input": input} }

// everything is each op that shows or changes a record, of a listing; and what only looks like one.
func everything(r record) []m {
	change := func(what m) m {
		what["type"], what["id"] = "listing", r.ID
		return called("records.propose", m{"changes": []m{what}})
	}
	return []m{
		called("records.get", m{"type": "listing", "id": r.ID}),
		change(m{"fields": m{"City": "Woodland"}}),
		change(m{"note": "was here"}),
		change(m{"private": m{"AccessCode": "mine now"}}),
		called("records.query", m{"type": "listing", "q": "Test Way", "limit": 500}),
		called("records.query", m{"type": "listing", "q": roomkeytest.Canary}),
		called("records.query", m{"type": "listing", "filter": m{"AccessCode": roomkeytest.Canary}}),
		called("records.query", m{"type": "listing", "sort": "AccessCode"}),
		called("records.get", m{"type": "escrow", "id": r.ID}),
		called("http.fetch", m{"url": "https://example.com/"}),
		called("records.delete", m{"type": "listing", "id": r.ID}),
	}
}

// Whatever a guest asks for, it gets what its caller may have, and nothing else; and nobody else hears of it.
func TestPlugins_GiveAGuestWhatItsCallerMayReadAndTellNobodyElse(t *testing.T) {
	t.Parallel()
	n := serveCurious(t)
	t.Run("each op as each role", n.asEachRole)
	t.Run("aloud in each room", n.aloudInEachRoom)
}

func (n *curiousServer) asEachRole(t *testing.T) {
	for i := range demo.Users {
		user := &demo.Users[i]
		for _, visibility := range crm.Visibilities {
			name, r := user.Email+", "+string(visibility), roomkeytest.ListingRow(visibility)
			answers := n.ask(user, "", "", everything(n.records[visibility])...)
			may := func(action crm.Action) string {
				switch {
				case !user.May(crm.ActionRead, r):
					return "not_found"
				case !user.May(action, r):
					return "denied"
				}
				return ""
			}
			for at, want := range []string{may(crm.ActionRead), may(crm.ActionWrite), may(crm.ActionWrite),
				may(crm.ActionPrivate), "", "", "invalid", "invalid",
				"not_found", "denied", "unsupported", ""} {
				if got := answers[at].Refused; got != want {
					t.Errorf("%s: call %d answers %q, not %q: %s", name, at, got, want, answers[at].raw)
				}
			}
			private := user.May(crm.ActionPrivate, r)
			if shown := answers[0].Private["AccessCode"] == roomkeytest.Canary; shown != private {
				t.Errorf("%s: the guest is shown the private field: %v", name, shown)
			}
			for _, at := range []int{1, 2, 3} {
				if strings.Contains(answers[at].raw, roomkeytest.Canary) || strings.Contains(answers[at].raw, "Davis") {
					t.Errorf("%s: a proposal tells what was there: %s", name, answers[at].raw)
				}
			}
			for _, found := range answers[4].Items {
				of := roomkeytest.ListingRow(crm.Visibility(found.Visibility))
				if ours := n.records[crm.Visibility(found.Visibility)].ID == found.ID; ours &&
					!user.May(crm.ActionRead, of) {
					t.Errorf("%s: the query finds the %s listing", name, found.Visibility)
				}
				if shown := found.Private["AccessCode"] == roomkeytest.Canary; shown &&
					!user.May(crm.ActionPrivate, of) {
					t.Errorf("%s: the query shows a private field", name)
				}
			}
			if heard := n.model.take(); heard == "" || strings.Contains(heard, roomkeytest.Canary) != mayAny(user) {
				t.Errorf("%s: the model hears %d bytes, and the canary: %v", name, len(heard),
					strings.Contains(heard, roomkeytest.Canary))
			}
		}
	}
	n.nobodyElseSaw(t)
}

// mayAny reports whether a user may read the private fields of Ana's listings.
func mayAny(user *crm.User) bool {
	return user.May(crm.ActionPrivate, roomkeytest.ListingRow(crm.VisibilityBroker))
}

// aloudInEachRoom has guests whose callers may read private fields say them where others listen.
func (n *curiousServer) aloudInEachRoom(t *testing.T) {
	shared := n.records[crm.VisibilityBroker]
	read := called("records.get", m{"type": "listing", "id": shared.ID})
	for _, user := range []*crm.User{&demo.Agent1, &demo.Broker} {
		for _, room := range []crm.Room{"", crm.TeamRoom(demo.Harbor.ID), crm.BrokerRoom(demo.DemoRealty),
			crm.RecordRoom(shared.Key(t))} {
			for _, end := range []string{"", "fail", "throw"} {
				if end == "throw" && room != "" && user == &demo.Broker {
					continue // five crashes would suspend it
				}
				n.ask(user, room, end, read)
			}
		}
		if n.grant(n.Personal(demo.Broker.Email), "acme.curious", n.asks); !strings.Contains(n.model.take(),
			roomkeytest.Canary) {
			t.Errorf("the guest of %s never had the canary", user.Email)
		}
	}
	for _, user := range []*crm.User{&demo.Lead, &demo.Agent2, &demo.Viewer} { // they were there
		if !n.watchers[user.Email].Saw(crm.EventTaskProgress) || !n.watchers[user.Email].Saw(crm.EventTaskFailed) {
			t.Errorf("%s heard of no task", user.Email)
		}
	}
	n.nobodyElseSaw(t)
}

// nobodyElseSaw searches for the canary in whatever those see who may not read it. Who may does see it: the
// guest had it.
func (n *curiousServer) nobodyElseSaw(t testing.TB) {
	t.Helper()
	for i := range demo.Users {
		user := &demo.Users[i]
		token, seen := n.Personal(user.Email), 0
		paths := []string{"/tasks?limit=500", "/notifications", "/activity?limit=500", "/workflows"}
		for _, id := range n.tasks {
			paths = append(paths, "/tasks/"+id)
		}
		for _, path := range paths {
			if _, body := n.Call(token, "GET", path, nil); strings.Contains(string(body), roomkeytest.Canary) {
				seen++
				if !mayAny(user) {
					t.Errorf("%s sees the canary by GET %s: %s", user.Email, path, body)
				}
			}
		}
		if mayAny(user) && seen == 0 {
			t.Errorf("%s sees the canary nowhere: the test proves nothing", user.Email)
		}
		if saw := n.watchers[user.Email].Saw(roomkeytest.Canary); saw != mayAny(user) {
			t.Errorf("%s's socket brought the canary: %v", user.Email, saw)
		}
	}
	if strings.Contains(n.Tail(1<<30), roomkeytest.Canary) {
		t.Error("the canary is in the server's log")
	}
}
