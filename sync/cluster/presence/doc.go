// Package presence shows who is present in other regions. Each region tells what its rooms are told of devices, as
// changes; who misses one asks for the whole table. A region that is silent has nobody present. The package refuses to
// judge: what a device may be shown to do is judged where it is connected, and who may see it where they are.
//
//	p := presence.New(presence.Config{Port: port, Regions: regions, Show: hub.ShowElsewhere})
//	hub.ShareShown(p.Shown)
//	go p.Run(ctx)
//	p.Changed("b", false) // region b is silent
package presence
