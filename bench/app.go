package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"roomkey/bench/peers"
	"roomkey/internal/demo"
)

// appTime bounds the figure "app".
const appTime = 6 * time.Minute

// appSeed is that of the prices, letters and pauses of the figure "app".
const appSeed = 20261130

// appSizes are how much bench/app does of each. It measures some parts alone where the numbers mean nothing: a browser
// takes a while.
type appSizes struct {
	Edits     int `json:"edits"`
	Keys      int `json:"keys"`    // at 100 a second
	Letters   int `json:"letters"` // of the teammate
	Frames    int `json:"frames"`  // of scrolling
	Sorts     int `json:"sorts"`
	Searches  int `json:"searches"`
	Starts    int `json:"starts"` // of each kind
	Burst     int `json:"burst"`  // edits
	Proposals int `json:"proposals"`
	Rows      int `json:"-"` // of the long list
	Documents int `json:"-"` // that come at once

	only string // parts, with commas between; "": all
}

var (
	fullApp = appSizes{Edits: 60, Keys: 500, Letters: 100, Frames: 200, Sorts: 8, Searches: 60, Starts: 5, Burst: 200,
		Proposals: 500, Rows: 10_000, Documents: 1_000}
	smallApp = appSizes{Edits: 2, Keys: 20, Letters: 3, Frames: 5, Sorts: 2, Searches: 2, Starts: 1, Burst: 3,
		Proposals: 3, Rows: 60, Documents: 20, only: "edit,lists"}
)

// millis are milliseconds.
type millis float64

func (m millis) duration() time.Duration {
	return time.Duration(float64(m) * float64(time.Millisecond))
}

func durations(of []millis) []time.Duration {
	all := make([]time.Duration, len(of))
	for i, m := range of {
		all[i] = m.duration()
	}
	return all
}

// appFigures is what bench/app/main.mjs measured.
type appFigures struct {
	Edit, Key, Typing, Rest, Teammate []millis // Typing and Rest are times between frames
	Rows, Mounted                     int
	Scroll, ScrollLater, Bare         []millis // ScrollLater: once copies of all are on the disk
	Sort, Filter, Palette             []millis
	Bulk, Empty                       []millis
	EmptyAsked, EmptyTask             []millis // EmptyAsked: until the first documents were asked for
	BulkDocuments, EmptyDocuments     int
	Warm, Slow                        []millis
	BurstList, BurstRecord, Accept    millis // the longest task of over 50 ms; 0 without any
	BurstEdits, Proposals             int
	FirstBytes, WasmBytes             int64
	Failed                            []string // parts that failed twice, and why
}

// measureApp drives the built app in a browser. The three servers hold the demo, a long list, and some documents.
func measureApp(ctx context.Context, s *suite) (err error) {
	ctx, cancel := context.WithTimeout(ctx, appTime)
	defer cancel()
	address := map[string]string{}
	for name, make := range map[string]func() (string, error){
		"demo":     func() (string, error) { return s.demoCopy(ctx) },
		"rows":     func() (string, error) { return s.ownListings(ctx, s.app.Rows, s.app.Rows/4) },
		"thousand": func() (string, error) { return s.ownListings(ctx, s.app.Documents, 0) },
	} {
		data, err := make()
		if err != nil {
			return err
		}
		p, err := s.readyRoomkey(ctx, data)
		if err != nil {
			return err
		}
		defer p.stop()
		address[name] = "http://" + p.addr
	}
	asked := map[string]any{"seed": appSeed, "sizes": s.app, "only": s.app.only}
	for name, url := range address {
		asked[name] = url
	}
	f, err := runApp(ctx, asked)
	if err != nil {
		return err
	}
	f.report(s.report)
	return nil
}

// demoCopy is the demo's data for one server that edits it.
func (s *suite) demoCopy(ctx context.Context) (string, error) {
	data, err := s.filled(ctx, 0)
	if err != nil {
		return "", err
	}
	return s.copied("app", data)
}

// ownListings is a data directory with n listings of agent1, and further records of all types.
func (s *suite) ownListings(ctx context.Context, n, further int) (string, error) {
	specs, err := demo.Owned(demo.Agent1, n)
	if err != nil {
		return "", err
	}
	others, err := demo.Many(further)
	if err != nil {
		return "", err
	}
	specs = append(specs, others...)
	dir, err := s.folder(fmt.Sprint("owned-", n))
	if err != nil {
		return "", err
	}
	return dir, fill(ctx, dir, specs)
}

// runApp runs the script and reads what it prints. Node is asked to end first, so that it ends the browser.
func runApp(ctx context.Context, asked map[string]any) (*appFigures, error) {
	arguments, err := json.Marshal(asked)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "node", filepath.Join(peers.Root(), "bench", "app", "main.mjs"), string(arguments))
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("bench/app: %w", err)
	}
	f := new(appFigures)
	if err := json.Unmarshal(out.Bytes(), f); err != nil {
		return nil, err
	}
	if len(f.Failed) > 0 {
		return nil, fmt.Errorf("bench/app: %s", strings.Join(f.Failed, "; "))
	}
	return f, nil
}
