package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"roomkey/internal/demo"
)

// mostCatalog is the bar of a catalog of 10,000 records.
const mostCatalog = 300 * time.Millisecond

// catalogLoads are the ways in which a device loads it: in pages of a number of records, in a coding.
var catalogLoads = []struct {
	limit  int
	coding string
}{{500, "identity"}, {10_000, "identity"}, {10_000, "gzip"}, {10_000, "zstd"}}

// measureCatalog loads all records of a brokerage by REST, as a device does that starts.
func measureCatalog(ctx context.Context, s *suite) error {
	data, err := s.filled(ctx, s.catalog)
	if err != nil {
		return err
	}
	p, err := s.readyRoomkey(ctx, data)
	if err != nil {
		return err
	}
	defer p.stop()
	accounts, err := p.signIn(ctx, demo.Broker)
	if err != nil {
		return err
	}
	var plain int // bytes that are not compressed
	for _, load := range catalogLoads {
		accounts[0].accepts = load.coding
		var took []time.Duration
		var first time.Duration
		var size int
		var before usage
		for i := range s.catalogLoads + 1 {
			t, bytes, err := load1(ctx, accounts[0], load.limit, s.catalog)
			if err != nil {
				return err
			}
			if size = bytes; i == 0 {
				first = t
				if before, err = p.usage(); err != nil {
					return err
				}
				continue
			}
			took = append(took, t)
		}
		after, err := p.usage()
		if err != nil {
			return err
		}
		worst := percentile(took, 100)
		s.report.judge(fmt.Sprintf("catalog of %d records, pages of %d, %s, median / worst", s.catalog, load.limit,
			load.coding),
			ms(percentile(took, 50))+" / "+ms(worst),
			ms(mostCatalog), worst < mostCatalog)
		if load.coding == "identity" {
			plain = size
		} else {
			s.report.compare("… bytes of it", fmt.Sprintf("%.0f KB", float64(size)/1000),
				fmt.Sprintf("%.0f KB identity", float64(plain)/1000), share1(ratio(float64(size), float64(plain))))
		}
		s.report.line("… server CPU of one load", ms((after.cpu-before.cpu)/time.Duration(s.catalogLoads)))
		s.report.note("Catalog in pages of %d, %s: %.1f MB, from the first request until the last byte of the "+
			"last page, %d times one after the other; "+
			"the very first load took %s.", load.limit, load.coding, megabytes(int64(size)), s.catalogLoads, ms(first))
	}
	return nil
}

// load1 loads the catalog once: how long its requests took, and how many bytes came. Reading the JSON is not the
// server's.
func load1(ctx context.Context, a *account, limit, records int) (took time.Duration, size int, err error) {
	seen := make(map[string]bool, records)
	for after := ""; len(seen) < records; {
		body, t, err := a.get(ctx, fmt.Sprintf("/catalog?limit=%d&after=%s", limit, url.QueryEscape(after)))
		if err != nil {
			return 0, 0, err
		}
		took, size = took+t, size+len(body)
		if body, err = inflate(a.accepts, body); err != nil {
			return 0, 0, err
		}
		var answer struct {
			Items []struct{ ID string }
			Next  string
		}
		if err := json.Unmarshal(body, &answer); err != nil {
			return 0, 0, err
		}
		if len(answer.Items) == 0 {
			return 0, 0, fmt.Errorf("the catalog ends after %d of %d records", len(seen), records)
		}
		for _, item := range answer.Items {
			seen[item.ID] = true
		}
		after = answer.Next
	}
	return took, size, nil
}

// inflate is a body as it was before the server compressed it; a server of before leaves it as it is.
func inflate(coding string, body []byte) ([]byte, error) {
	var from io.Reader
	var err error
	switch {
	case bytes.HasPrefix(body, []byte("{")):
		return body, nil
	case coding == "gzip":
		from, err = gzip.NewReader(bytes.NewReader(body))
	case coding == "zstd":
		from, err = zstd.NewReader(bytes.NewReader(body))
	default:
		return nil, fmt.Errorf("an answer that is not JSON: %.40q", body)
	}
	if err != nil {
		return nil, err
	}
	return io.ReadAll(from)
}
