package settings

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/follow"
	"roomkey/sync/cluster/wire"
)

// Store keeps what users have set. Its methods may be called concurrently.
type Store interface {
	// SettingsChanged is the number of the last change.
	SettingsChanged(ctx context.Context) (uint64, error)
	// ChangedSettings gives what has changed after a change: at most that many settings, and about so many bytes.
	ChangedSettings(ctx context.Context, after uint64, most, bytes int) (crm.SettingPage, error)
	// TakeSettings takes in what another region tells.
	TakeSettings(ctx context.Context, page crm.SettingPage) (crm.SettingsTaken, error)
	// NoteOfBefore has told what was set here before there were other regions, in small steps. After an error, the next
	// call goes on.
	NoteOfBefore(ctx context.Context) error
	// StartSettings notes a start of this region's server, and lists the last ones.
	StartSettings(ctx context.Context, boot uint64) ([]crm.SettingStart, error)
	// KeepSettingPlaces keeps, by region, a boot of it and the last change that is here of those that this one counted.
	KeepSettingPlaces(ctx context.Context, places map[string][2]uint64) error
	// SettingPlaces is what KeepSettingPlaces has kept.
	SettingPlaces(ctx context.Context) (map[string][2]uint64, error)
	// SettingsDue tells that something has changed.
	SettingsDue() <-chan struct{}
}

// Config configures Settings. Port, Regions and Store are required.
type Config struct {
	Port    *wire.Port
	Regions []string // that hold settings: all but witnesses
	Store   Store
	There   func(region string) bool // whether a region can be asked; nil: all can
	// Resumes says whether a region answers from where an earlier start was left; nil: all do.
	Resumes func(region string) bool
	Log     *slog.Logger // nil: discard
}

const (
	storeTime = 5 * time.Second
	pullTime  = 5 * time.Second // of one page
	tellAgain = 2 * time.Second // what was lost is noticed by what comes next
	noteAgain = time.Minute     // after an error
)

// Settings is this region's part.
type Settings struct {
	config Config
	peers  follow.Peers
	starts []crm.SettingStart   // of this region; set before anything is heard
	places map[string][2]uint64 // as they are kept
}

// New makes Settings. It starts nothing: see Run.
func New(config Config) *Settings {
	if config.There == nil {
		config.There = func(string) bool { return true }
	}
	if config.Resumes == nil {
		config.Resumes = func(string) bool { return true }
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	return &Settings{config: config, peers: follow.NewPeers(config.Port.Region(), config.Regions)}
}

// Changed notes that a region is silent, or is heard again.
func (s *Settings) Changed(region string, there bool) { s.peers.Changed(region, there) }

// Run tells and hears of settings until ctx ends. Errors: the store's at the start, and the network's, where it can't
// be subscribed to.
func (s *Settings) Run(ctx context.Context) error {
	told, err := s.config.Store.SettingsChanged(ctx)
	if err != nil {
		return err
	}
	if err := s.begin(ctx); err != nil {
		return err
	}
	port := s.config.Port
	stop, err := port.Open(wire.Way{Subject: wire.AnySettings, Kind: wire.KindSettings, Hear: s.hear},
		wire.Way{Subject: wire.SettingsPullSubject(port.Region()), Kind: wire.KindSettingsPull, Answer: s.answerPull})
	if err != nil {
		return err
	}
	defer stop()
	var beside sync.WaitGroup
	defer beside.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	beside.Go(func() { s.peers.Keep(ctx, s.config.There, s.pull) })
	beside.Go(func() { s.noteOfBefore(ctx) })
	beside.Go(func() { s.keepPlaces(ctx) })
	s.keepTelling(ctx, told)
	return nil
}

// noteOfBefore has told what was set before there were other regions, beside everything else.
func (s *Settings) noteOfBefore(ctx context.Context) {
	for {
		err := s.config.Store.NoteOfBefore(ctx)
		if err == nil || ctx.Err() != nil {
			return
		}
		s.config.Log.Warn("settings of before can't be told to other regions yet", "error", err)
		select {
		case <-time.After(noteAgain):
		case <-ctx.Done():
			return
		}
	}
}

// keepTelling tells the others what changes after a change, until ctx ends. From time to time it says that nothing has.
func (s *Settings) keepTelling(ctx context.Context, told uint64) {
	tick := time.NewTicker(tellAgain)
	defer tick.Stop()
	for {
		due := false
		select {
		case <-s.config.Store.SettingsDue():
		case <-tick.C:
			due = true
		case <-ctx.Done():
			return
		}
		through, err := s.tell(ctx, told, due)
		if err != nil && ctx.Err() == nil {
			s.config.Log.Warn("other regions can't be told of settings", "error", err)
		}
		told = through
	}
}

// tell sends what has changed after a change, also what came from other regions: one of them may be gone before all
// have heard it. It says up to which change it has told.
func (s *Settings) tell(ctx context.Context, told uint64, due bool) (through uint64, err error) {
	for {
		page, err := s.page(ctx, told)
		if err != nil || len(page.Settings) == 0 && !due {
			return told, err
		}
		// One that is lost is missed, and pulled.
		_ = s.config.Port.Publish(wire.SettingsSubject(s.config.Port.Region()), wire.KindSettings, crm.ID{},
			wire.EncodeSettings(&page))
		if told = page.Through; page.Last {
			return told, nil
		}
	}
}

func (s *Settings) page(ctx context.Context, after uint64) (crm.SettingPage, error) {
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	return s.config.Store.ChangedSettings(ctx, after, wire.SettingsAtOnce, wire.SettingsBytes)
}

// hear takes what another region tells.
func (s *Settings) hear(m wire.Message) {
	p := s.peers[m.Region]
	if p == nil {
		return
	}
	page, err := wire.DecodeSettings(m.Payload)
	if err != nil {
		s.config.Port.Malformed()
		return
	}
	s.takeFrom(context.Background(), p, m.Boot, page)
}

// pull asks another region for what has changed after a change, and takes it in.
func (s *Settings) pull(ctx context.Context, p *follow.Peer, after uint64) (span follow.Span, ok bool) {
	limited, cancel := context.WithTimeout(ctx, pullTime)
	defer cancel()
	asked := wire.SettingsQuestion{After: after}
	if s.config.Resumes(p.Region) {
		place := p.Asks()
		asked = wire.SettingsQuestion{After: place.Through, Boot: place.Boot}
	}
	m, err := s.config.Port.Request(limited, wire.SettingsPullSubject(p.Region), wire.KindSettingsPull, crm.ID{},
		wire.EncodeSettingsQuestion(asked), wire.KindSettingsPage)
	if err != nil {
		return span, false
	}
	page, err := wire.DecodeSettings(m.Payload)
	if err != nil || page.After > asked.After || asked.Boot == 0 && page.After != asked.After ||
		!spanOf(page).Answers(page.After) {
		s.config.Port.Malformed()
		return span, false
	}
	if asked.Boot != 0 {
		p.Has(m.Boot, page.After)
	}
	return spanOf(page), s.takeFrom(ctx, p, m.Boot, page)
}

func spanOf(p *crm.SettingPage) follow.Span {
	return follow.Span{After: p.After, Through: p.Through, Last: p.Last}
}

// takeFrom takes a page of another region in.
func (s *Settings) takeFrom(ctx context.Context, p *follow.Peer, boot uint64, page *crm.SettingPage) (ok bool) {
	var taken crm.SettingsTaken
	if len(page.Settings) > 0 {
		limited, cancel := context.WithTimeout(ctx, storeTime)
		defer cancel()
		var err error
		if taken, err = s.config.Store.TakeSettings(limited, *page); err != nil {
			s.config.Log.Warn("settings of another region can't be taken in", "region", p.Region, "error", err)
			p.PullSoon()
			return false
		}
	}
	if taken.Refused > 0 {
		s.config.Port.Malformed()
		s.config.Log.Warn("settings of another region are refused: is its clock ahead?", "region", p.Region,
			"settings", taken.Refused)
	}
	p.Took(boot, spanOf(page), taken.Unknown)
	return true
}

// answerPull gives a page of what this region knows.
func (s *Settings) answerPull(ctx context.Context, question wire.Message) (wire.Kind, []byte, bool) {
	asked, err := wire.DecodeSettingsQuestion(question.Payload)
	if err != nil {
		s.config.Port.Malformed()
		return 0, nil, false
	}
	if asked.Boot != 0 {
		asked.After = crm.ResumeSettings(s.starts, asked.Boot, asked.After)
	}
	page, err := s.page(ctx, asked.After)
	if err != nil {
		s.config.Log.Error("another region's question about settings can't be answered", "region", question.Region,
			"error", err)
		return 0, nil, false
	}
	return wire.KindSettingsPage, wire.EncodeSettings(&page), true
}
