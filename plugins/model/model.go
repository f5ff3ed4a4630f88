package model

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/sashabaranov/go-openai"

	"roomkey/crm"
)

// completeTime limits one question, with all attempts.
const completeTime = 3 * time.Minute

// Config configures a Client. An empty URL means that there is no model.
type Config struct {
	URL   string                                           // root of the API, such as https://api.example.com/v1
	Key   string                                           // sent as a bearer token; "": none is sent
	Name  string                                           // of the model
	HTTP  http.RoundTripper                                // nil: the default transport
	Pause func(ctx context.Context, d time.Duration) error // waits before another attempt; nil: waits in real time
}

// Client asks one model. It is safe for concurrent use.
type Client struct {
	name string
	api  *openai.Client // nil: there is no model
}

// New returns a client. It reads nothing from the environment except what the default transport reads.
func New(config Config) *Client {
	if config.URL == "" {
		return &Client{}
	}
	transport := &retryTransport{next: config.HTTP, pause: config.Pause}
	if transport.next == nil {
		transport.next = http.DefaultTransport
	}
	if transport.pause == nil {
		transport.pause = wait
	}
	api := openai.DefaultConfig(config.Key)
	api.BaseURL = strings.TrimSuffix(config.URL, "/")
	api.HTTPClient = &http.Client{Transport: transport}
	return &Client{name: config.Name, api: openai.NewClientWithConfig(api)}
}

// Answer is the model's answer.
type Answer struct {
	Content string `json:"content"`
	Tokens  int64  `json:"tokens"` // of question and answer; an estimate if the server does not count them
}

// errNone is the error if no model is configured. Plugins then work without one.
var errNone = crm.Errorf(crm.CodeUnavailable, "no language model is configured")

// Complete asks the model. It calls onToken (nil: no calls) with each piece of the answer as it arrives, in this
// goroutine. budget is the maximum number of tokens of the answer. After an error the pieces are void, and the caller
// asks again from the beginning. Errors: invalid and too_large with the field at fault, rate_limited, unavailable.
func (c *Client) Complete(ctx context.Context, r Request, budget int64, onToken func(string)) (*Answer, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	if c.api == nil {
		return nil, errNone
	}
	if budget <= 0 {
		return nil, crm.Errorf(crm.CodeRateLimited, "the plugin's budget of tokens is used up")
	}
	ctx, cancel := context.WithTimeout(ctx, completeTime)
	defer cancel()
	params := c.params(&r, budget)
	var answer *Answer
	var err error
	if r.Stream && onToken != nil {
		answer, err = c.stream(ctx, params, onToken)
	} else {
		answer, err = c.whole(ctx, params)
	}
	if err != nil {
		return nil, explain(err)
	}
	if answer.Tokens == 0 {
		answer.Tokens = r.estimate() + estimate(answer.Content)
	}
	return answer, nil
}

func (c *Client) params(r *Request, budget int64) openai.ChatCompletionRequest {
	params := openai.ChatCompletionRequest{Model: c.name}
	//lint:ignore SA1019 servers of open models know max_tokens alone; they ignore max_completion_tokens
	params.MaxTokens = int(budget)
	for _, m := range r.Messages {
		params.Messages = append(params.Messages, openai.ChatCompletionMessage{Role: m.Role, Content: m.Content})
	}
	if len(r.Schema) > 0 {
		params.ResponseFormat = &openai.ChatCompletionResponseFormat{
			Type:       openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: "answer", Schema: r.Schema},
		}
	}
	return params
}

func (c *Client) whole(ctx context.Context, params openai.ChatCompletionRequest) (*Answer, error) {
	got, err := c.api.CreateChatCompletion(ctx, params)
	switch {
	case err != nil:
		return nil, err
	case len(got.Choices) == 0:
		return nil, errCut
	case len(got.Choices[0].Message.Content) > maxAnswerBytes:
		return nil, errTooLong
	}
	return &Answer{Content: got.Choices[0].Message.Content, Tokens: int64(got.Usage.TotalTokens)}, nil
}

var (
	errCut     = errors.New("the answer ends in the middle")
	errTooLong = crm.Errorf(crm.CodeTooLarge, "the model's answer is too long")
)

// stream passes pieces on. A stream without a reason for its end was cut off.
func (c *Client) stream(ctx context.Context, params openai.ChatCompletionRequest,
	onToken func(string)) (*Answer, error) {
	params.StreamOptions = &openai.StreamOptions{IncludeUsage: true}
	stream, err := c.api.CreateChatCompletionStream(ctx, params)
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	var content strings.Builder
	var tokens int64
	for ended := false; ; {
		chunk, err := stream.Recv()
		if errors.Is(err, io.EOF) && ended {
			return &Answer{Content: content.String(), Tokens: tokens}, nil
		}
		if errors.Is(err, io.EOF) {
			return nil, errCut
		}
		if err != nil {
			return nil, err
		}
		if chunk.Usage != nil {
			tokens = int64(chunk.Usage.TotalTokens)
		}
		if len(chunk.Choices) == 0 {
			continue
		}
		if piece := chunk.Choices[0].Delta.Content; piece != "" {
			if content.WriteString(piece); content.Len() > maxAnswerBytes {
				return nil, errTooLong
			}
			onToken(piece)
		}
		ended = ended || chunk.Choices[0].FinishReason != ""
	}
}

// explain turns an error into one that a guest may see.
func explain(err error) error {
	var known *crm.Error
	if errors.As(err, &known) {
		return err
	}
	var timeout net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return &crm.Error{Code: crm.CodeUnavailable, Message: "the request was cancelled", Err: context.Canceled}
	case errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout():
		return crm.Errorf(crm.CodeUnavailable, "the model takes too long")
	}
	switch status := statusOf(err); {
	case status == http.StatusTooManyRequests:
		return crm.Errorf(crm.CodeRateLimited, "the model's server limits the rate of requests")
	case status == http.StatusRequestEntityTooLarge:
		return crm.Errorf(crm.CodeTooLarge, "the question is too long for the model")
	case status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusNotFound:
		return crm.Errorf(crm.CodeUnavailable,
			"the model refuses this server: its operator should look at the address, the key and the model's name")
	case status >= http.StatusBadRequest && status < http.StatusInternalServerError:
		return crm.Invalid("messages", "were refused by the model")
	case status >= http.StatusInternalServerError:
		return crm.Errorf(crm.CodeUnavailable, "the model's server failed")
	case unreadable(err):
		return crm.Errorf(crm.CodeUnavailable, "the model's answer can't be read")
	}
	return crm.Errorf(crm.CodeUnavailable, "the model can't be reached")
}

// unreadable reports whether an answer was malformed or incomplete.
func unreadable(err error) bool {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	return errors.Is(err, errCut) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &syntax) ||
		errors.As(err, &kind)
}

// statusOf returns the HTTP status of a refusal; 0 for any other error.
func statusOf(err error) int {
	var api *openai.APIError
	var request *openai.RequestError
	switch {
	case errors.As(err, &api):
		return api.HTTPStatusCode
	case errors.As(err, &request):
		return request.HTTPStatusCode
	}
	return 0
}
