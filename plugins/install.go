package plugins

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/plugins/guest"
)

// Install installs a package for a brokerage or replaces an earlier version. A new version keeps the grant of the old
// one; further capabilities that it asks for need a new grant. A signed package must be signed by a key that the
// operator trusts, and an update by the same key as before. An unsigned package is installed only if unsigned is true.
// by is the user who asks, zero for the operator.
//
// Errors: invalid and too_large for a bad package; forbidden for a signature that is not trusted or missing; conflict
// for a different key than before, for the id of a bundled plugin, and for too many plugins.
func (r *Registry) Install(ctx context.Context, broker, by crm.ID, raw []byte, unsigned bool) (*Plugin, error) {
	p, err := Open(raw)
	if err != nil {
		return nil, err
	}
	id := p.Manifest.ID
	bundled, err := r.bundled()
	if err != nil {
		return nil, err
	}
	if bundled[id] != nil {
		return nil, crm.Errorf(crm.CodeConflict, "the plugin %s comes with the server", id)
	}
	if err := r.checkKey(ctx, p, unsigned); err != nil {
		return nil, err
	}
	if err := r.try(ctx, p); err != nil {
		return nil, err
	}
	err = r.config.Storage.ChangePlugin(ctx, broker, id, func(now *crm.PluginRow) (crm.PluginRow, error) {
		row := crm.PluginRow{Digest: p.Digest, Key: p.Key, By: by, At: r.config.Now(), Granted: json.RawMessage("{}")}
		switch {
		case now == nil:
		case !bytes.Equal(now.Key, p.Key):
			return row, crm.Errorf(crm.CodeConflict,
				"the plugin %s was signed by another key when it was installed: remove it first", id)
		default:
			row.Granted, row.Suspended = now.Granted, now.Suspended
		}
		return row, nil
	}, raw, r.entry(by, "plugin:installed", id))
	if err != nil {
		return nil, err
	}
	r.packages.keep(p)
	return r.Find(ctx, broker, id)
}

func (r *Registry) checkKey(ctx context.Context, p *Package, unsigned bool) error {
	if p.Key == nil {
		if unsigned {
			return nil
		}
		return crm.Errorf(crm.CodeForbidden, "the package is not signed")
	}
	trusted, err := r.config.Storage.KeyTrusted(ctx, p.Key)
	if err != nil || trusted {
		return err
	}
	return crm.Errorf(crm.CodeForbidden, "the package is signed by a key that is not trusted here: %s",
		FormatKey(p.Key))
}

// try validates the code in a separate process.
func (r *Registry) try(ctx context.Context, p *Package) error {
	if r.config.Guests == nil {
		return nil
	}
	return r.config.Guests.Validate(ctx, p.Program, LimitsOf(&p.Manifest))
}

// LimitsOf converts the limits that a manifest asks for into those of a guest. A step that asks for minutes may use
// them: the guest's process has a low priority, and Wall ends it in any case.
func LimitsOf(m *Manifest) guest.Limits {
	wall := time.Duration(m.Limits.Seconds) * time.Second
	return guest.Limits{MemoryBytes: int64(m.Limits.MemoryMB) << 20, Wall: wall, CPU: wall}
}

// Grant sets the capabilities of a plugin and resumes a suspended one. It can't grant anything that the plugin does not
// ask for. Errors: not_found, invalid with the member at fault.
func (r *Registry) Grant(ctx context.Context, broker, by crm.ID, id string, granted Capabilities) (*Plugin, error) {
	if err := granted.check("capabilities"); err != nil {
		return nil, err
	}
	p, err := r.Find(ctx, broker, id)
	if err != nil {
		return nil, err
	}
	if beyond := granted.Beyond(p.Manifest.Capabilities); !beyond.Empty() {
		return nil, crm.Invalid("capabilities", "grants something that the plugin does not ask for")
	}
	raw, err := json.Marshal(granted)
	if err != nil {
		return nil, err
	}
	if err := r.config.Storage.ForgetCrashes(ctx, broker, id); err != nil {
		return nil, err
	}
	err = r.change(ctx, broker, by, id, "plugin:granted", func(row *crm.PluginRow) {
		row.Granted, row.Suspended = raw, false
	})
	if err != nil {
		return nil, err
	}
	return r.Find(ctx, broker, id)
}

// Remove removes a plugin with its grant, secrets and logs. A bundled plugin can't be removed; grant it nothing
// instead. Errors: not_found, conflict.
func (r *Registry) Remove(ctx context.Context, broker, by crm.ID, id string) error {
	bundled, err := r.bundled()
	if err != nil {
		return err
	}
	if bundled[id] != nil {
		return crm.Errorf(crm.CodeConflict, "the plugin %s comes with the server: grant it nothing instead", id)
	}
	return r.config.Storage.RemovePlugin(ctx, broker, id, r.entry(by, "plugin:removed", id))
}

// SetSecret sets a secret of a plugin for one host. The manifest must name both the secret and the host. An empty value
// removes the secret. Errors: not_found, invalid.
func (r *Registry) SetSecret(ctx context.Context, broker crm.ID, id, name, host, value string) error {
	p, err := r.Find(ctx, broker, id)
	if err != nil {
		return err
	}
	asked := p.Manifest.Capabilities
	secret := crm.PluginSecret{Name: name, Host: host}
	switch {
	case value == "":
		return r.config.Storage.SetPluginSecret(ctx, broker, id, !p.Bundled, secret)
	case len(common(asked.Secrets, []string{name})) == 0:
		return crm.Invalid("name", "is not a secret that the plugin asks for")
	case len(common(asked.HTTP, []string{host})) == 0:
		return crm.Invalid("host", "is not a host that the plugin asks for")
	case len(value) < minSecretBytes || len(value) > maxSecretBytes:
		return crm.Invalid("value", "has %d to %d bytes", minSecretBytes, maxSecretBytes)
	}
	if err := r.sealer.seal(broker, id, &secret, value); err != nil {
		return err
	}
	return r.config.Storage.SetPluginSecret(ctx, broker, id, !p.Bundled, secret)
}

// The size of a secret. A shorter one could not be redacted from answers without redacting similar text too.
const (
	minSecretBytes = 8
	maxSecretBytes = 4 << 10
)

// Secret is a value that only requests to one host may contain.
type Secret struct{ Host, Value string }

// Secrets returns a plugin's secrets by name.
func (r *Registry) Secrets(ctx context.Context, broker crm.ID, id string) (map[string]Secret, error) {
	stored, err := r.config.Storage.PluginSecrets(ctx, broker, id)
	if err != nil {
		return nil, err
	}
	secrets := make(map[string]Secret, len(stored))
	for i := range stored {
		value, _, err := r.sealer.open(broker, id, &stored[i])
		if err != nil {
			return nil, err
		}
		secrets[stored[i].Name] = Secret{stored[i].Host, value}
	}
	return secrets, nil
}

// Reseal seals the secrets of a brokerage's plugins that were sealed with the other secret with the server's, and says
// how many it has. One that somebody sets meanwhile is left as it is. So is one that neither secret opens: the error,
// after all the others are sealed, names each. Secrets of plugins that this server lacks are sealed too.
func (r *Registry) Reseal(ctx context.Context, broker crm.ID) (resealed int, err error) {
	ids, err := r.config.Storage.PluginsWithSecrets(ctx, broker)
	if err != nil {
		return 0, err
	}
	var closed []string
	for _, id := range ids {
		stored, err := r.config.Storage.PluginSecrets(ctx, broker, id)
		if err != nil {
			return resealed, err
		}
		for _, secret := range stored {
			value, old, err := r.sealer.open(broker, id, &secret)
			if err != nil {
				closed = append(closed, secret.Name+" of "+id)
				continue
			}
			if !old {
				continue
			}
			done, err := r.reseal(ctx, broker, id, secret, value)
			if err != nil {
				return resealed, err
			}
			if done {
				resealed++
			}
		}
	}
	if len(closed) > 0 {
		err = &SealedError{Secrets: closed}
	}
	return resealed, err
}

func (r *Registry) reseal(ctx context.Context, broker crm.ID, id string, secret crm.PluginSecret, value string) (
	done bool, err error) {
	was := secret.Sealed
	if err := r.sealer.seal(broker, id, &secret, value); err != nil {
		return false, err
	}
	return r.config.Storage.ReplacePluginSecret(ctx, broker, id, was, secret)
}

// SealedError names secrets of plugins that none of the server's secrets opens: each as "KEY of acme.summary".
type SealedError struct{ Secrets []string }

func (e *SealedError) Error() string {
	return "these secrets of plugins can't be opened, and have to be set again: " + strings.Join(e.Secrets, ", ")
}
