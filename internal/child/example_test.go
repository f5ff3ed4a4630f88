package child_test

import (
	"context"
	"fmt"

	"roomkey/internal/child"
)

// The binary calls Serve when it is started with the arguments of the child; see TestMain.
func Example() {
	ctx, cancel := context.WithCancel(context.Background())
	c := child.New(child.Config{Args: []string{"test-child"}})
	stopped := make(chan error)
	go func() { stopped <- c.Run(ctx) }()

	answer, err := c.Call(ctx, []byte("echo hello"))
	fmt.Println(string(answer), err)
	cancel()
	fmt.Println(<-stopped)
	// Output:
	// echo hello <nil>
	// <nil>
}
