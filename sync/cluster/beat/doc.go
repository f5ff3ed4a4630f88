// Package beat has every region tell the others once a second how it is, and keeps what they tell: who is there, how
// far behind each is, who is silent. It refuses to heal anything: sync/cluster/replica pulls what is missing, and
// sync/cluster/ledger reads rows.
//
//	board := beat.New(beat.Config{Port: port, Regions: regions, Members: 3, Own: own})
//	go board.Run(ctx)
//	if !board.Majority() { … } // rows can't be ordered from here
package beat
