package wire

import (
	"time"

	"roomkey/crm"
)

// EncodePeer makes the answer to a join.
func EncodePeer(server, storage, client string) []byte {
	dst := appendMap(make([]byte, 0, 192), 5)
	dst = appendPair(dst, "type", "peer")
	dst = appendPair(dst, "senderId", server)
	dst = appendPair(dst, "targetId", client)
	dst = appendMap(appendText(dst, "peerMetadata"), 2)
	dst = appendPair(dst, "storageId", storage)
	dst = appendBool(appendText(dst, "isEphemeral"), false)
	return appendPair(dst, "selectedProtocolVersion", ProtocolVersion)
}

// EncodeVersionError answers a join that speaks none of our protocol versions.
func EncodeVersionError(server, client string) []byte {
	dst := appendMap(make([]byte, 0, 128), 4)
	dst = appendPair(dst, "type", "error")
	dst = appendPair(dst, "senderId", server)
	dst = appendPair(dst, "message", "unsupported protocol version")
	return appendPair(dst, "targetId", client)
}

// EncodeError tells of a refusal that does not close the socket. room may be "". Stock clients log it.
func EncodeError(err error, room crm.Room) []byte {
	message := publicReason(err)
	pairs := 3
	if room != "" {
		pairs++
	}
	dst := appendMap(make([]byte, 0, 128), pairs)
	dst = appendPair(dst, "type", "error")
	dst = appendPair(dst, "code", string(crm.CodeOf(err)))
	dst = appendPair(dst, "message", message)
	if room != "" {
		dst = appendPair(dst, "room", string(room))
	}
	return dst
}

// EncodeUnavailable answers for a document that is absent or that the user may not read: both look the same.
func EncodeUnavailable(server, client, doc string) []byte {
	dst := appendMap(make([]byte, 0, 160), 4)
	dst = appendPair(dst, "type", "doc-unavailable")
	dst = appendPair(dst, "senderId", server)
	dst = appendPair(dst, "targetId", client)
	return appendPair(dst, "documentId", doc)
}

// EncodeSaved says that changes of a document are durable.
func EncodeSaved(doc string, hashes []crm.Hash) []byte {
	dst := appendMap(make([]byte, 0, 80+34*len(hashes)), 3)
	dst = appendPair(dst, "type", "saved")
	return appendHashes(appendPair(dst, "documentId", doc), hashes)
}

// EncodeRejected says why changes of a document were refused.
func EncodeRejected(doc string, hashes []crm.Hash, err *crm.Error) []byte {
	return encodeVerdict("rejected", doc, hashes, err)
}

// EncodeRepaired says that changes of a document are accepted, and what the server has put right that they did.
func EncodeRepaired(doc string, hashes []crm.Hash, err *crm.Error) []byte {
	return encodeVerdict("repaired", doc, hashes, err)
}

func encodeVerdict(kind, doc string, hashes []crm.Hash, err *crm.Error) []byte {
	pairs := 5
	if err.Field != "" {
		pairs++
	}
	dst := appendMap(make([]byte, 0, 192+34*len(hashes)), pairs)
	dst = appendPair(dst, "type", kind)
	dst = appendHashes(appendPair(dst, "documentId", doc), hashes)
	dst = appendPair(dst, "code", string(err.Code))
	dst = appendPair(dst, "message", err.Message)
	if err.Field != "" {
		dst = appendPair(dst, "field", err.Field)
	}
	return dst
}

func appendHashes(dst []byte, hashes []crm.Hash) []byte {
	dst = appendArray(appendText(dst, "hashes"), len(hashes))
	for i := range hashes {
		dst = appendBytes(dst, hashes[i][:])
	}
	return dst
}

// EncodeExpiring says for how many seconds the session's token is still valid.
func EncodeExpiring(left time.Duration) []byte {
	dst := appendPair(appendMap(make([]byte, 0, 40), 2), "type", "auth:expiring")
	return appendUint(appendText(dst, "seconds"), uint64(max(left, 0)/time.Second))
}

// EncodeRenewed confirms a new token. The zero time means that it never expires, and is written as 0.
func EncodeRenewed(expires time.Time) []byte {
	dst := appendPair(appendMap(make([]byte, 0, 40), 2), "type", "auth:ok")
	dst = appendText(dst, "expiresAt")
	if expires.IsZero() {
		return appendUint(dst, 0)
	}
	return appendTime(dst, expires)
}
