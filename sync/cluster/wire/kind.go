package wire

// Kind says what a message's payload is. A message of another kind than its listener expects is refused.
type Kind byte

// The kinds of messages. Numbers are never used again for something else.
const (
	KindBeat          Kind = 1
	KindLog           Kind = 2 // one log entry
	KindPull          Kind = 3 // asks for a page of log entries
	KindPage          Kind = 4
	KindLedgerPull    Kind = 5 // asks for a page of ledger entries
	KindLedgerPage    Kind = 6
	KindLedgerEntry   Kind = 7
	KindPresence      Kind = 10 // what changed
	KindPresenceAsk   Kind = 11
	KindPresenceTable Kind = 12
	KindTask          Kind = 13 // events about a task
	KindSession       Kind = 14 // asks a region about a session
	KindSessionAnswer Kind = 15
	KindDigestAsk     Kind = 16 // heads of documents in a range
	KindDigestAnswer  Kind = 17
	KindAppend        Kind = 24 // asks the leader's region to append; 8 and 9 were the same for one entry
	KindAppended      Kind = 25
	KindSessions      Kind = 26 // what changed of the sessions that a region knows
	KindSessionsPull  Kind = 27 // asks for a page of what changed
	KindSessionsPage  Kind = 28
	KindPackagePull   Kind = 32 // asks for a part of a plugin's package
	KindPackagePart   Kind = 33
	KindSettings      Kind = 34 // what changed of users' settings
	KindSettingsPull  Kind = 35 // asks for a page of what changed
	KindSettingsPage  Kind = 36
	KindRecordsPull   Kind = 37 // asks for whole records
	KindTaskAsk       Kind = 40 // asks about tasks of a region, as a user
	KindTaskAnswer    Kind = 41
	KindTaskRest      Kind = 42 // asks for the rest of an answer
	KindTaskPart      Kind = 43
	KindTasksNow      Kind = 44 // asks how tasks are
	KindTasks         Kind = 45
	KindEphemeral     Kind = 48 // what devices tell the others that have a document open
)
