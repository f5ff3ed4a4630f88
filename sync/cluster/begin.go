package cluster

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"roomkey/sync/cluster/wire"
)

// sayAfter is how long a region waits to hear the others before it tells the operator whom it waits for.
const sayAfter = 6 * time.Second

// goneAfter is how long a region that began empty waits for another one that is silent.
const goneAfter = time.Minute

// CaughtUp reports whether each other region that holds content has told what it has, and all of it is here: content
// and rows. A region that is silent is waited for until goneAfter. Then this one does without it, as those do that have
// lost it, if it hears enough of the others to change rows and has got rows from them.
func (c *Cluster) CaughtUp() bool {
	last, silent := c.board.Highest()
	var without []string
	if last > 0 && c.unready() == "" && c.config.Now().Sub(c.began) >= goneAfter {
		for _, region := range silent {
			without = append(without, region.Name)
		}
	}
	return c.replica.CaughtUp(without...) && c.ledger.Position() >= last
}

// OthersHaveData joins the cluster for a moment, without a word, and reports whether another region has content or
// rows: as soon as one tells so, or all have told that they have none. A region that is silent may have data, and so it
// waits. Of config, what is for content is left out. Errors: those of Open, and ctx's.
func OthersHaveData(ctx context.Context, config Config) (bool, error) {
	config.Content, config.People, config.Tasks = nil, nil, nil
	c, err := Open(ctx, config)
	if err != nil {
		return false, err
	}
	defer c.Close()
	told := make(chan bool, 1)
	empty := newSilent(&config.Layout)
	stop, err := c.port.Subscribe(wire.BeatSubject, wire.KindBeat, func(m wire.Message) {
		beat, err := wire.DecodeBeat(m.Payload)
		if err != nil {
			return
		}
		if has := hasData(beat); has || empty.heard(m.Region) {
			select {
			case told <- has:
			default:
			}
		}
	})
	if err != nil {
		return false, err
	}
	defer stop()
	say := time.NewTimer(sayAfter)
	defer say.Stop()
	for {
		select {
		case has := <-told:
			return has, nil
		case <-say.C:
			config.Log.Warn("--demo waits until every region is heard: one that is silent may have data",
				"silent", empty.names())
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
}

// silent are the other regions that may have data and have told nothing yet.
type silent struct {
	mu   sync.Mutex // guards left
	left []string
}

func newSilent(layout *Layout) *silent {
	own := func(name string) bool { return name == layout.Region }
	return &silent{left: slices.DeleteFunc(namesOf(layout.Regions), own)}
}

// heard notes that a region is not silent, and reports whether none is.
func (s *silent) heard(region string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left = slices.DeleteFunc(s.left, func(name string) bool { return name == region })
	return len(s.left) == 0
}

func (s *silent) names() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.left, ", ")
}

// hasData reports whether a region tells that it has content or rows.
func hasData(b *wire.Beat) bool {
	for _, entries := range b.Have {
		if entries > 0 {
			return true
		}
	}
	return b.Ledger > 0
}
