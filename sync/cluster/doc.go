// Package cluster makes one Roomkey of the servers of several regions: it wires the network between them to what
// travels over it. It refuses to know how edits and rows are made and applied: it hands on what the store and the hub
// give it. With one region none of it is used.
//
//	c, err := cluster.Open(ctx, cluster.Config{Layout: layout, Secret: secret, Dir: dir, Content: content, …})
//	defer c.Close()
//	err = c.Run(ctx)
package cluster
