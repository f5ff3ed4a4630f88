package nats

import (
	"context"
	"crypto/hmac"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

const (
	clusterName = "roomkey"
	routeUser   = "roomkey"
	// routePing is how often peers ask each other for a sign of life. NATS's own 30 s leave a silent cut unnoticed.
	routePing    = 3 * time.Second
	routePingMax = 2
	routePool    = 3 // connections of two peers: with one, a storm of rows holds up the beats
	// nowhere is what a server tells others of itself. NATS would have them dial it besides the one way that the list
	// of regions gives: both ends would dial at once, which leaves pairs without a route at 250 ms.
	nowhere = "127.0.0.1:1"
	// maxRowsBytes bounds the stream on disk, and maxReadersBytes what its readers take of memory.
	maxRowsBytes    = 4 << 30
	maxReadersBytes = 64 << 20
)

// startServer starts the server inside this process, after it has made sure that it harms nobody.
func (n *Node) startServer(ctx context.Context) (*server.User, error) {
	if err := n.probePeers(ctx); err != nil {
		return nil, err
	}
	login, err := randomLogin(n.config.Random)
	if err != nil {
		return nil, err
	}
	options, err := n.serverOptions(login)
	if err != nil {
		return nil, err
	}
	// What can't be listened on is said in our words, and before NATS, which would end the process.
	free, err := net.Listen("tcp", net.JoinHostPort(options.Cluster.Host, strconv.Itoa(options.Cluster.Port)))
	if err != nil {
		return nil, fmt.Errorf("listen for other regions: %w", err)
	}
	if err := free.Close(); err != nil {
		return nil, err
	}
	if n.server, err = server.NewServer(options); err != nil {
		return nil, err
	}
	n.server.SetLoggerV2(n.log, false, false, false)
	n.server.Start()
	if n.server.ReadyForConnections(readyTimeout) {
		return login, nil
	}
	select {
	case err = <-n.log.fatal:
		return nil, err
	default:
		return nil, crm.Errorf(crm.CodeUnavailable, "NATS did not start within %s", readyTimeout)
	}
}

func randomLogin(random io.Reader) (*server.User, error) {
	var password [16]byte
	if _, err := io.ReadFull(random, password[:]); err != nil {
		return nil, err
	}
	return &server.User{Username: routeUser, Password: hex.EncodeToString(password[:])}, nil
}

// serverOptions are those of a server that takes this process's client on loopback, peers on the route port, and nobody
// else. It must listen for clients: routes start only then.
func (n *Node) serverOptions(login *server.User) (*server.Options, error) {
	at := slices.IndexFunc(n.config.Peers, func(p Peer) bool { return p.Name == n.config.Region })
	listen := n.config.Listen
	if listen == "" {
		listen = n.config.Peers[at].Addr
	}
	host, port, err := splitAddr(listen)
	if err != nil {
		return nil, err
	}
	options := &server.Options{
		ServerName: n.config.Region, Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true,
		Users: []*server.User{login}, MaxPayload: wire.MaxMessage, DisableJetStreamBanner: true,
		Cluster: server.ClusterOpts{Name: clusterName, Host: host, Port: port, Username: routeUser,
			Password: n.config.Keys.Route(), Advertise: nowhere, NoAdvertise: true, PoolSize: routePool,
			PingInterval: routePing, MaxPingsOut: routePingMax},
		CustomRouterAuthentication: routeAuth{n.config.Keys},
		Routes:                     n.routes(at, port),
		ConnectErrorReports:        reportAttempts, ReconnectErrorReports: reportAttempts,
	}
	if at < n.config.Members {
		options.JetStream, options.StoreDir, options.SyncAlways = true, n.config.Dir, true
		options.JetStreamMaxStore, options.JetStreamMaxMemory = maxRowsBytes, maxReadersBytes
	}
	return options, nil
}

// reportAttempts is how many attempts to reach a peer, which are a second apart, make a line of the log.
const reportAttempts = 60

// routes are the peers that this region dials: those before it in the list, so that of two only one dials. It lists
// itself too, without which JetStream does not start at the first.
func (n *Node) routes(at, port int) []*url.URL {
	login := url.UserPassword(routeUser, n.config.Keys.Route())
	routes := []*url.URL{{Scheme: "nats-route", User: login,
		Host: net.JoinHostPort("localhost", strconv.Itoa(port))}}
	for _, peer := range n.config.Peers[:at] {
		routes = append(routes, &url.URL{Scheme: "nats-route", User: login, Host: peer.Addr})
	}
	return routes
}

func splitAddr(addr string) (host string, port int, err error) {
	host, service, err := net.SplitHostPort(addr)
	if err == nil {
		port, err = strconv.Atoi(service)
	}
	if err != nil {
		return "", 0, crm.Invalid("cluster", "names addresses such as 10.0.0.5:6222")
	}
	return host, port, nil
}

// routeAuth lets in peers that know one of the secrets.
type routeAuth struct{ keys wire.Keys }

// Check is NATS's.
func (a routeAuth) Check(c server.ClientAuthentication) bool {
	o := c.GetOpts()
	return hmac.Equal([]byte(o.Username), []byte(routeUser)) && a.keys.OpensRoute(o.Password)
}
