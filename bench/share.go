package main

import (
	"fmt"
	"runtime"
	"time"
)

// share begins to measure who has the machine's processors: the server with its children, this process, which makes
// the load, or nobody. What it returns says so in a sentence of the time since.
func (p *server) share() (func() (string, error), error) {
	began := time.Now()
	server, err := p.usage()
	if err != nil {
		return nil, err
	}
	own, err := ownTime()
	if err != nil {
		return nil, err
	}
	return func() (string, error) {
		after, err := p.usage()
		if err != nil {
			return "", err
		}
		owner, err := ownTime()
		if err != nil {
			return "", err
		}
		all := time.Since(began) * time.Duration(runtime.NumCPU())
		part := func(d time.Duration) int { return int(100 * d / all) }
		return fmt.Sprintf("The server had %d %% of the processors' time, and the load generator %d %%.",
			part(after.cpu-server.cpu), part(owner-own)), nil
	}, nil
}
