// Package rfc6455 parses the frames of WebSocket clients, as sections 5 and 7 of RFC 6455 define them.
//
// A Parser takes bytes as they come, and gives each frame by itself: pings, pongs and fragments too, so that its caller
// can count them and stop reading in time. It checks a header before the payload has come, and allocates no more than
// twice what has come; nothing for a message that comes whole. It does nothing else: it answers no ping, closes
// nothing, and knows no network.
//
//	var parser rfc6455.Parser
//	for data := range arrivals {
//		for len(data) > 0 {
//			frame, rest, err := parser.Next(data, maxMessageBytes)
//			...
//			data = rest
//		}
//	}
package rfc6455
