package author

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/calls"
)

// testCase is a file testdata/NAME.json: the input of a step and its environment. The expected result is in
// testdata/NAME.want.json.
type testCase struct {
	name    string
	dir     string // of testdata
	records []*record

	Title      string          `json:"title"`
	Step       string          `json:"step"`       // optional if the plugin has only one step
	Input      json.RawMessage `json:"input"`      // of the step
	Caller     *caller         `json:"caller"`     // default: an agent
	Checkpoint json.RawMessage `json:"checkpoint"` // from an earlier attempt
	// records {type, id, fields, private?, readOnly?}, or names of files in testdata that contain lists of them
	Records []json.RawMessage `json:"records"`
	// the model's answers in order: texts, or refusals {code, message, retryable}; none: no model is configured
	Model []json.RawMessage `json:"model"`
	HTTP  map[string]exchange
	// files that the caller has sent: names in testdata by their ids
	Files map[string]string `json:"files"`
	// what the brokerage has set; default: what one has that has set nothing
	Brokerage *calls.Brokerage `json:"brokerage"`
	// whether it is a trial run, of which a server drops the proposals
	DryRun bool `json:"dryRun"`
	// end the first attempt after this many checkpoints, as a crash would; default: never
	Interrupt int `json:"interrupt"`
}

func (c *testCase) brokerage() calls.Brokerage {
	if c.Brokerage != nil {
		return *c.Brokerage
	}
	return calls.Brokerage{ContingencyDays: crm.UsualContingencyDays}
}

type caller struct {
	User   string `json:"user"`
	Role   string `json:"role"`
	Broker string `json:"broker"`
}

// exchange is the answer to a request, which is identified by a text such as "GET https://api.example.com/v1".
type exchange struct {
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
}

// want is the result of a step.
type want struct {
	Output    json.RawMessage `json:"output,omitempty"`
	Proposals []proposal      `json:"proposals,omitempty"`
	Fail      *failure        `json:"fail,omitempty"`
}

// proposal is a change that the step proposed. A new record has the id 00000000-0000-4000-8000-… followed by its
// number.
type proposal struct {
	Type    string          `json:"type"`
	ID      string          `json:"id"`
	New     bool            `json:"new,omitempty"`
	Fields  json.RawMessage `json:"fields,omitempty"`
	Private json.RawMessage `json:"private,omitempty"`
	Note    string          `json:"note,omitempty"`
}

type failure struct {
	Message   string `json:"message"`
	Retryable bool   `json:"retryable,omitempty"`
}

const wantSuffix = ".want.json"

// readCases reads the cases of a project, sorted by name.
func readCases(dir string, manifest *plugins.Manifest) ([]*testCase, error) {
	files, err := filepath.Glob(filepath.Join(dir, "testdata", "*.json"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var cases []*testCase
	for _, file := range files {
		if strings.HasSuffix(file, wantSuffix) {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
			continue // records that cases share
		}
		c := &testCase{name: strings.TrimSuffix(filepath.Base(file), ".json"), dir: filepath.Dir(file)}
		if err := c.decode(data, file, manifest); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		cases = append(cases, c)
	}
	if len(cases) == 0 {
		return nil, fmt.Errorf("%s has no case: write testdata/NAME.json with {\"input\": …}", dir)
	}
	return cases, nil
}

func (c *testCase) decode(data []byte, file string, manifest *plugins.Manifest) error {
	if err := strict(data, c); err != nil {
		return err
	}
	if c.Step == "" && len(manifest.Steps) == 1 {
		c.Step = manifest.Steps[0].Name
	}
	if manifest.Step(c.Step) == nil {
		return fmt.Errorf("the plugin has no step %q: name one in \"step\"", c.Step)
	}
	if c.Caller == nil {
		c.Caller = &caller{User: "00000000-0000-4000-9000-000000000001", Role: "agent",
			Broker: "00000000-0000-4000-9000-000000000002"}
	}
	for _, raw := range c.Records {
		list := []json.RawMessage{raw}
		var name string
		if json.Unmarshal(raw, &name) == nil {
			shared, err := os.ReadFile(filepath.Join(filepath.Dir(file), filepath.FromSlash(name)))
			if err != nil {
				return err
			}
			if err := json.Unmarshal(shared, &list); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		for _, raw := range list {
			r, err := readRecord(raw)
			if err != nil {
				return err
			}
			c.records = append(c.records, r)
		}
	}
	return nil
}

// readWant reads the expected result of a case; nil if there is none yet.
func (c *testCase) readWant(dir string) (*want, error) {
	data, err := os.ReadFile(filepath.Join(dir, "testdata", c.name+wantSuffix))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var w want
	if err := strict(data, &w); err != nil {
		return nil, fmt.Errorf("%s%s: %w", c.name, wantSuffix, err)
	}
	return &w, nil
}

func (c *testCase) writeWant(dir string, w *want) error {
	return write(filepath.Join(dir, "testdata", c.name+wantSuffix), append(indent(w), '\n'))
}
