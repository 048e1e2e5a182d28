package pdf

import (
	"encoding/binary"
	"math"
	"sync"
)

// profile is a colour profile that says the page's colours are sRGB, as PDF/A
// asks for: ICC version 2.1, three primaries and one curve, computed from the
// definition of sRGB (IEC 61966-2-1) under the profile's white, D50.
var profile = sync.OnceValue(func() []byte {
	curve := make([]byte, 12, 12+2*1024)
	copy(curve, "curv")
	binary.BigEndian.PutUint32(curve[8:], 1024)
	for i := range 1024 {
		v := float64(i) / 1023
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		curve = binary.BigEndian.AppendUint16(curve, uint16(math.Round(v*65535)))
	}
	tags := []struct {
		name    string
		content []byte
	}{
		{"desc", description("sRGB")},
		{"cprt", append([]byte("text\x00\x00\x00\x00"), "No rights reserved\x00"...)},
		{"wtpt", xyz(0.9642, 1, 0.8249)},
		{"rXYZ", xyz(0.4360, 0.2225, 0.0139)},
		{"gXYZ", xyz(0.3851, 0.7169, 0.0971)},
		{"bXYZ", xyz(0.1431, 0.0606, 0.7139)},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	}
	out := make([]byte, 128+4+12*len(tags))
	copy(out[8:], "\x02\x10\x00\x00mntrRGB XYZ ")
	binary.BigEndian.PutUint16(out[24:], 2020) // a date of creation: any, always the same
	binary.BigEndian.PutUint16(out[26:], 1)
	binary.BigEndian.PutUint16(out[28:], 1)
	copy(out[36:], "acsp")
	copy(out[68:], xyz(0.9642, 1, 0.8249)[8:])
	binary.BigEndian.PutUint32(out[128:], uint32(len(tags)))
	shared := map[string]int{}
	for i, t := range tags {
		at, known := shared[string(t.content)]
		if !known {
			for len(out)%4 != 0 {
				out = append(out, 0)
			}
			at = len(out)
			shared[string(t.content)] = at
			out = append(out, t.content...)
		}
		entry := out[132+12*i:]
		copy(entry, t.name)
		binary.BigEndian.PutUint32(entry[4:], uint32(at))
		binary.BigEndian.PutUint32(entry[8:], uint32(len(t.content)))
	}
	binary.BigEndian.PutUint32(out, uint32(len(out)))
	return out
})

func xyz(x, y, z float64) []byte {
	out := make([]byte, 8, 20)
	copy(out, "XYZ ")
	for _, v := range []float64{x, y, z} {
		out = binary.BigEndian.AppendUint32(out, uint32(int32(math.Round(v*65536))))
	}
	return out
}

// description is a textDescriptionType: ASCII, no Unicode, no script code.
func description(s string) []byte {
	out := make([]byte, 12, 12+len(s)+1+4+4+2+1+67)
	copy(out, "desc")
	binary.BigEndian.PutUint32(out[8:], uint32(len(s)+1))
	out = append(append(out, s...), 0)
	return append(out, make([]byte, 4+4+2+1+67)...)
}
