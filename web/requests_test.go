package web_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/web"
	"roomkey/web/api"
)

// faults are the fields that a problem names in its list.
func (a *answer) faults(t testing.TB) (fields []string) {
	t.Helper()
	var p api.Problem
	a.into(t, &p)
	for _, fault := range p.Errors {
		if fault.Code != crm.CodeInvalid || fault.Detail == "" {
			t.Errorf("not a whole fault: %+v", fault)
		}
		fields = append(fields, fault.Field)
	}
	return fields
}

// Of a record too: its fields, the rules across them, what is missing, and both halves.
func TestRecords_AllThatIsWrongComesAtOnce(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	got := g.call("POST", "/leads", `{"fields":{"name":" ","email":"ana","score":101,"priceMin":2,"priceMax":1,"x":1}}`).
		want(t, 400).faults(t)
	if want := []string{"/email", "/name", "/score", "/x", "/priceMax", "/source", "/stage"}; !slices.Equal(got, want) {
		t.Errorf("a new lead: %v, want %v", got, want)
	}
	client := g.call("POST", "/clients", `{"fields":{"FirstName":"Ann"}}`).want(t, 201).record(t)
	got = g.call("PATCH", "/clients/"+client.ID.String(), `{"fields":{"Email":["a@b.test","bo"],"FirstName":null},`+
		`"private":{"Birthdate":"2199-01-01","budget":-1}}`).want(t, 400).faults(t)
	if want := []string{"/Email/1", "/FirstName", "/private/Birthdate", "/private/budget"}; !slices.Equal(got, want) {
		t.Errorf("a patch: %v, want %v", got, want)
	}
	var schema struct {
		Types []crm.RecordType `json:"types"`
	}
	g.call("GET", "/schema", nil).want(t, 200).into(t, &schema)
	for i := range schema.Types {
		if of := &schema.Types[i]; of.Name == "lead" && (len(of.Rules) == 0 || of.Root("email").Pattern == "") {
			t.Errorf("the schema says nothing of rules: %+v", of)
		}
	}
}

func TestRequests_AllThatIsWrongComesAtOnce(t *testing.T) {
	h := newTestServer(t)
	for _, c := range []struct {
		method, path, body string
		first              string
		all                []string
	}{
		{"POST", "/tokens", `{"name":1,"scope":"all","Scope":"read","expiresAt":"soon"}`, "name",
			[]string{"name", "scope", "expiresAt", "Scope"}},
		{"POST", "/tokens", `{}`, "name", []string{"name", "scope"}},
		{"POST", "/tokens", `{"scope":"all"}`, "scope", []string{"scope", "name"}},
		{"POST", "/bulk", `{"type":1,"ids":["x"],"patch":{"fields":{},"more":1,"privat":{}}}`, "type",
			[]string{"type", "ids", "patch/more", "patch/privat"}},
		{"POST", "/tasks/00000000-0000-4000-8000-000000000001/accept",
			`{"changes":[{"record":"x"},{"pointer":"/a"}],"all":true}`,
			"changes/record", []string{"changes/record", "changes/record", "all"}},
		{"GET", "/leads?limit=0&archived=perhaps&sort=name&sorted=name", "", "archived",
			[]string{"archived", "limit", "sorted"}},
		{"GET", "/leads?filter[name]=a&filter[name]=b&filter[score]=1&filter[stage]=new&filter[stage]=met", "",
			"filter[name]", []string{"filter[name]", "filter[stage]"}},
		{"GET", "/export/leads.csv?bom=2&q=x", "", "bom", []string{"bom", "q"}},
		{"POST", "/tokens", `{"name":"x","scope":"all"}`, "scope", nil}, // one fault is told once
	} {
		var body any
		if c.body != "" {
			body = c.body
		}
		got := h.as("agent1").call(c.method, c.path, body).want(t, 400)
		got.names(t, c.first)
		if faults := got.faults(t); !slices.Equal(faults, c.all) {
			t.Errorf("%s %s %s: it names %q, want %q", c.method, c.path, c.body, faults, c.all)
		}
	}
}

// form writes a form; a part's name that begins with "@" is a file's.
func form(t testing.TB, parts ...string) (body []byte, kind string) {
	t.Helper()
	var buffer bytes.Buffer
	w := multipart.NewWriter(&buffer)
	for i := 0; i < len(parts); i += 2 {
		name, isFile := strings.CutPrefix(parts[i], "@")
		create := w.CreateFormField
		if isFile {
			create = func(name string) (io.Writer, error) { return w.CreateFormFile(name, "x.zip") }
		}
		part, err := create(name)
		if err == nil {
			_, err = part.Write([]byte(parts[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes(), w.FormDataContentType()
}

// No plugins are kept by this server: a form that is right is answered 503.
func TestRequests_FormsAreReadStrictly(t *testing.T) {
	broker := newTestServer(t).as("broker")
	for _, c := range []struct {
		parts  []string
		status int
		field  string
	}{
		{[]string{"@package", "zip", "unsigned", "true"}, 503, ""},
		{[]string{"@package", "zip"}, 503, ""},
		{[]string{"unsigned", "false"}, 400, "package"},
		{[]string{"@package", ""}, 400, "package"},
		{[]string{"@package", "zip", "unsigned", "yes"}, 400, "unsigned"},
		{[]string{"@package", "zip", "@package", "zip"}, 400, "package"},
		{[]string{"@package", "zip", "grants", "all"}, 400, "grants"},
	} {
		body, kind := form(t, c.parts...)
		broker.call("POST", "/plugins", body, "Content-Type", kind).want(t, c.status).names(t, c.field)
	}
	broker.call("POST", "/plugins", "--x", "Content-Type", "multipart/form-data; boundary=x").want(t, 400)
	broker.call("POST", "/plugins", `{"package":"x"}`).want(t, 400).names(t, "Content-Type")
}

// What a number in a tag of package api bounds, and a constant here too, is bounded alike.
func TestRequests_TagsAndConstantsAgree(t *testing.T) {
	for _, request := range []any{api.LoginRequest{}, api.CreateUserRequest{}, api.PatchUserRequest{}} {
		field, _ := reflect.TypeOf(request).FieldByName("Password")
		if got := field.Tag.Get("maxLength"); got != strconv.Itoa(web.MaxPassword) {
			t.Errorf("%T takes passwords of %s bytes, want %d", request, got, web.MaxPassword)
		}
	}
}

// White space around some texts counts for no bound: here it makes them longer than they may be, but not in characters,
// of which the document tells.
func TestRequests_SomeTextsAreTrimmedFirst(t *testing.T) {
	h := newTestServer(t)
	broker := h.as("broker")
	name := strings.Repeat("é", 60)
	padded, blank := name+strings.Repeat("\u3000", 40), "\u3000 "
	email := func(address string) string { return strings.Repeat("\u3000", 100) + address }
	var team api.Team
	broker.call("POST", "/teams", map[string]string{"name": padded}).want(t, 201).into(t, &team)
	at := "/teams/" + team.ID.String()
	for _, c := range []struct {
		method, path string
		body         map[string]string
		status       int
		field        string
	}{
		{"POST", "/teams", map[string]string{"name": blank}, 400, "name"},
		{"POST", "/teams", map[string]string{"name": padded + "x"}, 400, "name"},
		{"PATCH", at, map[string]string{"name": padded}, 200, ""},
		{"PATCH", at, map[string]string{"name": blank}, 400, "name"},
		{"POST", "/tokens", map[string]string{"name": padded, "scope": "read"}, 201, ""},
		{"POST", "/tokens", map[string]string{"name": blank, "scope": "read"}, 400, "name"},
		{"POST", "/users", map[string]string{"name": padded, "email": email("n@demo.test"), "role": "agent"}, 201, ""},
		{"POST", "/users", map[string]string{"name": blank, "email": "b@demo.test", "role": "agent"}, 400, "name"},
		{"POST", "/auth/login", map[string]string{"email": email("agent1@demo.test"), "password": password}, 200, ""},
		{"POST", "/auth/login", map[string]string{"email": blank, "password": password}, 400, "email"},
	} {
		g := broker
		if c.path == "/auth/login" {
			g = h.stranger()
		}
		got := g.call(c.method, c.path, c.body).want(t, c.status)
		if got.names(t, c.field); c.path != "/auth/login" && c.status < 300 {
			var made struct{ Name string }
			if got.into(t, &made); made.Name != name {
				t.Errorf("%s %s: the name is %q", c.method, c.path, made.Name)
			}
		}
	}
}

// Every filter and sort that the document names is taken, and a filter by any other field is refused.
func TestOpenAPI_FiltersAndSortsAreThoseThatAreTaken(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	var document struct {
		Paths map[string]struct {
			Get struct {
				Parameters []struct {
					Name   string
					Schema map[string]any
				}
			}
		}
		Components struct {
			Schemas map[string]struct{ Enum []string }
		}
	}
	g.call("GET", openAPIPath, nil).want(t, 200).into(t, &document)
	for _, kind := range crm.Types {
		told := make(map[string]bool)
		var query []string
		ask := func(parameter string) {
			if query = append(query, parameter); len(query) == 16 {
				g.call("GET", "/"+kind.Plural+"?limit=1&"+strings.Join(query, "&"), nil).want(t, 200)
				query = nil
			}
		}
		for _, parameter := range document.Paths["/"+kind.Plural].Get.Parameters {
			if strings.HasPrefix(parameter.Name, "filter[") {
				told[parameter.Name] = true
				ask(parameter.Name + "=" + sampleOf(t, parameter.Schema,
					document.Components.Schemas["Visibility"].Enum[0]))
			}
		}
		g.call("GET", "/"+kind.Plural+"?limit=1&"+strings.Join(query, "&"), nil).want(t, 200)
		for _, sort := range document.Components.Schemas[strings.ToUpper(kind.Name[:1])+kind.Name[1:]+"Sort"].Enum {
			g.call("GET", "/"+kind.Plural+"?limit=1&sort="+sort, nil).want(t, 200)
		}
		for _, field := range kind.Fields {
			for _, operator := range []string{"", "[gt]"} {
				if name := "filter[" + field.Name + "]" + operator; !told[name] {
					g.call("GET", "/"+kind.Plural+"?"+name+"=1", nil).want(t, 400)
				}
			}
		}
	}
}

// sampleOf is a value that a parameter's schema allows.
func sampleOf(t testing.TB, schema map[string]any, visibility string) string {
	t.Helper()
	if options, ok := schema["enum"].([]any); ok {
		return options[0].(string)
	}
	switch target, _ := json.Marshal(schema); {
	case bytes.Contains(target, []byte("/Visibility")):
		return visibility
	case bytes.Contains(target, []byte("/ID")):
		return "00000000-0000-4000-8000-000000000001"
	}
	switch format, _ := schema["format"].(string); format {
	case "date-time":
		return "2026-01-02T03:04:05Z"
	case "date":
		return "2026-01-02"
	}
	switch schema["type"] {
	case "boolean":
		return "true"
	case "integer", "number":
		return "1"
	}
	return "x"
}
