package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// commits are what /metrics tells of durable transactions.
type commits struct {
	count, writes, seconds float64
}

func (c commits) less(before commits) commits {
	return commits{c.count - before.count, c.writes - before.writes, c.seconds - before.seconds}
}

// commits reads the server's metrics.
func (p *server) commits(ctx context.Context) (c commits, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.addr+"/metrics", nil)
	if err != nil {
		return c, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return c, err
	}
	defer response.Body.Close()
	values, err := samples(response.Body)
	if err != nil {
		return c, err
	}
	c = commits{values["roomkey_commit_seconds_count"], values["roomkey_commit_writes_sum"],
		values["roomkey_commit_seconds_sum"]}
	if c.count == 0 {
		return c, fmt.Errorf("the metrics tell of no transactions")
	}
	return c, nil
}

// samples reads those metrics that have no labels.
func samples(text io.Reader) (map[string]float64, error) {
	values := map[string]float64{}
	lines := bufio.NewScanner(text)
	for lines.Scan() {
		if name, value, ok := strings.Cut(lines.Text(), " "); ok && name != "#" {
			if n, err := strconv.ParseFloat(value, 64); err == nil {
				values[name] = n
			}
		}
	}
	return values, lines.Err()
}
