package wire

import "roomkey/crm"

// Beat says how a region is. Every region says it once a second.
type Beat struct {
	Holds   bool     // it holds content; false for a witness
	Have    Vector   // its log entries, by origin
	Ledger  uint64   // the last ledger entry that it has applied
	Schema  uint64   // of its store: the number of the last migration
	Wire    uint64   // the version of messages that it speaks
	Origin  string   // what it writes its own log as; "" for a witness
	Leader  string   // the region that it knows to lead the stream of rows; "" for none
	Digests []Digest // of some brokerages, in turn
}

// Digest sums up the content of a brokerage: of two regions with one vector it is the same.
type Digest struct {
	Brokerage crm.ID
	Sum       [32]byte
}

// MaxDigests is how many digests a beat has at most.
const MaxDigests = 256

// Version is the version of messages between regions that this build speaks, as beats tell it. A build goes on speaking
// with those of the version before. Version 2 appends entries together, tells of sessions, and has more kinds of ledger
// entries; version 3 has more of these (store.EntrySince); version 4 tells of settings, and gives many whole records at
// once; version 5 tells of tasks, and answers about settings from where an earlier start was left; version 6 has more
// kinds of ledger entries; version 7 gives files that users have sent; version 8 has more kinds of ledger entries.
const Version = 8

// First versions of what others have to know of a region.
const (
	AppendsTogether = 2 // it takes several entries to append, and none in the form of before
	TellsSessions   = 2
	TellsSettings   = 4
	ResumesSettings = 5
	GivesRecords    = 4 // it answers with many whole records at once
	TellsTasks      = 5
	GivesFiles      = 7 // that users have sent, for tasks
)

// EncodeBeat writes a beat.
func EncodeBeat(b *Beat) []byte {
	var e Encoder
	e.Flag(b.Holds)
	e.Vector(b.Have)
	e.Number(b.Ledger)
	e.Number(b.Schema)
	e.Number(b.Wire)
	e.Text(b.Origin)
	e.Text(b.Leader)
	digests := b.Digests[:min(len(b.Digests), MaxDigests)]
	e.Number(uint64(len(digests)))
	for _, digest := range digests {
		e.Fixed(digest.Brokerage[:])
		e.Fixed(digest.Sum[:])
	}
	return e.Bytes
}

// DecodeBeat reads a beat. What a newer version has added after it is left out. Errors: invalid.
func DecodeBeat(payload []byte) (*Beat, error) {
	d := Decode(payload)
	b := &Beat{Holds: d.Flag(), Have: d.Vector(), Ledger: d.Number(maxNumber), Schema: d.Number(maxNumber),
		Wire: d.Number(maxNumber)}
	if b.Origin = d.Text(maxOrigin); b.Origin != "" {
		if _, err := crm.ParseOrigin(b.Origin); err != nil {
			d.Fail()
		}
	}
	if b.Leader = d.Text(maxName); b.Leader != "" && CheckName(b.Leader) != nil {
		d.Fail()
	}
	for range d.Count(MaxDigests, 48) {
		b.Digests = append(b.Digests, Digest{d.ID(), [32]byte(d.Fixed(32))})
	}
	if b.Wire > Version {
		d.left = nil
	}
	if err := d.End(); err != nil {
		return nil, err
	}
	return b, nil
}
