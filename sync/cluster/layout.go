package cluster

import (
	"net"
	"strings"

	"roomkey/crm"
	"roomkey/sync/cluster/nats"
	"roomkey/sync/cluster/wire"
)

// members is how many of the first regions order rows.
const members = 3

// Layout is which regions there are. The zero Layout is one region, which is alone.
type Layout struct {
	Region  string      // this one
	Regions []nats.Peer // all that hold content, in the order that every region lists them in
	Witness nats.Peer   // of two regions; the zero Peer: none
	Outside bool        // NATS is outside, so that no region has an address and the number of regions is free
}

// ParseList reads "a=10.0.0.5:6222,b=10.0.1.5:6222", or "a,b" for NATS outside. Errors: invalid.
func ParseList(text string) (list []nats.Peer, err error) {
	if text == "" {
		return nil, nil
	}
	for item := range strings.SplitSeq(text, ",") {
		name, addr, hasAddr := strings.Cut(item, "=")
		if err := wire.CheckName(name); err != nil {
			return nil, crm.Invalid("cluster", "lists names such as us-east, of lower-case letters, digits and dashes")
		}
		if hasAddr {
			if host, port, err := net.SplitHostPort(addr); err != nil || host == "" || port == "" {
				return nil, crm.Invalid("cluster", "lists regions with addresses, such as a=10.0.0.5:6222")
			}
		}
		list = append(list, nats.Peer{Name: name, Addr: addr})
	}
	return list, nil
}

// FormatList writes what ParseList reads.
func FormatList(list []nats.Peer) string {
	items := make([]string, len(list))
	for i, peer := range list {
		items[i] = peer.Name
		if peer.Addr != "" {
			items[i] += "=" + peer.Addr
		}
	}
	return strings.Join(items, ",")
}

// Several reports whether there is more than one region.
func (l *Layout) Several() bool { return len(l.Regions) > 1 }

// all are the regions that speak with each other, those that order rows first.
func (l *Layout) all() []nats.Peer {
	list := append([]nats.Peer(nil), l.Regions...)
	if l.Witness.Name != "" {
		list = append(list, l.Witness)
	}
	return list
}

func (l *Layout) names() []string { return namesOf(l.all()) }

func namesOf(peers []nats.Peer) (names []string) {
	for _, peer := range peers {
		names = append(names, peer.Name)
	}
	return names
}

// members is how many of all order rows.
func (l *Layout) members() int { return min(members, len(l.all())) }

// Check says in a sentence what of a layout can't work; nil if there is nothing. Errors: invalid.
func (l *Layout) Check() error {
	known, here := make(map[string]bool), false
	for _, peer := range l.all() {
		switch {
		case known[peer.Name]:
			return crm.Errorf(crm.CodeInvalid, "--cluster and --witness name %s twice", peer.Name)
		case peer.Addr == "" && !l.Outside && len(l.all()) > 1:
			return crm.Errorf(crm.CodeInvalid, "--cluster wants the address of each region, such as %s=10.0.0.5:6222",
				peer.Name)
		}
		known[peer.Name] = true
		here = here || peer.Name == l.Region
	}
	switch n := len(l.Regions); {
	case n == 0 && l.Region == "" && l.Witness.Name == "" && !l.Outside:
		return nil
	case n == 0:
		return crm.Errorf(crm.CodeInvalid, "--region, --witness and --nats are for --cluster, which lists all regions")
	case !here:
		return crm.Errorf(crm.CodeInvalid, "--region is one of --cluster's: %s", strings.Join(l.names(), ", "))
	default:
		return l.checkCount(n)
	}
}

// checkCount says which numbers of regions go on when one of them is lost.
func (l *Layout) checkCount(n int) error {
	const two = "two regions want a third machine that runs roomkey witness, named by --witness: where only one of " +
		"two is left, it can't know whether it may go on"
	switch {
	case l.Outside && l.Witness.Name == "" && n <= maxRegions:
		return nil
	case n == 2 && l.Witness.Name == "":
		return crm.Errorf(crm.CodeInvalid, two)
	case n != 2 && l.Witness.Name != "":
		return crm.Errorf(crm.CodeInvalid, "--witness is for two regions; --cluster lists %d", n)
	case n != 1 && n != 2 && n != 3 && n != maxRegions:
		return crm.Errorf(crm.CodeInvalid, "--cluster lists 1, 3 or 5 regions, or 2 and a --witness, "+
			"and not %d", n)
	}
	return nil
}

// maxRegions is how many regions a cluster has at most.
const maxRegions = 5
