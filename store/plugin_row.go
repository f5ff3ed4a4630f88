package store

import "roomkey/crm"

// maxPlugins bounds the plugins of one brokerage.
const maxPlugins = 100

// ErrNoPlugin says that there is no such plugin.
var ErrNoPlugin = &crm.Error{Code: crm.CodeNotFound, Message: "there is no such plugin"}

const selectPlugins = `SELECT broker, id, digest, key, granted, suspended, user, at FROM plugins`

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

// pluginIn reads a plugin of a brokerage; nil if there is none.
func pluginIn(b *batch, broker crm.ID, id string) (*crm.PluginRow, error) {
	row, err := scanPlugin(b.row(selectPlugins+` WHERE broker = ? AND id = ?`, keyID(broker), id))
	if absent(err) {
		return nil, nil
	}
	return &row, err
}

// sealedIn reads a secret of a plugin, sealed; nil if there is none.
func sealedIn(b *batch, broker crm.ID, plugin, name string) (sealed []byte, err error) {
	err = b.row(`SELECT sealed FROM plugin_secrets WHERE broker = ? AND plugin = ? AND name = ?`, keyID(broker), plugin,
		name).Scan(&sealed)
	if absent(err) {
		return nil, nil
	}
	return sealed, err
}

// expectPackage makes an empty row for a package that has not come yet, which plugins may refer to.
func expectPackage(b *batch, digest []byte) error {
	return b.exec(`INSERT INTO plugin_packages (digest, data) VALUES (?, x'') ON CONFLICT DO NOTHING`, digest)
}

// keepPackage also replaces bytes that were damaged.
func keepPackage(b *batch, digest crm.Hash, data []byte) error {
	return b.exec(`INSERT INTO plugin_packages (digest, data) VALUES (?, ?) ON CONFLICT DO UPDATE
		SET data = excluded.data`, digest[:], data)
}

func dropUnusedPackages(b *batch) error {
	return b.exec(
		`DELETE FROM plugin_packages WHERE digest NOT IN (SELECT digest FROM plugins WHERE digest IS NOT NULL)`)
}
