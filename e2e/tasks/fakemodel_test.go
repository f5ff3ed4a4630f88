package tasks_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"roomkey/internal/roomkeytest"
)

const modelKey = "model-key-canary-7781"

// question is what a model server is asked.
type question struct {
	Model     string
	Stream    bool
	MaxTokens int `json:"max_tokens"`
	Messages  []struct{ Role, Content string }
	Format    *struct{ Type string } `json:"response_format"`
}

// system is what the plugin tells the model to be.
func (q *question) system() string { return q.Messages[0].Content }

// fakeModel is a server of OpenAI's chat completions at 127.0.0.1, of which the test is the model.
type fakeModel struct {
	URL string
	t   *testing.T

	mu     sync.Mutex
	asked  []question                                           // guarded by mu
	answer func(w *modelAnswer, q question, header http.Header) // guarded by mu
}

// newModel starts a model that answers by answer. Servers are to be given its config.
func newModel(t *testing.T, answer func(*modelAnswer, question, http.Header)) *fakeModel {
	t.Helper()
	m := &fakeModel{t: t, answer: answer}
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	m.URL = server.URL + "/v1"
	return m
}

// config is of a server that asks the model.
func (m *fakeModel) config() roomkeytest.Config {
	return roomkeytest.Config{Flags: []string{"--llm-url", m.URL, "--llm-model", "test-model"},
		Env: []string{"ROOMKEY_LLM_KEY=" + modelKey}}
}

// ServeHTTP is part of http.Handler.
func (m *fakeModel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var q question
	body, err := io.ReadAll(r.Body)
	if err != nil || json.Unmarshal(body, &q) != nil || len(q.Messages) == 0 || q.Model != "test-model" {
		m.t.Errorf("the model is asked %s (%v)", body, err)
		return
	}
	if r.URL.Path != "/v1/chat/completions" || r.Header.Get("Authorization") != "Bearer "+modelKey {
		m.t.Errorf("the model is asked at %s with %q", r.URL.Path, r.Header.Get("Authorization"))
	}
	m.mu.Lock()
	m.asked = append(m.asked, q)
	answer := m.answer
	m.mu.Unlock()
	answer(&modelAnswer{w, q.Stream}, q, w.Header())
}

// becomes lets the model answer otherwise from now on, and forgets what it was asked.
func (m *fakeModel) becomes(answer func(*modelAnswer, question, http.Header)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked, m.answer = nil, answer
}

func (m *fakeModel) questions() []question {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]question(nil), m.asked...)
}

// modelAnswer is one answer on its way.
type modelAnswer struct {
	http.ResponseWriter
	streams bool
}

// says answers with a text, word by word where the question asks for a stream, and with the tokens that it took.
func (w *modelAnswer) says(text string, tokens int) {
	if !w.streams {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"choices":[{"index":0,"message":{"role":"assistant","content":%q},"finish_reason":"stop"}],`+
			`"usage":{"total_tokens":%d}}`, text, tokens)
		return
	}
	for _, word := range strings.SplitAfter(text, " ") {
		w.piece(word)
	}
	w.ends(tokens)
}

// piece is a part of a stream.
func (w *modelAnswer) piece(text string) {
	w.event(fmt.Sprintf(`{"choices":[{"index":0,"delta":{"content":%q},"finish_reason":null}]}`, text))
}

// ends closes a stream as a server does that counts.
func (w *modelAnswer) ends(tokens int) {
	w.event(`{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`)
	w.event(fmt.Sprintf(`{"choices":[],"usage":{"total_tokens":%d}}`, tokens))
	w.event("[DONE]")
}

// event is one line of a stream, whatever it says.
func (w *modelAnswer) event(data string) {
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprintf(w, "data: %s\n\n", data)
	w.ResponseWriter.(http.Flusher).Flush()
}
