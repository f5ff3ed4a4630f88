package guest

// Names for the tests of the decoders.
var (
	DecodeCalled = decodeCalled
	DecodeEnded  = decodeEnded
	EncodeCalled = encodeCalled
)

// Scan is scanModule: it returns the module with bounds.
func Scan(code []byte, memoryBytes int64) ([]byte, error) {
	m, err := scanModule(code, memoryBytes)
	if err != nil {
		return nil, err
	}
	return m.bounded, nil
}
