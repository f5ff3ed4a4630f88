package web_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"roomkey/crm"
)

// The description is held to the truth by every test of this package: whatever is answered to whatever is sent must be
// as openapi.json says (described, below, is called for each request). These tests ask for the rest.

const openAPIPath = "/api/v1/openapi.json"

func TestOpenAPI_DescribesEveryRouteAndNothingElse(t *testing.T) {
	h := newTestServer(t)
	api := h.openAPI()
	var served, told []string
	for _, route := range h.server.Routes() {
		served = append(served, route[0]+" "+route[1])
		op := api.Paths[route[1]][strings.ToLower(route[0])]
		if op == nil {
			continue
		}
		if open := op.Security != nil && len(*op.Security) == 0; open != (route[2] == "open") || op.Rights != route[2] {
			t.Errorf("%s %s: open is %v, x-rights %q, want %q", route[0], route[1], open, op.Rights, route[2])
		}
		if op.Summary == "" || op.Responses["default"] == nil {
			t.Errorf("%s %s has no summary, or no failure", route[0], route[1])
		}
	}
	ids := make(map[string]bool)
	for path, operations := range api.Paths {
		for method, op := range operations {
			told = append(told, strings.ToUpper(method)+" "+path)
			if op.OperationID == "" || ids[op.OperationID] {
				t.Errorf("operation id %q is there twice", op.OperationID)
			}
			ids[op.OperationID] = true
			var inPath []string
			for _, parameter := range op.Parameters {
				if parameter.In == "path" {
					inPath = append(inPath, "{"+parameter.Name+"}")
				}
			}
			if want := regexp.MustCompile(`\{\w+\}`).FindAllString(path, -1); !slices.Equal(inPath, want) {
				t.Errorf("%s %s: path parameters %v", method, path, inPath)
			}
		}
	}
	sameRoutes(t, served, told)
}

// The contract's rows, as far as they are built: a route that goes missing is noticed here.
func TestOpenAPI_HasTheContractsRoutes(t *testing.T) {
	want := []string{"GET /about", "POST /auth/login", "POST /auth/refresh", "POST /auth/logout", "GET /me",
		"POST /tokens",
		"GET /tokens", "DELETE /tokens/{id}", "GET /schema",
		"POST /bulk", "POST /undo/{token}", "GET /catalog", "POST /sync/bulk", "GET /activity", "GET /notifications",
		"POST /notifications/read",
		"POST /auth/invitation", "POST /auth/invitation/accept", "GET /invitations", "POST /invitations",
		"POST /invitations/{id}/renew", "DELETE /invitations/{id}",
		"GET /users", "POST /users", "PATCH /users/{id}", "DELETE /users/{id}", "GET /teams", "POST /teams",
		"PATCH /teams/{id}", "DELETE /teams/{id}",
		"GET /sessions", "DELETE /sessions", "DELETE /sessions/{id}", "GET /admin/sessions",
		"DELETE /admin/sessions/{id}", "GET /admin/audit", "GET /admin/stats",
		"GET /admin/connections",
		"GET /privacy/export", "POST /privacy/erase", "GET /privacy/hold", "POST /privacy/hold",
		"GET /admin/tokens", "DELETE /admin/tokens/{id}",
		"GET /webhooks", "POST /webhooks", "GET /webhooks/{id}", "PATCH /webhooks/{id}", "DELETE /webhooks/{id}",
		"POST /webhooks/{id}/rotate", "POST /webhooks/{id}/test", "GET /webhooks/{id}/deliveries",
		"POST /webhooks/{id}/deliveries/{delivery}/redeliver",
		"POST /client-errors", "GET /openapi.json",
		"GET /workflows", "POST /tasks",
		"GET /tasks", "GET /tasks/{id}", "POST /tasks/{id}/cancel",
		"POST /files", "DELETE /files/{id}",
		"POST /tasks/{id}/retry", "POST /tasks/{id}/undo", "POST /tasks/{id}/accept", "POST /tasks/{id}/reject",
		"GET /plugins", "POST /plugins", "DELETE /plugins/{id}",
		"POST /plugins/{id}/grants", "GET /plugins/{id}/logs",
		"GET /reports/pipeline", "GET /reports/forecast", "GET /reports/sources", "GET /reports/responses",
		"GET /reports/gci",
		"GET /brokerage", "PATCH /brokerage",
		"GET /preferences", "PUT /preferences", "PATCH /preferences", "GET /views", "PUT /views", "DELETE /views/{id}"}
	for _, plural := range []string{"escrows", "listings", "clients", "appointments", "leads"} {
		for _, row := range []string{"GET /X", "POST /X", "GET /X/{id}", "PATCH /X/{id}", "DELETE /X/{id}",
			"POST /X/{id}/archive", "POST /X/{id}/restore", "POST /X/{id}/transfer", "POST /X/{id}/renew",
			"GET /X/{id}/history", "GET /X/{id}/at/{heads}", "POST /X/{id}/revert", "POST /X/{id}/notes",
			"PATCH /X/{id}/notes/{note}", "DELETE /X/{id}/notes/{note}",
			"GET /export/X.csv"} {
			want = append(want, strings.Replace(row, "X", plural, 1))
		}
	}
	api := newTestServer(t).openAPI()
	for _, row := range want {
		method, path, _ := strings.Cut(row, " ")
		if api.Paths[path][strings.ToLower(method)] == nil {
			t.Errorf("%s is missing", row)
		}
	}
}

func TestOpenAPI_SchemasCompileAndTellLegalFromIllegal(t *testing.T) {
	h := newTestServer(t)
	h.openAPI()
	var document struct {
		Components struct{ Schemas map[string]any }
	}
	h.stranger().call("GET", openAPIPath, nil).want(t, 200).into(t, &document)
	for name := range document.Components.Schemas {
		h.compile("/components/schemas/" + name)
	}
	for _, c := range []struct {
		schema, value string
		legal         bool
	}{
		{"LeadFieldsNew", `{"name":"a","email":"e@x.test","source":"s","stage":"new"}`, true},
		{"LeadFieldsNew", `{"name":"a","source":"s","stage":"new"}`, false}, // email or phone
		{"LeadFieldsNew", `{"email":"e@x.test","source":"s","stage":"new"}`, false},
		{"LeadFieldsPatch", `{"phone":null,"score":100}`, true},
		{"LeadFieldsPatch", `{"score":101}`, false},
		{"LeadFieldsPatch", `{"stage":"dreaming"}`, false},
		{"EscrowFieldsPatch", `{"escrowNumber":"ESC-2026-001"}`, false}, // the server's alone
		{"EscrowFieldsPatch", `{"loanAmount":1}`, false},                // private
		{"EscrowPrivatePatch", `{"loanAmount":1}`, true},
		{"EscrowPrivatePatch", `{"commission":{"gci":1}}`, false}, // derived
		{"EscrowPrivate", `{"commission":{"gci":1,"net":1}}`, true},
		{"EscrowFieldsPatch", `{"purchasePrice":1.5}`, false},
		{"EscrowFieldsPatch", `{"acceptanceDate":"2026-02-30"}`, false},
	} {
		err := h.compile("/components/schemas/" + c.schema).Validate(parsed(t, []byte(c.value)))
		if (err == nil) != c.legal {
			t.Errorf("%s of %s: %v", c.value, c.schema, err)
		}
	}
}

func TestDocs_ShowEveryRouteWithoutAScript(t *testing.T) {
	h := newTestServer(t)
	page := h.stranger().call("GET", "/api/docs", nil).want(t, 200)
	if kind := page.header.Get("Content-Type"); !strings.HasPrefix(kind, "text/html") {
		t.Errorf("Content-Type %q", kind)
	}
	policy := page.header.Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") || strings.Contains(policy, "unsafe") ||
		bytes.Contains(page.body, []byte("<script")) {
		t.Errorf("policy %q", policy)
	}
	for _, route := range h.server.Routes() {
		if !bytes.Contains(page.body, []byte("<code>"+route[0]+" "+route[1]+"</code>")) {
			t.Errorf("%s %s is not shown", route[0], route[1])
		}
	}
}

// apiDocument is what the tests read of openapi.json.
type apiDocument struct {
	OpenAPI string
	Paths   map[string]map[string]*struct {
		OperationID, Summary string
		Rights               string `json:"x-rights"`
		Security             *[]any
		Parameters           []struct{ Name, In string }
		RequestBody          *struct{ Content map[string]any }
		Responses            map[string]*struct{ Content map[string]any }
	}
}

// description is openapi.json, read once for all tests: it is the same for every server.
var description struct {
	sync.Mutex
	api      *apiDocument
	patterns map[string]*regexp.Regexp // of paths
	compiler *jsonschema.Compiler
	compiled map[string]*jsonschema.Schema
}

// openAPI reads the document.
func (h *testServer) openAPI() *apiDocument {
	h.t.Helper()
	description.Lock()
	defer description.Unlock()
	if description.api != nil {
		return description.api
	}
	response, err := h.stranger().client.Get(h.base + openAPIPath)
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	document, err := jsonschema.UnmarshalJSON(response.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	text, err := json.Marshal(document)
	if err != nil {
		h.t.Fatal(err)
	}
	api := new(apiDocument)
	if err := json.Unmarshal(text, api); err != nil || api.OpenAPI != "3.1.0" {
		h.t.Fatal(api.OpenAPI, err)
	}
	description.patterns = make(map[string]*regexp.Regexp)
	for path := range api.Paths {
		pattern := regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(regexp.QuoteMeta(path), "[^/]+")
		description.patterns[path] = regexp.MustCompile("^/api/v1" + pattern + "$")
	}
	description.compiler, description.compiled = jsonschema.NewCompiler(), make(map[string]*jsonschema.Schema)
	description.compiler.AssertFormat()
	if err := description.compiler.AddResource("openapi.json", document); err != nil {
		h.t.Fatal(err)
	}
	description.api = api
	return api
}

// compile makes a schema of what is at a pointer of the document.
func (h *testServer) compile(pointer string) *jsonschema.Schema {
	h.t.Helper()
	description.Lock()
	defer description.Unlock()
	if known := description.compiled[pointer]; known != nil {
		return known
	}
	made, err := description.compiler.Compile("openapi.json#" +
		strings.NewReplacer("{", "%7B", "}", "%7D").Replace(pointer))
	if err != nil {
		h.t.Fatal(err)
	}
	description.compiled[pointer] = made
	return made
}

// described fails the test where a request that was accepted, or what was answered, is not as openapi.json has it.
func (h *testServer) described(method, path string, sent []byte, got *answer) {
	h.t.Helper()
	if !strings.HasPrefix(path, "/api/v1/") || method == "HEAD" || len(got.body) == 0 {
		return
	}
	api := h.openAPI()
	if got.status >= 400 {
		h.valid(method+" "+path, "/components/schemas/Problem", got.body)
	}
	for at, pattern := range description.patterns {
		if !pattern.MatchString(path) || api.Paths[at][strings.ToLower(method)] == nil {
			continue
		}
		op, status := api.Paths[at][strings.ToLower(method)], strconv.Itoa(got.status)
		kind, _, _ := strings.Cut(got.header.Get("Content-Type"), ";")
		if got.status >= 400 {
			if got.status < 500 && op.Responses[status] == nil {
				h.t.Errorf("%s %s: %d is not named: %s", method, at, got.status, got.body)
			}
			return
		}
		if op.Responses[status] == nil || op.Responses[status].Content[kind] == nil {
			h.t.Errorf("%s %s: %s %s is not described", method, at, status, kind)
			return
		}
		pointer := "/paths/" + crm.Escape(at) + "/" + strings.ToLower(method)
		if kind == "application/json" {
			h.valid(method+" "+path, pointer+"/responses/"+status+"/content/application~1json/schema", got.body)
		}
		if op.RequestBody != nil && op.RequestBody.Content["application/json"] != nil {
			h.valid("sent to "+method+" "+path, pointer+"/requestBody/content/application~1json/schema", sent)
		}
		return
	}
	if got.status < 400 {
		h.t.Errorf("%s %s: %d, and is not described", method, path, got.status)
	}
}

func (h *testServer) valid(what, pointer string, body []byte) {
	h.t.Helper()
	if err := h.compile(pointer).Validate(parsed(h.t, body)); err != nil {
		h.t.Errorf("%s: %v: %.500s", what, err, body)
	}
}

func parsed(t testing.TB, text []byte) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v: %.200s", err, text)
	}
	return value
}

// sameRoutes fails unless both lists hold the same.
func sameRoutes(t *testing.T, served, told []string) {
	t.Helper()
	slices.Sort(served)
	slices.Sort(told)
	if !slices.Equal(served, told) {
		t.Errorf("served %v, told %v", served, told)
	}
}
