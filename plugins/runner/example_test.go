package runner_test

import (
	"context"
	"encoding/json"
	"fmt"

	"roomkey/crm"
	"roomkey/plugins/runner"
)

// A server configures a runner with its storage and its records, and starts tasks for its users.
func Example() {
	var (
		config runner.Config // Storage, Records, Plugins, Guests and Rooms are required
		user   *crm.User
	)
	r := runner.New(config)
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan error)
	go func() { stopped <- r.Run(ctx) }()

	task, err := r.Start(ctx, user, runner.Request{Workflow: "csv-import", Input: json.RawMessage(`{"type": "lead"}`)})
	fmt.Println(task, err)
	cancel()
	fmt.Println(<-stopped)
}
