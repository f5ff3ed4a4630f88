package runner

import (
	"crypto/rand"
	"io"
	"log/slog"
	"time"
)

// Config configures a Runner. The first five fields are required; the zero value of every other field works.
type Config struct {
	Storage Storage
	Records Records
	Plugins Registry
	Guests  Guests
	Rooms   Rooms

	Model  Model            // nil: llm.complete returns unavailable
	Web    Web              // nil: http.fetch returns unavailable
	Now    func() time.Time // nil: time.Now
	Random io.Reader        // nil: crypto/rand
	Log    *slog.Logger     // nil: no log

	Workers int // tasks that run at once; 0: 32
	AtOnce  int // tasks of one brokerage that run at once; 0: 8
}

const (
	defaultWorkers = 32
	defaultAtOnce  = 8

	leaseFor   = 30 * time.Second // another claim is possible afterwards
	renewEvery = leaseFor / 3
	lookEvery  = time.Second      // how often due tasks are looked for; tasks that are added here are found at once
	writeTime  = 10 * time.Second // for one write or read of the storage
	resumeTime = 10 * time.Minute // for applying what was accepted before a crash
)

// fill sets the defaults.
func (config *Config) fill() {
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Random == nil {
		config.Random = rand.Reader
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if config.Workers == 0 {
		config.Workers = defaultWorkers
	}
	if config.AtOnce == 0 {
		config.AtOnce = defaultAtOnce
	}
}
