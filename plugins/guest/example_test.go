package guest_test

import (
	"context"
	"fmt"
	"os"

	"roomkey/plugins/guest"
)

func Example() {
	ctx, cancel := context.WithCancel(context.Background())
	host := guest.NewHost(guest.Config{})
	stopped := make(chan error)
	go func() { stopped <- host.Run(ctx) }()
	defer func() {
		cancel()
		fmt.Println(<-stopped)
	}()

	code, err := os.ReadFile("main.wasm")
	if err != nil {
		fmt.Println(err)
		return
	}
	op := func(ctx context.Context, name string, in []byte) ([]byte, error) {
		if name != "task.input" {
			return nil, &guest.OpError{Code: "unsupported", Message: "there is no such op"}
		}
		return []byte(`{"input": {}, "step": "greet", "attempt": 1}`), nil
	}
	log := func(line string) { fmt.Println(line) }
	fmt.Println(host.Step(ctx, guest.NewProgram(guest.RuntimeWasm, code), guest.Limits{}, op, log))
}
