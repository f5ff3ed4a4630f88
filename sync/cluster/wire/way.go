package wire

import "context"

// Way is one of the ways by which messages of a kind come in. It has one of Hear and Answer.
type Way struct {
	Subject string
	Kind    Kind
	Hear    func(Message)                                                                    // see Port.Subscribe
	Answer  func(ctx context.Context, question Message) (kind Kind, payload []byte, ok bool) // see Port.Answer
}

// Open has messages come in by several ways until close is called. After an error, they come by none.
func (p *Port) Open(ways ...Way) (close func(), err error) {
	var stops []func()
	close = func() {
		for _, stop := range stops {
			stop()
		}
	}
	for _, w := range ways {
		var stop func()
		if w.Answer != nil {
			stop, err = p.Answer(w.Subject, w.Kind, w.Answer)
		} else {
			stop, err = p.Subscribe(w.Subject, w.Kind, w.Hear)
		}
		if err != nil {
			close()
			return nil, err
		}
		stops = append(stops, stop)
	}
	return close, nil
}
