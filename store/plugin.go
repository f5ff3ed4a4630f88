package store

import (
	"context"
	"time"

	"roomkey/crm"
)

// maxPlugins bounds the plugins of one brokerage.
const maxPlugins = 100

// ErrNoPlugin says that there is no such plugin.
var ErrNoPlugin = &crm.Error{Code: crm.CodeNotFound, Message: "there is no such plugin"}

// PluginRegistry holds which plugins a brokerage has installed, their packages, secrets, crashes and logs, and whose
// signatures are trusted.
type PluginRegistry struct{ db *handle }

// Plugins lists the plugins that a brokerage has installed, by id.
func (p *PluginRegistry) Plugins(ctx context.Context, broker crm.ID) (rows []crm.PluginRow, err error) {
	err = p.db.reader.snapshot(ctx, "list plugins", func(ctx context.Context, tx querier) error {
		rows = nil
		found, err := tx.QueryContext(ctx, selectPlugins+` WHERE broker = ? ORDER BY id`, keyID(broker))
		return each(found, err, func(row rowScanner) error {
			plugin, err := scanPlugin(row)
			rows = append(rows, plugin)
			return err
		})
	})
	return rows, err
}

const selectPlugins = `SELECT broker, id, digest, key, granted, suspended, user, at FROM plugins`

// Plugin returns one plugin of a brokerage. ErrNoPlugin: the brokerage has none with this id.
func (p *PluginRegistry) Plugin(ctx context.Context, broker crm.ID, id string) (crm.PluginRow, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	plugin, err := scanPlugin(p.db.reader.row(ctx, selectPlugins+` WHERE broker = ? AND id = ?`, keyID(broker), id))
	if absent(err) {
		return plugin, ErrNoPlugin
	}
	return plugin, classify("read a plugin", err)
}

func scanPlugin(row rowScanner) (p crm.PluginRow, err error) {
	var broker, digest, user []byte
	var at int64
	if err := row.Scan(&broker, &p.ID, &digest, &p.Key, &p.Granted, &p.Suspended, &user, &at); err != nil {
		return p, err
	}
	if digest != nil && copy(p.Digest[:], digest) != len(p.Digest) {
		return p, damaged("a digest of %d bytes", len(digest))
	}
	p.At = fromMicros(at)
	return p, toIDs([][]byte{broker, user}, &p.Broker, &p.By)
}

// PluginPackage returns the package with a digest. ErrNoPlugin: there is none.
func (p *PluginRegistry) PluginPackage(ctx context.Context, digest crm.Hash) (data []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	err = p.db.reader.row(ctx, `SELECT data FROM plugin_packages WHERE digest = ?`, digest[:]).Scan(&data)
	if absent(err) {
		return nil, ErrNoPlugin
	}
	return data, classify("read a package", err)
}

// ChangePlugin installs a plugin or changes its row. change gets the present row, nil if there is none, and returns the
// new one; nobody else changes the row in between, and an error of change changes nothing. data is the plugin's
// package; it is nil if the package is stored already or came with the server. crm.CodeConflict: the brokerage has too
// many plugins.
func (p *PluginRegistry) ChangePlugin(ctx context.Context, broker crm.ID, id string,
	change func(now *crm.PluginRow) (crm.PluginRow, error), data []byte, entry crm.AuditEntry) error {

	return p.db.update(ctx, "save a plugin", func(b *batch) error {
		var others int
		if err := b.row(`SELECT count(*) FROM plugins WHERE broker = ? AND id <> ?`,
			keyID(broker), id).Scan(&others); err != nil {
			return err
		}
		if others >= maxPlugins {
			return crm.Errorf(crm.CodeConflict, "there are %d plugins already: remove one first", others)
		}
		now := new(crm.PluginRow)
		var err error
		if *now, err = scanPlugin(b.row(selectPlugins+` WHERE broker = ? AND id = ?`, keyID(broker), id)); absent(err) {
			now, err = nil, nil
		}
		if err != nil {
			return err
		}
		p, err := change(now)
		if err != nil {
			return err
		}
		var digest []byte
		if p.Digest != (crm.Hash{}) {
			digest = p.Digest[:]
		}
		if data != nil { // also replaces bytes that were damaged
			if err := b.exec(`INSERT INTO plugin_packages (digest, data) VALUES (?, ?) ON CONFLICT DO UPDATE
				SET data = excluded.data`, digest, data); err != nil {
				return err
			}
		}
		if err := b.exec(`INSERT INTO plugins (broker, id, digest, key, granted, suspended, user, at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET digest = excluded.digest, key = excluded.key, granted = excluded.granted,
				suspended = excluded.suspended,
				user = excluded.user, at = excluded.at`,
			keyID(broker), id, digest, p.Key, []byte(p.Granted), p.Suspended, keyID(p.By), micros(p.At)); err != nil {
			return err
		}
		if err := dropUnusedPackages(b); err != nil {
			return err
		}
		return b.addAudit(&entry)
	})
}

func dropUnusedPackages(b *batch) error {
	return b.exec(
		`DELETE FROM plugin_packages WHERE digest NOT IN (SELECT digest FROM plugins WHERE digest IS NOT NULL)`)
}

// RemovePlugin removes a plugin with its secrets and logs. ErrNoPlugin: the brokerage has none with this id.
func (p *PluginRegistry) RemovePlugin(ctx context.Context, broker crm.ID, id string, entry crm.AuditEntry) error {
	return p.db.update(ctx, "remove a plugin", func(b *batch) error {
		var gone string
		err := b.row(`DELETE FROM plugins WHERE broker = ? AND id = ? RETURNING id`, keyID(broker), id).Scan(&gone)
		if absent(err) {
			return ErrNoPlugin
		}
		if err != nil {
			return err
		}
		for _, text := range []string{`DELETE FROM plugin_secrets WHERE broker = ? AND plugin = ?`,
			`DELETE FROM plugin_crashes WHERE broker = ? AND plugin = ?`} {
			if err := b.exec(text, keyID(broker), id); err != nil {
				return err
			}
		}
		if err := dropUnusedPackages(b); err != nil {
			return err
		}
		return b.addAudit(&entry)
	})
}

// PluginSecrets returns a plugin's secrets, sorted by name.
func (p *PluginRegistry) PluginSecrets(ctx context.Context, broker crm.ID, plugin string) (
	secrets []crm.PluginSecret, err error) {
	err = p.db.reader.snapshot(ctx, "read secrets", func(ctx context.Context, tx querier) error {
		secrets = nil
		rows, err := tx.QueryContext(ctx, `SELECT name, host, sealed FROM plugin_secrets WHERE broker = ? AND plugin = ?
			ORDER BY name`, keyID(broker), plugin)
		return each(rows, err, func(row rowScanner) error {
			var secret crm.PluginSecret
			err := row.Scan(&secret.Name, &secret.Host, &secret.Sealed)
			secrets = append(secrets, secret)
			return err
		})
	})
	return secrets, err
}

// SetPluginSecret sets a plugin's secret. If Sealed is nil, it removes the secret.
func (p *PluginRegistry) SetPluginSecret(ctx context.Context, broker crm.ID, plugin string,
	secret crm.PluginSecret) error {

	return p.db.update(ctx, "set a secret", func(b *batch) error {
		if secret.Sealed == nil {
			return b.exec(`DELETE FROM plugin_secrets WHERE broker = ? AND plugin = ? AND name = ?`,
				keyID(broker), plugin, secret.Name)
		}
		return b.exec(`INSERT INTO plugin_secrets (broker, plugin, name, host, sealed) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET host = excluded.host, sealed = excluded.sealed`,
			keyID(broker), plugin, secret.Name, secret.Host, secret.Sealed)
	})
}

// CountCrash counts a crash of a plugin, and returns how many there were within the given time, including this one.
func (p *PluginRegistry) CountCrash(ctx context.Context, broker crm.ID, plugin string, within time.Duration) (
	count int, err error) {
	return updated(ctx, p.db, "count a crash", func(b *batch) (count int, err error) {
		since := b.now - within.Microseconds()
		if err := b.exec(`DELETE FROM plugin_crashes WHERE at <= ?`, since); err != nil {
			return 0, err
		}
		if err := b.exec(`INSERT INTO plugin_crashes (broker, plugin, at) VALUES (?, ?, ?)`,
			keyID(broker), plugin, b.now); err != nil {
			return 0, err
		}
		err = b.row(`SELECT count(*) FROM plugin_crashes WHERE broker = ? AND plugin = ?`,
			keyID(broker), plugin).Scan(&count)
		return count, err
	})
}

// ForgetCrashes sets a plugin's count of crashes to zero.
func (p *PluginRegistry) ForgetCrashes(ctx context.Context, broker crm.ID, plugin string) error {
	return p.db.update(ctx, "forget crashes", func(b *batch) error {
		return b.exec(`DELETE FROM plugin_crashes WHERE broker = ? AND plugin = ?`, keyID(broker), plugin)
	})
}

// TrustKey allows the installation of packages that a key has signed.
func (p *PluginRegistry) TrustKey(ctx context.Context, key []byte) error {
	return p.db.update(ctx, "trust a key", func(b *batch) error {
		return b.exec(`INSERT INTO plugin_keys (key, at) VALUES (?, ?) ON CONFLICT DO NOTHING`, key, b.now)
	})
}

// KeyTrusted reports whether packages that a key has signed may be installed.
func (p *PluginRegistry) KeyTrusted(ctx context.Context, key []byte) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	var count int
	err := p.db.reader.row(ctx, `SELECT count(*) FROM plugin_keys WHERE key = ?`, key).Scan(&count)
	return count > 0, classify("read keys", err)
}
