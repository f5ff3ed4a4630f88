package plugins_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/guest"
)

func (s *fixture) install(t testing.TB, raw []byte, unsigned bool) *plugins.Plugin {
	t.Helper()
	p, err := s.Install(t.Context(), s.ours, s.broker, raw, unsigned)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestInstall_WantsASignatureThatIsTrusted(t *testing.T) {
	s, key := newFixture(t, nil), newKey(t)
	_, err := s.Install(t.Context(), s.ours, s.broker, pack(t, nil), false)
	wantError(t, err, crm.CodeForbidden, "")
	signed := sign(t, pack(t, nil), key)
	_, err = s.Install(t.Context(), s.ours, s.broker, signed, true)
	wantError(t, err, crm.CodeForbidden, "")
	if err := s.store.TrustKey(t.Context(), key.Public().(ed25519Key)); err != nil {
		t.Fatal(err)
	}
	if p := s.install(t, signed, false); !bytes.Equal(p.Key, key.Public().(ed25519Key)) {
		t.Errorf("signed by %x", p.Key)
	}
	// From now on only this key may sign the plugin.
	for name, update := range map[string][]byte{"unsigned": pack(t, nil), "another key": s.trusted(t, pack(t, nil))} {
		_, err = s.Install(t.Context(), s.ours, s.broker, update, true)
		if crm.CodeOf(err) != crm.CodeConflict {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// trusted signs a package with a new key that is trusted.
func (s *fixture) trusted(t testing.TB, raw []byte) []byte {
	t.Helper()
	key := newKey(t)
	if err := s.store.TrustKey(t.Context(), key.Public().(ed25519Key)); err != nil {
		t.Fatal(err)
	}
	return sign(t, raw, key)
}

func TestInstall_IsForOneBrokerageAlone(t *testing.T) {
	s := newFixture(t, nil)
	s.install(t, pack(t, nil), true)
	if _, err := s.Find(t.Context(), s.ours, "acme.summary"); err != nil {
		t.Error(err)
	}
	_, err := s.Find(t.Context(), s.theirs, "acme.summary")
	wantError(t, err, crm.CodeNotFound, "")
	wantError(t, s.Remove(t.Context(), s.theirs, s.other, "acme.summary"), crm.CodeNotFound, "")
	if err := s.Remove(t.Context(), s.ours, s.broker, "acme.summary"); err != nil {
		t.Error(err)
	}
	_, err = s.Find(t.Context(), s.ours, "acme.summary")
	wantError(t, err, crm.CodeNotFound, "")
}

func TestGrant_NothingUntilItIsGivenAndNoMoreThanAsked(t *testing.T) {
	s := newFixture(t, nil)
	p := s.install(t, pack(t, nil), true)
	if !p.Granted.Empty() || p.Missing().Empty() {
		t.Errorf("granted %+v, missing %+v", p.Granted, p.Missing())
	}
	for field, wide := range map[string]plugins.Capabilities{
		"capabilities":                {Read: []string{"listing", "escrow"}},
		"capabilities/records.read/0": {Read: []string{"nothing"}},
	} {
		_, err := s.Grant(t.Context(), s.ours, s.broker, "acme.summary", wide)
		wantError(t, err, crm.CodeInvalid, field)
	}
	p, err := s.Grant(t.Context(), s.ours, s.broker, "acme.summary", plugins.Capabilities{Read: []string{"listing"}})
	if err != nil || !slices.Equal(p.Missing().Propose, []string{"listing.PublicRemarks"}) ||
		len(p.Missing().Read) != 0 {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestInstall_AnUpdateThatAsksForMoreWaitsForAGrant(t *testing.T) {
	s := newFixture(t, nil)
	first := s.install(t, pack(t, nil), true)
	if _, err := s.Grant(t.Context(), s.ours, s.broker, "acme.summary", first.Manifest.Capabilities); err != nil {
		t.Fatal(err)
	}
	wider := map[string]any{"version": "1.3.0", "capabilities": map[string]any{
		"records.read": []any{"listing", "client"}, "records.propose": []any{"listing"},
		"http": []any{"api.example.com"}, "llm": map[string]any{"maxTokens": 5}}}
	p := s.install(t, pack(t, wider), true)
	missing, both := p.Missing(), p.Manifest.Capabilities.And(p.Granted)
	if p.Manifest.Version != "1.3.0" || !slices.Equal(missing.Read, []string{"client"}) ||
		!slices.Equal(missing.Propose, []string{"listing"}) ||
		len(missing.HTTP) != 1 || missing.LLM == nil {
		t.Errorf("missing %+v", missing)
	}
	if !slices.Equal(both.Read, []string{"listing"}) ||
		!slices.Equal(both.Propose, []string{"listing.PublicRemarks"}) || len(both.HTTP) != 0 || both.LLM != nil {
		t.Errorf("it may %+v", both)
	}
}

func TestCrashed_SuspendsUntilItIsGrantedAgain(t *testing.T) {
	s := newFixture(t, map[string][]byte{"lead-score": pack(t, map[string]any{"id": "roomkey.lead-score"})})
	s.install(t, pack(t, nil), true)
	for _, id := range []string{"acme.summary", "roomkey.lead-score"} {
		for range 4 {
			if _, err := s.Crashed(t.Context(), s.ours, id); err != nil {
				t.Fatal(err)
			}
		}
		if p, err := s.Find(t.Context(), s.ours, id); err != nil || p.Suspended {
			t.Fatalf("after four: %+v, %v", p, err)
		}
		if _, err := s.Crashed(t.Context(), s.ours, id); err != nil {
			t.Fatal(err)
		}
		p, err := s.Find(t.Context(), s.ours, id)
		if err != nil || !p.Suspended {
			t.Fatalf("after five: %+v, %v", p, err)
		}
		if p, err := s.Grant(t.Context(), s.ours, s.broker, id, p.Manifest.Capabilities); err != nil || p.Suspended {
			t.Errorf("after a grant: %+v, %v", p, err)
		}
		if _, err := s.Crashed(t.Context(), s.ours, id); err != nil {
			t.Fatal(err)
		}
		if p, err := s.Find(t.Context(), s.ours, id); err != nil || p.Suspended {
			t.Errorf("the count begins anew: %+v, %v", p, err)
		}
	}
	if p, err := s.Find(t.Context(), s.theirs, "roomkey.lead-score"); err != nil || p.Suspended {
		t.Errorf("another brokerage: %+v, %v", p, err)
	}
}

// They are six megabytes, and a server may run for weeks until somebody wants a plugin.
func TestBundled_AreReadWhenTheyAreWantedAndOnce(t *testing.T) {
	s, reads := newFixture(t, nil), 0
	r, err := plugins.NewRegistry(plugins.Config{Storage: s.store, Secret: bytes.Repeat([]byte{7}, 32), Now: time.Now,
		Random: rand.Reader, Bundled: func() (map[string][]byte, error) {
			reads++
			return map[string][]byte{"lead-score": pack(t, map[string]any{"id": "roomkey.lead-score"})}, nil
		}})
	if err != nil || reads != 0 {
		t.Fatalf("they are read %d times before anybody asks: %v", reads, err)
	}
	for range 2 {
		if list, err := r.Installed(t.Context(), s.ours); err != nil || len(list) != 1 || reads != 1 {
			t.Fatalf("%+v, %v; they are read %d times", list, err, reads)
		}
	}
}

func TestBundled_AreThereForEverybodyWithWhatTheyAskFor(t *testing.T) {
	s := newFixture(t, map[string][]byte{"lead-score": pack(t, map[string]any{"id": "roomkey.lead-score"})})
	for _, broker := range []crm.ID{s.ours, s.theirs} {
		list, err := s.Installed(t.Context(), broker)
		if err != nil || len(list) != 1 || !list[0].Bundled || !list[0].Missing().Empty() {
			t.Errorf("%+v, %v", list, err)
		}
	}
	_, err := s.Install(t.Context(), s.ours, s.broker, pack(t, map[string]any{"id": "roomkey.lead-score"}), true)
	wantError(t, err, crm.CodeConflict, "")
	wantError(t, s.Remove(t.Context(), s.ours, s.broker, "roomkey.lead-score"), crm.CodeConflict, "")
	if _, err := s.Grant(t.Context(), s.ours, s.broker, "roomkey.lead-score", plugins.Capabilities{}); err != nil {
		t.Fatal(err)
	}
	ours, err := s.Find(t.Context(), s.ours, "roomkey.lead-score")
	if err != nil || !ours.Granted.Empty() {
		t.Errorf("%+v, %v", ours, err)
	}
	if theirs, err := s.Find(t.Context(), s.theirs, "roomkey.lead-score"); err != nil || theirs.Granted.Empty() {
		t.Errorf("%+v, %v", theirs, err)
	}
}

func TestSecrets_AreSealedAndBoundToAHost(t *testing.T) {
	s := newFixture(t, nil)
	s.install(t,
		pack(t,
			map[string]any{"capabilities": map[string]any{"http": []any{"api.example.com"}, "secrets": []any{"KEY"}}}),
		true)
	const canary = "canary-secret-value"
	for _, c := range [][4]string{{"name", "OTHER", "api.example.com", canary},
		{"host", "KEY", "evil.example.com", canary}, {"value", "KEY", "api.example.com", "short"}} {
		wantError(t, s.SetSecret(t.Context(), s.ours, "acme.summary", c[1], c[2], c[3]), crm.CodeInvalid, c[0])
	}
	if err := s.SetSecret(t.Context(), s.ours, "acme.summary", "KEY", "api.example.com", canary); err != nil {
		t.Fatal(err)
	}
	secrets, err := s.Secrets(t.Context(), s.ours, "acme.summary")
	if err != nil || secrets["KEY"] != (plugins.Secret{Host: "api.example.com", Value: canary}) {
		t.Errorf("%v, %v", secrets, err)
	}
	stored, err := s.store.PluginSecrets(t.Context(), s.ours, "acme.summary")
	if err != nil || len(stored) != 1 || strings.Contains(string(stored[0].Sealed), "canary") {
		t.Errorf("%v, %v", stored, err)
	}
	// With another host or another server's secret it can't be opened.
	stored[0].Host = "evil.example.com"
	if err := s.store.SetPluginSecret(t.Context(), s.ours, "acme.summary", true, stored[0]); err != nil {
		t.Fatal(err)
	}
	_, err = s.Secrets(t.Context(), s.ours, "acme.summary")
	wantError(t, err, crm.CodeUnavailable, "")
	stored[0].Host = "api.example.com"
	if err := s.store.SetPluginSecret(t.Context(), s.ours, "acme.summary", true, stored[0]); err != nil {
		t.Fatal(err)
	}
	_, err = s.reopened(t, bytes.Repeat([]byte{8}, 32), nil).Secrets(t.Context(), s.ours, "acme.summary")
	wantError(t, err, crm.CodeUnavailable, "")
	if err := s.SetSecret(t.Context(), s.ours, "acme.summary", "KEY", "api.example.com", ""); err != nil {
		t.Fatal(err)
	}
	if secrets, err := s.Secrets(t.Context(), s.ours, "acme.summary"); err != nil || len(secrets) != 0 {
		t.Errorf("%v, %v", secrets, err)
	}
}

// While the server's secret is being replaced, secrets of plugins are read by either, and sealed again by the new one.
func TestSecrets_AreSealedAgainWithANewSecret(t *testing.T) {
	s := newFixture(t, nil)
	s.install(t,
		pack(t,
			map[string]any{"capabilities": map[string]any{"http": []any{"api.example.com"}, "secrets": []any{"KEY"}}}),
		true)
	if err := s.SetSecret(t.Context(), s.ours, "acme.summary", "KEY", "api.example.com", "a secret value"); err != nil {
		t.Fatal(err)
	}
	reads := func(r *plugins.Registry) bool {
		secrets, err := r.Secrets(t.Context(), s.ours, "acme.summary")
		return err == nil && secrets["KEY"].Value == "a secret value"
	}
	old, fresh := bytes.Repeat([]byte{7}, 32), bytes.Repeat([]byte{8}, 32)
	registry := func(secret, other []byte) *plugins.Registry {
		r, err := plugins.NewRegistry(plugins.Config{Storage: s.store, Secret: secret, Other: other, Now: time.Now,
			Random: rand.Reader})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, step := range []struct {
		secret, other []byte
		sealed        int
	}{{old, fresh, 0}, {fresh, old, 1}, {fresh, old, 0}, {fresh, nil, 0}} {
		r := registry(step.secret, step.other)
		if !reads(r) {
			t.Errorf("with %d and %d it can't be read", step.secret[0], len(step.other))
		}
		if n, err := r.Reseal(t.Context(), s.ours); err != nil || n != step.sealed {
			t.Errorf("with %d, %d were sealed again, want %d (%v)", step.secret[0], n, step.sealed, err)
		}
	}
	if reads(registry(old, nil)) {
		t.Error("the old secret still opens it")
	}
	s.damageOne(t)
	n, err := registry(old, fresh).Reseal(t.Context(), s.ours)
	if sealed := new(plugins.SealedError); n != 1 || !errors.As(err, &sealed) ||
		!slices.Equal(sealed.Secrets, []string{"DAMAGED of acme.summary"}) {
		t.Errorf("%d were sealed again beside one that can't be opened (%v)", n, err)
	}
}

// damageOne stores a secret that can't be opened beside another one.
func (s *fixture) damageOne(t *testing.T) {
	t.Helper()
	stored, err := s.store.PluginSecrets(t.Context(), s.ours, "acme.summary")
	if err == nil {
		stored[0].Name = "DAMAGED"
		err = s.store.SetPluginSecret(t.Context(), s.ours, "acme.summary", true, stored[0])
	}
	if err != nil {
		t.Fatal(err)
	}
}

// meanwhile is a Validator that calls a function while it validates.
type meanwhile func()

func (f meanwhile) Validate(context.Context, guest.Program, guest.Limits) error {
	f()
	return nil
}

// Validating a package takes seconds. Decisions that are made meanwhile count.
func TestInstall_DoesNotBringBackWhatWasTakenMeanwhile(t *testing.T) {
	s := newFixture(t, nil)
	reads := plugins.Capabilities{Read: []string{"listing"}}
	during := func(do func()) *plugins.Registry {
		r, err := plugins.NewRegistry(plugins.Config{Storage: s.store, Guests: meanwhile(do),
			Secret: bytes.Repeat([]byte{7}, 32), Now: time.Now, Random: rand.Reader})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	update := func(do func()) (*plugins.Plugin, error) {
		return during(do).Install(t.Context(), s.ours, s.broker, pack(t, map[string]any{"version": "1.3.0"}), true)
	}
	s.install(t, pack(t, nil), true)
	if _, err := s.Grant(t.Context(), s.ours, s.broker, "acme.summary", reads); err != nil {
		t.Fatal(err)
	}
	p, err := update(func() {
		if _, err := s.Grant(t.Context(), s.ours, s.broker, "acme.summary", plugins.Capabilities{}); err != nil {
			t.Error(err)
		}
	})
	if err != nil || !p.Granted.Empty() {
		t.Errorf("a grant that was taken back is there again: %+v, %v", p, err)
	}
	key := newKey(t)
	if err := s.store.TrustKey(t.Context(), key.Public().(ed25519Key)); err != nil {
		t.Fatal(err)
	}
	_, err = update(func() {
		if err := s.Remove(t.Context(), s.ours, s.broker, "acme.summary"); err != nil {
			t.Error(err)
		}
		s.install(t, sign(t, pack(t, nil), key), false)
	})
	wantError(t, err, crm.CodeConflict, "")
}

// The same files, signed for one brokerage and unsigned for another, are one package. Each brokerage sees what it
// installed.
func TestInstall_TellsEachBrokerageWhoSignedItsOwn(t *testing.T) {
	s := newFixture(t, nil)
	signed := s.install(t, s.trusted(t, pack(t, nil)), false)
	if _, err := s.Install(t.Context(), s.theirs, s.other, pack(t, nil), true); err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]*plugins.Registry{"the same": s.Registry,
		"one that knows nothing yet": s.reopened(t, bytes.Repeat([]byte{7}, 32), nil)} {
		ours, err := r.Find(t.Context(), s.ours, "acme.summary")
		if err != nil || signed.Key == nil || !bytes.Equal(ours.Key, signed.Key) {
			t.Errorf("%s: ours is signed by %x, %v", name, ours.Key, err)
		}
		if theirs, err := r.Find(t.Context(), s.theirs, "acme.summary"); err != nil || theirs.Key != nil {
			t.Errorf("%s: theirs is signed by %x, %v", name, theirs.Key, err)
		}
	}
}

// overtaking is a Storage in which a secret is set anew right after secrets were read.
type overtaking struct {
	plugins.Storage
	then func()
}

func (o overtaking) PluginSecrets(ctx context.Context, broker crm.ID, plugin string) ([]crm.PluginSecret, error) {
	defer o.then()
	return o.Storage.PluginSecrets(ctx, broker, plugin)
}

// While secrets are sealed again, a broker replaces one, in this process or another: the new one stays.
func TestSecrets_SealingAgainBringsNoOldOneBack(t *testing.T) {
	s := newFixture(t, nil)
	s.install(t,
		pack(t,
			map[string]any{"capabilities": map[string]any{"http": []any{"api.example.com"}, "secrets": []any{"KEY"}}}),
		true)
	set := func(value string) {
		t.Helper()
		if err := s.SetSecret(t.Context(), s.ours, "acme.summary", "KEY", "api.example.com", value); err != nil {
			t.Error(err)
		}
	}
	set("a revoked value")
	old, fresh := bytes.Repeat([]byte{7}, 32), bytes.Repeat([]byte{8}, 32)
	r, err := plugins.NewRegistry(plugins.Config{Storage: overtaking{s.store, func() { set("a newer value") }},
		Secret: fresh, Other: old, Now: time.Now, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := r.Reseal(t.Context(), s.ours); err != nil || n != 0 {
		t.Errorf("%d were sealed again: %v", n, err)
	}
	secrets, err := s.Secrets(t.Context(), s.ours, "acme.summary")
	if err != nil || secrets["KEY"].Value != "a newer value" {
		t.Errorf("%v, %v", secrets, err)
	}
}
