package runner

import (
	"encoding/json"
	"unicode/utf8"

	"roomkey/crm"
)

// maxShownText bounds how much is kept of what the model says, for who comes later: the end of it.
const maxShownText = 64 * kilo

// show keeps what a step's progress has told, for who asks for the task before it tells more.
func (u *run) show(p *progress) {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case p.text != nil:
		u.shown = progress{text: u.shown.text.with(p.text)}
	case p.result != nil:
		u.shown = progress{result: p.result}
	}
}

// showNothing ends a step: the next one has told nothing yet.
func (u *run) showNothing() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.shown = progress{}
}

// with is what is known of a text when one more part of it is: a part that does not follow begins anew.
func (s *streamed) with(part *streamed) *streamed {
	whole := *part
	if s != nil && s.From < part.From && part.From <= s.From+len(s.Text) {
		whole = streamed{Text: s.Text[:part.From-s.From] + part.Text, From: s.From}
	}
	skip := max(0, len(whole.Text)-maxShownText)
	for skip < len(whole.Text) && !utf8.RuneStart(whole.Text[skip]) {
		skip++
	}
	return &streamed{Text: whole.Text[skip:], From: whole.From + skip}
}

// shown is what the step under way of a task has told so far, for a user who may see the task: nil where there is nothing, where the task is
// not run here, and where its guest was given what the user may not read.
func (r *Runner) shown(user *crm.User, t *crm.Task) json.RawMessage {
	u := r.runOf(t.ID)
	if u == nil || u.ctx.Err() != nil || t.Status != crm.TaskRunning {
		return nil
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if user.ID != t.User && !u.task.Reach.Includes(user) {
		return nil
	}
	return u.shown.partial()
}
