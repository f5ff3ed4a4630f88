package model_test

import (
	"context"
	"fmt"

	"roomkey/plugins/model"
)

func Example() {
	client := model.New(model.Config{URL: "http://127.0.0.1:11434/v1", Name: "llama3"})
	question := model.Request{Messages: []model.Message{{Role: "user", Content: "Describe this home."}}}
	answer, err := client.Complete(context.Background(), question, 500, func(piece string) { fmt.Print(piece) })
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.Tokens)
}

// Without a model every question is refused, and plugins do their work by rules.
func ExampleClient_Complete() {
	question := model.Request{Messages: []model.Message{{Role: "user", Content: "Describe this home."}}}
	_, err := model.New(model.Config{}).Complete(context.Background(), question, 500, nil)
	fmt.Println(err)
	// Output: unavailable: no language model is configured
}
