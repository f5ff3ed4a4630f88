package sync

import (
	"time"

	"roomkey/crm"
)

// The frames that answer one session.

// encodePeer is the answer to a join.
func encodePeer(server, storage, client string) []byte {
	dst := appendMap(make([]byte, 0, 192), 5)
	dst = appendPair(dst, "type", "peer")
	dst = appendPair(dst, "senderId", server)
	dst = appendPair(dst, "targetId", client)
	dst = appendMap(appendText(dst, "peerMetadata"), 2)
	dst = appendPair(dst, "storageId", storage)
	dst = appendBool(appendText(dst, "isEphemeral"), false)
	return appendPair(dst, "selectedProtocolVersion", protocolVersion)
}

// encodeError tells the client of what was refused without closing its socket; room may be "". Stock clients log it.
func encodeError(err error, room crm.Room) []byte {
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

// encodeUnavailable answers for a document that is absent or not readable.
func encodeUnavailable(server, client, doc string) []byte {
	dst := appendMap(make([]byte, 0, 160), 4)
	dst = appendPair(dst, "type", "doc-unavailable")
	dst = appendPair(dst, "senderId", server)
	dst = appendPair(dst, "targetId", client)
	return appendPair(dst, "documentId", doc)
}

func encodeSaved(doc string, hashes []crm.Hash) []byte {
	dst := appendMap(make([]byte, 0, 80+34*len(hashes)), 3)
	dst = appendPair(dst, "type", "saved")
	return appendHashes(appendPair(dst, "documentId", doc), hashes)
}

func encodeRejected(doc string, hashes []crm.Hash, err *crm.Error) []byte {
	pairs := 5
	if err.Field != "" {
		pairs++
	}
	dst := appendMap(make([]byte, 0, 192+34*len(hashes)), pairs)
	dst = appendPair(dst, "type", "rejected")
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

// encodeExpiring says how many seconds the session's token still holds.
func encodeExpiring(left time.Duration) []byte {
	dst := appendPair(appendMap(make([]byte, 0, 40), 2), "type", "auth:expiring")
	return appendUint(appendText(dst, "seconds"), uint64(max(left, 0)/time.Second))
}

// encodeRenewed confirms a new token; the zero time, one that never ends, is 0.
func encodeRenewed(expires time.Time) []byte {
	dst := appendPair(appendMap(make([]byte, 0, 40), 2), "type", "auth:ok")
	dst = appendText(dst, "expiresAt")
	if expires.IsZero() {
		return appendUint(dst, 0)
	}
	return appendTime(dst, expires)
}
