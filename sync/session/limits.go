package session

import "time"

// Limits are the budgets of one connection. In each field zero means the default and a negative number lifts the limit.
type Limits struct {
	SocketsPerUser int     // default 5
	FrameRate      float64 // frames a second, default 200
	FrameBurst     int     // default 1,000
	ByteRate       float64 // bytes a second, default 1 MiB
	ByteBurst      int     // default 16 MiB
	AnswerRate     float64 // bytes a second of answers to a socket, and to a user's sockets together; default 4 MiB
	AnswerBurst    int     // to a socket, default 8 MiB; to a user's sockets together twice as many
	QueueBytes     int     // what waits to be written to one socket, default 1 MiB; beyond it the socket is closed
	Ping           time.Duration
	PongTimeout    time.Duration
}

func (l Limits) withDefaults() Limits {
	orDefault(&l.SocketsPerUser, 5)
	orDefault(&l.FrameRate, 200)
	orDefault(&l.FrameBurst, 1000)
	orDefault(&l.ByteRate, 1<<20)
	orDefault(&l.ByteBurst, 16<<20)
	orDefault(&l.AnswerRate, 4<<20)
	orDefault(&l.AnswerBurst, 8<<20)
	orDefault(&l.QueueBytes, 1<<20)
	orDefault(&l.Ping, 25*time.Second)
	orDefault(&l.PongTimeout, 60*time.Second)
	return l
}

func orDefault[T int | float64 | time.Duration](field *T, value T) {
	if *field == 0 {
		*field = value
	}
}
