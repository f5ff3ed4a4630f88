package roomkey

// ReadFile returns the content of a file that the task's caller has sent by POST /files. id must be a value in the
// step's input. NotFound: the input doesn't name it, or it has expired.
func (t *Task) ReadFile(id string) ([]byte, error) {
	var content []byte
	for {
		var piece struct {
			Data []byte `json:"data"`
			Size int    `json:"size"`
		}
		if err := call("files.read", map[string]any{"file": id, "offset": len(content)}, &piece); err != nil {
			return nil, err
		}
		if content == nil {
			content = make([]byte, 0, piece.Size)
		}
		if content = append(content, piece.Data...); len(content) >= piece.Size || len(piece.Data) == 0 {
			return content, nil
		}
	}
}
