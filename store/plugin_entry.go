package store

import (
	"bytes"

	"roomkey/crm"
)

// Kinds of entries.
var (
	entryPluginPut     = writesRows[pluginPut]("plugin.put")
	entryPluginRemoved = writesRows[pluginRemoved]("plugin.removed")
	entryPluginSecret  = writesRows[pluginSecret]("plugin.secret")
	entryKeyTrusted    = writesRows[keyTrusted]("plugin.key.trusted")
)

// auditLine is the line of the audit log that an entry writes in each region. At is microseconds since 1970.
type auditLine struct {
	At     int64  `json:"at"`
	User   crm.ID `json:"user"`
	Action string `json:"action"`
	Field  string `json:"field,omitempty"`
}

func auditLineOf(e *crm.AuditEntry) auditLine {
	return auditLine{micros(e.At), e.User, e.Action, e.Field}
}

func (l *auditLine) add(b *batch) error {
	return b.addAudit(&crm.AuditEntry{At: fromMicros(l.At), User: l.User, Action: l.Action, Field: l.Field})
}

// pluginFacts are what of an installed plugin decides what it may do. Digest is empty if it came with the server.
type pluginFacts struct {
	Digest    []byte `json:"digest,omitempty"`
	Key       []byte `json:"key,omitempty"`
	Granted   []byte `json:"granted"`
	Suspended bool   `json:"suspended,omitempty"`
}

// pluginFactsOf is nil for a plugin that is not there.
func pluginFactsOf(row *crm.PluginRow) *pluginFacts {
	if row == nil {
		return nil
	}
	facts := &pluginFacts{Key: row.Key, Granted: row.Granted, Suspended: row.Suspended}
	if row.Digest != (crm.Hash{}) {
		facts.Digest = row.Digest[:]
	}
	return facts
}

func (f *pluginFacts) equal(other *pluginFacts) bool {
	if f == nil || other == nil {
		return f == other
	}
	return bytes.Equal(f.Digest, other.Digest) && bytes.Equal(f.Key, other.Key) &&
		bytes.Equal(f.Granted, other.Granted) && f.Suspended == other.Suspended
}

// pluginPut installs a plugin, or makes another of one that is as Before. Its package comes by another way.
type pluginPut struct {
	ID     string       `json:"id"`
	Before *pluginFacts `json:"before,omitempty"`
	After  pluginFacts  `json:"after"`
	By     crm.ID       `json:"by"`
	At     int64        `json:"at"`
	Audit  auditLine    `json:"audit"`
}

func (w *pluginPut) apply(a *applying) error {
	now, err := pluginIn(a.batch, a.broker, w.ID)
	if err != nil {
		return err
	}
	if !pluginFactsOf(now).equal(w.Before) {
		return errOvertaken
	}
	var others int
	if err := a.row(`SELECT count(*) FROM plugins WHERE broker = ? AND id <> ?`, keyID(a.broker),
		w.ID).Scan(&others); err != nil {
		return err
	}
	if others >= maxPlugins {
		return crm.Errorf(crm.CodeConflict, "there are %d plugins already: remove one first", others)
	}
	var digest any
	if len(w.After.Digest) > 0 {
		digest = w.After.Digest
		if err := expectPackage(a.batch, w.After.Digest); err != nil {
			return err
		}
	}
	if err := a.exec(`INSERT INTO plugins (broker, id, digest, key, granted, suspended, user, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET digest = excluded.digest, key = excluded.key,
			granted = excluded.granted, suspended = excluded.suspended, user = excluded.user, at = excluded.at`,
		keyID(a.broker), w.ID, digest, w.After.Key, w.After.Granted, w.After.Suspended, keyID(w.By), w.At); err != nil {
		return err
	}
	if err := dropUnusedPackages(a.batch); err != nil {
		return err
	}
	return w.Audit.add(a.batch)
}

// pluginRemoved removes a plugin with its secrets.
type pluginRemoved struct {
	ID    string    `json:"id"`
	Audit auditLine `json:"audit"`
}

func (w *pluginRemoved) apply(a *applying) error {
	err := a.mustChange(ErrNoPlugin, `DELETE FROM plugins WHERE broker = ? AND id = ?`, keyID(a.broker), w.ID)
	if err != nil {
		return err
	}
	for _, text := range []string{`DELETE FROM plugin_secrets WHERE broker = ? AND plugin = ?`,
		`DELETE FROM plugin_crashes WHERE broker = ? AND plugin = ?`} {
		if err := a.exec(text, keyID(a.broker), w.ID); err != nil {
			return err
		}
	}
	if err := dropUnusedPackages(a.batch); err != nil {
		return err
	}
	return w.Audit.add(a.batch)
}

// pluginSecret sets a plugin's secret, which is sealed by what all regions know; without Sealed it removes it.
// Installed refuses it where the plugin has no row, as one that came with the server may have none. Before, if it is
// set, is what the secret has to be sealed as. Older programs made entries without these two.
type pluginSecret struct {
	Plugin    string `json:"plugin"`
	Name      string `json:"name"`
	Host      string `json:"host,omitempty"`
	Sealed    []byte `json:"sealed,omitempty"`
	Installed bool   `json:"installed,omitempty"`
	Before    []byte `json:"before,omitempty"`
}

func (w *pluginSecret) apply(a *applying) error {
	if len(w.Sealed) == 0 {
		return a.exec(`DELETE FROM plugin_secrets WHERE broker = ? AND plugin = ? AND name = ?`, keyID(a.broker),
			w.Plugin, w.Name)
	}
	if err := w.check(a.batch, a.broker); err != nil {
		return err
	}
	return a.exec(`INSERT INTO plugin_secrets (broker, plugin, name, host, sealed) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET host = excluded.host, sealed = excluded.sealed`,
		keyID(a.broker), w.Plugin, w.Name, w.Host, w.Sealed)
}

// check refuses what is set for a plugin that is gone, or in the place of a secret that has been replaced.
func (w *pluginSecret) check(b *batch, broker crm.ID) error {
	if w.Installed {
		row, err := pluginIn(b, broker, w.Plugin)
		if err != nil {
			return err
		}
		if row == nil {
			return ErrNoPlugin
		}
	}
	if len(w.Before) == 0 {
		return nil
	}
	is, err := sealedIn(b, broker, w.Plugin, w.Name)
	if err == nil && !bytes.Equal(is, w.Before) {
		err = errOvertaken
	}
	return err
}

// keyTrusted allows the installation of packages that a key has signed, in all brokerages.
type keyTrusted struct {
	Key []byte `json:"key"`
}

func (w *keyTrusted) apply(a *applying) error {
	return a.exec(`INSERT INTO plugin_keys (key, at) VALUES (?, ?) ON CONFLICT DO NOTHING`, w.Key, a.now)
}
