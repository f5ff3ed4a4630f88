package plugins

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/plugins/guest"
)

// Storage stores installed plugins.
type Storage interface {
	Plugins(ctx context.Context, broker crm.ID) ([]crm.PluginRow, error)
	Plugin(ctx context.Context, broker crm.ID, id string) (crm.PluginRow, error) // not_found
	PluginPackage(ctx context.Context, digest crm.Hash) ([]byte, error)
	// ChangePlugin replaces a row (nil: there is none) by the one that change returns. Nobody else changes it
	// meanwhile.
	ChangePlugin(ctx context.Context, broker crm.ID, id string, change func(now *crm.PluginRow) (crm.PluginRow, error),
		data []byte, entry crm.AuditEntry) error
	RemovePlugin(ctx context.Context, broker crm.ID, id string, entry crm.AuditEntry) error // not_found
	Secrets
	Crashes
	Logs
	KeyTrusted(ctx context.Context, key []byte) (bool, error)
}

// Secrets stores sealed secrets.
type Secrets interface {
	// PluginsWithSecrets lists the plugins that have secrets, also such as are no longer there.
	PluginsWithSecrets(ctx context.Context, broker crm.ID) ([]string, error)
	PluginSecrets(ctx context.Context, broker crm.ID, plugin string) ([]crm.PluginSecret, error)
	// nil Sealed removes it; not_found: installed is true, and the plugin is not
	SetPluginSecret(ctx context.Context, broker crm.ID, plugin string, installed bool, secret crm.PluginSecret) error
	// ReplacePluginSecret sets one that is still sealed as it was; else it does nothing.
	ReplacePluginSecret(ctx context.Context, broker crm.ID, plugin string, was []byte, secret crm.PluginSecret) (
		done bool, err error)
}

// Crashes counts crashes, so that plugins that crash too often can be suspended.
type Crashes interface {
	CountCrash(ctx context.Context, broker crm.ID, plugin string, within time.Duration) (int, error)
	ForgetCrashes(ctx context.Context, broker crm.ID, plugin string) error
}

// Validator checks whether a program can be run. guest.Host implements it.
type Validator interface {
	Validate(ctx context.Context, p guest.Program, l guest.Limits) error
}

// A plugin that crashes maxCrashes times within crashWithin is suspended until the broker role grants it again.
const (
	maxCrashes  = 5
	crashWithin = 10 * time.Minute
)

// Config configures a Registry. Guests, Bundled and ProgramBytes are optional.
type Config struct {
	Storage Storage
	Guests  Validator                         // nil: packages are installed without being validated
	Bundled func() (map[string][]byte, error) // the packages by name; called once, at the first use, and not kept
	Secret  []byte                            // the server's secret; at least 32 bytes
	Other   []byte                            // opens what was sealed by it, and seals nothing; nil: none
	Now     func() time.Time
	Random  io.Reader

	ProgramBytes int // size of the installed plugins' code that is kept in memory; 0: 64 MiB
}

// Registry knows the plugins of each brokerage, their grants and their secrets. Changes by another process take effect
// at the next call. Safe for concurrent use.
type Registry struct {
	config   Config
	sealer   *secretSealer
	bundled  func() (map[string]*Package, error) // by id; opened on first use, so that starting does not wait for it
	packages *packageCache
}

// NewRegistry returns a registry. It opens the bundled packages at the first use. If one of them is bad, every call
// returns an error that names it.
func NewRegistry(config Config) (*Registry, error) {
	sealed, err := newSecretSealer(config.Secret, config.Other, config.Random)
	if err != nil {
		return nil, err
	}
	open := sync.OnceValues(func() (map[string]*Package, error) { return openBundled(config.Bundled) })
	return &Registry{config: config, sealer: sealed, bundled: open,
		packages: newPackageCache(config.Storage.PluginPackage, config.Now, config.ProgramBytes)}, nil
}

func openBundled(read func() (map[string][]byte, error)) (map[string]*Package, error) {
	if read == nil {
		return nil, nil
	}
	raw, err := read()
	if err != nil {
		return nil, err
	}
	bundled := make(map[string]*Package, len(raw))
	for name, data := range raw {
		p, err := Open(data)
		if err != nil {
			return nil, &crm.Error{Code: crm.CodeInternal, Message: "the bundled plugin " + name + " can't be opened",
				Err: err}
		}
		bundled[p.Manifest.ID] = p
	}
	return bundled, nil
}

// Installed returns a brokerage's plugins by id. They include bundled and damaged plugins; the damaged ones have
// neither steps nor workflows.
func (r *Registry) Installed(ctx context.Context, broker crm.ID) ([]*Plugin, error) {
	bundled, err := r.bundled()
	if err != nil {
		return nil, err
	}
	rows, err := r.config.Storage.Plugins(ctx, broker)
	if err != nil {
		return nil, err
	}
	var list []*Plugin
	told := make(map[string]bool, len(rows))
	for i := range rows {
		p, err := r.plugin(ctx, &rows[i])
		if damage := DamageOf(err); damage != nil { // a damaged package does not affect the others
			p, err = pluginOf(&rows[i], &Label{Manifest: Manifest{ID: rows[i].ID}, Digest: rows[i].Digest}), nil
			p.Damage = damage
		}
		if err != nil {
			return nil, err
		}
		if p != nil {
			list, told[rows[i].ID] = append(list, p), true
		}
	}
	for id, p := range bundled {
		if !told[id] {
			list = append(list, &Plugin{Label: p.Label, Granted: p.Manifest.Capabilities, Bundled: true})
		}
	}
	slices.SortFunc(list, func(a, b *Plugin) int { return strings.Compare(a.Manifest.ID, b.Manifest.ID) })
	return list, nil
}

// Find returns one of a brokerage's plugins, even if it is suspended. Error codes: not_found; unavailable for a damaged
// one.
func (r *Registry) Find(ctx context.Context, broker crm.ID, id string) (*Plugin, error) {
	bundled, err := r.bundled()
	if err != nil {
		return nil, err
	}
	row, err := r.config.Storage.Plugin(ctx, broker, id)
	switch {
	case err == nil:
		if p, err := r.plugin(ctx, &row); p != nil || err != nil {
			return p, err
		}
	case crm.CodeOf(err) != crm.CodeNotFound:
		return nil, err
	}
	if p := bundled[id]; p != nil && (err != nil || row.Digest == crm.Hash{}) {
		return &Plugin{Label: p.Label, Granted: p.Manifest.Capabilities, Bundled: true}, nil
	}
	return nil, errNoPlugin
}

var errNoPlugin = crm.Errorf(crm.CodeNotFound, "there is no such plugin")

// plugin returns the plugin of a row. It returns nil for a bundled plugin that this version of the server lacks, and
// for a plugin that is being removed.
func (r *Registry) plugin(ctx context.Context, row *crm.PluginRow) (*Plugin, error) {
	p, err := r.read(ctx, row)
	if DamageOf(err) == nil {
		return p, err
	}
	now, failed := r.config.Storage.Plugin(ctx, row.Broker, row.ID)
	switch {
	case crm.CodeOf(failed) == crm.CodeNotFound:
		return nil, nil
	case failed == nil && now.Digest != row.Digest: // an update has removed the package since the row was read
		return r.read(ctx, &now)
	}
	return p, err
}

func pluginOf(row *crm.PluginRow, label *Label) *Plugin {
	return &Plugin{Label: label, Key: row.Key, Suspended: row.Suspended, Installed: row.At, By: row.By}
}

func (r *Registry) read(ctx context.Context, row *crm.PluginRow) (*Plugin, error) {
	p := pluginOf(row, nil)
	if err := json.Unmarshal(row.Granted, &p.Granted); err != nil {
		return nil, &crm.Error{Code: crm.CodeUnavailable, Message: "the grant of a plugin can't be read", Err: err}
	}
	if row.Digest == (crm.Hash{}) {
		bundled, err := r.bundled()
		if err != nil {
			return nil, err
		}
		came := bundled[row.ID]
		if came == nil {
			return nil, nil
		}
		p.Bundled, p.Label = true, came.Label
		return p, nil
	}
	var err error
	if p.Label, err = r.packages.label(ctx, row.Digest); err != nil {
		return nil, about(row.ID, err)
	}
	return p, nil
}

// Program returns the code of a brokerage's plugin that Find or Installed returned. Error code: unavailable, for a
// damaged plugin and for one that has been replaced or removed since.
func (r *Registry) Program(ctx context.Context, broker crm.ID, p *Plugin) (guest.Program, error) {
	id := p.Manifest.ID
	if p.Bundled {
		bundled, err := r.bundled()
		if err != nil {
			return guest.Program{}, err
		}
		return bundled[id].Program, nil
	}
	program, err := r.packages.program(ctx, p.Digest)
	if DamageOf(err) != nil {
		now, failed := r.config.Storage.Plugin(ctx, broker, id)
		if crm.CodeOf(failed) == crm.CodeNotFound || failed == nil && now.Digest != p.Digest {
			return program, crm.Errorf(crm.CodeUnavailable, "the plugin %s has been replaced", id)
		}
	}
	return program, about(id, err)
}

// about adds the plugin's id to an error that reports a damaged package.
func about(id string, err error) error {
	if damage := DamageOf(err); damage != nil {
		return DamagedError(id, damage)
	}
	return err
}

// Crashed counts a crash. Too many within a short time suspend the plugin, which it reports.
func (r *Registry) Crashed(ctx context.Context, broker crm.ID, id string) (suspended bool, err error) {
	count, err := r.config.Storage.CountCrash(ctx, broker, id, crashWithin)
	if err != nil || count < maxCrashes {
		return false, err
	}
	suspend := func(row *crm.PluginRow) { row.Suspended = true }
	return true, r.change(ctx, broker, crm.ID{}, id, "plugin:suspended", suspend)
}

// change alters the stored row of a plugin. For a bundled plugin without a row it makes one.
func (r *Registry) change(ctx context.Context, broker, by crm.ID, id, action string, alter func(*crm.PluginRow)) error {
	bundled, err := r.bundled()
	if err != nil {
		return err
	}
	return r.config.Storage.ChangePlugin(ctx, broker, id, func(now *crm.PluginRow) (crm.PluginRow, error) {
		var row crm.PluginRow
		switch p := bundled[id]; {
		case now != nil:
			row = *now
		case p == nil:
			return row, errNoPlugin
		default:
			granted, err := json.Marshal(p.Manifest.Capabilities)
			if err != nil {
				return row, err
			}
			row = crm.PluginRow{Granted: granted, At: r.config.Now()}
		}
		alter(&row)
		return row, nil
	}, nil, r.entry(by, action, id))
}

func (r *Registry) entry(by crm.ID, action, plugin string) crm.AuditEntry {
	return crm.AuditEntry{At: r.config.Now(), User: by, Action: action, Field: plugin}
}
