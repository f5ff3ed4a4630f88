package runner

import (
	"encoding/json"
	"unicode/utf8"

	"roomkey/crm"
)

// maxShownText limits how much of the model's text is kept for users who come later; its end is kept.
const maxShownText = 64 * kilo

// show keeps a step's progress for users who ask for the task before the next report.
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

// showNothing begins a step, which has not reported anything yet.
func (u *run) showNothing() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.shown = progress{}
}

// with returns the text with one more part. A part that does not follow the text replaces it.
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

// shown returns the progress of a task's current step for a user who may see the task. It returns nil if there is none,
// if the task does not run here, or if its guest was given records that the user may not read.
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
