package nats

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

const (
	streamName    = "ROWS"
	maxPerSubject = 10_000
	askTimeout    = 5 * time.Second // for what is said about the stream
	askAgain      = 2 * time.Second // after a question without an answer
	leaderEvery   = 5 * time.Second
	leaderSoon    = time.Second // while there is none
	// A reader that hears nothing for two heartbeats has lost its region, and begins again from where it was.
	heartbeat   = time.Second
	pullExpiry  = 5 * time.Second
	readPages   = 256
	readerLife  = 30 * time.Second // after which the stream forgets a reader that is gone
	retryPause  = 500 * time.Millisecond
	maxReplicas = 3
)

// rows is a wire.Rows by a stream of which every member holds a copy. The stream gives the order; it keeps nothing that
// SQLite does not keep too.
type rows struct {
	conn   *nats.Conn
	stream jetstream.JetStream
	config *Config
	leader atomic.Value  // string
	first  atomic.Uint64 // the sequence of the first entry; 0: not known
}

// Append is wire.Rows's.
func (r *rows) Append(ctx context.Context, subject string, after uint64, entries ...[]byte) (uint64, error) {
	for _, data := range entries {
		if len(data) > wire.MaxPayload {
			return 0, crm.Errorf(crm.CodeTooLarge, "an entry has at most %d bytes", wire.MaxPayload)
		}
	}
	if len(entries) > 1 {
		return r.appendAll(ctx, subject, after, entries)
	}
	ack, err := r.stream.PublishMsg(ctx, &nats.Msg{Subject: subject, Data: entries[0]},
		jetstream.WithExpectLastSequencePerSubject(after), jetstream.WithExpectStream(streamName),
		jetstream.WithRetryAttempts(0))
	if err != nil {
		return 0, refusedBy(err)
	}
	return ack.Sequence, nil
}

// refusedBy says what an error of an append means.
func refusedBy(err error) error {
	var refused *jetstream.APIError
	if errors.As(err, &refused) && (refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence ||
		refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant) {
		return crm.Errorf(crm.CodeConflict, "another entry came first")
	}
	return &crm.Error{Code: crm.CodeUnavailable, Message: "the regions don't answer", Err: err}
}

// Read is wire.Rows's.
func (r *rows) Read(ctx context.Context, from uint64, heard func(uint64, string, []byte) error) error {
	from = max(from, 1)
	for ctx.Err() == nil {
		if err := r.holds(ctx, from); err != nil {
			return err
		}
		reader, err := r.stream.CreateConsumer(ctx, streamName, jetstream.ConsumerConfig{
			DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: from,
			AckPolicy: jetstream.AckNonePolicy, MemoryStorage: true, Replicas: 1, InactiveThreshold: readerLife})
		if err == nil {
			from, err = r.readBy(ctx, reader, from, heard)
		}
		var own *ownError
		if errors.As(err, &own) {
			return own.err
		}
		pause(ctx, retryPause)
	}
	return nil
}

// ownError is one of heard's, which ends the reading.
type ownError struct{ err error }

func (e *ownError) Error() string { return e.err.Error() }

// readBy reads until something is wrong. It gives the sequence to go on with.
func (r *rows) readBy(ctx context.Context, reader jetstream.Consumer, from uint64,
	heard func(uint64, string, []byte) error) (uint64, error) {
	messages, err := reader.Messages(jetstream.PullMaxMessages(readPages), jetstream.PullExpiry(pullExpiry),
		jetstream.PullHeartbeat(heartbeat), jetstream.WithMessagesErrOnMissingHeartbeat(true))
	if err != nil {
		return from, err
	}
	defer messages.Stop()
	for next := uint64(1); ; next++ {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return from, err
		}
		meta, err := m.Metadata()
		if err != nil {
			return from, err
		}
		if meta.Sequence.Consumer != next { // one was lost on the way
			return from, nil
		}
		if err := heard(meta.Sequence.Stream, m.Subject(), m.Data()); err != nil {
			return from, &ownError{err}
		}
		from = meta.Sequence.Stream + 1
	}
}

// holds waits until the stream answers, and makes sure that it is the one that was read up to from. Errors: conflict.
func (r *rows) holds(ctx context.Context, from uint64) error {
	for ctx.Err() == nil {
		info, err := r.info(ctx)
		if err == nil {
			if info.State.LastSeq+1 < from {
				return crm.Errorf(crm.CodeConflict, "the order of rows ends at %d, before entry %d", info.State.LastSeq,
					from-1)
			}
			return nil
		}
		pause(ctx, retryPause)
	}
	return nil
}

// exist reports whether there is a stream.
func (r *rows) exist(ctx context.Context) (bool, error) {
	info, err := r.info(ctx)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return false, nil
	}
	if err == nil {
		r.mend(ctx, info.Config)
	}
	return err == nil, inCodes(err)
}

// At is wire.Rows's.
func (r *rows) At(ctx context.Context, seq uint64) (subject string, data []byte, err error) {
	stream, err := r.stream.Stream(ctx, streamName)
	if err != nil {
		return "", nil, inCodes(err)
	}
	r.first.Store(max(stream.CachedInfo().Config.FirstSeq, 1))
	m, err := stream.GetMsg(ctx, seq)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return "", nil, crm.Errorf(crm.CodeNotFound, "there is no entry %d", seq)
	}
	if err != nil {
		return "", nil, inCodes(err)
	}
	return m.Subject, m.Data, nil
}

// make makes the stream. With fewer than all members it is made where they are: see mend.
func (r *rows) make(ctx context.Context, last uint64, fewer bool) error {
	err := r.makeOn(ctx, last, r.replicas())
	if fewer && err != nil && r.replicas() == maxReplicas {
		err = r.makeOn(ctx, last, maxReplicas-1)
	}
	return inCodes(err)
}

func (r *rows) makeOn(ctx context.Context, last uint64, replicas int) error {
	_, err := r.stream.CreateStream(ctx, jetstream.StreamConfig{
		Name: streamName, Subjects: []string{wire.AnyRows}, Storage: jetstream.FileStorage,
		Replicas: replicas, MaxMsgsPerSubject: maxPerSubject,
		MaxMsgSize: wire.MaxMessage, Discard: jetstream.DiscardOld, DenyDelete: true, DenyPurge: true,
		FirstSeq: last + 1, AllowAtomicPublish: true,
	})
	return err
}

// mend has a stream be what this version makes. One that was made while a member was away gets a copy there. NATS
// outside may be too old for batches: then entries go one by one.
func (r *rows) mend(ctx context.Context, config jetstream.StreamConfig) {
	if !config.AllowAtomicPublish {
		config.AllowAtomicPublish = true
		_, _ = r.stream.UpdateStream(ctx, config)
	}
	if config.Replicas < r.replicas() {
		config.Replicas = r.replicas()
		_, _ = r.stream.UpdateStream(ctx, config) // the member may not be there yet
	}
}

// replicas is how many servers hold the stream: the members, or three of those outside.
func (r *rows) replicas() int {
	if r.config.URL != "" {
		return maxReplicas
	}
	return min(max(r.config.Members, 1), maxReplicas)
}

// Leader is wire.Rows's. With NATS outside, servers don't have the names of regions, and nobody is known to lead.
func (r *rows) Leader() string {
	name, _ := r.leader.Load().(string)
	return name
}

// watch keeps the leader's name until ctx ends.
func (r *rows) watch(ctx context.Context) {
	for ctx.Err() == nil {
		name := ""
		if info, err := r.info(ctx); err == nil && info.Cluster != nil && r.config.URL == "" {
			name = info.Cluster.Leader
		}
		r.leader.Store(name)
		if name == "" {
			pause(ctx, leaderSoon)
		} else {
			pause(ctx, leaderEvery)
		}
	}
}

// info asks the stream about itself. A question that comes while the stream elects its leader never gets an answer, so
// it is asked again.
func (r *rows) info(ctx context.Context) (*jetstream.StreamInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	stream, err := r.ask(ctx)
	for errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		stream, err = r.ask(ctx)
	}
	if err != nil {
		return nil, err
	}
	info := stream.CachedInfo()
	r.first.Store(max(info.Config.FirstSeq, 1))
	return info, nil
}

// ask asks once.
func (r *rows) ask(ctx context.Context) (jetstream.Stream, error) {
	ctx, cancel := context.WithTimeout(ctx, askAgain)
	defer cancel()
	return r.stream.Stream(ctx, streamName)
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
