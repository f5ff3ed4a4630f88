package plugins_test

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"maps"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/store"
	"roomkey/store/storetest"
)

// manifest returns a valid plugin.json with some members changed; nil removes a member.
func manifest(t testing.TB, changes map[string]any) []byte {
	t.Helper()
	m := map[string]any{
		"id": "acme.summary", "version": "1.2.0", "abi": 1, "entry": "main.wasm", "runtime": "wasm",
		"steps": []any{map[string]any{"name": "summarise", "title": "Summarise",
			"input": map[string]any{"type": "object"}, "output": map[string]any{}}},
		"capabilities": map[string]any{"records.read": []any{"listing"},
			"records.propose": []any{"listing.PublicRemarks"}},
	}
	maps.Copy(m, changes)
	maps.DeleteFunc(m, func(_ string, value any) bool { return value == nil })
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func pack(t testing.TB, changes map[string]any) []byte {
	t.Helper()
	raw, err := plugins.Zip(map[string][]byte{"plugin.json": manifest(t, changes),
		"main.wasm": []byte("\x00asm\x01\x00\x00\x00"), "README.md": []byte("# Summary")})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// archive packs files in the given order. It can also make archives that no ordinary tool makes.
func archive(t testing.TB, files ...[2]string) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	for _, file := range files {
		f, err := w.CreateHeader(&zip.FileHeader{Name: file[0], Method: zip.Deflate})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(file[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func newKey(t testing.TB) ed25519.PrivateKey {
	t.Helper()
	key, err := plugins.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func sign(t testing.TB, raw []byte, key ed25519.PrivateKey) []byte {
	t.Helper()
	signed, err := plugins.Sign(raw, key)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

type ed25519Key = ed25519.PublicKey

// fixture is a registry over a real store, with two brokerages.
type fixture struct {
	*plugins.Registry
	store         *store.Store
	ours, theirs  crm.ID
	broker, other crm.ID
}

func newFixture(t testing.TB, bundled map[string][]byte) *fixture {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Dir: storetest.Dir(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	s := &fixture{store: st, broker: crm.NewID(rand.Reader), other: crm.NewID(rand.Reader)}
	for name, id := range map[string]*crm.ID{"Ours": &s.ours, "Theirs": &s.theirs} {
		if *id, err = st.Brokerage(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	s.Registry = s.reopened(t, bytes.Repeat([]byte{7}, 32), bundled)
	return s
}

// reopened returns another registry over the same store.
func (s *fixture) reopened(t testing.TB, secret []byte, bundled map[string][]byte) *plugins.Registry {
	t.Helper()
	r, err := plugins.NewRegistry(plugins.Config{Storage: s.store, Secret: secret, Now: time.Now, Random: rand.Reader,
		Bundled: func() (map[string][]byte, error) { return bundled, nil }})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func wantError(t testing.TB, err error, code crm.Code, field string) {
	t.Helper()
	bad, ok := err.(*crm.Error)
	if !ok || bad.Code != code || bad.Field != field {
		t.Errorf("error is %v, want %s of %q", err, code, field)
	}
}
