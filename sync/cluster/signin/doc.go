// Package signin lets a sign-in count in every region (ADR 45). A session belongs to the region where it was made. That
// one alone replaces its refresh tokens, also for the others, which ask it; where it is silent, another one takes the
// session over. A token that is unknown here but not elsewhere was replaced long ago: all regions are asked to judge
// it, and one that knows it ends the session. Each region tells the others what changes of sessions, and who misses
// something pulls it. The package refuses to judge credentials: it knows tokens by their hashes, and who may do what is
// the directory's.
//
//	s := signin.New(signin.Config{Port: port, Regions: regions, Store: store, There: board.There})
//	go s.Run(ctx)
//	session, err := s.SessionByRefresh(ctx, hash, grace) // as of a store, but from any region
package signin
