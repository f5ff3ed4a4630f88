package crm

import "crypto/sha256"

// LedgerEntry is a write of rows that all regions make, in one order: of users, teams, tokens. It says everything that
// the write depends on besides the entries before it. Its bytes are for the storage, which made it.
type LedgerEntry struct {
	ID     ID     // drawn by who made it: an entry that is put in order twice counts once
	Broker ID     // the brokerage that it is about; its entries form a chain
	Kind   string // what it does; for whoever asks whether all regions know it
	Data   []byte // at most MaxLedgerEntry bytes; holds the ID, the brokerage and the kind too
}

// MaxLedgerEntry bounds the bytes of an entry, so that a message can carry it.
const MaxLedgerEntry = 700 << 10

// OrderedEntry is an entry at its place.
type OrderedEntry struct {
	Seq      uint64 // from 1, over all brokerages
	Broker   ID
	Previous Hash // of the entry before it of the same brokerage; zero: it is the first
	Data     []byte
}

// Hash identifies the entry and all that came before it in its brokerage.
func (e *OrderedEntry) Hash() Hash {
	return sha256.Sum256(append(append(make([]byte, 0, len(e.Previous)+len(e.Data)), e.Previous[:]...), e.Data...))
}

// Why entries are not applied. Each needs somebody to look: what is in order can't be put in order again.
var (
	// ErrEntriesMissing says that entries before an entry are not here.
	ErrEntriesMissing = &Error{Code: CodeUnavailable, Message: "entries of the ledger are missing"}
	// ErrBrokenChain says that an entry does not follow the ones that are here.
	ErrBrokenChain = &Error{Code: CodeUnavailable, Message: "an entry does not follow from the ledger"}
	// ErrNewerEntry says that this program does not know an entry.
	ErrNewerEntry = &Error{Code: CodeUnavailable, Message: "a newer program has written to the ledger"}
)

// ErrOlderRegion says that an entry is not put in order, since a region would not know its kind.
var ErrOlderRegion = &Error{Code: CodeUnavailable, Message: "a region runs an older version, which can't do this yet"}
