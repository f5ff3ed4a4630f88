package runner

import (
	"encoding/json"
	"unicode/utf8"
)

// progress is a step's progress, as its guest reports it.
type progress struct {
	step    string
	percent int // of the whole task
	message string
	result  json.RawMessage // partial; nil: none
	text    *streamed       // the model's text since the last report, instead of result; nil: none
}

// streamed is a part of the model's text: the bytes after the first From.
type streamed struct {
	Text string `json:"text"`
	From int    `json:"from"`
}

func (p *progress) partial() json.RawMessage {
	if p.text == nil {
		return p.result
	}
	raw, err := json.Marshal(p.text)
	if err != nil {
		return nil // a text and a number always encode
	}
	return raw
}

// merge keeps the parts of earlier progress that would be lost: the partial result, if there is no newer one, and text.
func (p *progress) merge(earlier *progress) {
	switch {
	case p.text != nil && earlier.text != nil && earlier.text.From+len(earlier.text.Text) == p.text.From:
		p.text = &streamed{Text: earlier.text.Text + p.text.Text, From: earlier.text.From}
	case p.text == nil && p.result == nil:
		p.text, p.result = earlier.text, earlier.result
	}
}

// maxShownText limits how much of the model's text is kept for users who come later; its end is kept.
const maxShownText = 64 << 10

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
