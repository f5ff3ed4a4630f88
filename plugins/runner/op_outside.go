package runner

import (
	"context"
	"crypto/sha256"
	"strconv"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/calls"
)

// opComplete asks the model. The answer is stored with the step, so that another attempt with the same request gets it
// again without paying.
func (a *attempt) opComplete(ctx context.Context, in []byte) (any, error) {
	asked, err := calls.Read[Prompt](in)
	if err != nil {
		return nil, err
	}
	who, err := a.authority(ctx)
	if err != nil {
		return nil, err
	}
	if !who.may(func(c plugins.Capabilities) bool { return c.LLM != nil && c.LLM.MaxTokens > 0 }) {
		return nil, denied("the language model was not granted")
	}
	if err := asked.CheckSchema(); err != nil {
		return nil, err
	}
	u, t := a.run, a.run.task
	key := a.promptKey(in)
	kept, used, err := u.Storage.Memo(ctx, t.ID, a.step.Seq, key)
	if err != nil {
		return nil, err
	}
	if kept != nil {
		a.stream(&asked, string(kept), 0)
		return calls.Completion{Text: string(kept)}, nil
	}
	if u.Model == nil {
		return nil, crm.Errorf(crm.CodeUnavailable, "no language model is configured")
	}
	if asked.MaxTokens = min(who.asked.LLM.MaxTokens, who.granted.LLM.MaxTokens) - used; asked.MaxTokens <= 0 {
		return nil, crm.Errorf(crm.CodeRateLimited, "the step's budget of tokens is used up")
	}
	told := 0
	answer, err := u.Model.Complete(ctx, asked, func(text string) {
		a.stream(&asked, text, told)
		told += len(text)
	})
	if err != nil {
		return nil, err
	}
	keep, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer cancel()
	if err := u.Storage.AddMemo(keep, t.ID, a.step.Seq, key, answer.Tokens, []byte(answer.Text)); err != nil {
		return nil, err
	}
	return calls.Completion{Text: answer.Text}, nil
}

// stream sends text of the model to the task's room, if the guest asked for that.
func (a *attempt) stream(p *Prompt, text string, from int) {
	if p.Stream && text != "" {
		a.pace.add(progress{step: a.step.Name, percent: a.run.percent(a.step.Seq, 0),
			text: &streamed{Text: text, From: from}})
	}
}

// promptKey identifies a request. Equal requests of one attempt are distinguished by their order.
func (a *attempt) promptKey(in []byte) crm.Hash {
	first := crm.Hash(sha256.Sum256(in))
	a.prompts[first]++
	return sha256.Sum256([]byte(first.String() + strconv.Itoa(a.prompts[first])))
}

// opFetch makes an HTTP request.
func (a *attempt) opFetch(ctx context.Context, in []byte) (any, error) {
	if _, err := calls.Read[calls.Request](in); err != nil {
		return nil, err
	}
	who, err := a.authority(ctx)
	if err != nil {
		return nil, err
	}
	by := Fetcher{Broker: a.run.task.Broker, Plugin: a.step.Plugin, Hosts: both(who.asked.HTTP, who.granted.HTTP),
		Secrets: both(who.asked.Secrets, who.granted.Secrets)}
	if len(by.Hosts) == 0 {
		return nil, denied("HTTP requests were not granted")
	}
	if a.run.task.DryRun {
		return nil, calls.ErrNoFetch
	}
	if a.run.Web == nil {
		return nil, crm.Errorf(crm.CodeUnavailable, "this server does not allow HTTP requests")
	}
	return a.run.Web.Fetch(ctx, by, in)
}
