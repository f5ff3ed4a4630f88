package nats

import "context"

// RowCopies is how many servers hold the whole order of rows; 0 where nobody knows.
func (n *Node) RowCopies(ctx context.Context) int {
	info, err := n.rows.info(ctx)
	if err != nil || info.Cluster == nil {
		return 0
	}
	copies := 1 // the leader's
	for _, peer := range info.Cluster.Replicas {
		if peer.Current && !peer.Offline {
			copies++
		}
	}
	return copies
}
