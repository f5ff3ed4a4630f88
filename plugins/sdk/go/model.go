package roomkey

import "encoding/json"

// Message is one message of a conversation with the language model.
type Message struct {
	Role    string `json:"role"` // system, user or assistant
	Content string `json:"content"`
}

// Completion asks the language model for the next message.
type Completion struct {
	Messages []Message `json:"messages"`
	Stream   bool      `json:"stream,omitempty"` // the server shows the text in the task's room as it arrives
	Schema   any       `json:"schema,omitempty"` // JSON Schema of the answer, which is then JSON that fits it
}

// Complete returns the model's answer. The server stores it for the step, so another attempt does not pay twice. Codes:
// Denied, RateLimited (also if the token budget is used up), Unavailable (no model is configured: use rules instead).
func (t *Task) Complete(c Completion) (string, error) {
	var answer struct {
		Text string `json:"text"`
	}
	err := call("llm.complete", c, &answer)
	return answer.Text, err
}

// Request is a request to a host that the plugin's manifest names and the brokerage has granted. Only https is allowed.
type Request struct {
	Method  string            `json:"method,omitempty"` // default GET
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers,omitempty"` // the server replaces {{secret:NAME}}
	Body    string            `json:"body,omitempty"`
	// Encoding is "base64" if Body contains bytes in base64.
	Encoding string `json:"encoding,omitempty"`
}

// Response is the answer of the other side, whatever its status.
type Response struct {
	Status   int               `json:"status"`
	Headers  map[string]string `json:"headers"` // names in lower case
	Body     string            `json:"body"`
	Encoding string            `json:"encoding"` // "base64" if the body is not UTF-8 text, "" otherwise
}

// Decode decodes a JSON body into the value that v points to.
func (r *Response) Decode(v any) error { return json.Unmarshal([]byte(r.Body), v) }

// Fetch makes one request. Codes: Denied, TooLarge, RateLimited, Unavailable.
func (t *Task) Fetch(r Request) (*Response, error) {
	var response Response
	if err := call("http.fetch", r, &response); err != nil {
		return nil, err
	}
	return &response, nil
}
