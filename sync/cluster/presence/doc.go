// Package presence shows who is present in other regions. Each region tells what its rooms are told of devices, as
// changes; who misses one asks for the whole table. A region that is silent has nobody present. The package refuses to
// judge: what a device may be shown to do is judged where it is connected, and who may see it where they are. It also
// carries ephemeral messages, such as where carets are, as far as they arrive.
//
//	p := presence.New(presence.Config{Port: port, Regions: regions, Show: hub.ShowElsewhere, Pass: hub.PassEphemeral})
//	hub.ShareShown(p.Shown)
//	hub.ShareEphemeral(p.Said)
//	go p.Run(ctx)
//	p.Changed("b", false) // region b is silent
package presence
