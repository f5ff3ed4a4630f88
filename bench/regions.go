package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"roomkey/internal/demo"
	"roomkey/internal/gate"
	"roomkey/sync/cluster/beat"
)

// regionNames are the regions of the figure.
var regionNames = []string{"a", "b", "c"}

// delayBetween is the delay of one way between two regions; 0 from a region to itself.
func delayBetween(i, j int) time.Duration {
	if i == j {
		return 0
	}
	return []time.Duration{0, 40 * time.Millisecond, 90 * time.Millisecond, 125 * time.Millisecond}[i+j]
}

// regions are servers of several regions that are one Roomkey, with ways between them that delay and can be cut.
type regions struct {
	*suite
	servers  []*server
	gates    map[[2]int]*gate.Gate // from who dials to whom
	accounts [][]*account          // by region: the same people with the same tokens
	sessions [3]*account           // by region: the first of them, signed in
	signed   [3]time.Time          // when that was
}

const (
	clusterSecret = "ROOMKEY_SECRET=the secret of the regions of the benchmark"
	agreeTime     = time.Minute
)

// startRegions starts three regions with copies of the catalog's data. End them with stop, also after an error.
func (s *suite) startRegions(ctx context.Context) (r *regions, err error) {
	r = &regions{suite: s, servers: make([]*server, len(regionNames)), gates: map[[2]int]*gate.Gate{}}
	data, err := s.filled(ctx, s.catalog)
	if err != nil {
		return r, err
	}
	routes := make([]string, len(regionNames))
	for i := range routes {
		if routes[i], err = freeAddress(); err != nil {
			return r, err
		}
		for j := range i {
			if r.gates[[2]int{i, j}], err = gate.Open(routes[j], delayBetween(i, j)); err != nil {
				return r, err
			}
		}
	}
	lifted, err := s.liftedBudgets(ctx)
	if err != nil {
		return r, err
	}
	var starting sync.WaitGroup
	failures := make([]error, len(routes))
	for i, name := range regionNames {
		dir, err := s.copied("region-"+name, data)
		if err != nil {
			return r, err
		}
		flags := append(slices.Clone(lifted), "--region", name, "--cluster", r.list(i, routes),
			"--route-addr", routes[i])
		starting.Go(func() {
			r.servers[i], failures[i] = s.roomkeyIn(ctx, dir, []string{clusterSecret}, flags...)
		})
	}
	starting.Wait()
	if err := errors.Join(failures...); err != nil {
		return r, err
	}
	return r, errors.Join(r.agree(ctx), r.signIn(ctx))
}

// list is the list of regions as one of them reaches them.
func (r *regions) list(from int, routes []string) string {
	var items []string
	for to, addr := range routes {
		if g := r.gates[[2]int{from, to}]; g != nil {
			addr = g.Addr()
		}
		items = append(items, regionNames[to]+"="+addr)
	}
	return strings.Join(items, ",")
}

// signIn signs people in at the first region. Their personal tokens count in all.
func (r *regions) signIn(ctx context.Context) error {
	accounts, err := r.servers[0].signIn(ctx, demo.Agent1, demo.Agent2, demo.Lead)
	if err != nil {
		return err
	}
	for _, p := range r.servers {
		var there []*account
		for _, a := range accounts {
			same := *a
			same.server = p
			there = append(there, &same)
			if err := until(ctx, agreeTime, func() bool {
				_, _, err := same.get(ctx, "/leads?limit=1")
				return err == nil
			}); err != nil {
				return fmt.Errorf("a token does not count in all regions: %w", err)
			}
		}
		r.accounts = append(r.accounts, there)
	}
	return nil
}

// stop ends all regions and the ways between them.
func (r *regions) stop() {
	for _, p := range r.servers {
		if p != nil {
			p.stop()
		}
	}
	for _, g := range r.gates {
		if g != nil {
			g.End()
		}
	}
}

// cut parts a region from the others, silently, or joins it with them again.
func (r *regions) cut(region int, cut bool) {
	for pair, g := range r.gates {
		if slices.Contains(pair[:], region) {
			g.Close(cut)
		}
	}
}

// status asks a region how it sees the others.
func (r *regions) status(ctx context.Context, region int) (s beat.Status, err error) {
	said, err := exec.CommandContext(ctx, r.binary, "region", "status", "--json", "--data",
		r.servers[region].dir).Output()
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(said, &s)
}

// agree waits until no region has anything to complain of, and none lacks anything.
func (r *regions) agree(ctx context.Context) error {
	err := until(ctx, agreeTime, func() bool {
		for i := range r.servers {
			s, err := r.status(ctx, i)
			if err != nil || s.Problem != "" || s.Leader == "" || slices.ContainsFunc(s.Regions, behind) {
				return false
			}
		}
		return true
	})
	if err != nil {
		return fmt.Errorf("the regions don't agree: %w", err)
	}
	return nil
}

func behind(one beat.Region) bool { return one.Lacks+one.Missing+one.Behind > 0 }

// leader is the region that orders rows.
func (r *regions) leader(ctx context.Context) (int, error) {
	s, err := r.status(ctx, 0)
	return slices.Index(regionNames, s.Leader), err
}

// until waits until something is so, at most for a time.
func until(ctx context.Context, most time.Duration, is func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	for !is() {
		if err := pause(ctx, 50*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
