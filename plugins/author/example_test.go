package author_test

import (
	"context"
	"fmt"

	"roomkey/plugins/author"
)

func Example() {
	if err := author.New("greeter", "go", "acme.greeter"); err != nil {
		fmt.Println(err)
		return
	}
	file, err := author.Build(context.Background(), "greeter", "")
	fmt.Println(file, err)
}
