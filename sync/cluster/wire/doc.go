// Package wire is what regions say to each other: subjects, sealed messages and their encodings, and the interfaces of
// the network that carries them. It is pure: no I/O, no clock; a Port alone calls the network that it was given. Every
// decoder is bounded. The package refuses to know NATS (sync/cluster/nats) and what messages do to the data
// (sync/cluster/replica, ledger, beat, presence).
//
//	port := wire.NewPort(wire.PortConfig{Network: network, Region: "a", Regions: []string{"a", "b", "c"}, Keys: keys})
//	stop, err := port.Subscribe(wire.BeatSubject, wire.KindBeat, func(m wire.Message) { … })
//	err = port.Publish(wire.BeatSubject, wire.KindBeat, crm.ID{}, wire.EncodeBeat(&beat))
package wire
