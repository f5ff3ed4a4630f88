package author_test

import (
	"context"
	"fmt"
	"os"

	"roomkey/plugins/author"
)

func Example() {
	if err := author.New("greeter", "go", "acme.greeter"); err != nil {
		fmt.Println(err)
		return
	}
	file, err := author.Build(context.Background(), os.Environ(), "greeter", "")
	fmt.Println(file, err)
}
