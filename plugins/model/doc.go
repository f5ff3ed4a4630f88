// Package model asks a language model: any server that speaks OpenAI's chat completions, hosted or on this machine.
//
// It hands answers on as they come, counts tokens against a budget, and turns what goes wrong into errors that a guest may
// see: no address, no key and no word of the server's own. Repeating a question that was answered already is the caller's
// affair: see Request.Key.
//
//	client := model.New(model.Config{URL: "http://127.0.0.1:11434/v1", Name: "llama3"})
//	answer, err := client.Complete(ctx, model.Request{Messages: messages}, func(token string) { … })
package model
