package nats

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"roomkey/crm"
)

const (
	probeTimeout = 2 * time.Second
	maxInfo      = 32 << 10 // bytes of a server's first line
)

// probePeers asks the servers at all addresses of the list who they are, before this region's own is started: one that
// has this region's name would lose the whole cluster its leader, and a wrong secret would be tried for ever. Who does
// not answer is not there yet.
func (n *Node) probePeers(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	faults := make([]error, len(n.config.Peers))
	var probes sync.WaitGroup
	for i, peer := range n.config.Peers {
		probes.Go(func() { faults[i] = n.probe(ctx, peer) })
	}
	probes.Wait()
	for _, fault := range faults {
		if fault != nil {
			return fault
		}
	}
	return nil
}

// probe says what is wrong with a peer, or with this region in the peer's eyes; nil where the peer is not there.
func (n *Node) probe(ctx context.Context, peer Peer) error {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", peer.Addr)
	if err != nil {
		return nil
	}
	defer conn.Close()
	deadline, _ := ctx.Deadline()
	if err := conn.SetDeadline(deadline); err != nil {
		return nil
	}
	lines := bufio.NewReaderSize(conn, maxInfo)
	name, ok := readName(lines)
	switch {
	case !ok && ctx.Err() != nil || name == "" && !ok:
		return nil
	case name == n.config.Region:
		return crm.Errorf(crm.CodeConflict, "region %s is running already, at %s: a region is one server", name,
			peer.Addr)
	case name != peer.Name:
		return crm.Errorf(crm.CodeConflict, "at %s, the address of region %s, region %s answers", peer.Addr, peer.Name,
			name)
	case n.refused(conn, lines):
		return crm.Errorf(crm.CodeForbidden,
			"region %s refuses this one: ROOMKEY_SECRET must be the same in all regions", name)
	}
	return nil
}

// readName reads the line in which a NATS server tells its name, before anybody has to prove anything.
func readName(lines *bufio.Reader) (name string, ok bool) {
	line, err := lines.ReadSlice('\n')
	if err != nil {
		return "", false
	}
	text, isInfo := strings.CutPrefix(string(line), "INFO ")
	var info struct {
		Name string `json:"server_name"`
	}
	if !isInfo || json.Unmarshal([]byte(text), &info) != nil {
		return "", false
	}
	return info.Name, true
}

// refused tries the password of routes. A server looks at that first; then it finds that whoever says in which language
// they are written is no route, and hangs up.
func (n *Node) refused(conn net.Conn, lines *bufio.Reader) bool {
	login := map[string]any{"user": routeUser, "pass": n.config.Keys.Route(), "lang": "probe", "name": "probe"}
	text, err := json.Marshal(login)
	if err != nil {
		return false
	}
	if _, err := fmt.Fprintf(conn, "CONNECT %s\r\n", text); err != nil {
		return false
	}
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return false
		}
		if strings.HasPrefix(line, "-ERR ") {
			return strings.Contains(line, "Authorization Violation") // the protocol's words: it has no codes
		}
	}
}
