package wire

// The frames below reach many sockets. Their large part is encoded once and shared; a short head, different for each
// receiver, is written before it.

// ephemeralPairs counts the entries of an ephemeral frame: two in its head, five in its body.
const ephemeralPairs = 7

// AppendSyncHead writes a sync frame up to its Automerge message, which follows and has size bytes. document is in
// base58check.
func AppendSyncHead(dst []byte, server, client, document string, size int) []byte {
	dst = appendPair(appendMap(dst, 5), "type", typeSync)
	dst = appendPair(dst, "senderId", server)
	dst = appendPair(dst, "targetId", client)
	dst = appendPair(dst, "documentId", document)
	return appendHead(appendText(dst, "data"), cborBytes, uint64(size))
}

// AppendEphemeralHead writes an ephemeral frame up to its body, which EncodeEphemeral makes.
func AppendEphemeralHead(dst []byte, client string) []byte {
	dst = appendPair(appendMap(dst, ephemeralPairs), "type", typeEphemeral)
	return appendPair(dst, "targetId", client)
}

// EncodeEphemeral writes the entries of an ephemeral frame that are the same for every receiver.
func EncodeEphemeral(f *Ephemeral) []byte {
	dst := appendPair(make([]byte, 0, 160+len(f.Data)), "senderId", f.Sender)
	dst = appendPair(dst, "documentId", f.Document)
	dst = appendUint(appendText(dst, "count"), uint64(f.Count))
	dst = appendPair(dst, "sessionId", f.Session)
	return appendBytes(appendText(dst, "data"), f.Data)
}
