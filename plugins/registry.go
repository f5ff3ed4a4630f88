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

// Storage keeps what is installed.
type Storage interface {
	Plugins(ctx context.Context, broker crm.ID) ([]crm.PluginRow, error)
	Plugin(ctx context.Context, broker crm.ID, id string) (crm.PluginRow, error) // not_found
	PluginPackage(ctx context.Context, digest crm.Hash) ([]byte, error)
	// ChangePlugin makes a row of the one that is there (nil: none), which nobody else changes in between.
	ChangePlugin(ctx context.Context, broker crm.ID, id string, change func(now *crm.PluginRow) (crm.PluginRow, error), data []byte, entry crm.AuditEntry) error
	RemovePlugin(ctx context.Context, broker crm.ID, id string, entry crm.AuditEntry) error // not_found
	Secrets
	Crashes
	KeyTrusted(ctx context.Context, key []byte) (bool, error)
}

// Secrets are stored sealed.
type Secrets interface {
	PluginSecrets(ctx context.Context, broker crm.ID, plugin string) ([]crm.PluginSecret, error)
	SetPluginSecret(ctx context.Context, broker crm.ID, plugin string, secret crm.PluginSecret) error // nil Sealed removes it
}

// Crashes are counted to find plugins that do more harm than good.
type Crashes interface {
	CountCrash(ctx context.Context, broker crm.ID, plugin string, within time.Duration) (int, error)
	ForgetCrashes(ctx context.Context, broker crm.ID, plugin string) error
}

// Validator tries whether a program can be run: guest.Host.
type Validator interface {
	Validate(ctx context.Context, p guest.Program, l guest.Limits) error
}

// A plugin that crashes so often within such a time is suspended until the broker role grants it again.
const (
	maxCrashes  = 5
	crashWithin = 10 * time.Minute
)

// Config is what a Registry is made of. Guests, Bundled and ProgramBytes may be left out.
type Config struct {
	Storage Storage
	Guests  Validator // nil: packages are installed without being tried
	Bundled map[string][]byte
	Secret  []byte // the server's; 32 bytes or more
	Now     func() time.Time
	Random  io.Reader

	ProgramBytes int // of installed plugins' code that is kept in memory; 0: 64 MiB
}

// Registry knows which plugins a brokerage has, what they were granted, and their secrets. What another process installs,
// grants or removes counts at the next question. Safe for concurrent use.
type Registry struct {
	config  Config
	vault   *vault
	bundled func() (map[string]*Package, error) // by id; opened when somebody asks: a start should not wait for megabytes of code
	shelf   *shelf
}

// NewRegistry makes a registry. The bundled packages are opened at the first use; where one of them is bad, every answer
// is an error that says which.
func NewRegistry(config Config) (*Registry, error) {
	sealed, err := newVault(config.Secret, config.Random)
	if err != nil {
		return nil, err
	}
	open := sync.OnceValues(func() (map[string]*Package, error) { return openBundled(config.Bundled) })
	return &Registry{config: config, vault: sealed, bundled: open, shelf: newShelf(config.Storage.PluginPackage, config.Now, config.ProgramBytes)}, nil
}

func openBundled(raw map[string][]byte) (map[string]*Package, error) {
	bundled := make(map[string]*Package, len(raw))
	for name, data := range raw {
		p, err := Open(data)
		if err != nil {
			return nil, &crm.Error{Code: crm.CodeInternal, Message: "the bundled plugin " + name + " can't be opened", Err: err}
		}
		bundled[p.Manifest.ID] = p
	}
	return bundled, nil
}

// Installed gives a brokerage's plugins by id, the bundled ones among them, and damaged ones: those have neither steps nor workflows.
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
		if damage := DamageOf(err); damage != nil { // one bad package doesn't take the others away
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

// Find gives one of a brokerage's plugins, also a suspended one. Error codes: not_found; unavailable for a damaged one.
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

// plugin is what a row tells of; nil for a bundled plugin that this version of the server lacks, and for one that is being
// removed.
func (r *Registry) plugin(ctx context.Context, row *crm.PluginRow) (*Plugin, error) {
	p, err := r.read(ctx, row)
	if DamageOf(err) == nil {
		return p, err
	}
	now, failed := r.config.Storage.Plugin(ctx, row.Broker, row.ID)
	switch {
	case crm.CodeOf(failed) == crm.CodeNotFound:
		return nil, nil
	case failed == nil && now.Digest != row.Digest: // an update has taken the package away since the row was read
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
		return nil, &crm.Error{Code: crm.CodeUnavailable, Message: "what a plugin was granted can't be read", Err: err}
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
	if p.Label, err = r.shelf.label(ctx, row.Digest); err != nil {
		return nil, about(row.ID, err)
	}
	return p, nil
}

// Program gives the code of a brokerage's plugin as Find or Installed gave it. Error code: unavailable, for a damaged one
// and for one that was replaced or removed since.
func (r *Registry) Program(ctx context.Context, broker crm.ID, p *Plugin) (guest.Program, error) {
	id := p.Manifest.ID
	if p.Bundled {
		bundled, err := r.bundled()
		if err != nil {
			return guest.Program{}, err
		}
		return bundled[id].Program, nil
	}
	program, err := r.shelf.program(ctx, p.Digest)
	if DamageOf(err) != nil {
		now, failed := r.config.Storage.Plugin(ctx, broker, id)
		if crm.CodeOf(failed) == crm.CodeNotFound || failed == nil && now.Digest != p.Digest {
			return program, crm.Errorf(crm.CodeUnavailable, "the plugin %s is another one by now", id)
		}
	}
	return program, about(id, err)
}

// about says whose package is damaged, where that is what an error tells.
func about(id string, err error) error {
	if damage := DamageOf(err); damage != nil {
		return DamagedError(id, damage)
	}
	return err
}

// Crashed counts a crash; too many in a short time suspend the plugin.
func (r *Registry) Crashed(ctx context.Context, broker crm.ID, id string) error {
	count, err := r.config.Storage.CountCrash(ctx, broker, id, crashWithin)
	if err != nil || count < maxCrashes {
		return err
	}
	return r.change(ctx, broker, crm.ID{}, id, "plugin:suspended", func(row *crm.PluginRow) { row.Suspended = true })
}

// change alters what is stored of a plugin, or would be of a bundled one of which nothing is.
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
