package model_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/plugins/model"
)

const key = "key-canary-1234"

// asked is a request that reaches the server.
type asked struct {
	Model     string
	Stream    bool
	MaxTokens int64 `json:"max_tokens"`
	Messages  []model.Message
	Options   struct {
		Usage bool `json:"include_usage"`
	} `json:"stream_options"`
	Format struct {
		Type   string
		Schema struct{ Schema json.RawMessage } `json:"json_schema"`
	} `json:"response_format"`
}

// serve answers questions by calling handle; n counts them from 1.
func serve(t *testing.T, handle func(w http.ResponseWriter, q asked, n int64)) *model.Client {
	t.Helper()
	var count atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q asked
		body, err := io.ReadAll(r.Body)
		if err != nil || json.Unmarshal(body, &q) != nil {
			t.Errorf("the question is %s, %v", body, err)
		}
		if r.URL.Path != "/v1/chat/completions" || r.Header.Get("Authorization") != "Bearer "+key ||
			q.Model != "small" {
			t.Errorf("%s, %s, %+v", r.URL, r.Header.Get("Authorization"), q)
		}
		handle(w, q, count.Add(1))
	}))
	t.Cleanup(server.Close)
	return model.New(model.Config{URL: server.URL + "/v1", Key: key, Name: "small",
		Pause: func(_ context.Context, d time.Duration) error {
			if d != 7*time.Second {
				t.Errorf("a pause of %v, the server asked for 7 s", d)
			}
			return nil
		}})
}

func whole(w http.ResponseWriter, content string, tokens int) {
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w,
		`{"id":"1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":%q},`+
			`"finish_reason":"stop"}],"usage":{"total_tokens":%d}}`, content, tokens)
}

func piece(w http.ResponseWriter, content, finish string) {
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprintf(w,
		"data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\","+
			"\"choices\":[{\"index\":0,\"delta\":{\"content\":%q},\"finish_reason\":%s}]}\n\n", content, finish)
	w.(http.Flusher).Flush()
}

func question() model.Request {
	return model.Request{Messages: []model.Message{{Role: "system", Content: "Be brief."},
		{Role: "user", Content: "Describe the house."}}}
}

func TestComplete_AsksAndCounts(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, q asked, _ int64) {
		if q.MaxTokens != 500 || len(q.Messages) != 2 || q.Messages[1].Content != "Describe the house." ||
			q.Format.Type != "json_schema" || string(q.Format.Schema.Schema) != `{"type":"object"}` {
			t.Errorf("asked %+v", q)
		}
		whole(w, `{"text":"Sunny"}`, 42)
	})
	q := question()
	q.Schema = json.RawMessage(`{"type":"object"}`)
	answer, err := client.Complete(t.Context(), q, 500, nil)
	if err != nil || answer.Content != `{"text":"Sunny"}` || answer.Tokens != 42 {
		t.Errorf("%+v, %v", answer, err)
	}
}

func TestComplete_StreamsPieces(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, q asked, _ int64) {
		if !q.Stream || !q.Options.Usage {
			t.Errorf("asked %+v", q)
		}
		piece(w, "Sunny ", "null")
		piece(w, "and wide", "null")
		piece(w, "", `"stop"`)
		io.WriteString(w, "data: {\"id\":\"1\",\"choices\":[],\"usage\":{\"total_tokens\":17}}\n\ndata: [DONE]\n\n")
	})
	q := question()
	q.Stream = true
	var pieces []string
	answer, err := client.Complete(t.Context(), q, 500, func(s string) { pieces = append(pieces, s) })
	if err != nil || answer.Content != "Sunny and wide" || answer.Tokens != 17 ||
		strings.Join(pieces, "|") != "Sunny |and wide" {
		t.Errorf("%+v, %q, %v", answer, pieces, err)
	}
}

func TestComplete_CountsWhereTheServerDoesNot(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, _ asked, _ int64) { whole(w, strings.Repeat("word ", 60), 0) })
	answer, err := client.Complete(t.Context(), question(), 500, nil)
	if err != nil || answer.Tokens < 100 || answer.Tokens > 120 {
		t.Errorf("%+v, %v", answer, err)
	}
}

func TestComplete_ASliceOfAnAnswerIsNone(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, _ asked, _ int64) { piece(w, "Sunny ", "null") })
	q := question()
	q.Stream = true
	_, err := client.Complete(t.Context(), q, 500, func(string) {})
	if crm.CodeOf(err) != crm.CodeUnavailable {
		t.Errorf("error is %v", err)
	}
}

func TestComplete_TriesAgainWhatIsRefusedForNow(t *testing.T) {
	for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
		client := serve(t, func(w http.ResponseWriter, _ asked, n int64) {
			if n < 3 {
				w.Header().Set("Retry-After", "7")
				w.WriteHeader(status)
				return
			}
			whole(w, "Sunny", 5)
		})
		if answer, err := client.Complete(t.Context(), question(), 500, nil); err != nil || answer.Content != "Sunny" {
			t.Errorf("%d: %+v, %v", status, answer, err)
		}
	}
}

func TestComplete_SaysWhatIsWrongAndNothingMore(t *testing.T) {
	for status, want := range map[int]crm.Code{400: crm.CodeInvalid, 401: crm.CodeUnavailable, 403: crm.CodeUnavailable,
		404: crm.CodeUnavailable,
		413: crm.CodeTooLarge, 422: crm.CodeInvalid, 429: crm.CodeRateLimited, 500: crm.CodeUnavailable} {
		client := serve(t, func(w http.ResponseWriter, _ asked, _ int64) {
			w.Header().Set("Retry-After", "7")
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			fmt.Fprintf(w, `{"error":{"message":"your key %s is canary","type":"t","code":"c"}}`, key)
		})
		_, err := client.Complete(t.Context(), question(), 500, nil)
		if crm.CodeOf(err) != want || strings.Contains(err.Error(), "canary") ||
			strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("%d: %v, want %s", status, err, want)
		}
	}
	gone := httptest.NewServer(nil)
	gone.Close()
	_, err := model.New(model.Config{URL: gone.URL}).Complete(t.Context(), question(), 500, nil)
	if crm.CodeOf(err) != crm.CodeUnavailable || strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("gone: %v", err)
	}
	_, err = model.New(model.Config{}).Complete(t.Context(), question(), 500, nil)
	if crm.CodeOf(err) != crm.CodeUnavailable {
		t.Errorf("none: %v", err)
	}
}

func TestComplete_ChecksTheQuestion(t *testing.T) {
	client := serve(t, func(http.ResponseWriter, asked, int64) { t.Error("a bad question was asked") })
	for field, change := range map[string]func(*model.Request){
		"messages":        func(q *model.Request) { q.Messages = nil },
		"messages/0/role": func(q *model.Request) { q.Messages[0].Role = "tool" },
		"schema":          func(q *model.Request) { q.Schema = json.RawMessage(`[]`) },
	} {
		q := question()
		change(&q)
		_, err := client.Complete(t.Context(), q, 500, nil)
		if bad, ok := err.(*crm.Error); !ok || bad.Code != crm.CodeInvalid || bad.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	for field, change := range map[string]func(*model.Request){
		"messages": func(q *model.Request) { q.Messages[0].Content = strings.Repeat("a", 256<<10) },
		"schema": func(q *model.Request) {
			q.Schema = json.RawMessage(`{"a":"` + strings.Repeat("a", 64<<10) + `"}`)
		},
	} {
		q := question()
		change(&q)
		_, err := client.Complete(t.Context(), q, 500, nil)
		if bad, ok := err.(*crm.Error); !ok || bad.Code != crm.CodeTooLarge || bad.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	_, err := client.Complete(t.Context(), question(), 0, nil)
	if crm.CodeOf(err) != crm.CodeRateLimited {
		t.Errorf("no budget: %v", err)
	}
}

func TestRequest_KeyTellsQuestionsApart(t *testing.T) {
	a, b := question(), question()
	if b.Stream = true; a.Key() != b.Key() {
		t.Error("whether an answer is streamed makes no other question")
	}
	if b.Messages[1].Content += "!"; a.Key() == b.Key() {
		t.Error("another question has the same key")
	}
}

func TestComplete_WaitsLongerEachTime(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
	}))
	t.Cleanup(server.Close)
	var pauses []time.Duration
	client := model.New(model.Config{URL: server.URL, Pause: func(_ context.Context, d time.Duration) error {
		pauses = append(pauses, d)
		return nil
	}})
	_, err := client.Complete(t.Context(), question(), 500, nil)
	if crm.CodeOf(err) != crm.CodeUnavailable || len(pauses) != 3 {
		t.Fatalf("%v, pauses %v", err, pauses)
	}
	for i, pause := range pauses {
		if longest := 500 * time.Millisecond << i; pause < longest/2 || pause > longest {
			t.Errorf("pause %d is %v", i, pause)
		}
	}
}
