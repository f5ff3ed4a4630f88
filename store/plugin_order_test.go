package store_test

import (
	"bytes"
	"context"
	"testing"

	"roomkey/crm"
)

// installed installs a plugin for a brokerage in a region, with or without its package.
func installed(t *testing.T, r *ledgerRegion, of crm.ID, name string, data []byte) (digest crm.Hash, err error) {
	t.Helper()
	digest = chunk(name).Hash
	return digest, r.ChangePlugin(t.Context(), of, name, func(*crm.PluginRow) (crm.PluginRow, error) {
		return crm.PluginRow{Digest: digest, Granted: []byte(`{}`), At: now, By: id(1)}, nil
	}, data, crm.AuditEntry{At: now, User: id(1), Action: "plugin:installed", Field: name})
}

// A region seals a secret again while another replaces or removes it, or its plugin: that stays so.
func TestPluginSecrets_SealingAgainTakesNothingBack(t *testing.T) {
	t.Parallel()
	secret := func(sealed string) crm.PluginSecret {
		return crm.PluginSecret{Name: "KEY", Host: "example.com", Sealed: []byte(sealed)}
	}
	for name, c := range map[string]struct {
		meanwhile func(ctx context.Context, r *ledgerRegion, of crm.ID) error
		want      string // "": there is no secret
	}{
		"nothing": {nil, "again"},
		"replaced": {func(ctx context.Context, r *ledgerRegion, of crm.ID) error {
			return r.SetPluginSecret(ctx, of, "acme.x", true, secret("newer"))
		}, "newer"},
		"removed": {func(ctx context.Context, r *ledgerRegion, of crm.ID) error {
			return r.SetPluginSecret(ctx, of, "acme.x", true, secret(""))
		}, ""},
		"plugin removed": {func(ctx context.Context, r *ledgerRegion, of crm.ID) error {
			return r.RemovePlugin(ctx, of, "acme.x", crm.AuditEntry{At: now, Action: "plugin:removed"})
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOrder()
			a, b := o.region(t, stillClock), o.region(t, stillClock)
			u, _, _ := people(t, a.Store)
			if _, err := installed(t, a, u.Broker, "acme.x", []byte("a package")); err != nil {
				t.Fatal(err)
			}
			if err := a.SetPluginSecret(t.Context(), u.Broker, "acme.x", true, secret("old")); err != nil {
				t.Fatal(err)
			}
			if err := b.catchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			if c.meanwhile != nil {
				o.first = func() { // b has planned, and does not know yet
					if err := c.meanwhile(t.Context(), a, u.Broker); err != nil {
						t.Error(err)
					}
				}
			}
			done, err := b.ReplacePluginSecret(t.Context(), u.Broker, "acme.x", []byte("old"), secret("again"))
			if err != nil || done != (c.meanwhile == nil) {
				t.Errorf("done: %v, %v", done, err)
			}
			for _, r := range []*ledgerRegion{a, b} {
				if err := r.catchUp(t.Context()); err != nil {
					t.Fatal(err)
				}
				got, err := r.PluginSecrets(t.Context(), u.Broker, "acme.x")
				if err != nil || len(got) > 1 || (len(got) == 1) != (c.want != "") ||
					len(got) == 1 && string(got[0].Sealed) != c.want {
					t.Errorf("the secrets are %q, %v", got, err)
				}
			}
		})
	}
}

// A secret for a plugin that is removed meanwhile is not there when the plugin is installed again. One that came with
// the server needs no installation.
func TestPluginSecrets_AreOfPluginsThatAreThere(t *testing.T) {
	t.Parallel()
	o := newOrder()
	a, b := o.region(t, stillClock), o.region(t, stillClock)
	u, _, _ := people(t, a.Store)
	secret := crm.PluginSecret{Name: "KEY", Host: "example.com", Sealed: []byte("sealed")}
	if _, err := installed(t, a, u.Broker, "acme.x", []byte("a package")); err != nil {
		t.Fatal(err)
	}
	if err := b.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.first = func() {
		if err := a.RemovePlugin(t.Context(), u.Broker, "acme.x", crm.AuditEntry{At: now, Action: "x"}); err != nil {
			t.Error(err)
		}
	}
	wantCode(t, b.SetPluginSecret(t.Context(), u.Broker, "acme.x", true, secret), crm.CodeNotFound)
	if got, err := b.PluginSecrets(t.Context(), u.Broker, "acme.x"); err != nil || len(got) != 0 {
		t.Errorf("the secrets are %q, %v", got, err)
	}
	if err := b.SetPluginSecret(t.Context(), u.Broker, "roomkey.bundled", false, secret); err != nil {
		t.Error(err)
	}
}

// unsure puts entries in order, and does not know it; before is called first.
type unsure struct {
	*ledgerRegion
	before func()
}

func (u unsure) Order(ctx context.Context, e crm.LedgerEntry) error {
	u.before()
	if err := u.catchUp(ctx); err != nil {
		return err
	}
	u.order.add(e)
	return &crm.Error{Code: crm.CodeUnavailable, Message: "the others did not answer"}
}

// An installation comes in order after its region has given up waiting, and after an entry for which packages that
// nobody uses go. The one region that has the package keeps it.
func TestPluginPackages_StayWhereTheOutcomeIsNotKnown(t *testing.T) {
	t.Parallel()
	o := newOrder()
	a, b := o.region(t, stillClock), o.region(t, stillClock)
	u, _, _ := people(t, a.Store)
	if err := b.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	meanwhile := unsure{a, func() {
		if _, err := installed(t, b, u.Broker, "acme.other", []byte("another")); err != nil {
			t.Error(err)
		}
	}}
	if err := a.OrderBy(t.Context(), meanwhile); err != nil {
		t.Fatal(err)
	}
	data := []byte("a package")
	digest, err := installed(t, a, u.Broker, "acme.x", data)
	wantCode(t, err, crm.CodeUnavailable)
	if err := a.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, err := a.PluginPackage(t.Context(), digest); err != nil || !bytes.Equal(got, data) {
		t.Errorf("the package is %q, %v", got, err)
	}
	stored, err := a.StoredPackages(t.Context())
	if err != nil || len(stored) != 1 || stored[0] != digest {
		t.Error("stored are", stored, err)
	}
	missing, err := a.MissingPackages(t.Context())
	if err != nil || len(missing) != 1 || missing[0] != chunk("acme.other").Hash {
		t.Error("missing are", missing, err)
	}
}

// What a region installs, the others have too, although its package comes to them by another way, and later.
func TestPlugins_AreInstalledInRegionsThatLackThePackage(t *testing.T) {
	t.Parallel()
	o := newOrder()
	a, b := o.region(t, stillClock), o.region(t, stillClock)
	u, _, _ := people(t, a.Store)
	data := []byte("a package")
	digest, err := installed(t, a, u.Broker, "acme.x", data)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if row, err := b.Plugin(t.Context(), u.Broker, "acme.x"); err != nil || row.Digest != digest {
		t.Fatal(row, err)
	}
	_, err = b.PluginPackage(t.Context(), digest)
	wantCode(t, err, crm.CodeNotFound)
	for _, want := range []int{1, 0} {
		missing, err := b.MissingPackages(t.Context())
		if err != nil || len(missing) != want {
			t.Errorf("missing are %v, want %d; %v", missing, want, err)
		}
		stored, err := b.StoredPackages(t.Context())
		if err != nil || len(stored) != 1-want {
			t.Errorf("stored are %v, want %d; %v", stored, 1-want, err)
		}
		if err := b.KeepPackage(t.Context(), digest, data); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := b.PluginPackage(t.Context(), digest); err != nil || !bytes.Equal(got, data) {
		t.Errorf("the package is %q, %v", got, err)
	}
	if found := problems(t, b.Store); len(found) > 0 {
		t.Error(found)
	}
}
