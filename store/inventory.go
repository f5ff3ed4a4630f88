package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"time"
)

// Inventory counts what a database holds. A restored copy has the inventory of its backup, but for the epoch.
type Inventory struct {
	Epoch  string    // of the database; a restore draws another one
	Newest time.Time // the last write to a document or the audit log, or new account; zero: none
	Items  []InventoryItem
}

// InventoryItem is one thing that is counted. A database of an older version lacks some.
type InventoryItem struct {
	What  string // in the plural, such as "documents"
	Count int64  // how many, or the number of the last one of a log
	Hash  string // of what must be equal in a copy, in hexadecimal; "": the count is all
}

// InventoryOf reads a database file, in one transaction, beside a server that may be writing to it. It writes nothing.
// crm.CodeNotFound: there is no file. crm.CodeUnavailable: it can't be read.
func InventoryOf(ctx context.Context, file string) (i Inventory, err error) {
	db, err := openExisting(file, readerPragmas)
	if err != nil {
		return i, err
	}
	defer db.Close()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return i, classify("count", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	var epoch []byte
	err = tx.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = ?`, metaEpoch).Scan(&epoch)
	if err != nil && !absent(err) {
		return i, classify("count", err)
	}
	i.Epoch = hex.EncodeToString(epoch)
	var newest int64
	if err := tx.QueryRowContext(ctx, newestWrite).Scan(&newest); err != nil {
		return i, classify("find the newest write", err)
	}
	i.Newest = fromMicros(newest)
	for _, part := range inventoried {
		var there bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?)`,
			part.table).Scan(&there)
		if err == nil && there {
			err = i.add(ctx, tx, part.what, part.count, part.hash)
		}
		if err != nil {
			return i, classify("count "+part.what, err)
		}
	}
	return i, nil
}

// newestWrite goes through all documents, as counting them does.
const newestWrite = `SELECT max(coalesce((SELECT max(touched) FROM documents), 0),
	coalesce((SELECT at FROM audit ORDER BY num DESC LIMIT 1), 0), coalesce((SELECT max(created) FROM users), 0))`

// inventoried is what is counted. hash, if it is set, gives what must be equal, in an order that is the same in copies.
var inventoried = []struct{ what, table, count, hash string }{
	{"documents", "documents", `SELECT count(*) FROM documents`, `SELECT id, heads FROM documents ORDER BY id`},
	{"changes", "documents", `SELECT coalesce(sum(changes), 0) FROM documents`, ""},
	{"records", "records", `SELECT count(*) FROM records`, ""},
	{"accounts", "users", `SELECT count(*) FROM users`, ""},
	{"tasks", "tasks", `SELECT count(*) FROM tasks`, ""},
	{"lines of the audit log", "audit_end", `SELECT num FROM audit_end`, `SELECT x'', hash FROM audit_end`},
	{"entries of the ledger", "ledger", `SELECT coalesce(max(seq), 0) FROM ledger`,
		`SELECT previous, entry FROM ledger ORDER BY seq DESC LIMIT 1`},
}

// add counts one thing. The rows of hash have two columns of bytes.
func (i *Inventory) add(ctx context.Context, tx *sql.Tx, what, count, hash string) error {
	item := InventoryItem{What: what}
	if err := tx.QueryRowContext(ctx, count).Scan(&item.Count); err != nil {
		return err
	}
	if hash != "" {
		sum := sha256.New()
		rows, err := tx.QueryContext(ctx, hash)
		err = each(rows, err, func(row rowScanner) error {
			var first, second []byte
			err := row.Scan(&first, &second)
			fmt.Fprintf(sum, "%d %x %x\n", len(first), first, second)
			return err
		})
		if err != nil {
			return err
		}
		item.Hash = hex.EncodeToString(sum.Sum(nil))
	}
	i.Items = append(i.Items, item)
	return nil
}

// Differences says in what a copy differs from this inventory; nil if in nothing. It passes over what only one of them
// counts.
func (i *Inventory) Differences(copied *Inventory) (problems []Problem) {
	for _, item := range i.Items {
		other, known := copied.item(item.What)
		switch {
		case !known:
		case other.Count != item.Count:
			problems = append(problems, Problem{item.What, fmt.Sprintf("there are %d; the backup has %d", other.Count,
				item.Count)})
		case other.Hash != item.Hash:
			problems = append(problems, Problem{item.What, "they are as many as in the backup, and not the same"})
		}
	}
	return problems
}

// Lacking says how many of what this database has an older copy of it lacks; nil if none.
func (i *Inventory) Lacking(copied *Inventory) (items []InventoryItem) {
	for _, item := range i.Items {
		if other, known := copied.item(item.What); known && other.Count < item.Count {
			items = append(items, InventoryItem{What: item.What, Count: item.Count - other.Count})
		}
	}
	return items
}

func (i *Inventory) item(what string) (InventoryItem, bool) {
	at := slices.IndexFunc(i.Items, func(item InventoryItem) bool { return item.What == what })
	if at < 0 {
		return InventoryItem{}, false
	}
	return i.Items[at], true
}
