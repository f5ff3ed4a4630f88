package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/store"
	"roomkey/web/api"
)

// Bounds of POST /sync/bulk.
const (
	maxBulkDocuments = 100_000
	maxBulkHeads     = 512     // of one document
	bulkBatch        = 128     // documents read at one moment
	bulkBytes        = 4 << 20 // or as many bytes, and one document
	cborSequenceType = "application/cbor-seq"
)

// bulkItem is one document of the answer: chunk is whatever of it the client lacks, as a concatenation of Automerge
// chunks, and heads are the document's once it has them.
type bulkItem struct {
	DocumentID string   `cbor:"documentId"`
	Heads      [][]byte `cbor:"heads"`
	Chunk      []byte   `cbor:"chunk"`
}

// bulkSync brings devices' documents up to date.
type bulkSync struct{ store *store.Store }

// missing brings a client's documents up to date in one round trip. The request is a CBOR map from document ids to the
// heads that the client has, an empty list where it has nothing; the empty map asks for all that the caller may read.
// The answer is a CBOR sequence (RFC 8742) of bulkItems. What is absent, or the caller may not read, is left out, and
// so is what nothing is missing of.
func (s *bulkSync) missing(ctx context.Context, who *principal, asked *api.SyncBulkRequest) (*api.Stream, error) {
	wanted, err := parseBulk(asked.Body)
	if err != nil {
		return nil, err
	}
	user := who.User
	b := &bulkReader{ctx: ctx, store: s.store, user: &user, have: wanted}
	if len(wanted) == 0 {
		b.next = b.readable
	} else {
		ids := make([]crm.ID, 0, len(wanted))
		for id := range wanted {
			ids = append(ids, id)
		}
		slices.SortFunc(ids, func(a, b crm.ID) int { return bytes.Compare(a[:], b[:]) })
		b.next = inBatches(ids)
	}
	return &api.Stream{Body: b}, nil
}

var bulkDecoder = func() cbor.DecMode {
	mode, err := cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, MaxMapPairs: maxBulkDocuments, MaxArrayElements: maxBulkHeads,
		MaxNestedLevels: 4,
		TagsMd:          cbor.TagsForbidden,
	}.DecMode()
	if err != nil {
		panic("web: " + err.Error()) // the options are constants
	}
	return mode
}()

// parseBulk reads the request. The error names the document at fault.
func parseBulk(body []byte) (map[crm.ID][]crm.Hash, error) {
	var named map[string]cbor.RawMessage
	if err := bulkDecoder.Unmarshal(body, &named); err != nil {
		var many *cbor.MaxMapPairsError
		if errors.As(err, &many) {
			return nil, crm.Errorf(crm.CodeTooLarge, "there are more than %d documents", maxBulkDocuments)
		}
		const text = "the body must be a CBOR map of document ids to lists of heads"
		return nil, &crm.Error{Code: crm.CodeInvalid, Message: text, Err: err}
	}
	wanted := make(map[crm.ID][]crm.Hash, len(named))
	for name, raw := range named {
		id, err := crm.ParseDocumentID(name)
		if err != nil {
			return nil, crm.Invalid(clip(name), "is no document id")
		}
		heads, ok := parseBulkHeads(raw)
		if !ok {
			return nil, crm.Invalid(clip(name), "must have a list of at most %d heads, of 32 bytes each",
				maxBulkHeads)
		}
		wanted[id] = heads
	}
	return wanted, nil
}

// parseBulkHeads reads a list of heads. It looks at each before it takes memory for all: a list of millions of empty
// ones would take 24 times its bytes.
func parseBulkHeads(raw cbor.RawMessage) (heads []crm.Hash, ok bool) {
	const headStart = "\x58\x20" // of a text of 32 bytes
	if len(raw) == 0 || raw[0]>>5 != 4 {
		return nil, false
	}
	start := 1
	switch raw[0] & 0x1f {
	case 24, 25, 26, 27:
		start += 1 << (raw[0]&0x1f - 24)
	}
	if raw[0]&0x1f == 31 { // of a length that is not told: its end is a byte
		raw = raw[:len(raw)-1]
	}
	const size = len(headStart) + len(crm.Hash{})
	if len(raw) < start || (len(raw)-start)%size != 0 || (len(raw)-start)/size > maxBulkHeads {
		return nil, false
	}
	heads = make([]crm.Hash, 0, (len(raw)-start)/size)
	for rest := raw[start:]; len(rest) > 0; rest = rest[size:] {
		if string(rest[:len(headStart)]) != headStart {
			return nil, false
		}
		heads = append(heads, crm.Hash(rest[len(headStart):size]))
	}
	return heads, true
}

// bulkReader makes the answer as it is read: a batch of documents at a time, so that a slow client holds neither much
// memory nor a transaction.
type bulkReader struct {
	ctx    context.Context
	store  *store.Store
	user   *crm.User
	have   map[crm.ID][]crm.Hash
	next   func() ([]crm.ID, error) // the next documents to look at; nil at the end
	cursor string                   // of readable
	ended  bool                     // readable has seen the last page
	left   []crm.ID                 // of a batch that was too large for one moment
	buffer bytes.Buffer
}

func (b *bulkReader) Read(p []byte) (int, error) {
	for b.buffer.Len() == 0 {
		if len(b.left) == 0 {
			ids, err := b.next()
			if err != nil {
				return 0, err
			}
			if ids == nil {
				return 0, io.EOF
			}
			b.left = ids
		}
		if err := b.batch(); err != nil {
			return 0, err
		}
	}
	return b.buffer.Read(p)
}

// Buffered is part of inParts.
func (b *bulkReader) Buffered() int { return b.buffer.Len() }

// Close has nothing to do: a batch is read in one moment.
func (b *bulkReader) Close() error { return nil }

func inBatches(ids []crm.ID) func() ([]crm.ID, error) {
	return func() ([]crm.ID, error) {
		if len(ids) == 0 {
			return nil, nil
		}
		batch := ids[:min(bulkBatch, len(ids))]
		ids = ids[len(batch):]
		return batch, nil
	}
}

// readable gives the documents of the records that the user may read, a page of the catalog at a time.
func (b *bulkReader) readable() ([]crm.ID, error) {
	if b.ended {
		return nil, nil
	}
	records, gone, next, err := b.store.Catalog(b.ctx, b.user, b.cursor, bulkBatch/2)
	if err != nil {
		return nil, err
	}
	b.ended = len(records) == 0 && len(gone) == 0
	b.cursor = next
	ids := make([]crm.ID, 0, 2*len(records))
	for _, r := range records {
		if ids = append(ids, r.DocumentOf(false)); r.PrivateHeads() != nil {
			ids = append(ids, r.DocumentOf(true))
		}
	}
	return ids, nil
}

// errEnough ends the reading of a batch whose documents are large.
var errEnough = errors.New("enough for now")

// batch appends what is missing of the documents in left, or of the first of them.
func (b *bulkReader) batch() error {
	var found []*crm.Stored
	size, seen := 0, 0
	err := b.store.Documents(b.ctx, b.left, func(d *crm.Stored) error {
		found = append(found, d)
		seen = slices.Index(b.left, d.ID) + 1
		for i := range d.Changes {
			size += len(d.Changes[i].Data)
		}
		if size > bulkBytes {
			return errEnough
		}
		return nil
	})
	switch {
	case errors.Is(err, errEnough):
		b.left = b.left[seen:]
	case err != nil:
		return err
	default:
		b.left = nil
	}
	readable, err := b.allowed(found)
	if err != nil {
		return err
	}
	for _, d := range readable {
		if err := b.add(d); err != nil {
			return err
		}
	}
	return nil
}

// allowed keeps the documents that the user may read, as the records are now.
func (b *bulkReader) allowed(found []*crm.Stored) ([]*crm.Stored, error) {
	var ids []crm.ID
	for _, d := range found {
		if !d.Draft {
			ids = append(ids, d.Record)
		}
	}
	records, err := b.store.Rows(b.ctx, ids)
	if err != nil {
		return nil, err
	}
	views := make(map[crm.ID]*crm.View, len(records))
	for _, r := range records {
		views[r.ID] = r.For(b.user)
	}
	return slices.DeleteFunc(found, func(d *crm.Stored) bool {
		if d.Draft {
			return d.Author != b.user.ID
		}
		return !views[d.Record].Access().ReadsHalf(d.Private)
	}), nil
}

// add appends one document's item, unless the client lacks nothing of it.
func (b *bulkReader) add(d *crm.Stored) error {
	chunk, err := missing(d, b.have[d.ID])
	if err != nil || len(chunk) == 0 {
		return err
	}
	heads := make([][]byte, 0, len(d.Heads))
	for i := range d.Heads {
		heads = append(heads, d.Heads[i][:])
	}
	item, err := cbor.Marshal(bulkItem{DocumentID: crm.DocumentID(d.ID), Heads: heads, Chunk: chunk})
	if err != nil {
		return err
	}
	b.buffer.Write(item)
	return nil
}

// missing is what of a document somebody lacks who has heads: for nobody's heads the snapshot and what came after it,
// else the changes that are no ancestors of heads. Heads that the document does not know count for nothing.
func missing(d *crm.Stored, heads []crm.Hash) ([]byte, error) {
	if slices.Equal(sorted(heads), d.Heads) {
		return nil, nil
	}
	if len(heads) == 0 {
		chunk := slices.Clone(d.Snapshot)
		for _, change := range d.Changes[d.SnapshotChanges:] {
			chunk = append(chunk, change.Data...)
		}
		return chunk, nil
	}
	graph := crdt.NewGraph()
	data := make(map[crm.Hash][]byte, len(d.Changes))
	for _, stored := range d.Changes {
		change, err := crdt.ParseChange(stored.Data, nil)
		if err != nil {
			return nil, err
		}
		if err := graph.Add(crdt.NodeOf(change)); err != nil {
			return nil, err
		}
		data[stored.Hash] = stored.Data
	}
	var chunk []byte
	for _, hash := range graph.Since(heads) {
		chunk = append(chunk, data[hash]...)
	}
	return chunk, nil
}

func sorted(hashes []crm.Hash) []crm.Hash {
	list := slices.Clone(hashes)
	slices.SortFunc(list, func(a, b crm.Hash) int { return bytes.Compare(a[:], b[:]) })
	return list
}
