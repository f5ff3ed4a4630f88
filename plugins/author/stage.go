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

	"roomkey/plugins"
	"roomkey/plugins/calls"
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
	calls       calls.Counter     // of this attempt
	model       int               // number of the model's answers so far
	output      json.RawMessage
	failure     *failure
}

// The reasons why a step may end before its guest does.
var (
	errFailed      = errors.New("the step has failed")
	errInterrupted = errors.New("interrupted, as the case asks")
)

type empty = calls.Done

func (s *stage) opInput([]byte) (any, error) {
	return struct {
		Input      json.RawMessage `json:"input"`
		Step       string          `json:"step"`
		Attempt    int             `json:"attempt"`
		Checkpoint json.RawMessage `json:"checkpoint,omitempty"`
		Caller     *caller         `json:"caller"`
		DryRun     bool            `json:"dryRun,omitempty"`
		Brokerage  calls.Brokerage `json:"brokerage"`
	}{s.test.Input, s.step.Name, s.attempt, s.checkpoint, s.test.Caller, s.test.DryRun, s.test.brokerage()}, nil
}

// opReadFile answers with a piece of a file of the case.
func (s *stage) opReadFile(in []byte) (any, error) {
	asked, err := calls.Read[calls.ReadFile](in)
	if err != nil {
		return nil, err
	}
	name, ok := s.test.Files[asked.File]
	switch {
	case !asked.Named(s.test.Input):
		return nil, calls.ErrNotNamed
	case !ok:
		return nil, calls.Refuse("not_found", "the case has no file %s", asked.File)
	}
	content, err := os.ReadFile(filepath.Join(s.test.dir, filepath.FromSlash(name)))
	if err != nil {
		return nil, err
	}
	return calls.PieceOf(content, asked.Offset), nil
}

func (s *stage) opProgress(in []byte) (any, error) {
	_, err := calls.Read[calls.Progress](in)
	return empty{}, err
}

func (s *stage) opCheckpoint(in []byte) (any, error) {
	asked, err := calls.Read[calls.Checkpoint](in)
	if err != nil {
		return nil, err
	}
	s.checkpoint, s.proposed, s.pending = asked.Data, append(s.proposed, s.pending...), nil
	if s.checkpoints++; s.attempt == 1 && s.checkpoints == s.test.Interrupt {
		return nil, errInterrupted
	}
	return empty{}, nil
}

func (s *stage) opOutput(in []byte) (any, error) {
	if err := calls.Within("output", s.schema.Check(in)); err != nil {
		return nil, err
	}
	s.output = slices.Clone(in)
	return empty{}, nil
}

func (s *stage) opFail(in []byte) (any, error) {
	asked, err := calls.Read[calls.Fail](in)
	if err != nil {
		return nil, err
	}
	s.failure = &failure{Message: calls.Cut(asked.Message), Retryable: asked.Retryable}
	return nil, errFailed
}

func (s *stage) opComplete(in []byte) (any, error) {
	asked, err := calls.Read[calls.Prompt](in)
	if err != nil {
		return nil, err
	}
	if s.manifest.Capabilities.LLM == nil {
		return nil, calls.Refuse("denied", "plugin.json does not ask for the capability llm")
	}
	if err := asked.CheckSchema(); err != nil {
		return nil, err
	}
	switch {
	case s.test.Model == nil:
		return nil, later("unavailable", "no language model is configured")
	case s.model == len(s.test.Model):
		return nil, later("rate_limited", "the case has no further answer of the model")
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

// later returns a refusal after which the same request may succeed.
func later(code, format string, args ...any) *guest.OpError {
	refused := calls.Refuse(code, format, args...)
	refused.Retryable = true
	return refused
}

// placeholder matches a secret's name where its value is inserted. A case keeps the placeholder.
var placeholder = regexp.MustCompile(`\{\{secret:([A-Za-z0-9_]{1,64})\}\}`)

func (s *stage) opFetch(in []byte) (any, error) {
	asked, err := calls.Read[calls.Request](in)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(asked.URL)
	if err != nil || u.Host == "" {
		return nil, calls.Refuse("invalid", "url: is not an absolute address")
	}
	if u.Scheme != "https" {
		return nil, calls.Refuse("denied", "only https is allowed")
	}
	if !slices.Contains(s.manifest.Capabilities.HTTP, strings.ToLower(u.Host)) {
		return nil, calls.Refuse("denied", "plugin.json does not ask for the capability http to %s", u.Host)
	}
	if s.test.DryRun {
		return nil, calls.ErrNoFetch
	}
	for _, secret := range placeholder.FindAllSubmatch(in, -1) {
		if !slices.Contains(s.manifest.Capabilities.Secrets, string(secret[1])) {
			return nil, calls.Refuse("denied", "plugin.json does not ask for the capability secrets of %s", secret[1])
		}
	}
	if asked.Method == "" {
		asked.Method = "GET"
	}
	answer, ok := s.test.HTTP[asked.Method+" "+asked.URL]
	if !ok {
		return nil, later("unavailable", "the case has no answer to %s %s", asked.Method, asked.URL)
	}
	if answer.Headers == nil {
		answer.Headers = map[string]string{}
	}
	return answer, nil
}
