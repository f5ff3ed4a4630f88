package web

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
)

//go:embed docs.html
var docsHTML string

//go:embed docs.css
var docsCSS string

// docsPage is the API for people to read: the OpenAPI document as one page without scripts. It is made for the first
// who asks: under the race detector that takes a tenth of a second, and most servers of tests are never asked.
type docsPage struct {
	body   func() ([]byte, error)
	policy string
}

// documented is what of the OpenAPI document the page shows.
type documented struct {
	Info  struct{ Title, Description string }
	Paths map[string]map[string]struct {
		Summary, Description string
		Security             *[]any
		Parameters           parameters
		RequestBody          *struct{ Content map[string]content }
		Responses            map[string]struct {
			Ref         string `json:"$ref"`
			Description string
			Content     map[string]content
		}
	}
	Components struct{ Schemas map[string]json.RawMessage }
}

// parameters are an operation's.
type parameters []parameter

type parameter struct {
	Ref                   string `json:"$ref"`
	Name, In, Description string
}

// Plain are those that the page shows one by one.
func (p parameters) Plain() (list parameters) {
	for _, parameter := range p {
		if !strings.HasPrefix(parameter.Name, "filter[") && parameter.Ref == "" {
			list = append(list, parameter)
		}
	}
	return list
}

// Filters are the fields that a list can be filtered by.
func (p parameters) Filters() (names []string) {
	for _, parameter := range p {
		name, found := strings.CutPrefix(parameter.Name, "filter[")
		if field, operator, _ := strings.Cut(name, "]"); found && operator == "" {
			names = append(names, field)
		}
	}
	return names
}

// Repeatable says whether a request may be sent again with its Idempotency-Key.
func (p parameters) Repeatable() bool {
	return slices.ContainsFunc(p, func(one parameter) bool { return one.Ref != "" })
}

type content struct{ Schema json.RawMessage }

// methods is the order in which a path's operations are shown.
var methods = []string{"get", "post", "put", "patch", "delete"}

func newDocsPage(document []byte) *docsPage {
	sum := sha256.Sum256([]byte(docsCSS))
	return &docsPage{body: sync.OnceValues(func() ([]byte, error) { return renderDocs(document) }),
		policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
			"'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"}
}

func renderDocs(document []byte) ([]byte, error) {
	var api documented
	if err := json.Unmarshal(document, &api); err != nil {
		return nil, err
	}
	page, err := template.New("docs").Funcs(template.FuncMap{"pretty": pretty, "named": named, "tags": api.tags,
		"upper": strings.ToUpper}).Parse(docsHTML)
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	err = page.Execute(&body, map[string]any{"API": &api, "Methods": methods, "Style": template.CSS(docsCSS),
		"Base": apiPath})
	return body.Bytes(), err
}

// tags are the page's sections, each with its paths in order.
func (d *documented) tags() (sections []struct {
	Name  string
	Paths []string
}) {
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		name, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
		if n := len(sections); n == 0 || sections[n-1].Name != name {
			sections = append(sections, struct {
				Name  string
				Paths []string
			}{Name: name})
		}
		last := &sections[len(sections)-1]
		last.Paths = append(last.Paths, path)
	}
	return sections
}

// pretty is a JSON Schema over several lines.
func pretty(raw json.RawMessage) (string, error) {
	var out bytes.Buffer
	err := json.Indent(&out, raw, "", "  ")
	return out.String(), err
}

// named is the name of the one schema that raw refers to; "" where it is a schema of its own.
func named(raw json.RawMessage) string {
	var whole map[string]any
	if err := json.Unmarshal(raw, &whole); err != nil || len(whole) != 1 {
		return ""
	}
	target, _ := whole["$ref"].(string)
	return strings.TrimPrefix(target, "#/components/schemas/")
}

func (d *docsPage) show(f *fiber.Ctx) error {
	body, err := d.body()
	if err != nil {
		return err
	}
	f.Set("Content-Security-Policy", d.policy)
	f.Set(fiber.HeaderCacheControl, "no-cache")
	f.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return f.Send(body)
}
