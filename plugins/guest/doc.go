// Package guest runs code of strangers in processes of its own. It holds both the server's and the process's side.
//
// A [Host] keeps processes of the same binary ready (the hidden command `roomkey guest`, which runs [Main]) and gives
// each program its own process. There wazero runs a new instance of the program for every step. Host calls travel back
// over the pipe, one at a time, and the caller's [Op] answers them. The host ends a step that is cancelled or out of
// time by killing the process, which no guest can prevent.
//
// A process runs only one program in its life, so that no guest can reach another one even through a defect in wazero.
// If a guest trapped, exceeded a limit or was cancelled, its process is not used again.
//
// The package knows the form of a host call and its limits, but not its meaning. It does not retry: the caller decides,
// by the kind of the error.
package guest
