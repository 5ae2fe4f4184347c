package convert

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"os"
	"path/filepath"
)

// Picture makes a PNG of a metafile (format "emf" or "wmf"), as it is painted by LibreOffice, with its program for drawings. It
// is kept by the hash of the file. Errors are an *Error, but for the end of ctx.
func (o *Office) Picture(ctx context.Context, b []byte, format string) ([]byte, error) {
	out, err := o.picture(ctx, b, format)
	switch {
	case err == nil:
		return out, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	return nil, &Error{Err: err}
}

func (o *Office) picture(ctx context.Context, b []byte, format string) ([]byte, error) {
	w, h := frameOf(b, format)
	if w <= 0 || h <= 0 {
		return nil, ErrNothing
	}
	sum := sha256.Sum256(append([]byte("picture "), b...))
	key := hex.EncodeToString(sum[:])
	if out := o.cache.get(key); out != nil {
		return out, nil
	}
	program, err := o.find()
	if err != nil {
		return nil, err
	}
	free, err := slot(ctx)
	if err != nil {
		return nil, err
	}
	defer free()
	ctx, cancel := context.WithTimeoutCause(ctx, o.limit, ErrTime)
	defer cancel()
	dir, err := os.MkdirTemp("", "huibian-")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoRoom, err)
	}
	defer os.RemoveAll(dir)
	source, outDir, profile := filepath.Join(dir, "source."+format), filepath.Join(dir, "out"), filepath.Join(dir, "profile")
	if err = os.WriteFile(source, b, 0o600); err == nil {
		err = writeProfile(profile)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoRoom, err)
	}
	scale := mostPixels / max(w, h)
	filter := fmt.Sprintf(`png:draw_png_Export:{"PixelWidth":{"type":"long","value":"%d"},"PixelHeight":{"type":"long","value":"%d"}}`, int(w*scale), int(h*scale))
	if err := start(ctx, program, dir, append(quiet(profile), "--convert-to", filter, "--outdir", outDir, source)); err != nil {
		return nil, err
	}
	out, err := os.ReadFile(filepath.Join(outDir, "source.png"))
	if err != nil || len(out) == 0 {
		return nil, ErrNothing
	}
	o.cache.put(key, out)
	return out, nil
}

// mostPixels is how many pixels the longer side of a picture gets: at the width of a page some 200 to the inch.
const mostPixels = 1240

// frameOf is how large a metafile is, in points: by its header (MS-EMF 2.2.9, in hundredths of a millimetre; MS-WMF 2.3.2.3, in
// units of its own to the inch). One without is a page wide.
func frameOf(b []byte, format string) (w, h float64) {
	at := func(i int) float64 { return float64(int32(binary.LittleEndian.Uint32(b[i:]))) }
	short := func(i int) float64 { return float64(int16(binary.LittleEndian.Uint16(b[i:]))) }
	w, h = 400, 300
	switch {
	case format == "emf" && len(b) >= 44:
		w, h = (at(32)-at(24))*72/2540, (at(36)-at(28))*72/2540
	case format == "wmf" && len(b) >= 16 && binary.LittleEndian.Uint32(b) == 0x9AC6CDD7:
		unit := max(float64(binary.LittleEndian.Uint16(b[14:])), 1)
		w, h = (short(10)-short(6))*72/unit, (short(12)-short(8))*72/unit
	case format != "emf" && format != "wmf":
		return 0, 0
	}
	return math.Max(20, math.Min(math.Abs(w), 1500)), math.Max(20, math.Min(math.Abs(h), 1500))
}
