package command

import (
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"

	"roomkey/sync/cluster"
	"roomkey/sync/cluster/nats"
)

// natsAuth is the variable with the credentials for NATS outside.
const natsAuth = "ROOMKEY_NATS_AUTH"

// regionSettings are the flags that say which regions there are. They are the same for serve and witness.
type regionSettings struct {
	region    string
	cluster   regionList
	witness   regionList // one, or none
	routeAddr address
	nats      string
}

func (s *regionSettings) add(flags *flag.FlagSet) {
	flags.StringVar(&s.region, "region", "", "`name` of this region, one of --cluster")
	flags.Var(&s.cluster, "cluster", "`regions` with the private addresses where they reach each other, such as "+
		"a=10.0.0.5:6222,b=10.0.1.5:6222,c=10.0.2.5:6222, in the same order everywhere; 1, 3 or 5, or 2 and --witness")
	flags.Var(&s.witness, "witness", "the `region` of two regions' third machine, which runs roomkey witness, such as "+
		"w=10.0.3.5:6222")
	flags.Var(&s.routeAddr, "route-addr", "`address` where other regions reach this one, if it listens on another "+
		"one than --cluster says")
	flags.StringVar(&s.nats, "nats", "", "`addresses` of NATS servers outside, such as nats://10.0.0.9:4222, with "+
		"commas between, in place of one in each region. ROOMKEY_NATS_AUTH holds user:password, or a token; they may "+
		"also stand in the addresses, where these are in ROOMKEY_NATS: a process list shows flags")
}

// layout is which regions there are. Errors: what can't work, as wrong usage.
func (s *regionSettings) layout() (cluster.Layout, error) {
	layout := cluster.Layout{Region: s.region, Regions: s.cluster, Outside: s.nats != ""}
	if len(s.witness) > 1 {
		return layout, fmt.Errorf("%w: --witness names one region", errUsage)
	}
	if len(s.witness) == 1 {
		layout.Witness = s.witness[0]
	}
	if s.nats != "" && !areNATS(s.nats) {
		return layout, fmt.Errorf("%w: --nats is addresses such as nats://10.0.0.9:4222, with commas between", errUsage)
	}
	if err := layout.Check(); err != nil {
		return layout, fmt.Errorf("%w: %s", errUsage, plain(err))
	}
	if s.routeAddr != "" && (!layout.Several() || layout.Outside) {
		return layout, fmt.Errorf("%w: --route-addr is for several regions without --nats", errUsage)
	}
	return layout, nil
}

// config is how the server of a folder reaches the other regions, without what it has for them.
func (s *regionSettings) config(p *Program, layout cluster.Layout, keys secrets, dir string,
	log *slog.Logger) cluster.Config {
	return cluster.Config{Layout: layout, Secret: keys.own, Other: keys.other, Listen: string(s.routeAddr),
		Dir: natsFolder(dir), URL: s.nats, Auth: p.variable(natsAuth), Random: p.Random, Log: log, Now: p.Now}
}

// natsFolder is where a data directory holds its share of the rows' order.
func natsFolder(dir string) string { return filepath.Join(dir, "nats") }

// areNATS reports whether a text lists addresses of NATS servers, with credentials or without.
func areNATS(list string) bool {
	for address := range strings.SplitSeq(list, ",") {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || u.Scheme != "nats" && u.Scheme != "tls" {
			return false
		}
	}
	return true
}

// regionList is a flag of regions with commas between.
type regionList []nats.Peer

func (l *regionList) String() string { return cluster.FormatList(*l) }

func (l *regionList) Set(text string) error {
	list, err := cluster.ParseList(text)
	if err != nil {
		return errors.New(plain(err))
	}
	*l = list
	return nil
}
