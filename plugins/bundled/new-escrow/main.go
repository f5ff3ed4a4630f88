// Makes an escrow from a sentence.
package main

import roomkey "roomkey/plugins/sdk/go"

func main() { roomkey.Run(roomkey.Steps{"create": create}) }
