// Command openapi writes openapi.json, the OpenAPI 3.1 document of the REST API: go generate ./web runs it. The
// document follows from the table of routes, from the types of package api with their comments, and from the schema of
// records in package crm. A test holds the file to that; the server embeds it and never makes it.
//
// This package alone knows the library that turns Go's types into JSON Schema, and the server does without it.
package main

import (
	"fmt"
	"os"
)

func main() {
	document, err := generate(".")
	if err == nil {
		err = os.WriteFile("openapi.json", document, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}
