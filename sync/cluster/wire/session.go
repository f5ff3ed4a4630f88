package wire

import (
	"time"

	"roomkey/crm"
)

// AnySessions is SessionsSubject of every region.
const AnySessions = root + "sessions.*"

// SessionsSubject carries what changes of the sessions that a region knows.
func SessionsSubject(region string) string { return root + "sessions." + region }

// SessionsPullSubject answers with a page of what has changed of them.
func SessionsPullSubject(region string) string { return root + "sessions." + region + ".pull" }

// SessionSubject answers what a region knows of a session, and trades its refresh token.
func SessionSubject(region string) string { return root + "session." + region }

// Bounds of sessions.
const (
	// SessionsAtOnce is how many sessions a page has at most.
	SessionsAtOnce   = 400
	maxSessionDevice = 256         // bytes
	maxSessionGrace  = 1 << 20     // milliseconds
	sessionBytes     = 16 + 16 + 8 // that a session has at least
	tokenBytes       = 32 + 1 + 1  // of one refresh token
)

// EncodeSessions writes a page of at most SessionsAtOnce sessions.
func EncodeSessions(p *crm.SessionPage) []byte {
	var e Encoder
	e.sessions(p)
	return e.Bytes
}

func (e *Encoder) sessions(p *crm.SessionPage) {
	e.moment(p.At)
	e.Number(p.After)
	e.Number(p.Through)
	e.Flag(p.Last)
	e.Number(uint64(len(p.Sessions)))
	for i := range p.Sessions {
		e.session(&p.Sessions[i])
	}
}

func (e *Encoder) session(s *crm.SessionState) {
	e.Fixed(s.ID[:])
	e.Fixed(s.User[:])
	e.Text(s.Device[:min(len(s.Device), maxSessionDevice)])
	e.moment(s.Created)
	e.moment(s.Used)
	e.moment(s.Expires)
	e.Text(s.Region)
	e.Number(s.Term)
	e.Number(s.Made)
	e.Flag(s.Ended)
	e.Number(uint64(len(s.Tokens)))
	for _, token := range s.Tokens {
		e.Fixed(token.Hash[:])
		e.Number(token.Generation)
		e.Flag(token.Replaced)
	}
}

// moment writes a time as microseconds since 1970; 0: the zero time, or one before.
func (e *Encoder) moment(t time.Time) { e.Number(uint64(max(t.UnixMicro(), 0))) }

// DecodeSessions reads a page. Errors: invalid.
func DecodeSessions(payload []byte) (*crm.SessionPage, error) {
	d := Decode(payload)
	p := d.sessions()
	return p, d.End()
}

func (d *Decoder) sessions() *crm.SessionPage {
	p := &crm.SessionPage{At: d.moment(), After: d.Number(maxNumber), Through: d.Number(maxNumber), Last: d.Flag()}
	for range d.Count(SessionsAtOnce, sessionBytes) {
		p.Sessions = append(p.Sessions, d.session())
	}
	return p
}

func (d *Decoder) session() crm.SessionState {
	s := crm.SessionState{Session: crm.Session{ID: d.ID(), User: d.ID(), Device: d.Text(maxSessionDevice),
		Created: d.moment(), Used: d.moment(), Expires: d.moment()}, Region: d.Text(maxName), Term: d.Number(maxNumber),
		Made: d.Number(maxNumber), Ended: d.Flag()}
	if s.ID.IsZero() || s.User.IsZero() || s.Region != "" && CheckName(s.Region) != nil {
		d.Fail()
	}
	for range d.Count(crm.MaxSessionTokens, tokenBytes) {
		s.Tokens = append(s.Tokens, crm.RefreshToken{Hash: crm.Hash(d.Fixed(len(crm.Hash{}))),
			Generation: d.Number(maxNumber), Replaced: d.Flag()})
	}
	return s
}

// moment reads a time. Those beyond the year 9999 are none.
func (d *Decoder) moment() time.Time {
	const last = 253_402_300_799_999_999
	n := d.Number(last)
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(int64(n)).UTC()
}

// SessionQuestion asks a region about one session. Exactly one of Session and Token is set, or both for a trade.
type SessionQuestion struct {
	Session crm.ID
	Token   crm.Hash // of a refresh token
	// Next replaces Token; zero: nothing is replaced.
	Next  crm.Hash
	Grace time.Duration // for which Token is good after it was replaced, in whole milliseconds
}

// EncodeSessionQuestion writes a question.
func EncodeSessionQuestion(q *SessionQuestion) []byte {
	var e Encoder
	e.Fixed(q.Session[:])
	e.Fixed(q.Token[:])
	e.Fixed(q.Next[:])
	e.Number(uint64(q.Grace.Milliseconds()))
	return e.Bytes
}

// DecodeSessionQuestion reads a question. Errors: invalid.
func DecodeSessionQuestion(payload []byte) (*SessionQuestion, error) {
	d := Decode(payload)
	q := &SessionQuestion{Session: d.ID(), Token: crm.Hash(d.Fixed(len(crm.Hash{}))),
		Next:  crm.Hash(d.Fixed(len(crm.Hash{}))),
		Grace: time.Duration(d.Number(maxSessionGrace)) * time.Millisecond}
	if q.Session.IsZero() && q.Token == (crm.Hash{}) || q.Next != (crm.Hash{}) && q.Session.IsZero() {
		d.Fail()
	}
	return q, d.End()
}

// SessionVerdict is what a region says of a session.
type SessionVerdict byte

// The verdicts.
const (
	SessionUnknown  SessionVerdict = 0 // the region does not know it, or not this token of it
	SessionKnown    SessionVerdict = 1 // nothing was traded: it was not asked for, or another region owns the session
	SessionTraded   SessionVerdict = 2
	SessionEnded    SessionVerdict = 3 // it is over, perhaps because this token was used before
	SessionTooOften SessionVerdict = 4 // it is over since its token was replaced too often
	maxVerdict                     = uint64(SessionTooOften)
)

// EncodeSessionAnswer writes an answer: a verdict, and the session, unless it is unknown.
func EncodeSessionAnswer(verdict SessionVerdict, p *crm.SessionPage) []byte {
	var e Encoder
	e.Number(uint64(verdict))
	e.sessions(p)
	return e.Bytes
}

// DecodeSessionAnswer reads an answer. Errors: invalid.
func DecodeSessionAnswer(payload []byte) (SessionVerdict, *crm.SessionPage, error) {
	d := Decode(payload)
	verdict := SessionVerdict(d.Number(maxVerdict))
	p := d.sessions()
	if len(p.Sessions) > 1 || len(p.Sessions) == 0 && verdict != SessionUnknown {
		d.Fail()
	}
	return verdict, p, d.End()
}
