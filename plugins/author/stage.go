package author

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/guest"
)

// stage stands in for the server. It answers the operations of one step from a case, by the rules of docs/plugins.md,
// and records the results. It applies nothing, so later reads do not see a proposed change.
type stage struct {
	manifest *plugins.Manifest
	step     *plugins.Step
	schema   *plugins.Schema // of the output
	test     *testCase
	say      *transcript

	attempt     int
	checkpoint  json.RawMessage
	checkpoints int        // of this attempt
	pending     []proposal // since the last checkpoint
	proposed    []proposal
	made        map[string]string // types of new records by id
	model       int               // number of the model's answers so far
	output      json.RawMessage
	failure     *failure
}

// The reasons why a step may end before its guest does.
var (
	errFailed      = errors.New("the step has failed")
	errInterrupted = errors.New("interrupted, as the case asks")
)

func refuse(code, format string, args ...any) *guest.OpError {
	return &guest.OpError{Code: code, Message: fmt.Sprintf(format, args...), Retryable: code == "unavailable" ||
		code == "rate_limited" || code == "conflict"}
}

// refusal returns the error that the guest gets; false if err ends the step instead.
func refusal(err error) (*guest.OpError, bool) {
	var told *guest.OpError
	var known *crm.Error
	switch {
	case errors.As(err, &told):
		return told, true
	case errors.As(err, &known) && known.Field != "":
		return refuse(string(known.Code), "%s: %s", known.Field, known.Message), true
	case errors.As(err, &known):
		return refuse(string(known.Code), "%s", known.Message), true
	}
	return nil, err == nil
}

// ask decodes a request as the server does: it refuses unknown members.
func ask(in []byte, into any) error {
	if err := strict(in, into); err != nil {
		return refuse("invalid", "the request is not what this operation takes: %v", err)
	}
	return nil
}

type empty struct{}

func (s *stage) opInput([]byte) (any, error) {
	return struct {
		Input      json.RawMessage `json:"input"`
		Step       string          `json:"step"`
		Attempt    int             `json:"attempt"`
		Checkpoint json.RawMessage `json:"checkpoint,omitempty"`
		Caller     *caller         `json:"caller"`
		DryRun     bool            `json:"dryRun,omitempty"`
	}{s.test.Input, s.step.Name, s.attempt, s.checkpoint, s.test.Caller, s.test.DryRun}, nil
}

// opReadFile answers with a whole file of the case, which is small.
func (s *stage) opReadFile(in []byte) (any, error) {
	var asked struct {
		File   string `json:"file"`
		Offset int    `json:"offset"`
	}
	if err := ask(in, &asked); err != nil {
		return nil, err
	}
	name, ok := s.test.Files[asked.File]
	if !ok {
		return nil, refuse("not_found", "the case has no file %s", asked.File)
	}
	content, err := os.ReadFile(filepath.Join(s.test.dir, filepath.FromSlash(name)))
	if err != nil {
		return nil, err
	}
	return map[string]any{"data": content[min(asked.Offset, len(content)):], "size": len(content)}, nil
}

func (s *stage) opProgress(in []byte) (any, error) {
	return empty{}, ask(in, &struct {
		Percent float64         `json:"percent"`
		Message string          `json:"message"`
		Partial json.RawMessage `json:"partial"`
	}{})
}

func (s *stage) opCheckpoint(in []byte) (any, error) {
	var asked struct {
		Data json.RawMessage `json:"data"`
	}
	if err := ask(in, &asked); err != nil {
		return nil, err
	}
	if asked.Data == nil {
		return nil, refuse("invalid", "data: is required")
	}
	s.checkpoint, s.proposed, s.pending = asked.Data, append(s.proposed, s.pending...), nil
	if s.checkpoints++; s.attempt == 1 && s.checkpoints == s.test.Interrupt {
		return nil, errInterrupted
	}
	return empty{}, nil
}

func (s *stage) opOutput(in []byte) (any, error) {
	if err := s.schema.Check(in); err != nil {
		return nil, err
	}
	s.output = slices.Clone(in)
	return empty{}, nil
}

func (s *stage) opFail(in []byte) (any, error) {
	s.failure = &failure{}
	if err := ask(in, s.failure); err != nil {
		return nil, err
	}
	return nil, errFailed
}

func (s *stage) opComplete(in []byte) (any, error) {
	var asked struct {
		Messages []struct {
			Role    string `json:"role"`
			Content string `json:"content"`
		} `json:"messages"`
		Stream bool            `json:"stream"`
		Schema json.RawMessage `json:"schema"`
	}
	if err := ask(in, &asked); err != nil {
		return nil, err
	}
	switch {
	case s.manifest.Capabilities.LLM == nil:
		return nil, refuse("denied", "plugin.json does not ask for the capability llm")
	case len(asked.Messages) == 0:
		return nil, refuse("invalid", "messages: must be 1 to 100")
	case s.test.Model == nil:
		return nil, refuse("unavailable", "no language model is configured")
	case s.model == len(s.test.Model):
		return nil, refuse("rate_limited", "the case has no further answer of the model")
	}
	answer := s.test.Model[s.model]
	s.model++
	var text string
	if json.Unmarshal(answer, &text) == nil {
		return map[string]string{"text": text}, nil
	}
	refused := &guest.OpError{}
	if err := strict(answer, refused); err != nil {
		return nil, fmt.Errorf("%s: model: %w", s.test.name, err)
	}
	return nil, refused
}

// placeholder matches a secret's name where its value is inserted. A case keeps the placeholder.
var placeholder = regexp.MustCompile(`\{\{secret:([A-Za-z0-9_]{1,64})\}\}`)

func (s *stage) opFetch(in []byte) (any, error) {
	var asked struct {
		Method   string            `json:"method"`
		URL      string            `json:"url"`
		Headers  map[string]string `json:"headers"`
		Body     string            `json:"body"`
		Encoding string            `json:"encoding"`
	}
	if err := ask(in, &asked); err != nil {
		return nil, err
	}
	u, err := url.Parse(asked.URL)
	if err != nil || u.Host == "" {
		return nil, refuse("invalid", "url: is not an absolute address")
	}
	if u.Scheme != "https" {
		return nil, refuse("denied", "only https is allowed")
	}
	if !slices.Contains(s.manifest.Capabilities.HTTP, strings.ToLower(u.Host)) {
		return nil, refuse("denied", "plugin.json does not ask for the capability http to %s", u.Host)
	}
	for _, secret := range placeholder.FindAllSubmatch(in, -1) {
		if !slices.Contains(s.manifest.Capabilities.Secrets, string(secret[1])) {
			return nil, refuse("denied", "plugin.json does not ask for the capability secrets of %s", secret[1])
		}
	}
	if asked.Method == "" {
		asked.Method = "GET"
	}
	answer, ok := s.test.HTTP[asked.Method+" "+asked.URL]
	if !ok {
		return nil, refuse("unavailable", "the case has no answer to %s %s", asked.Method, asked.URL)
	}
	if answer.Headers == nil {
		answer.Headers = map[string]string{}
	}
	return answer, nil
}
