package live

import (
	"context"

	"roomkey/crm"
	"roomkey/sync/live/replica"
)

const (
	// strainBytes is from how many bytes on deflating changes counts as long computing.
	strainBytes = 64 << 10
	// bytesPerOp is how many bytes are read and deflated in about the time that one operation costs.
	bytesPerOp = 50
)

// fetch returns the chunks of a message. If the peer needs everything, these are the stored snapshot and the changes
// after it. What was read or deflated for one answer is kept for the next one that is the same: a message of a few
// bytes may ask for megabytes. Whoever asked first pays.
func (d *document) fetch(ctx context.Context, e *replica.Say) ([][]byte, error) {
	whole, hashes := e.Chunks == nil, e.Out.Changes
	switch {
	case len(hashes) == 0:
		return nil, nil
	case whole:
		hashes = d.Graph().Heads()
	case !replica.Laborious(e.Chunks):
		return e.Chunks, nil
	}
	kept, key := d.r.records.answers, answerOf(d.ID, whole, hashes)
	if chunks, ok := kept.Get(key); ok {
		return chunks, nil
	}
	chunks, size, err := assemble(ctx, d, e)
	if err != nil {
		return nil, err
	}
	d.r.again += size / bytesPerOp
	kept.Put(key, chunks, sizeOf(chunks))
	return chunks, nil
}

// assemble reads the chunks of a message and deflates them. size is how many bytes they had before.
func assemble(ctx context.Context, d *document, e *replica.Say) (chunks [][]byte, size int, err error) {
	if e.Chunks == nil {
		chunks, err = d.chunks(ctx)
		return chunks, sizeOf(chunks), err
	}
	var missing []crm.Hash
	var places []int
	for i, chunk := range e.Chunks {
		if chunk == nil {
			missing, places = append(missing, e.Out.Changes[i]), append(places, i)
		}
	}
	if len(missing) > 0 {
		found, err := d.storage.ChangeData(ctx, d.ID, missing)
		if err != nil {
			return nil, 0, err
		}
		for i, place := range places {
			e.Chunks[place] = found[i]
		}
	}
	if size = sizeOf(e.Chunks); size >= strainBytes {
		defer d.r.records.strain.begin()()
	}
	return replica.Deflated(e.Chunks), size, nil
}

// sizeOf is how many bytes chunks take.
func sizeOf(chunks [][]byte) (size int) {
	const perChunk = 24
	for _, chunk := range chunks {
		size += len(chunk) + perChunk
	}
	return size
}
