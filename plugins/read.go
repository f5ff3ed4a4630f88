package plugins

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"roomkey/crm"
	"roomkey/plugins/guest"
)

// Limits of a manifest. The limits that a plugin may ask for are those of guests.
const (
	maxSteps        = 32
	maxHosts        = 32
	maxSecrets      = 16
	maxCapabilities = 256 // fields that may be proposed
	maxMemoryMB     = 256
	maxSeconds      = 3600
	maxTokens       = 1_000_000
	maxBuildWords   = 64
)

// manifestFile is the name of the manifest within a package.
const manifestFile = "plugin.json"

// entryOf is the entry's name by its runtime.
var entryOf = map[string]string{guest.RuntimeWasm: "main.wasm", guest.RuntimeJS: "main.js"}

var (
	versionPattern = regexp.MustCompile(`^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})(-[0-9A-Za-z.-]{1,32})?$`)
	hostPattern    = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?)+$`)
	secretPattern  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,63}$`)
)

// read decodes plugin.json and checks all of it.
func (m *Manifest) read(raw []byte) error {
	if err := decodeExactly(raw, m); err != nil {
		return err
	}
	return m.check()
}

// ReadCapabilities reads what a grant allows, from JSON. Error code: invalid.
func ReadCapabilities(raw []byte) (c Capabilities, err error) {
	if err := decodeExactly(raw, &c); err != nil {
		return c, err
	}
	return c, c.check("")
}

// decodeExactly decodes one JSON value into the struct that to points to. It refuses members that are unknown, spelt
// otherwise, of another type, or there twice, and names the whole path to them.
func decodeExactly(raw []byte, to any) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	var whole json.RawMessage
	if err := decoder.Decode(&whole); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return crm.Errorf(crm.CodeInvalid, "%s is not valid JSON: %s: %s", manifestFile,
				place(raw, syntax.Offset-1), strings.TrimPrefix(syntax.Error(), "json: "))
		}
		return unreadable(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return crm.Errorf(crm.CodeInvalid, "there is text after the object in %s: %s", manifestFile,
			place(raw, decoder.InputOffset()))
	}
	if err := checkMembers(whole, reflect.TypeOf(to), ""); err != nil {
		return err
	}
	if err := json.Unmarshal(whole, to); err != nil {
		var known *crm.Error
		if errors.As(err, &known) {
			return known
		}
		return unreadable(err)
	}
	return nil
}

// unreadable is the error for what no check has named, such as a text that ends too early.
func unreadable(err error) error {
	return crm.Errorf(crm.CodeInvalid, "%s is not valid JSON: %s", manifestFile, firstLine(err.Error()))
}

func (m *Manifest) check() error {
	switch {
	case !idPattern.MatchString(m.ID):
		return crm.Invalid("/id", `is two to four words with dots between, such as "acme.summary"`)
	case !versionPattern.MatchString(m.Version):
		return crm.Invalid("/version", `is a semantic version such as "1.2.0"`)
	case m.ABI != 1:
		return crm.Invalid("/abi", "is 1: there is no other")
	case entryOf[m.Runtime] == "":
		return crm.Invalid("/runtime", `is "wasm" or "js"`)
	case m.Entry != entryOf[m.Runtime]:
		return crm.Invalid("/entry", "is %s with this runtime", entryOf[m.Runtime])
	case m.Limits.MemoryMB < 0 || m.Limits.MemoryMB > maxMemoryMB:
		return crm.Invalid("/limits/memoryMB", "is at most %d", maxMemoryMB)
	case m.Limits.Seconds < 0 || m.Limits.Seconds > maxSeconds:
		return crm.Invalid("/limits/seconds", "is at most %d", maxSeconds)
	}
	if len(m.Build) > maxBuildWords || len(m.Build) > 0 && m.Build[0] == "" {
		return crm.Invalid("/build", "is a command: a text for the shell, or 1 to %d words", maxBuildWords)
	}
	if err := m.checkSteps(); err != nil {
		return err
	}
	if err := m.checkWorkflows(); err != nil {
		return err
	}
	return m.Capabilities.check("/capabilities")
}

func (m *Manifest) checkSteps() error {
	if len(m.Steps) == 0 || len(m.Steps) > maxSteps {
		return crm.Invalid("/steps", "has 1 to %d items", maxSteps)
	}
	seen := map[string]bool{}
	for i := range m.Steps {
		step, at := &m.Steps[i], "/steps/"+strconv.Itoa(i)
		if !namePattern.MatchString(step.Name) || seen[step.Name] {
			return crm.Invalid(at+"/name", "is a word of lower-case letters, digits and hyphens, each once")
		}
		seen[step.Name] = true
		if !titled(step.Title) {
			return badTitle(at)
		}
		for name, schema := range map[string]json.RawMessage{"/input": step.Input, "/output": step.Output} {
			if _, err := CompileSchema(schema); err != nil {
				return schemaAt(at+name, err)
			}
			if !legible(schema) {
				return crm.Invalid(at+name,
					"holds a character that can't be seen: a control, a mark of direction or a zero-width one")
			}
		}
	}
	return nil
}

// legible reports whether all names and texts of a schema are legible. Forms show them as labels.
func legible(schema json.RawMessage) bool {
	for tokens := json.NewDecoder(bytes.NewReader(schema)); ; {
		token, err := tokens.Token()
		if err != nil {
			return true // the end: the text was valid JSON
		}
		if text, ok := token.(string); ok && crm.Legible(text, "\n\t"+crm.Joiners) != text {
			return false
		}
	}
}

// schemaAt adds the place of a schema in plugin.json to the error about it.
func schemaAt(at string, err error) error {
	var known *crm.Error
	if !errors.As(err, &known) {
		return crm.Invalid(at, "can't be used")
	}
	return crm.Invalid(at+known.Field, "%s", known.Message)
}

// check validates capabilities that are asked for or granted. at is their JSON Pointer.
func (c *Capabilities) check(at string) error {
	if err := c.checkRead(at + "/records.read"); err != nil {
		return err
	}
	if len(c.Propose) > maxCapabilities {
		return crm.Invalid(at+"/records.propose", "has at most %d items", maxCapabilities)
	}
	for i, name := range c.Propose {
		if fault := faultOfProposal(name); fault != "" {
			return crm.Invalid(at+"/records.propose/"+strconv.Itoa(i), "%s", fault)
		}
	}
	if c.LLM != nil && (c.LLM.MaxTokens <= 0 || c.LLM.MaxTokens > maxTokens) {
		return crm.Invalid(at+"/llm/maxTokens", "is 1 to %d", maxTokens)
	}
	if len(c.HTTP) > maxHosts {
		return crm.Invalid(at+"/http", "has at most %d items", maxHosts)
	}
	for i, host := range c.HTTP {
		if !ValidHost(host) {
			return crm.Invalid(at+"/http/"+strconv.Itoa(i),
				`%.80q is not a host's whole name in lower case, such as "api.example.com"`, host)
		}
	}
	if len(c.Secrets) > maxSecrets {
		return crm.Invalid(at+"/secrets", "has at most %d items", maxSecrets)
	}
	for i, name := range c.Secrets {
		if !secretPattern.MatchString(name) {
			return crm.Invalid(at+"/secrets/"+strconv.Itoa(i), "%.80q is not a word of letters, digits and underscores",
				name)
		}
	}
	return nil
}

// checkRead validates the capabilities to read. at is their JSON Pointer.
func (c *Capabilities) checkRead(at string) error {
	if len(c.Read) > 2*len(crm.Types) {
		return crm.Invalid(at, "has at most %d items", 2*len(crm.Types))
	}
	for i, name := range c.Read {
		at := at + "/" + strconv.Itoa(i)
		kind, private := strings.CutSuffix(name, privateHalf)
		t := crm.TypeNamed(kind)
		switch {
		case t == nil:
			return crm.Invalid(at, `%.80q is not a type of record ("listing") or the private fields of one `+
				`("listing.private")`, name)
		case private && !t.HasPrivate():
			return crm.Invalid(at, "asks for private fields, and records of this type have none")
		case private && !slices.Contains(c.Read, kind):
			return crm.Invalid(at, "asks for the private fields of records that it can't read: it needs %s, too", kind)
		}
	}
	return nil
}

// faultOfProposal says why a capability names no type of record, and no root field that a task may write; "" if it
// does.
func faultOfProposal(name string) string {
	kind, field, one := strings.Cut(name, ".")
	t := crm.TypeNamed(kind)
	if t == nil {
		return fmt.Sprintf(`%.80q is not a type of record ("lead"), one of its fields ("lead.score") or a private one `+
			`("escrow./private/loanAmount")`, name)
	}
	if !one || field == "*" {
		return ""
	}
	root, private := strings.CutPrefix(field, "/private/")
	f := t.Root(root)
	switch {
	case f == nil:
		return fmt.Sprintf("%.80q: a %s has no field %.80q; GET /api/v1/schema lists its fields", name, kind, root)
	case f.Server || f.Derived:
		return fmt.Sprintf("%q: the server sets this field, and nobody may propose it", name)
	case f.Private && !private:
		return fmt.Sprintf("%q: this field is private, and is written %s./private/%s", name, kind, root)
	case private && !f.Private:
		return fmt.Sprintf("%q: this field is not private, and is written %s.%s", name, kind, root)
	}
	return ""
}

// ValidHost reports whether a text is a host's full name in lower case, with a port if it is not 443.
func ValidHost(host string) bool {
	if name, port, err := net.SplitHostPort(host); err == nil {
		number, err := strconv.ParseUint(port, 10, 16)
		return err == nil && number > 0 && number != 443 && strconv.FormatUint(number, 10) == port && ValidHost(name)
	}
	return len(host) <= 253 && hostPattern.MatchString(host)
}
