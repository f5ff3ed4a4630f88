package live

import (
	"crypto/sha256"
	"time"

	"roomkey/crm"
	"roomkey/internal/memo"
)

// The changes of answers are kept for a time after somebody was sent them last.
const (
	maxAnswerBytes = 16 << 20
	answerKept     = 8 * time.Second
)

// answer names what a peer is told of a document: some changes, or all that lead to some heads.
type answer struct {
	doc    crm.ID
	whole  bool
	hashes [sha256.Size]byte // of the changes, or of the heads
}

func answerOf(doc crm.ID, whole bool, hashes []crm.Hash) answer {
	all := sha256.New()
	for i := range hashes {
		all.Write(hashes[i][:])
	}
	return answer{doc, whole, [sha256.Size]byte(all.Sum(nil))}
}

func newAnswers(now func() time.Time) *memo.Memo[answer, [][]byte] {
	return memo.New[answer, [][]byte](maxAnswerBytes, now)
}
