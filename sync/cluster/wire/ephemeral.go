package wire

import "roomkey/crm"

// EphemeralsAtOnce is how many ephemeral messages go together at most; they fit into a message between regions.
const EphemeralsAtOnce = 200

// ephemeralBytes is what an ephemeral message has at least.
const ephemeralBytes = 16 + 1 + 1 + 1 + 1

// EncodeEphemerals writes at most EphemeralsAtOnce messages. One of which something is too long is left out.
func EncodeEphemerals(list []crm.Ephemeral) []byte {
	fitting := make([]*crm.Ephemeral, 0, len(list))
	for i := range list {
		if m := &list[i]; len(m.Sender) <= maxDevice && len(m.Session) <= maxDevice && m.Count <= maxNumber &&
			len(m.Data) <= crm.MaxEphemeral && len(fitting) < EphemeralsAtOnce {
			fitting = append(fitting, m)
		}
	}
	var e Encoder
	e.Number(uint64(len(fitting)))
	for _, m := range fitting {
		e.Fixed(m.Document[:])
		e.Text(m.Sender)
		e.Text(m.Session)
		e.Number(m.Count)
		e.Data(m.Data)
	}
	return e.Bytes
}

// DecodeEphemerals reads messages, whose data is part of the payload. Errors: invalid.
func DecodeEphemerals(payload []byte) (list []crm.Ephemeral, err error) {
	d := Decode(payload)
	for range d.Count(EphemeralsAtOnce, ephemeralBytes) {
		list = append(list, crm.Ephemeral{Document: d.ID(), Sender: d.Text(maxDevice), Session: d.Text(maxDevice),
			Count: d.Number(maxNumber), Data: d.Data(crm.MaxEphemeral)})
	}
	return list, d.End()
}
