package egress_test

import (
	"context"
	"fmt"

	"roomkey/plugins/egress"
)

// A request to a host that the rules do not name is refused before anything is sent.
func Example() {
	client := egress.New(egress.Config{})
	defer client.Close()
	rules := egress.Rules{Hosts: []string{"api.example.com"}}
	_, err := client.Fetch(context.Background(), rules, egress.Request{URL: "https://www.example.org/"})
	fmt.Println(err)
	// Output: forbidden: the plugin may not send requests to this host
}
