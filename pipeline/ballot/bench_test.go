package ballot

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// many is a sheet of n questions.
func many(n int) *Sheet {
	s := full()
	kinds := s.Rows
	s.Rows = make([]Row, n)
	for i := range s.Rows {
		s.Rows[i] = kinds[i%len(kinds)]
		s.Rows[i].No, s.Rows[i].Code = i+1, fmt.Sprintf("PT01WJ-%s-%04d", []string{"XK", "CF", "ZS", "QZ", "GF", "JF", "QT", "QR", "BM", "SP"}[i/9999], i%9999+1)
	}
	return s
}

func BenchmarkWrite(b *testing.B) {
	for _, n := range []int{1_000, 99_990} {
		s := many(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := thePress().Write(io.Discard, s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	for _, n := range []int{1_000, 99_990} {
		var file bytes.Buffer
		if err := thePress().Write(&file, many(n)); err != nil {
			b.Fatal(err)
		}
		doc, err := docx.Read(file.Bytes(), docx.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint("file ", n), func(b *testing.B) {
			for b.Loop() {
				if _, err := docx.Read(file.Bytes(), docx.Limits{}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprint("table ", n), func(b *testing.B) {
			for b.Loop() {
				Read(theNotice(), doc, notice.Place{})
			}
		})
	}
}
