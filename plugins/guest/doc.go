// Package guest runs strangers' code: both sides of a guest's process.
//
// A [Host] keeps processes of the same binary ready (the hidden command `roomkey guest`, which runs [Main]) and gives each
// program that is to run one of its own. In the process wazero runs a fresh instance of the program for every step; its
// host calls come back over the pipe, one at a time, and are answered by the caller's [Op]. A step that is cancelled, or
// out of time, ends by the death of its process: nothing that a guest does can hold that up.
//
// A process runs one program in its life, so that nothing of one guest can reach another even through a hole in wazero; one
// whose guest trapped, overran or was cancelled is not used again.
//
// The package knows what a host call looks like and what it may cost, never what it means. It does not retry: whoever asked
// for the step decides, by the kind of the error.
//
//	host := guest.NewHost(guest.Config{CacheDir: dir})
//	go host.Run(ctx) // and wait for it
//	err := host.Step(ctx, guest.NewProgram(guest.RuntimeWasm, code), guest.Limits{}, op, log)
package guest
