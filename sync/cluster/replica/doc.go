// Package replica brings the content that other regions have accepted into this one, and this one's to them. The
// store's log is the outbox: an entry is announced once it is durable, or just before where people here see it already,
// and whoever misses one asks for it, from any region that has it. Nothing is acknowledged, and nothing is lost by a
// message that is lost: each second every region says how far it has come (its vector), and who lacks something pulls
// it.
//
// What is missing in the logs themselves, because they were trimmed or content was written before there was one, is
// found by comparing the heads of all records, and whole records are pulled.
//
// The package refuses to know what changes mean (package live takes them in) and how messages travel (package wire).
//
//	r := replica.New(replica.Config{Port: port, Regions: regions, Log: store, Records: hub})
//	go r.Run(ctx)
//	r.FillBeat(&beat)          // each second, for the others
//	r.HearBeat("fra", heard)   // theirs
package replica
