package plugins_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"strconv"
	"testing"

	"roomkey/plugins"
	"roomkey/plugins/guest"
)

// manifestOf is the plugin.json of a plugin with one step, run.
func manifestOf(id string, asks plugins.Capabilities) plugins.Manifest {
	anything := json.RawMessage(`{}`)
	return plugins.Manifest{ID: id, Version: "1.0.0", ABI: 1, Entry: "main.wasm", Runtime: guest.RuntimeWasm,
		Steps: []plugins.Step{{Name: "run", Title: "Run", Input: anything, Output: anything}}, Capabilities: asks}
}

// scriptManifest is a manifest whose program is in JavaScript.
func scriptManifest(id string, asks plugins.Capabilities) plugins.Manifest {
	m := manifestOf(id, asks)
	m.Entry, m.Runtime = "main.js", guest.RuntimeJS
	return m
}

// packed is a package with a manifest and its program.
func packed(t testing.TB, m plugins.Manifest, program []byte) []byte {
	t.Helper()
	manifest, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := plugins.Zip(map[string][]byte{"plugin.json": manifest, m.Entry: program})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// upload is POST /plugins.
func (s *server) upload(token string, raw []byte, unsigned bool) (status int, answer []byte) {
	s.T.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("package", "plugin.zip")
	if err == nil {
		_, err = file.Write(raw)
	}
	if err == nil {
		err = form.WriteField("unsigned", strconv.FormatBool(unsigned))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		s.T.Fatal(err)
	}
	request, err := http.NewRequestWithContext(s.T.Context(), "POST", "http://"+s.Addr+"/api/v1/plugins", &body)
	if err != nil {
		s.T.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	return s.Send(token, request)
}

// grant is POST /plugins/{id}/grants.
func (s *server) grant(broker, id string, capabilities plugins.Capabilities) {
	s.T.Helper()
	if status, body := s.Call(broker, "POST", "/plugins/"+id+"/grants",
		map[string]any{"capabilities": capabilities}); status != 200 {
		s.T.Fatalf("grant %s: %d %s", id, status, body)
	}
}

// install installs an unsigned plugin for the broker's brokerage and grants it all that it asks for.
func (s *server) install(broker string, m plugins.Manifest, program []byte) {
	s.T.Helper()
	if status, body := s.upload(broker, packed(s.T, m, program), true); status != 201 {
		s.T.Fatalf("install %s: %d %s", m.ID, status, body)
	}
	s.grant(broker, m.ID, m.Capabilities)
}
