//go:build !wasip1

package roomkey_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	roomkey "roomkey/plugins/sdk/go"
)

// server answers operations by name, and keeps what it was asked.
type server struct {
	answers map[string]func(in string) (any, error)
	asked   []string
}

func (s *server) serve(t *testing.T) {
	t.Cleanup(roomkey.Host(func(op string, in []byte) (any, error) {
		s.asked = append(s.asked, op+" "+string(in))
		answer, ok := s.answers[op]
		if !ok {
			return struct{}{}, nil
		}
		return answer(string(in))
	}))
}

func always(answer string) func(string) (any, error) {
	return func(string) (any, error) { return json.RawMessage(answer), nil }
}

func open(t *testing.T) *roomkey.Task {
	t.Helper()
	task, err := roomkey.Open()
	if err != nil {
		t.Fatal(err)
	}
	return task
}

func TestTask_ReadsItsInputAndWhereAnEarlierAttemptCameTo(t *testing.T) {
	s := &server{answers: map[string]func(string) (any, error){
		"task.input": always(
			`{"input":{"rows":3},"step":"import","attempt":2,"checkpoint":{"done":2},"caller":{"user":"u1",` +
				`"role":"agent","broker":"b1"}}`),
	}}
	s.serve(t)
	task := open(t)
	var in struct{ Rows int }
	var at struct{ Done int }
	if err := task.Input(&in); err != nil {
		t.Fatal(err)
	}
	found, err := task.Resume(&at)
	if err != nil || !found || in.Rows != 3 || at.Done != 2 || task.Step != "import" || task.Attempt != 2 ||
		task.Caller.Role != "agent" {
		t.Errorf("got %+v, input %+v, checkpoint %+v (%v, %v)", task, in, at, found, err)
	}
}

func TestTask_WithoutCheckpointStartsAfresh(t *testing.T) {
	for _, input := range []string{`{"input":{},"step":"s","attempt":1}`,
		`{"input":{},"step":"s","attempt":1,"checkpoint":null}`} {
		s := &server{answers: map[string]func(string) (any, error){"task.input": always(input)}}
		s.serve(t)
		var at struct{ Done int }
		if found, err := open(t).Resume(&at); found || err != nil {
			t.Errorf("%s: found %v, %v", input, found, err)
		}
	}
}

func TestTask_SaysWhatTheABIExpects(t *testing.T) {
	s := &server{answers: map[string]func(string) (any, error){
		"task.input":      always(`{"input":{},"step":"s","attempt":1}`),
		"records.propose": always(`{"proposals":[{"record":"r9","type":"lead"}]}`),
		"llm.complete":    always(`{"text":"Sunny."}`),
		"http.fetch":      always(`{"status":404,"headers":{"content-type":"application/json"},"body":"{\"a\":1}"}`),
	}}
	s.serve(t)
	task := open(t)
	task.Progress(40, "Importing (2/5)", nil)
	task.Progress(60, "Importing (3/5)", []int{1})
	proposals, err := task.Propose(roomkey.Change{Type: "lead", ID: "r9", Fields: map[string]any{"score": 80},
		Note: "answered today"})
	if err != nil || len(proposals) != 1 || proposals[0].Record != "r9" {
		t.Errorf("proposals %+v, %v", proposals, err)
	}
	text, err := task.Complete(roomkey.Completion{Messages: []roomkey.Message{{Role: "user", Content: "Hi"}},
		Stream: true})
	if err != nil || text != "Sunny." {
		t.Errorf("text %q, %v", text, err)
	}
	var body struct{ A int }
	response, err := task.Fetch(roomkey.Request{URL: "https://api.example.com/"})
	if err != nil || response.Status != 404 || response.Decode(&body) != nil || body.A != 1 {
		t.Errorf("response %+v, body %+v, %v", response, body, err)
	}
	for _, err := range []error{task.Checkpoint(map[string]int{"done": 3}), task.Output(map[string]int{"created": 5}),
		task.Fail("no luck", true)} {
		if err != nil {
			t.Error(err)
		}
	}
	want := []string{
		`task.input {}`,
		`task.progress {"percent":40,"message":"Importing (2/5)"}`,
		`task.progress {"percent":60,"message":"Importing (3/5)","partial":[1]}`,
		`records.propose {"changes":[{"type":"lead","id":"r9","fields":{"score":80},"note":"answered today"}]}`,
		`llm.complete {"messages":[{"role":"user","content":"Hi"}],"stream":true}`,
		`http.fetch {"url":"https://api.example.com/"}`,
		`task.checkpoint {"data":{"done":3}}`,
		`task.output {"created":5}`,
		`task.fail {"message":"no luck","retryable":true}`,
	}
	if got := strings.Join(s.asked, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("asked\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

func TestTask_AllFollowsTheCursorAndGivesEachRecordOnce(t *testing.T) {
	s := &server{answers: map[string]func(string) (any, error){
		"task.input": always(`{"input":{},"step":"s","attempt":1}`),
		"records.query": func(in string) (any, error) {
			if strings.Contains(in, "c2") {
				return json.RawMessage(`{"items":[{"id":"3","fields":{}},{"id":"1","fields":{}}],"next":null}`), nil
			}
			return json.RawMessage(`{"items":[{"id":"1","fields":{}},{"id":"2","fields":{}}],"next":"c2"}`), nil
		},
	}}
	s.serve(t)
	var ids []string
	for record, err := range open(t).All(roomkey.Query{Type: "lead", Limit: 2}) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, record.ID)
	}
	if got := strings.Join(ids, " "); got != "1 2 3" {
		t.Errorf("got %s, want 1 2 3", got)
	}
}

func TestError_IsItsCodeAndKnowsWhetherToRetry(t *testing.T) {
	s := &server{answers: map[string]func(string) (any, error){
		"task.input": always(`{"input":{},"step":"s","attempt":1}`),
		"llm.complete": func(string) (any, error) {
			return nil, &roomkey.Error{Code: roomkey.RateLimited, Message: "the model is busy", Retryable: true}
		},
		"records.get": func(string) (any, error) {
			return nil, &roomkey.Error{Code: roomkey.NotFound, Message: "no such listing"}
		},
	}}
	s.serve(t)
	task := open(t)
	_, err := task.Complete(roomkey.Completion{})
	if !errors.Is(err, roomkey.RateLimited) || !roomkey.Retryable(fmt.Errorf("writing: %w", err)) ||
		err.Error() != "the model is busy" {
		t.Errorf("model: %v", err)
	}
	_, err = task.Get("listing", "x")
	if !errors.Is(err, roomkey.NotFound) || errors.Is(err, roomkey.Denied) || roomkey.Retryable(err) ||
		!roomkey.Retryable(roomkey.Retry(err)) {
		t.Errorf("record: %v", err)
	}
}
