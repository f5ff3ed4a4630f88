package child

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
)

// The pipes' places in the child: standard input, output and error stay what they are everywhere.
const (
	requestsFile = 3
	answersFile  = 4
)

const pipeBuffer = 256 << 10

// Serve is the child's whole life: it answers calls one after the other by answer until the parent closes the pipe or
// dies, and returns then. Answers that are ready are written when no further call is waiting to be read. request is
// answer's to keep; what it returns is written before it is called again or soon after, and must not change.
//
// A panic of answer ends the process, as it should: the parent sees a [*Death].
func Serve(answer func(request []byte) []byte) error {
	in, out := os.NewFile(requestsFile, "requests"), os.NewFile(answersFile, "answers")
	if in == nil || out == nil {
		return errors.New("this command is run by the server itself")
	}
	defer in.Close()
	defer out.Close()
	reader, writer := bufio.NewReaderSize(in, pipeBuffer), bufio.NewWriterSize(out, pipeBuffer)
	if err := greet(reader, writer); err != nil {
		return err
	}
	var head []byte
	for {
		id, request, err := readFrame(reader)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		payload := answer(request)
		if len(payload) > maxFrameBytes-8 {
			return errFrame
		}
		head = appendFrame(head[:0], id, nil)
		fixLength(head, len(payload))
		writer.Write(head) // a bufio.Writer keeps its error for Flush
		writer.Write(payload)
		if reader.Buffered() < frameHead {
			if err := writer.Flush(); err != nil {
				return err
			}
		}
	}
}

func greet(reader *bufio.Reader, writer *bufio.Writer) error {
	id, payload, err := readFrame(reader)
	if err != nil || id != 0 {
		return errors.Join(errors.New("the first frame is not the parent's"), err)
	}
	var l limits
	if err := json.Unmarshal(payload, &l); err != nil {
		return err
	}
	if err := l.hold(); err != nil {
		return err
	}
	writer.Write(appendFrame(nil, 0, nil))
	return writer.Flush()
}
