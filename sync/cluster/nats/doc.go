// Package nats carries messages between regions by NATS: by a server inside the process, which every region of a
// cluster runs, or by one outside. Both are reached by the same client, and give a wire.Network and a wire.Rows. It is
// the one importer of NATS, and refuses to know what messages say.
//
//	node, err := nats.Open(ctx, nats.Config{Region: "a", Peers: peers, Members: 3, Dir: dir, Keys: keys, Log: log})
//	defer node.Close()
//	port := wire.NewPort(wire.PortConfig{Network: node, …})
//	seq, err := node.Rows().Append(ctx, wire.RowsSubject(brokerage), 0, entry)
package nats
