package guest

// What the tests of the decoders need.
var (
	DecodeCalled = decodeCalled
	DecodeEnded  = decodeEnded
	EncodeCalled = encodeCalled
)

// Scan is scanModule: the module with bounds.
func Scan(code []byte, memoryBytes int64) ([]byte, error) {
	m, err := scanModule(code, memoryBytes)
	if err != nil {
		return nil, err
	}
	return m.bounded, nil
}
