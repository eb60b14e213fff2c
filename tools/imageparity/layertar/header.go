package layertar

import (
	"archive/tar"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const blockSize = 512

const (
	magicUSTAR = "ustar\x00"
	magicGNU   = "ustar "
)

// header is a block.
type header string

func (h header) typeflag() byte { return h[slotTypeflag.start] }

func (h header) isGNU() bool { return slotMagic.of(h) == magicGNU }

// size returns that of what follows. It must have passed check.
func (h header) size() int64 {
	size, _ := parseNumber(slotSize.of(h))
	return size
}

// stored returns the value of one of the overridden fields in the header itself, and the place.
func (h header) stored(field string) (value, place string) {
	i := slices.IndexFunc(commonSlots, func(s slot) bool { return s.name == field })
	raw := commonSlots[i].of(h)
	if commonSlots[i].kind == number {
		n, _ := parseNumber(raw)
		return strconv.FormatInt(n, 10), "header"
	}
	if prefix := untilNUL(slotPrefix.of(h)); field == slotName.name && prefix != "" && slotMagic.of(h) == magicUSTAR {
		return prefix + "/" + untilNUL(raw), "header with prefix"
	}
	return untilNUL(raw), "header"
}

// hasSparseMap says whether blocks of GNU's sparse map follow.
func (h header) hasSparseMap() bool {
	return h.isGNU() && h.typeflag() == tar.TypeGNUSparse && h[482] != 0
}

// check returns what is malformed.
func (h header) check() error {
	if err := h.checkSum(); err != nil {
		return err
	}
	for _, slot := range commonSlots {
		if slot.start > slotMagic.start && !strings.HasPrefix(slotMagic.of(h), "ustar") {
			break // Before USTAR, anything could be there.
		}
		if _, ok := parseNumber(slot.of(h)); slot.kind == number && !ok {
			return fmt.Errorf("%s is no number: %s", slot.name, quote(slot.of(h)))
		}
	}
	if size := h.size(); size < 0 {
		return fmt.Errorf("the size is negative: %d", size)
	}
	return nil
}

// checkSum also accepts a sum of signed bytes, which some old programs wrote.
func (h header) checkSum() error {
	stated, ok := parseNumber(slotChecksum.of(h))
	if !ok {
		return errors.New("not a tar header: the checksum is no number")
	}
	var unsigned, signed int64
	for i, b := range []byte(h) {
		if i >= slotChecksum.start && i < slotChecksum.end {
			b = ' '
		}
		unsigned += int64(b)
		signed += int64(int8(b))
	}
	if stated != unsigned && stated != signed {
		return fmt.Errorf("not a tar header: the checksum is %d, stated is %d", unsigned, stated)
	}
	return nil
}
