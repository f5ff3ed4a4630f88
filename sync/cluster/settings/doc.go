// Package settings has users find in every region what they have set for themselves in any: their preferences, and
// which notifications they have read (ADR 52). Each region tells the others what changes, and who misses something
// pulls it, after a start too. Only the newest state of each setting travels, so nothing of it is in a log. The package
// refuses to know what a setting means, and which of two counts: both are the store's.
//
//	s := settings.New(settings.Config{Port: port, Regions: regions, Store: store, There: board.There})
//	go s.Run(ctx)
package settings
