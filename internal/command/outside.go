package command

import (
	"context"
	"encoding/json"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/egress"
	"roomkey/plugins/model"
	"roomkey/plugins/runner"
)

// languageModel lets steps ask the model that the operator has configured.
type languageModel struct{ client *model.Client }

// Complete is part of runner.Model.
func (m languageModel) Complete(ctx context.Context, p runner.Prompt, onText func(string)) (runner.Completion, error) {
	r := model.Request{Stream: p.Stream, Schema: p.Schema}
	for _, message := range p.Messages {
		r.Messages = append(r.Messages, model.Message(message))
	}
	answer, err := m.client.Complete(ctx, r, int64(p.MaxTokens), onText)
	if err != nil {
		return runner.Completion{}, err
	}
	return runner.Completion{Text: answer.Content, Tokens: int(answer.Tokens)}, nil
}

// outside lets steps ask hosts, with their plugins' secrets.
type outside struct {
	client   *egress.Client
	registry *plugins.Registry
}

// Fetch is part of runner.Web.
func (o outside) Fetch(ctx context.Context, by runner.Fetcher, request json.RawMessage) (json.RawMessage, error) {
	var r egress.Request
	if err := json.Unmarshal(request, &r); err != nil {
		return nil, crm.Errorf(crm.CodeInvalid, "the request is not the object that it should be")
	}
	secrets, err := o.registry.Secrets(ctx, by.Broker, by.Plugin)
	if err != nil {
		return nil, err
	}
	rules := egress.Rules{Hosts: by.Hosts, Secrets: make(map[string]egress.Secret, len(by.Secrets))}
	for _, name := range by.Secrets {
		if secret, ok := secrets[name]; ok {
			rules.Secrets[name] = egress.Secret{Host: secret.Host, Value: secret.Value}
		}
	}
	answer, err := o.client.Fetch(ctx, rules, r)
	if err != nil {
		return nil, err
	}
	return json.Marshal(answer)
}
