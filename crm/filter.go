package crm

// Filterable reports whether lists can be filtered by the field: it has one value, or is a list of short ones, and
// every reader of the record may read it.
func (f *Field) Filterable() bool {
	if f.Private {
		return false
	}
	switch f.Kind {
	case KindText, KindMap:
		return false
	case KindList:
		return f.Item.Kind == KindEnum || f.Item.Kind == KindString
	}
	return true
}

// Sortable reports whether the field's values have an order: lists can be sorted by it, and filtered by what is greater
// or less.
func (f *Field) Sortable() bool { return f.Filterable() && f.Kind != KindList && f.Kind != KindRef }
