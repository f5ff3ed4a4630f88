package store

import (
	"bytes"
	"context"
	"time"

	"roomkey/crm"
)

// PluginRegistry holds which plugins a brokerage has installed, their packages, secrets, crashes and logs, and whose
// signatures are trusted.
type PluginRegistry struct {
	db     *handle
	ledger *RowLedger
}

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

// PluginPackage returns the package with a digest. ErrNoPlugin: there is none.
func (p *PluginRegistry) PluginPackage(ctx context.Context, digest crm.Hash) (data []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	err = p.db.reader.row(ctx, `SELECT data FROM plugin_packages WHERE digest = ? AND length(data) > 0`,
		digest[:]).Scan(&data)
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

	var digest crm.Hash
	err := p.ledger.write(ctx, "save a plugin", func(b *batch) (plannedWrite, error) {
		now, err := pluginIn(b, broker, id)
		if err != nil {
			return plannedWrite{}, err
		}
		next, err := change(now)
		if err != nil {
			return plannedWrite{}, err
		}
		if data != nil { // regions that have the row ask for it
			if err := keepPackage(b, next.Digest, data); err != nil {
				return plannedWrite{}, err
			}
		}
		digest = next.Digest
		return plannedWrite{entryPluginPut, broker, &pluginPut{ID: id, Before: pluginFactsOf(now),
			After: *pluginFactsOf(&next), By: next.By, At: micros(next.At), Audit: auditLineOf(&entry)}}, nil
	})
	// Another plugin's entry may have dropped it, as unused. Where nobody knows whether the entry is in order, it may
	// be later, and then no other region has the package.
	if unknown := crm.CodeOf(err) == crm.CodeUnavailable; data != nil && p.ledger.Ordered() && (err == nil || unknown) {
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), queryTimeout)
		defer cancel()
		if keepErr := p.KeepPackage(limited, digest, data); err == nil {
			err = keepErr
		}
	}
	return err
}

// KeepPackage stores the package with a digest. It is dropped when no plugin has it.
func (p *PluginRegistry) KeepPackage(ctx context.Context, digest crm.Hash, data []byte) error {
	return p.db.update(ctx, "keep a package", func(b *batch) error { return keepPackage(b, digest, data) })
}

// StoredPackages lists the digests of packages that plugins have and that this database has.
func (p *PluginRegistry) StoredPackages(ctx context.Context) (stored []crm.Hash, err error) {
	return p.packages(ctx, `SELECT DISTINCT digest FROM plugins
		WHERE digest IN (SELECT digest FROM plugin_packages WHERE length(data) > 0)`)
}

// MissingPackages lists the digests of packages that plugins have and this database has not.
func (p *PluginRegistry) MissingPackages(ctx context.Context) (missing []crm.Hash, err error) {
	return p.packages(ctx, `SELECT DISTINCT digest FROM plugins WHERE digest IS NOT NULL
		AND digest NOT IN (SELECT digest FROM plugin_packages WHERE length(data) > 0)`)
}

func (p *PluginRegistry) packages(ctx context.Context, query string) (digests []crm.Hash, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	rows, err := p.db.reader.query(ctx, query)
	err = each(rows, err, func(row rowScanner) error {
		var digest []byte
		if err := row.Scan(&digest); err != nil {
			return err
		}
		if len(digest) != len(crm.Hash{}) {
			return damaged("a digest of %d bytes", len(digest))
		}
		digests = append(digests, crm.Hash(digest))
		return nil
	})
	return digests, classify("look for packages", err)
}

// RemovePlugin removes a plugin with its secrets and logs. ErrNoPlugin: the brokerage has none with this id.
func (p *PluginRegistry) RemovePlugin(ctx context.Context, broker crm.ID, id string, entry crm.AuditEntry) error {
	return p.ledger.write(ctx, "remove a plugin", func(*batch) (plannedWrite, error) {
		return plannedWrite{entryPluginRemoved, broker, &pluginRemoved{id, auditLineOf(&entry)}}, nil
	})
}

// PluginsWithSecrets lists the plugins of a brokerage that have secrets.
func (p *PluginRegistry) PluginsWithSecrets(ctx context.Context, broker crm.ID) (ids []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	rows, err := p.db.reader.query(ctx, `SELECT DISTINCT plugin FROM plugin_secrets WHERE broker = ? ORDER BY plugin`,
		keyID(broker))
	err = each(rows, err, func(row rowScanner) error {
		var id string
		err := row.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, classify("read secrets", err)
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

// SetPluginSecret sets a plugin's secret. If Sealed is nil, it removes the secret. ErrNoPlugin: installed is true, and
// the brokerage has not installed the plugin; one that came with the server need not be.
func (p *PluginRegistry) SetPluginSecret(ctx context.Context, broker crm.ID, plugin string, installed bool,
	secret crm.PluginSecret) error {

	return p.ledger.write(ctx, "set a secret", func(*batch) (plannedWrite, error) {
		return plannedWrite{entryPluginSecret, broker, &pluginSecret{Plugin: plugin, Name: secret.Name,
			Host: secret.Host, Sealed: secret.Sealed, Installed: installed}}, nil
	})
}

// ReplacePluginSecret sets a plugin's secret again, if it is still sealed as it was: what another region sets or
// removes meanwhile stays so. done is false where nothing was written.
func (p *PluginRegistry) ReplacePluginSecret(ctx context.Context, broker crm.ID, plugin string, was []byte,
	secret crm.PluginSecret) (done bool, err error) {

	err = p.ledger.write(ctx, "seal a secret again", func(b *batch) (plannedWrite, error) {
		is, err := sealedIn(b, broker, plugin, secret.Name)
		if done = err == nil && len(is) > 0 && bytes.Equal(is, was); !done {
			return plannedWrite{}, err
		}
		return plannedWrite{entryPluginSecret, broker, &pluginSecret{Plugin: plugin, Name: secret.Name,
			Host: secret.Host, Sealed: secret.Sealed, Before: was}}, nil
	})
	return done && err == nil, err
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
	return p.ledger.write(ctx, "trust a key", func(*batch) (plannedWrite, error) {
		return plannedWrite{entryKeyTrusted, crm.ID{}, &keyTrusted{key}}, nil
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
