// Package model asks a language model: any server with OpenAI's chat completions API, hosted or on this machine.
//
// It passes the answer on as it arrives, counts tokens against a budget, and turns errors into ones that a guest may
// see, without addresses, keys or the server's texts. It does not remember answers: the caller may store them by
// Request.Key.
package model
