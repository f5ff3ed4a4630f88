package engine

// LoadHere loads a document in the calling process.
func LoadHere(chunks [][]byte) error {
	_, err := load(chunks)
	return err
}
