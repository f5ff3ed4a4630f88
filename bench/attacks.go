package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"roomkey/internal/load"
)

// Bars of honest people beside an attack, in the 99th percentile, and of the memory of all of the server's processes.
const (
	mostBesideAttack = 2.0 // times what they wait without it, or
	mostAttacked     = 30 * time.Millisecond
	mostAttackedTree = 400 << 20
	mostKeptTree     = 20 << 20 // of it, when the attack has been over for a while
)

// attackBrokerages are how many the people beside an attack come from.
const attackBrokerages = 5

// besidePace is that of few busy people.
var besidePace = load.Pace{Edit: 250 * time.Millisecond, List: time.Second, Open: time.Second}

// measureAttacks has a few busy people at work beside each attack by itself, each on a fresh server.
func measureAttacks(ctx context.Context, s *suite) error {
	for _, attack := range load.Attacks[:s.attacks] {
		if !strings.Contains(attack.Name, s.attack) {
			continue
		}
		if err := s.attacked(ctx, attack.Name, s.besides, besidePace, s.attackTime, attack); err != nil {
			return fmt.Errorf("%s: %w", attack.Name, err)
		}
	}
	s.report.note("Attacks: one hostile user does each as fast as the server lets them, for %s, with the five sockets "+
		"that a user may have or the connections that it was found with, on a server with default budgets; beside "+
		"them %d people of %d brokerages edit four times a second each, and read twice. A wait is from when somebody "+
		"wanted something. Quiet is the same people on the same server just before, for as long. What a user has "+
		"saved up, 4 s of their budget, is served at once, and so the first moments of an attack weigh more the "+
		"shorter it is. Memory is that of all of the server's processes: before, at most, and %s after the attack. "+
		"The people's own edits take memory too, as pings show, which cost none: each leaves 1.3 KB in the engine's "+
		"process, 6 MB a minute, and SQLite's caches fill up to their bounds, which are 24 MB together; the 20 MB "+
		"that may be kept hold that too. Records as they were are asked of a server that has been started again and "+
		"has not seen the heavy ones. The most beside long texts is one document that is as long as may be: "+
		"475,000 operations take 150 MB in the engine's process, and a text of it 14 MB in the server.",
		s.attackTime, s.besides, attackBrokerages, s.cooling)
	return nil
}

// measureAssault has one user do all of it at once beside many people.
func measureAssault(ctx context.Context, s *suite) error {
	pace := load.Pace{Edit: 3 * time.Second, List: 6 * time.Second, Open: 6 * time.Second}
	err := s.attacked(ctx, fmt.Sprintf("all attacks at once beside %d people", s.people), s.people, pace,
		s.assaultTime, load.Attacks...)
	s.report.note("All at once: %d people of %d brokerages edit every 3 s, and read a list and a record every 6 s; "+
		"one hostile user makes all attacks for %s.", s.people, attackBrokerages, s.assaultTime)
	return err
}

// attacked measures honest people without and with attacks.
func (s *suite) attacked(ctx context.Context, name string, people int, pace load.Pace, long time.Duration,
	attacks ...load.Attack) error {
	dir, who, err := s.populated(ctx, people)
	if err != nil {
		return err
	}
	p, attacker, err := s.besieged(ctx, dir, who.Hostile, len(attacks) == 1 && attacks[0].Cold)
	if err != nil {
		return err
	}
	defer p.stop()
	if err := settle(ctx); err != nil {
		return err
	}
	crowd, err := load.Work(ctx, p.addr, who.Honest, pace, 1)
	defer crowd.Leave()
	if err != nil {
		return err
	}
	if err := settle(ctx); err != nil {
		return err
	}
	crowd.Sample()
	if err := pause(ctx, long); err != nil {
		return err
	}
	b := beside{quiet: crowd.Sample()}
	if b.before, err = load.Memory(p.cmd.Process.Pid); err != nil {
		return err
	}
	highest := load.WatchMemory(ctx, p.cmd.Process.Pid)
	share, err := p.share()
	if err != nil {
		return err
	}
	attacking, cancel := context.WithTimeout(ctx, long)
	defer cancel()
	attacker.Run(attacking, attacks...)
	b.loud, b.told = crowd.Sample(), attacker.Told()
	if b.share, err = share(); err != nil {
		return err
	}
	if err := pause(ctx, s.cooling); err != nil {
		return err
	}
	b.during = highest()
	if b.after, err = load.Memory(p.cmd.Process.Pid); err != nil {
		return fmt.Errorf("%w: %s", err, p.tail())
	}
	s.tellAttack(name, &b)
	return nil
}

// besieged serves a directory to a hostile user who has made what attacks need. cold starts the server again after
// that.
func (s *suite) besieged(ctx context.Context, dir string, hostile load.Person, cold bool) (p *server,
	attacker *load.Attacker, err error) {
	begin := func() error {
		if p, err = s.roomkeyWith(ctx, dir, "--login-rate", "0"); err != nil {
			return err
		}
		if err = p.untilReady(ctx); err != nil {
			p.stop()
		}
		return err
	}
	if err := begin(); err != nil {
		return nil, nil, err
	}
	attacker = load.NewAttacker(p.addr, hostile, 1)
	if err := attacker.Prepare(ctx, s.weight); err != nil {
		p.stop()
		return nil, nil, err
	}
	if cold {
		p.stop()
		if err := begin(); err != nil {
			return nil, nil, err
		}
		attacker.Follow(p.addr)
	}
	return p, attacker, nil
}

// beside is what was measured without and with an attack.
type beside struct {
	quiet, loud           load.Sample
	told                  load.Told
	before, during, after int64
	share                 string // who had the processors during the attack
}

func (s *suite) tellAttack(name string, b *beside) {
	r := s.report
	s.tellBeside(name+": an edit until saved, p50 / p99", b, mostAttacked)
	size := func(n int64) string { return fmt.Sprintf("%.0f", megabytes(n)) }
	r.judge("… memory before / at most / after, MB", size(b.before)+" / "+size(b.during)+" / "+size(b.after),
		fmt.Sprintf("%d, + %d", mostAttackedTree>>20, mostKeptTree>>20),
		b.during < mostAttackedTree && b.after < b.before+mostKeptTree)
	r.note("%s: the hostile user was told %s. %s", name, b.told.String(), b.share)
}

// tellBeside tells how honest people fared. A wait of less than enough is short, whatever it is without the others; 0:
// none is.
func (s *suite) tellBeside(saved string, b *beside, enough time.Duration) {
	r, bar := s.report, fmt.Sprintf("%.0f of p99", mostBesideAttack)
	if enough > 0 {
		bar += " or " + ms(enough)
	}
	wait := func(what string, loud, quiet []time.Duration) {
		with, without := load.Percentile(loud, 99), load.Percentile(quiet, 99)
		share := ratio(with, without)
		r.compare(what, spread(loud), spread(quiet)+" quiet", fmt.Sprintf("%.2f", share))
		r.require(bar, len(loud) > 0 && (share < mostBesideAttack || with < enough))
	}
	wait(saved, b.loud.Saved, b.quiet.Saved)
	wait("… until a colleague has it", b.loud.Seen, b.quiet.Seen)
	wait("… a list or record over REST", slices.Concat(b.loud.Lists, b.loud.Opens),
		slices.Concat(b.quiet.Lists, b.quiet.Opens))
	if wrong := slices.Concat(b.quiet.Wrong, b.loud.Wrong); len(wrong) > 0 {
		r.judge("… faults that somebody honest met", strings.Join(wrong, "; "), "none", false)
	}
}

// populated is a data directory of its own with people in it.
func (s *suite) populated(ctx context.Context, people int) (dir string, who *load.People, err error) {
	data, err := s.filled(ctx, s.catalog)
	if err != nil {
		return "", nil, err
	}
	if dir, err = s.copied("attacked", data); err != nil {
		return "", nil, err
	}
	who, err = load.Populate(ctx, dir, attackBrokerages, people/attackBrokerages, s.owned)
	return dir, who, err
}
