package wire

// DecodeBoth reads a frame by DecodePlain and by reflection. plain is nil where only reflection reads it.
func DecodeBoth(data []byte) (plain, reflected any, err error) {
	reflected, err = decodeAny(data)
	if f, ok := DecodePlain(data); ok {
		plain = f.Sync()
	}
	return plain, reflected, err
}
