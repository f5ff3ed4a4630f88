package crdt

// RootText returns the text of a root key, for `type` and `privateOf`; "" if it has no value or one that is not a text.
func (s *OpSet) RootText(key string) string {
	list := s.root.keys[key]
	if len(list) == 0 {
		return ""
	}
	text, _ := s.text(&list[len(list)-1])
	return text
}

// itemID returns the text of an item's `id`; "" if it has none.
func (s *OpSet) itemID(item *object) string {
	list := item.keys["id"]
	if len(list) == 0 {
		return ""
	}
	text, _ := s.text(&list[len(list)-1])
	return text
}

// text returns the value of a text or string.
func (s *OpSet) text(e *entry) (string, bool) {
	switch {
	case e.kind == ValueString:
		return e.str, true
	case e.kind == kindObject && e.makes() == ActionMakeText:
		return s.content(s.objects[e.ref()].seq), true
	}
	return "", false
}

// texts returns the entries that are texts, the winner last.
func (s *OpSet) texts(list []entry) []string {
	var texts []string
	for i := range list {
		if text, ok := s.text(&list[i]); ok {
			texts = append(texts, text)
		}
	}
	return texts
}
