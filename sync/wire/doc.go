// Package wire is the socket's bytes: the frames that clients send, read within bounds, and the frames that the server
// sends, written without reflection. Each frame is one CBOR map with a text "type"; docs/protocol.md lists them.
//
// The package is pure. It holds no connection, no clock and no rights: a caller decides what a frame means and who may
// hear of it. Decode answers whatever a stranger sends with a frame, nil or an error of code invalid, and never
// allocates more than a small multiple of the frame's own length.
package wire
