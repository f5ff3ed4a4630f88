// Finds clients and leads that are the same person, and proposes how to merge them.
package main

import roomkey "roomkey/plugins/sdk/go"

func main() { roomkey.Run(roomkey.Steps{"find": findDuplicates}) }
