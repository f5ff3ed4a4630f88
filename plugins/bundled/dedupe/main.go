// Finds clients and leads that are the same person, and proposes to merge them.
package main

import roomkey "roomkey/plugins/sdk/go"

func main() { roomkey.Run(roomkey.Steps{"find": findDuplicates}) }
