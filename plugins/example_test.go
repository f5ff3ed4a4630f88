package plugins_test

import (
	"crypto/rand"
	"fmt"

	"roomkey/plugins"
)

// A package is packed, signed and opened again.
func Example() {
	packed, err := plugins.Zip(map[string][]byte{
		"plugin.json": []byte(
			`{"id": "acme.hello", "version": "1.0.0", "abi": 1, "entry": "main.wasm", "runtime": "wasm",
			"steps": [{"name": "greet", "title": "Greet", "input": {}, "output": {}}]}`),
		"main.wasm": []byte("\x00asm\x01\x00\x00\x00"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	key, err := plugins.NewKey(rand.Reader)
	if err != nil {
		fmt.Println(err)
		return
	}
	signed, err := plugins.Sign(packed, key)
	if err != nil {
		fmt.Println(err)
		return
	}
	pkg, err := plugins.Open(signed)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(pkg.Manifest.ID, pkg.Manifest.Version, len(pkg.Signature) > 0)
	// Output: acme.hello 1.0.0 true
}
