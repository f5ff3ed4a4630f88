package crdt

import (
	"crypto/sha256"
	"slices"
)

// rulesVersion is part of the actors of repairs. Increase it with every change of the rules that changes the bytes of
// any repair: else one actor could make two changes of one number.
const rulesVersion = "2"

// rulesVersions are all versions whose repairs there are, the newest first. 2 brought the rules within fields: formats,
// the years of dates, whole numbers.
var rulesVersions = []string{rulesVersion, "1"}

// RepairActor returns the actor of the change that repairs the change with this hash.
func RepairActor(cause Hash) Actor { return repairActor(rulesVersion, cause) }

func repairActor(version string, cause Hash) Actor {
	sum := sha256.Sum256([]byte("roomkey/repair/" + version + "/" + cause.String()))
	return Actor(sum[:16])
}

// Repairs reports whether an actor is that of the repair of a change with this hash, by any version of the rules.
func Repairs(actor Actor, cause Hash) bool {
	return slices.ContainsFunc(rulesVersions, func(version string) bool { return repairActor(version, cause) == actor })
}

// repairMessage is the message of every repair.
const repairMessage = "repair"

// RepairOf returns which of its dependencies a change repairs; ok is false if c is no repair. Of a repair that takes
// several changes it knows the first: each later one has the same actor and depends on the one before it.
func RepairOf(c *Change) (cause Hash, ok bool) {
	if c.Seq != 1 || c.Message != repairMessage {
		return Hash{}, false
	}
	for _, dep := range c.Deps {
		if Repairs(c.Actor, dep) {
			return dep, true
		}
	}
	return Hash{}, false
}
