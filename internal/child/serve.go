package child

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
)

// The file descriptors of the pipes in the child. Standard input, output and error keep their usual numbers.
const (
	requestsFile = 3
	answersFile  = 4
)

const pipeBuffer = 256 << 10

// Serve is the child's main function. It calls answer for one request after the other until the parent closes the pipe
// or dies, and then returns. It writes finished answers when no further request is waiting. answer may keep request.
// The slice that answer returns must not change until the next call has returned.
//
// A panic of answer ends the process, as it should: the parent gets a [*Death].
func Serve(answer func(request []byte) []byte) error {
	in, out := os.NewFile(requestsFile, "requests"), os.NewFile(answersFile, "answers")
	if in == nil || out == nil {
		return errors.New("only the server itself runs this command")
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
		return errors.Join(errors.New("the first frame is not the parent's greeting"), err)
	}
	var l limits
	if err := json.Unmarshal(payload, &l); err != nil {
		return err
	}
	if err := l.apply(); err != nil {
		return err
	}
	writer.Write(appendFrame(nil, 0, nil))
	return writer.Flush()
}
