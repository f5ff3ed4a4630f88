// Imports records from a CSV file.
package main

import (
	_ "time/tzdata" // a guest has no files

	roomkey "roomkey/plugins/sdk/go"
)

func main() { roomkey.Run(roomkey.Steps{"import": importFile}) }
