package cluster

import (
	"context"
	"encoding/binary"
	"io"
	"log/slog"
	"maps"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"roomkey/crm"
	"roomkey/internal/parts"
	"roomkey/sync/cluster/beat"
	"roomkey/sync/cluster/ledger"
	"roomkey/sync/cluster/nats"
	"roomkey/sync/cluster/packages"
	"roomkey/sync/cluster/presence"
	"roomkey/sync/cluster/replica"
	"roomkey/sync/cluster/settings"
	"roomkey/sync/cluster/signin"
	"roomkey/sync/cluster/tasks"
	"roomkey/sync/cluster/wire"
)

// Content is what a region holds, in its database. Its methods may be called concurrently.
type Content interface {
	ledger.Store
	replica.Log
	signin.Store
	settings.Store
	packages.Store
}

// People shows who is present: a hub.
type People interface {
	// ShowElsewhere shows a device of another region in its room here.
	ShowElsewhere(region string, p crm.Presence)
	// ShareShown has tell told of what rooms are told of devices here.
	ShareShown(tell func(crm.Presence))
	// PassEphemeral passes a message of a device of another region to those here who have its document open.
	PassEphemeral(m crm.Ephemeral)
	// ShareEphemeral has tell told of such messages of devices here.
	ShareEphemeral(tell func(crm.Ephemeral))
}

// Tasks are the tasks that are here.
type Tasks interface {
	tasks.Own
	// ShareTasks has tell told of the events about them.
	ShareTasks(tell func(crm.TaskNews))
}

// Config configures a Cluster. Layout, Secret, Dir, Random and Log are required.
type Config struct {
	Layout  Layout
	Secret  []byte
	Other   []byte  // is accepted too, and seals nothing; nil: none
	Listen  string  // the address where other regions reach this one; "": its own in Layout
	Dir     string  // the folder of this region's share of the rows
	URL     string  // of NATS outside; "": inside this process
	Auth    string  // "user:password" or a token for it; "": none
	Content Content // nil: this is a witness
	// CheckPackage refuses data that is not, whole, the package of a plugin with a digest. It goes with Content.
	CheckPackage func(data []byte, digest crm.Hash) error
	Records      replica.Records
	People       People // nil: nobody is shown
	Tasks        Tasks  // nil: there are none
	// SessionEnded is called with each session that another region has ended; nil: nobody wants to know.
	SessionEnded func(session crm.ID)
	Applied      func() // called after rows were applied that may have changed rights; nil: nobody wants to know
	// EntrySince is the version of messages from which on a region knows a kind of ledger entries; nil: from the first.
	EntrySince func(kind string) uint64
	Schema     uint64 // of the database: the number of the last migration
	Random     io.Reader
	Log        *slog.Logger
	Now        func() time.Time // nil: time.Now
}

// Cluster is a region's part in a cluster. Its methods may be called concurrently.
type Cluster struct {
	config   Config
	node     *nats.Node
	port     *wire.Port
	board    *beat.Board
	ledger   *ledger.Ledger     // nil: this is a witness
	replica  *replica.Replica   // likewise
	people   *presence.Presence // nil where nobody is shown
	packages *packages.Packages // likewise
	signIns  *signin.SignIns    // nil: this is a witness
	tasks    *tasks.Tasks       // nil where there are none
	settings *settings.Settings // as signIns
	began    time.Time
	end      uint64       // the last ledger entry that the database had at the start
	twin     atomic.Int64 // when another server with this region's name was heard last, in Unix nanoseconds; 0: never

	imported, dropped, compared, mismatched, pulled atomic.Uint64 // of replica.Metrics

	mu      sync.Mutex // guards what follows
	refused map[string]uint64
	said    map[string]bool // reasons of refusals that the log has
	rowsOff string          // why the order of rows can't be made or read; "" where nothing is wrong
}

const (
	// listenFirst is how long a region whose NATS is outside listens before it says anything: there is nobody else to
	// ask whether its name is free and its secret is the others'.
	listenFirst = 2500 * time.Millisecond
	readyEvery  = time.Second // while there is no order of rows
	readyTime   = 10 * time.Second
	rowsEvery   = 10 * time.Second // afterwards
)

// Open joins the cluster. Errors say in a sentence what an operator did wrong; see nats.Open.
func Open(ctx context.Context, config Config) (*Cluster, error) {
	if config.Now == nil {
		config.Now = time.Now
	}
	var boot [8]byte
	if _, err := io.ReadFull(config.Random, boot[:]); err != nil {
		return nil, err
	}
	var others [][]byte
	if config.Other != nil {
		others = append(others, config.Other)
	}
	keys := wire.NewKeys(config.Secret, others...)
	layout := &config.Layout
	node, err := nats.Open(ctx, nats.Config{Region: layout.Region, Peers: layout.all(), Members: layout.members(),
		Listen: config.Listen, Dir: config.Dir, Keys: keys, Random: config.Random, Log: config.Log, URL: config.URL,
		Auth: config.Auth})
	if err != nil {
		return nil, err
	}
	c := &Cluster{config: config, node: node, began: config.Now(), refused: make(map[string]uint64),
		said: make(map[string]bool)}
	c.port = wire.NewPort(wire.PortConfig{Network: node, Region: layout.Region, Regions: layout.names(),
		Boot: binary.BigEndian.Uint64(boot[:]) | 1, Keys: keys, Refused: c.refuse, Twin: c.heardTwin})
	c.board = beat.New(beat.Config{Port: c.port, Regions: layout.names(), Members: layout.members(), Own: c.own,
		Heard: c.heard, Changed: c.regionChanged, Now: config.Now})
	if config.Content != nil {
		c.ledger = ledger.New(ledger.Config{Port: c.port, Rows: c.Rows(), Store: config.Content,
			Regions: namesOf(layout.Regions), First: node.FirstRow, Reaches: func() bool { return c.unready() == "" },
			Holds: func(region string) bool { return !c.board.Witness(region) },
			Known: c.known, Speaks: c.board.Speaks,
			Applied: config.Applied, Log: config.Log})
		c.replica = replica.New(replica.Config{Port: c.port, Regions: namesOf(layout.Regions), Log: config.Content,
			Together: func(region string) bool { return c.board.Speaks(region) >= wire.GivesRecords },
			Records:  config.Records, Logger: config.Log, Metrics: replica.Metrics{
				Imported:   func(n int) { c.imported.Add(uint64(n)) },
				Refused:    func(n int) { c.dropped.Add(uint64(n)) },
				Compared:   func(n int) { c.compared.Add(uint64(n)) },
				Mismatched: func(n int) { c.mismatched.Add(uint64(n)) },
				Pulled:     func(n int) { c.pulled.Add(uint64(n)) },
			}})
		c.packages = packages.New(packages.Config{Port: c.port, Regions: namesOf(layout.Regions), Store: config.Content,
			Check: config.CheckPackage, Log: config.Log})
		c.signIns = signin.New(signin.Config{Port: c.port, Regions: namesOf(layout.Regions), Store: config.Content,
			There: c.tellsSessions, Ended: config.SessionEnded, Log: config.Log})
		c.settings = settings.New(settings.Config{Port: c.port, Regions: namesOf(layout.Regions), Store: config.Content,
			There: c.tellsSettings, Log: config.Log,
			Resumes: func(region string) bool { return c.board.Speaks(region) >= wire.ResumesSettings }})
		if config.People != nil {
			c.people = presence.New(presence.Config{Port: c.port, Regions: namesOf(layout.Regions),
				Show: config.People.ShowElsewhere, Pass: config.People.PassEphemeral})
			config.People.ShareShown(c.people.Shown)
			config.People.ShareEphemeral(c.people.Said)
		}
		if config.Tasks != nil {
			c.tasks = tasks.New(tasks.Config{Port: c.port, Regions: namesOf(layout.Regions), There: c.board.There,
				Older: c.lacksTasks, Files: c.givesFiles, Own: config.Tasks, Rows: config.Content.LedgerEnd,
				Await: c.ledger.Await, Log: config.Log})
			config.Tasks.ShareTasks(c.tasks.Tell)
		}
		c.end, err = config.Content.LedgerEnd(ctx) // before the first beat, which tells it
	}
	if err == nil && layout.Outside {
		err = c.listenFirst(ctx)
	}
	if err != nil {
		node.Close()
		return nil, err
	}
	return c, nil
}

// listenFirst makes sure that no other server has this region's name, and that others have its secret.
func (c *Cluster) listenFirst(ctx context.Context) error {
	heard := false
	stop, err := c.port.Subscribe(wire.BeatSubject, wire.KindBeat, func(wire.Message) { heard = true })
	if err != nil {
		return err
	}
	select {
	case <-time.After(listenFirst):
	case <-ctx.Done():
	}
	stop()
	c.mu.Lock()
	sealed := c.refused["seal"]
	c.mu.Unlock()
	switch {
	case c.twin.Load() != 0:
		return crm.Errorf(crm.CodeConflict, "region %s is running already: a region is one server",
			c.config.Layout.Region)
	case sealed > 0 && !heard:
		return crm.Errorf(crm.CodeForbidden,
			"the messages of other regions can't be read: ROOMKEY_SECRET must be the same in all regions")
	}
	return ctx.Err()
}

// Run takes part in the cluster until ctx ends, or something fails for good.
func (c *Cluster) Run(ctx context.Context) error {
	all := []func(context.Context) error{c.node.Run, c.board.Run, c.keepRows}
	if c.ledger != nil {
		all = append(all, c.ledger.Run, c.replica.Run, c.packages.Run, c.signIns.Run, c.settings.Run)
	}
	if c.people != nil {
		all = append(all, c.people.Run)
	}
	if c.tasks != nil {
		all = append(all, c.tasks.Run)
	}
	return parts.Run(ctx, all...)
}

// Close leaves the cluster. Run must have ended.
func (c *Cluster) Close() { c.node.Close() }

// Port is this region's end of the network.
func (c *Cluster) Port() *wire.Port { return c.port }

// Board is what this region knows of the others.
func (c *Cluster) Board() *beat.Board { return c.board }

// Rows orders ledger entries. It refuses at once (unavailable) while this region hears too few members.
func (c *Cluster) Rows() wire.Rows { return guarded{c.node.Rows(), c} }

// Order is a store.Orderer: it has a write of rows put in order with those of all regions.
func (c *Cluster) Order(ctx context.Context, e crm.LedgerEntry) error { return c.ledger.Order(ctx, e) }

// SignIns are the sessions of all regions; nil: this is a witness.
func (c *Cluster) SignIns() *signin.SignIns { return c.signIns }

// Tasks are the tasks of the other regions; nil where there are none.
func (c *Cluster) Tasks() *tasks.Tasks { return c.tasks }

// known reports whether all regions that were heard know a kind of ledger entries. One that was not may have to wait
// for its upgrade, with all that comes after such an entry.
func (c *Cluster) known(kind string) bool {
	if c.config.EntrySince == nil {
		return true
	}
	since := c.config.EntrySince(kind)
	for _, region := range c.config.Layout.names() {
		if speaks := c.board.Speaks(region); speaks != 0 && speaks < since {
			return false
		}
	}
	return true
}

// tellsSessions reports whether a region is there and can be asked about sessions.
func (c *Cluster) tellsSessions(region string) bool {
	return c.board.There(region) && c.board.Speaks(region) >= wire.TellsSessions && !c.board.Witness(region)
}

// tellsSettings reports whether a region is there and can be asked about settings.
func (c *Cluster) tellsSettings(region string) bool {
	return c.board.There(region) && c.board.Speaks(region) >= wire.TellsSettings && !c.board.Witness(region)
}

// lacksTasks reports whether a region has no tasks to tell of: it is of an earlier version, or a witness.
func (c *Cluster) lacksTasks(region string) bool {
	speaks := c.board.Speaks(region)
	return speaks != 0 && speaks < wire.TellsTasks || c.board.Witness(region)
}

// givesFiles reports whether a region gives files that users have sent.
func (c *Cluster) givesFiles(region string) bool { return c.board.Speaks(region) >= wire.GivesFiles }

// own is how this region is.
func (c *Cluster) own() wire.Beat {
	b := wire.Beat{Schema: c.config.Schema, Wire: wire.Version, Leader: c.node.Rows().Leader(), Have: make(wire.Vector)}
	if c.config.Content != nil {
		c.replica.FillBeat(&b)
		b.Ledger = max(c.end, c.ledger.Position())
	}
	return b
}

// heard hands on how another region is.
func (c *Cluster) heard(region string, b *wire.Beat) {
	if c.replica != nil {
		c.replica.HearBeat(region, b)
		if !b.Holds { // it keeps no ledger, and lacks nothing of it
			c.ledger.Heard(region, math.MaxUint64)
			return
		}
		c.ledger.Heard(region, b.Ledger)
	}
}

// refuse counts a message that was not taken in, and tells of the first one with its reason.
func (c *Cluster) refuse(reason string) {
	c.mu.Lock()
	c.refused[reason]++
	first := !c.said[reason]
	c.said[reason] = true
	c.mu.Unlock()
	if first {
		c.config.Log.Warn("a message from another region was refused; more are counted only", "reason", reason)
	}
}

// heardTwin notes that another server has this region's name.
func (c *Cluster) heardTwin() {
	if c.twin.Swap(c.config.Now().UnixNano()) == 0 {
		c.config.Log.Error("another server runs as this region: one of the two must end",
			"region", c.config.Layout.Region)
	}
}

func (c *Cluster) regionChanged(region string, there bool) {
	if c.people != nil {
		c.people.Changed(region, there)
	}
	if c.signIns != nil {
		c.signIns.Changed(region, there)
	}
	if c.tasks != nil {
		c.tasks.Changed(region, there)
	}
	if c.settings != nil {
		c.settings.Changed(region, there)
	}
	if there {
		c.config.Log.Info("region is there", "region", region)
	} else {
		c.config.Log.Warn("region is silent", "region", region)
	}
}

// counts gives the refusals so far, by reason.
func (c *Cluster) counts() (counts []beat.Count) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, reason := range slices.Sorted(maps.Keys(c.refused)) {
		counts = append(counts, beat.Count{Reason: reason, Times: c.refused[reason]})
	}
	return counts
}
