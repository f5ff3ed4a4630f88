package model

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// The number of attempts if the server refuses for now (429) or fails (5xx), and the pause before each: as long as the
// server asks, else twice as long each time.
const (
	maxRetries = 3
	firstPause = 500 * time.Millisecond
	maxPause   = 20 * time.Second
)

// maxBodyBytes limits the server's answer to one request, including its envelope.
const maxBodyBytes = 8 << 20

// retryTransport repeats requests and limits the size of answers.
type retryTransport struct {
	next  http.RoundTripper
	pause func(ctx context.Context, d time.Duration) error
}

// RoundTrip implements http.RoundTripper.
func (p *retryTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	for try := 0; ; try++ {
		answer, err := p.next.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		again := answer.StatusCode == http.StatusTooManyRequests || answer.StatusCode >= http.StatusInternalServerError
		if !again || try == maxRetries || r.GetBody == nil {
			answer.Body = &bounded{answer.Body, maxBodyBytes}
			return answer, nil
		}
		_ = answer.Body.Close()
		if err := p.pause(r.Context(), pauseBefore(try, answer.Header.Get("Retry-After"))); err != nil {
			return nil, err
		}
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		r = r.Clone(r.Context())
		r.Body = body
	}
}

// pauseBefore returns the pause after a failed attempt; the first attempt is 0.
func pauseBefore(try int, asked string) time.Duration {
	if seconds, err := strconv.ParseFloat(asked, 64); err == nil && seconds >= 0 {
		return min(time.Duration(seconds*float64(time.Second)), maxPause)
	}
	pause := firstPause << try
	return pause/2 + rand.N(pause/2)
}

// wait waits in real time.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// bounded is a body of which at most left bytes are read.
type bounded struct {
	io.ReadCloser
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}
