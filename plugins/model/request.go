package model

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"roomkey/crm"
)

// Limits of one question and its answer.
const (
	maxMessages     = 64
	maxMessageBytes = 256 << 10 // of all messages together
	maxSchemaBytes  = 64 << 10
	maxAnswerBytes  = 1 << 20
)

// Message is one message of a conversation.
type Message struct {
	Role    string `json:"role"` // system, user, assistant
	Content string `json:"content"`
}

// Request is a request of a guest.
type Request struct {
	Messages []Message `json:"messages"`
	Stream   bool      `json:"stream,omitempty"` // pieces of the answer are shown as they arrive
	// JSON Schema that the answer should fit; not every model guarantees it
	Schema json.RawMessage `json:"schema,omitempty"`
}

func (r *Request) check() error {
	switch {
	case len(r.Messages) == 0:
		return crm.Invalid("messages", "is required")
	case len(r.Messages) > maxMessages:
		return &crm.Error{Code: crm.CodeTooLarge, Field: "messages",
			Message: fmt.Sprintf("has more than %d items", maxMessages)}
	case len(r.Schema) > maxSchemaBytes:
		return &crm.Error{Code: crm.CodeTooLarge, Field: "schema", Message: "is too large"}
	}
	size := 0
	for i, m := range r.Messages {
		switch m.Role {
		case "system", "user", "assistant":
		default:
			return crm.Invalid(fmt.Sprintf("messages/%d/role", i), "must be one of system, user, assistant")
		}
		size += len(m.Content)
	}
	if size > maxMessageBytes {
		return &crm.Error{Code: crm.CodeTooLarge, Field: "messages",
			Message: fmt.Sprintf("have more than %d bytes", maxMessageBytes)}
	}
	if len(r.Schema) > 0 {
		var schema map[string]any
		if json.Unmarshal(r.Schema, &schema) != nil {
			return crm.Invalid("schema", "must be an object")
		}
	}
	return nil
}

// Key identifies a request by its content, so that the same request of one step need not be paid for twice.
func (r *Request) Key() crm.Hash {
	raw, err := json.Marshal(struct {
		Messages []Message
		Schema   json.RawMessage
	}{r.Messages, r.Schema})
	if err != nil {
		return crm.Hash{} // the schema is not valid JSON; check refuses it
	}
	return sha256.Sum256(raw)
}

// estimate returns roughly how many tokens a text has, rather too many: in every language about three bytes make one
// token.
func estimate(text string) int64 { return int64(len(text))/3 + 1 }

func (r *Request) estimate() int64 {
	var sum int64
	for _, m := range r.Messages {
		sum += estimate(m.Content)
	}
	return sum
}
