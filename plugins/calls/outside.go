package calls

import (
	"encoding/json"
	"slices"
	"strconv"

	"roomkey/crm"
	"roomkey/plugins"
)

// maxConversation limits the number of a prompt's messages.
const maxConversation = 100

// Prompt is what llm.complete takes.
type Prompt struct {
	Messages  []Message       `json:"messages"`
	Stream    bool            `json:"stream"`
	Schema    json.RawMessage `json:"schema,omitempty"` // of the answer's text, which is then JSON
	MaxTokens int             `json:"-"`
}

// Message is one message of a conversation.
type Message struct {
	Role    string `json:"role"` // system, user or assistant
	Content string `json:"content"`
}

func (p *Prompt) check() error {
	if len(p.Messages) == 0 || len(p.Messages) > maxConversation {
		return crm.Invalid("messages", "must be 1 to %d", maxConversation)
	}
	for i := range p.Messages {
		if !slices.Contains([]string{"system", "user", "assistant"}, p.Messages[i].Role) {
			return crm.Invalid("messages/"+strconv.Itoa(i)+"/role", "must be system, user or assistant")
		}
	}
	return nil
}

// CheckSchema checks the schema that an answer of the model is to fit.
func (p *Prompt) CheckSchema() error {
	if len(p.Schema) == 0 {
		return nil
	}
	return Within("schema", plugins.CheckSchema(p.Schema))
}

// Completion is the answer of llm.complete.
type Completion struct {
	Text string `json:"text"`
}

// Request is what http.fetch takes.
type Request struct {
	Method   string            `json:"method"` // "": GET
	URL      string            `json:"url"`
	Headers  map[string]string `json:"headers"`
	Body     string            `json:"body"`
	Encoding string            `json:"encoding"` // "base64": of Body
}

// Response is the answer of http.fetch.
type Response struct {
	Status   int               `json:"status"`
	Headers  map[string]string `json:"headers"`
	Body     string            `json:"body"`
	Encoding string            `json:"encoding,omitempty"`
}

// ErrNoFetch is the error of http.fetch in a trial run.
var ErrNoFetch error = Refuse("denied", "a trial run sends nothing to other servers")
