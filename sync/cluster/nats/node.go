package nats

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// Peer is a region and the address (host:port) at which the others reach its NATS server.
type Peer struct{ Name, Addr string }

// Config says how a region reaches the others. With URL, NATS is outside: Peers, Listen and Dir are not used then.
type Config struct {
	Region  string
	Peers   []Peer // all, in the order that every region lists them in, this region among them
	Members int    // the first of Peers, which order rows: 3
	Listen  string // the address (host:port) where peers reach this region's server; "": its own in Peers
	Dir     string // the folder of this region's share of the rows
	Keys    wire.Keys
	Random  io.Reader // passwords of this process's own connection
	Log     *slog.Logger

	URL  string // of NATS outside, such as nats://10.0.0.5:4222; several with commas between; "": inside
	Auth string // "user:password" or a token for it; "": none, or URL has it
}

// Node is a region's NATS: a wire.Network. Its methods may be called concurrently.
type Node struct {
	config Config
	server *server.Server // nil: outside
	log    *logger
	conn   *nats.Conn
	stream jetstream.JetStream
	rows   *rows
}

const (
	readyTimeout   = 10 * time.Second // until the server inside the process listens
	connectTimeout = 5 * time.Second
	reconnectWait  = 250 * time.Millisecond
)

// Open joins the cluster: it starts the server inside this process, or connects to the one outside, and returns as soon
// as messages can be sent. The other regions need not be there, and neither need NATS outside: then messages can be
// sent once it is. Errors say what an operator did wrong: a name that is taken, a secret that is another, an address
// that can't be listened on, a password that NATS outside refuses.
func Open(ctx context.Context, config Config) (*Node, error) {
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	n := &Node{config: config, log: newLogger(config.Log)}
	err := n.open(ctx)
	if err != nil {
		n.Close()
		return nil, err
	}
	return n, nil
}

func (n *Node) open(ctx context.Context) error {
	options := []nats.Option{nats.NoEcho(), nats.MaxReconnects(-1), nats.ReconnectWait(reconnectWait),
		nats.ReconnectBufSize(-1), nats.Name("roomkey " + n.config.Region), nats.Timeout(connectTimeout),
		nats.ErrorHandler(n.clientFault)}
	var err error
	if n.config.URL != "" {
		n.conn, err = connectOutside(n.config.URL, n.config.Auth, n.config.Log, options)
	} else {
		err = n.connectInside(ctx, options)
	}
	if err != nil {
		return err
	}
	if n.stream, err = jetstream.New(n.conn, jetstream.WithDefaultTimeout(askTimeout)); err != nil {
		return err
	}
	n.rows = &rows{conn: n.conn, stream: n.stream, config: &n.config}
	return nil
}

// connectInside starts the server of this process and connects to it.
func (n *Node) connectInside(ctx context.Context, options []nats.Option) error {
	login, err := n.startServer(ctx)
	if err != nil {
		return err
	}
	options = append(options, nats.InProcessServer(n.server), nats.UserInfo(login.Username, login.Password))
	if n.conn, err = nats.Connect("", options...); err != nil {
		return &crm.Error{Code: crm.CodeUnavailable, Message: "NATS can't be reached", Err: err}
	}
	return nil
}

// Rows orders ledger entries by a stream of this cluster.
func (n *Node) Rows() wire.Rows { return n.rows }

// FirstRow is the sequence that the first entry of rows got, or will get; 1 before HasRows was true.
func (n *Node) FirstRow() uint64 { return max(n.rows.first.Load(), 1) }

// HasRows reports whether there is an order of rows. Errors: unavailable, where nobody knows.
func (n *Node) HasRows(ctx context.Context) (bool, error) { return n.rows.exist(ctx) }

// MakeRows makes the order of rows: its first entry gets the sequence after last. It must be called only where there is
// none, and no region has applied a later entry; regions that call it at once make one. Errors: unavailable.
func (n *Node) MakeRows(ctx context.Context, last uint64) error { return n.rows.make(ctx, last, false) }

// RemakeRows is MakeRows where a member is gone: two of three hold the order then, until the third is back. Whoever
// calls it has made sure that nobody needs the entries up to last.
func (n *Node) RemakeRows(ctx context.Context, last uint64) error {
	return n.rows.make(ctx, last, true)
}

// Run waits until ctx ends, or the server inside this process fails for good, whose error it returns. It keeps Leader
// current meanwhile.
func (n *Node) Run(ctx context.Context) error {
	watching, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { defer close(done); n.rows.watch(watching) }()
	defer func() { stop(); <-done }()
	select {
	case <-ctx.Done():
		return nil
	case err := <-n.log.fatal:
		return err
	}
}

// Routes is how many peers this region's server is connected to; 0 with NATS outside.
func (n *Node) Routes() int {
	if n.server == nil {
		return 0
	}
	routes, err := n.server.Routez(nil)
	if err != nil {
		return 0
	}
	peers := make(map[string]bool)
	for _, route := range routes.Routes {
		peers[route.RemoteName] = true
	}
	return len(peers)
}

// Close leaves the cluster and waits until the server has ended. It may be called once.
func (n *Node) Close() {
	if n.conn != nil {
		n.conn.Close()
	}
	if n.server != nil {
		n.server.Shutdown()
		n.server.WaitForShutdown()
	}
}

// clientFault tells the operator of messages that were dropped because whoever reads them is too slow.
func (n *Node) clientFault(_ *nats.Conn, sub *nats.Subscription, err error) {
	subject := ""
	if sub != nil {
		subject = sub.Subject
	}
	n.config.Log.Warn("NATS client", "subject", subject, "err", err)
}
