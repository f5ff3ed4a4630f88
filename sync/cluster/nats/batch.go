package nats

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"roomkey/crm"
)

// Headers of messages that the stream takes all together or not at all. The answer comes to the last one.
const (
	batchID     = "Nats-Batch-Id"
	batchSeq    = "Nats-Batch-Sequence"
	batchCommit = "Nats-Batch-Commit"

	codeNoBatches jetstream.ErrorCode = 10174 // the stream was made without: see mend
)

// appendAll appends several entries as one batch.
func (r *rows) appendAll(ctx context.Context, subject string, after uint64, entries [][]byte) (uint64, error) {
	id := strings.TrimPrefix(nats.NewInbox(), nats.InboxPrefix)
	for i, data := range entries {
		m := nats.NewMsg(subject)
		m.Data = data
		m.Header.Set(batchID, id)
		m.Header.Set(batchSeq, strconv.Itoa(i+1))
		m.Header.Set(jetstream.ExpectedStreamHeader, streamName)
		if i == 0 {
			m.Header.Set(jetstream.ExpectedLastSubjSeqHeader, strconv.FormatUint(after, 10))
		}
		if i < len(entries)-1 {
			if err := r.conn.PublishMsg(m); err != nil {
				return 0, inCodes(err)
			}
			continue
		}
		m.Header.Set(batchCommit, "1")
		answer, err := r.conn.RequestMsgWithContext(ctx, m)
		if err != nil {
			return 0, refusedBy(err)
		}
		return r.readBatchAnswer(ctx, answer.Data, subject, after, entries)
	}
	return after, nil
}

// readBatchAnswer reads what became of a batch.
func (r *rows) readBatchAnswer(ctx context.Context, data []byte, subject string, after uint64,
	entries [][]byte) (uint64, error) {
	var answer struct {
		Error *jetstream.APIError `json:"error"`
		Seq   uint64              `json:"seq"`
		Count int                 `json:"count"`
	}
	err := json.Unmarshal(data, &answer)
	switch {
	case err != nil:
		return 0, refusedBy(err)
	case answer.Error != nil && answer.Error.ErrorCode == codeNoBatches:
		return 0, r.appendEach(ctx, subject, after, entries)
	case answer.Error != nil:
		return 0, refusedBy(answer.Error)
	case answer.Count != len(entries) || answer.Seq == 0:
		return 0, refusedBy(errors.New("the stream has taken a part of a batch"))
	}
	return answer.Seq, nil
}

// appendEach appends one entry after the other, where the stream takes no batches. What became of them has to be read
// from the stream: it answers conflict, as after somebody else's entries.
func (r *rows) appendEach(ctx context.Context, subject string, after uint64, entries [][]byte) (err error) {
	for i := range entries {
		if after, err = r.Append(ctx, subject, after, entries[i]); err != nil {
			return err
		}
	}
	return crm.Errorf(crm.CodeConflict, "the entries came one by one")
}
