package wire

// DecodeBoth reads a frame by decodePlain and by reflection. plain is nil where only reflection reads it.
func DecodeBoth(data []byte) (plain, reflected any, err error) {
	reflected, err = decodeAny(data)
	if f := decodePlain(data); f != nil {
		plain = f
	}
	return plain, reflected, err
}
