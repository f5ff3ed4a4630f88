package plugins_test

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/plugins"
)

func TestOpen_ReadsAPackage(t *testing.T) {
	p, err := plugins.Open(pack(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	if p.Manifest.ID != "acme.summary" || p.Program.Runtime != "wasm" || len(p.Program.Code) != 8 || p.Key != nil {
		t.Errorf("package is %+v", p)
	}
}

func TestOpen_NamesWhatIsWrongWithTheManifest(t *testing.T) {
	step := func(name, title string) map[string]any { return map[string]any{"name": name, "title": title} }
	workflow := func(name, policy, step string) []any {
		return []any{map[string]any{"name": name, "title": "W", "policy": policy,
			"steps": []any{map[string]any{"step": step}}}}
	}
	// mapping returns a workflow of three steps, the second of which has this mapping.
	mapping := func(input map[string]any) map[string]any {
		steps := []any{map[string]any{"step": "summarise"}, map[string]any{"step": "other.plugin/step", "input": input},
			map[string]any{"step": "other.plugin/late"}}
		return map[string]any{"workflows": []any{map[string]any{"name": "w", "title": "W", "policy": "review",
			"steps": steps}}}
	}
	mapped := func(from string) map[string]any { return mapping(map[string]any{"a/b": from}) }
	many := map[string]any{}
	for i := range 65 {
		many[strings.Repeat("m", i+1)] = i
	}
	for _, fine := range []map[string]any{mapped("/input"), mapped("/input/a/0/"), mapped("/steps/summarise"),
		mapped("/steps/summarise/a"), mapped("text"),
		{"workflows": workflow("w", "apply", "acme.summary/summarise")}} {
		if _, err := plugins.Open(pack(t, fine)); err != nil {
			t.Errorf("%v: %v", fine, err)
		}
	}
	for _, c := range []struct {
		name    string
		changes map[string]any
		field   string
	}{
		{"id", map[string]any{"id": "Summary"}, "/id"},
		{"path in id", map[string]any{"id": "../acme.summary"}, "/id"},
		{"version", map[string]any{"version": "1.2"}, "/version"},
		{"abi", map[string]any{"abi": 2}, "/abi"},
		{"runtime", map[string]any{"runtime": "python"}, "/runtime"},
		{"entry", map[string]any{"entry": "other.wasm"}, "/entry"},
		{"entry that is not there", map[string]any{"runtime": "js", "entry": "main.js"}, "/entry"},
		{"unknown member", map[string]any{"author": "me"}, "/author"},
		{"type of a member", map[string]any{"version": 1}, "/version"},
		{"no steps", map[string]any{"steps": []any{}}, "/steps"},
		{"step's name", map[string]any{"steps": []any{step("A B", "T")}}, "/steps/0/name"},
		{"step twice", map[string]any{"steps": []any{step("a", "T"), step("a", "T")}}, "/steps/1/name"},
		{"step's title", map[string]any{"steps": []any{step("a", " ")}}, "/steps/0/title"},
		{"step's title that seems another", map[string]any{"steps": []any{step("a", "Delete \u202eevas")}},
			"/steps/0/title"},
		{"step's title of two lines", map[string]any{"steps": []any{step("a", "Save\u2028Granted")}}, "/steps/0/title"},
		{"step's title that shows nothing", map[string]any{"steps": []any{step("a", "\u200b\u200d")}},
			"/steps/0/title"},
		{"workflow's title", map[string]any{"workflows": []any{map[string]any{"name": "w",
			"title": "Save\x1b[2K", "policy": "review", "steps": []any{map[string]any{"step": "summarise"}}}}},
			"/workflows/0/title"},
		{"schema",
			map[string]any{"steps": []any{map[string]any{"name": "a", "title": "T",
				"input": map[string]any{"type": "objekt"}}}}, "/steps/0/input/type"},
		{"schema with a label that seems another",
			map[string]any{"steps": []any{map[string]any{"name": "a", "title": "T",
				"input": map[string]any{
					"properties": map[string]any{"a": map[string]any{"title": "Keep \u202eeteled"}}}}}},
			"/steps/0/input"},
		{"schema with a name that shows nothing",
			map[string]any{"steps": []any{map[string]any{"name": "a", "title": "T",
				"output": map[string]any{"properties": map[string]any{"\u200b": map[string]any{}}}}}},
			"/steps/0/output"},
		{"schema elsewhere",
			map[string]any{"steps": []any{map[string]any{"name": "a", "title": "T",
				"output": map[string]any{"$ref": "https://evil.example/s"}}}}, "/steps/0/output"},
		{"workflow's policy", map[string]any{"workflows": workflow("w", "always", "summarise")}, "/workflows/0/policy"},
		{"workflow's step", map[string]any{"workflows": workflow("w", "review", "nothing")},
			"/workflows/0/steps/0/step"},
		{"workflow like a step", map[string]any{"workflows": workflow("summarise", "review", "summarise")},
			"/workflows/0/name"},
		{"another's step that would be applied",
			map[string]any{"workflows": workflow("w", "apply", "other.plugin/step")}, "/workflows/0/steps/0/step"},
		{"pointer to nowhere", mapped("/inputs/text"), "/workflows/0/steps/1/input/a~1b"},
		{"pointer to a later step", mapped("/steps/late/text"), "/workflows/0/steps/1/input/a~1b"},
		{"pointer to all steps", mapped("/steps"), "/workflows/0/steps/1/input/a~1b"},
		{"pointer without end", mapped("/input" + strings.Repeat("/a", 16)), "/workflows/0/steps/1/input/a~1b"},
		{"members without end", mapping(many), "/workflows/0/steps/1/input"},
		{"memory", map[string]any{"limits": map[string]any{"memoryMB": 10_000}}, "/limits/memoryMB"},
		{"time", map[string]any{"limits": map[string]any{"seconds": -1}}, "/limits/seconds"},
		{"type to read", map[string]any{"capabilities": map[string]any{"records.read": []any{"user"}}},
			"/capabilities/records.read/0"},
		{"private fields alone",
			map[string]any{"capabilities": map[string]any{"records.read": []any{"escrow", "listing.private"}}},
			"/capabilities/records.read/1"},
		{"private fields of a type that has none",
			map[string]any{"capabilities": map[string]any{"records.read": []any{"lead", "lead.private"}}},
			"/capabilities/records.read/1"},
		{"one private field", map[string]any{"capabilities": map[string]any{
			"records.read": []any{"listing", "listing./private/AccessCode"}}}, "/capabilities/records.read/1"},
		{"too many types", map[string]any{"capabilities": map[string]any{
			"records.read": slices.Repeat([]any{"lead"}, 11)}}, "/capabilities/records.read"},
		{"field to propose", map[string]any{"capabilities": map[string]any{"records.propose": []any{"lead.nothing"}}},
			"/capabilities/records.propose/0"},
		{"private field as shared",
			map[string]any{"capabilities": map[string]any{"records.propose": []any{"escrow.loanAmount"}}},
			"/capabilities/records.propose/0"},
		{"the server's own field",
			map[string]any{"capabilities": map[string]any{"records.propose": []any{"escrow.escrowNumber"}}},
			"/capabilities/records.propose/0"},
		{"host", map[string]any{"capabilities": map[string]any{"http": []any{"https://api.example.com"}}},
			"/capabilities/http/0"},
		{"any host", map[string]any{"capabilities": map[string]any{"http": []any{"*.example.com"}}},
			"/capabilities/http/0"},
		{"secret", map[string]any{"capabilities": map[string]any{"secrets": []any{"a b"}}}, "/capabilities/secrets/0"},
		{"tokens", map[string]any{"capabilities": map[string]any{"llm": map[string]any{"maxTokens": 0}}},
			"/capabilities/llm/maxTokens"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := plugins.Open(pack(t, c.changes))
			wantError(t, err, crm.CodeInvalid, c.field)
		})
	}
}

func TestOpen_RefusesArchivesThatNoHonestToolMakes(t *testing.T) {
	good := string(manifest(t, nil))
	link := func() []byte {
		var packed bytes.Buffer
		w := zip.NewWriter(&packed)
		header := &zip.FileHeader{Name: "main.wasm"}
		header.SetMode(fs.ModeSymlink | 0o777)
		f, err := w.CreateHeader(header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte("/etc/passwd")); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return packed.Bytes()
	}
	many := make([][2]string, 17)
	for i := range many {
		many[i] = [2]string{strings.Repeat("a", i+1), ""}
	}
	for name, c := range map[string]struct {
		raw  []byte
		code crm.Code
	}{
		"nothing":     {nil, crm.CodeInvalid},
		"no zip":      {[]byte("hello"), crm.CodeInvalid},
		"no manifest": {archive(t, [2]string{"main.wasm", "x"}), crm.CodeInvalid},
		"path upwards": {archive(t, [2]string{"plugin.json", good}, [2]string{"../main.wasm", "x"}),
			crm.CodeInvalid},
		"folder": {archive(t, [2]string{"plugin.json", good}, [2]string{"a/main.wasm", "x"}),
			crm.CodeInvalid},
		"absolute":  {archive(t, [2]string{"/plugin.json", good}), crm.CodeInvalid},
		"backslash": {archive(t, [2]string{`..\plugin.json`, good}), crm.CodeInvalid},
		"file twice": {archive(t, [2]string{"plugin.json", good}, [2]string{"plugin.json", good}),
			crm.CodeInvalid},
		"link":       {link(), crm.CodeInvalid},
		"many files": {archive(t, many...), crm.CodeTooLarge},
		"bomb": {archive(t, [2]string{"plugin.json", good},
			[2]string{"main.wasm", strings.Repeat("\x00", 33<<20)}), crm.CodeTooLarge},
		"long readme": {archive(t, [2]string{"plugin.json", good},
			[2]string{"README.md", strings.Repeat("a", 257<<10)}), crm.CodeTooLarge},
		"large": {make([]byte, 8<<20), crm.CodeTooLarge},
		"two objects": {archive(t, [2]string{"plugin.json", good + good}, [2]string{"main.wasm", "x"}),
			crm.CodeInvalid},
		"broken manifest": {archive(t, [2]string{"plugin.json", "{"}, [2]string{"main.wasm", "x"}), crm.CodeInvalid},
		"broken signature": {archive(t, [2]string{"plugin.json", good}, [2]string{"main.wasm", "x"},
			[2]string{"plugin.sig", "{}"}), crm.CodeInvalid},
		"cut in the middle": {pack(t, nil)[:300], crm.CodeInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := plugins.Open(c.raw)
			wantError(t, err, c.code, "")
		})
	}
}

func TestSign_HoldsUntilAByteChanges(t *testing.T) {
	key := newKey(t)
	signed := sign(t, pack(t, nil), key)
	p, err := plugins.Open(signed)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := plugins.ParseKey(plugins.FormatKey(p.Key))
	if err != nil || !parsed.Equal(key.Public()) {
		t.Errorf("signed by %x, %v", p.Key, err)
	}
	if again := sign(t, signed, newKey(t)); bytes.Equal(again, signed) {
		t.Error("another key makes the same signature")
	}
	archived, err := zip.NewReader(bytes.NewReader(signed), int64(len(signed)))
	if err != nil {
		t.Fatal(err)
	}
	var files [][2]string
	for _, f := range archived.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var data bytes.Buffer
		if _, err := data.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		text := data.String()
		if f.Name == "main.wasm" {
			text += "\x00"
		}
		files = append(files, [2]string{f.Name, text})
	}
	_, err = plugins.Open(archive(t, files...))
	wantError(t, err, crm.CodeInvalid, "")
}

// A reader that goes by the first of two equal names, or by their case, must not read another manifest than we do.
func TestOpen_TakesNoMemberTwiceNorSpeltOtherwise(t *testing.T) {
	good := string(manifest(t, nil))
	for _, c := range []struct{ name, old, new, field string }{
		{"the id twice", `"id":`, `"id":"acme.other","id":`, "/id"},
		{"the same id twice", `"id":`, `"id":"acme.summary","id":`, "/id"},
		{"with an escape", `"id":`, `"\u0069d":"acme.other","id":`, "/id"},
		{"another case", `"id":`, `"ID":`, "/ID"},
		{"another case besides", `"id":`, `"Id":"acme.other","id":`, "/Id"},
		{"a letter that folds to another", `"steps":`, `"ſteps":[],"steps":`, "/ſteps"},
		{"capabilities twice", `"capabilities":`, `"capabilities":{},"capabilities":`, "/capabilities"},
		{"within capabilities", `"records.read":`, `"records.read":["lead"],"records.read":`,
			"/capabilities/records.read"},
		{"another case within", `"records.read":`, `"Records.Read":`, "/capabilities/Records.Read"},
		{"within a step", `"title":`, `"title":"Other","title":`, "/steps/0/title"},
		{"another case within a step", `"title":`, `"Title":"Other","title":`, "/steps/0/Title"},
		{"within a schema", `"type":"object"`, `"type":"string","type":"object"`, "/steps/0/input/type"},
		{"deep within a schema", `"type":"object"`,
			`"type":"object","properties":{"a/b":{"type":"string","type":"null"}}`, "/steps/0/input/properties/a~1b/type"},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed := strings.Replace(good, c.old, c.new, 1)
			if changed == good {
				t.Fatalf("the manifest has no %s: %s", c.old, good)
			}
			_, err := plugins.Open(archive(t, [2]string{"plugin.json", changed}, [2]string{"main.wasm", "x"}))
			wantError(t, err, crm.CodeInvalid, c.field)
		})
	}
	// In a schema, names that differ by case are different names.
	changed := strings.Replace(good, `"type":"object"`,
		`"type":"object","properties":{"a":{"type":"null"},"A":{"type":"null"}}`, 1)
	if _, err := plugins.Open(archive(t, [2]string{"plugin.json", changed}, [2]string{"main.wasm", "x"})); err != nil {
		t.Error(err)
	}
}

// FuzzOpen tests the reader of packages, which strangers make.
func FuzzOpen(f *testing.F) {
	f.Add(pack(f, nil))
	f.Add(sign(f, pack(f, nil), newKey(f)))
	f.Add([]byte("PK\x05\x06"))
	for _, twice := range []string{`"id":"acme.other","id":`, `"Id":"acme.other","id":`} {
		text := strings.Replace(string(manifest(f, nil)), `"id":`, twice, 1)
		f.Add(archive(f, [2]string{"plugin.json", text}, [2]string{"main.wasm", "x"}))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := plugins.Open(raw)
		if err == nil && p.Manifest.ID == "" {
			t.Error("a package without a name was opened")
		}
		if err != nil && crm.CodeOf(err) != crm.CodeInvalid && crm.CodeOf(err) != crm.CodeTooLarge {
			t.Errorf("error is %v", err)
		}
	})
}
