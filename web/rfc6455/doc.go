// Package rfc6455 reads the frames of WebSocket clients, as sections 5 and 7 of RFC 6455 define them.
//
// A Reader gives each frame by itself: pings, pongs and fragments too, so that its caller can count them and stop
// reading in time. It checks a header before it reads the payload, and allocates no more than twice what has come. It
// reads from an io.Reader and does nothing else: it answers no ping, closes nothing, and knows no network.
//
//	reader := rfc6455.NewReader(conn, func() {})
//	for {
//		frame, err := reader.Next(maxMessageBytes)
//		...
//	}
package rfc6455
