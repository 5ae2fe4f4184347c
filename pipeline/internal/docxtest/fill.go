package docxtest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// EditMain is a Word file with another main part.
func EditMain(file []byte, edit func(xml string) (string, error)) ([]byte, error) {
	zr, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	zw := zip.NewWriter(&out)
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		if f.Name == "word/document.xml" {
			xml, err := edit(string(data))
			if err != nil {
				return nil, err
			}
			data = []byte(xml)
		}
		w, err := zw.Create(f.Name)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(data); err != nil {
			return nil, err
		}
	}
	if err := zw.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

var (
	content = regexp.MustCompile(`<w:sdtContent>.*</w:sdtContent>`)
	prompts = regexp.MustCompile(`<w:showingPlcHdr/>`)
	escaped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\n", "</w:t><w:br/><w:t>")
)

// Fill fills in the content control of a tag in a main part, as Word does.
func Fill(xml, tag, text string) (string, error) {
	control := regexp.MustCompile(`<w:sdt><w:sdtPr>(?:<w:alias[^>]*>)?<w:tag w:val="` + regexp.QuoteMeta(tag) + `"/>.*?</w:sdt>`)
	at := control.FindStringIndex(xml)
	if at == nil {
		return "", fmt.Errorf("no content control %s", tag)
	}
	filled := prompts.ReplaceAllString(xml[at[0]:at[1]], "")
	filled = content.ReplaceAllLiteralString(filled,
		`<w:sdtContent><w:r><w:t xml:space="preserve">`+escaped.Replace(text)+`</w:t></w:r></w:sdtContent>`)
	return xml[:at[0]] + filled + xml[at[1]:], nil
}
