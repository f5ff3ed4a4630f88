package main

import (
	"bytes"
	"os"
	"testing"
)

// The document that the server embeds is what the routes and their types say now.
func TestDocument_IsCurrent(t *testing.T) {
	made, err := generate("..")
	if err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile("../openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(made, kept) {
		t.Error("web/openapi.json is not what the routes say: run go generate ./web")
	}
	again, err := generate("..")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(made, again) {
		t.Error("the document differs from one time to the next")
	}
}
