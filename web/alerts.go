package web

import (
	"math"
	"time"
)

// alert says that something is not as it should be, or not as it was.
type alert struct {
	code, severity, detail string
	since                  time.Time
}

// alertLasts is for how many samples an alert stays after its cause was seen last: a minute.
const alertLasts = int(time.Minute / sampleEvery)

// alertRule is what is looked for in each sample, beside those before it.
type alertRule struct {
	code, severity, detail string
	holds                  func(s *sample, before []sample) bool
}

// alertRules are looked for in this order. Few things in ten seconds tell nothing: every rule asks for some.
var alertRules = []alertRule{
	{"requests_fail", "critical", "requests are answered by errors of the server", func(s *sample, _ []sample) bool {
		return s.failures >= 3 && s.failures > .02*s.requests
	}},
	{"changes_quarantined", "critical", "a change stopped the engine and was set aside",
		func(s *sample, _ []sample) bool { return s.quarantined > 0 }},
	{"engine_restarted", "warning", "a process of the engine died and was started again",
		func(s *sample, _ []sample) bool { return s.restarts > 0 }},
	{"edits_slow", "warning", "one edit in twenty takes more than a quarter of a second to reach others",
		func(s *sample, _ []sample) bool { return s.edits.count >= 10 && s.edits.p95 > .25 }},
	{"disk_slow", "warning", "one write in twenty takes more than half a second", func(s *sample, _ []sample) bool {
		return s.commits.count >= 5 && s.commits.p95 > .5
	}},
	{"edits_rejected", "warning", "many edits are refused", func(s *sample, _ []sample) bool {
		return s.rejected >= 10 && s.rejected > .1*s.changes
	}},
	{"work_refused", "warning", "requests or sockets of users are refused because they have too many",
		func(s *sample, _ []sample) bool { return s.refused >= 10 }},
	{"sign_ins_fail", "warning", "many sign-ins fail: somebody may be guessing passwords",
		func(s *sample, _ []sample) bool { return s.guesses >= 20 }},
	{"connections_fell", "warning", "half of the connections or more have ended within a minute", connectionsFell},
	{"traffic_rose", "warning", "clients send far more messages than in the hour before", trafficRose},
}

func connectionsFell(s *sample, before []sample) bool {
	most := 0
	for i := max(len(before)-alertLasts, 0); i < len(before); i++ {
		most = max(most, before[i].connections)
	}
	return most >= 10 && s.connections <= most/2
}

// trafficRose compares with the mean and the spread of at least ten minutes.
func trafficRose(s *sample, before []sample) bool {
	if len(before) < 10*alertLasts || s.seconds <= 0 {
		return false
	}
	var sum, squares float64
	for i := range before {
		rate := before[i].in / before[i].seconds
		sum, squares = sum+rate, squares+rate*rate
	}
	n := float64(len(before))
	mean := sum / n
	deviation := math.Sqrt(max(squares/n-mean*mean, 0))
	rate := s.in / s.seconds
	return rate > 100 && rate > 5*mean && rate > mean+4*deviation
}

// alertsOf are the alerts that the samples of the last hour give, each since it was first seen without a pause of more
// than a minute.
func alertsOf(samples []sample) (found []alert) {
	for _, rule := range alertRules {
		first, last := -1, -1
		for i := range samples {
			if !rule.holds(&samples[i], samples[:i]) {
				continue
			}
			if last < 0 || i-last > alertLasts {
				first = i
			}
			last = i
		}
		if last >= 0 && last >= len(samples)-alertLasts {
			found = append(found, alert{rule.code, rule.severity, rule.detail, samples[first].at})
		}
	}
	return found
}
