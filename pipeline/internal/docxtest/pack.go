package docxtest

import (
	"archive/zip"
	"bytes"
	"maps"
	"slices"
	"strings"
)

// What the parts of a Word file begin with: the XML declaration, the namespaces tests use, and the beginning of the types
// of relationships.
const (
	XMLHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	Declare = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ` +
		`xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" ` +
		`xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" ` +
		`xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" ` +
		`xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ` +
		`xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" ` +
		`xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" ` +
		`xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" ` +
		`xmlns:x="urn:example" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"`
	RelType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

// side parts by the name tests give them: part name and root element.
var sideParts = map[string]struct{ kind, root string }{
	"styles":    {"styles", "w:styles"},
	"numbering": {"numbering", "w:numbering"},
	"footnotes": {"footnotes", "w:footnotes"},
	"endnotes":  {"endnotes", "w:endnotes"},
	"comments":  {"comments", "w:comments"},
	"header":    {"header", "w:hdr"},
	"footer":    {"footer", "w:ftr"},
}

// Pack wraps XML snippets into a package. "body" is what stands in w:body, "document" a whole main part in its stead;
// the names of sideParts are wrapped into their root; any other key is a part name, taken as it is.
func Pack(parts map[string]string) []byte {
	files := map[string]string{}
	rels := ""
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		content := parts[name]
		if p, ok := sideParts[name]; ok {
			files["word/"+p.kind+".xml"] = XMLHead + "<" + p.root + " " + Declare + ">" + content + "</" + p.root + ">"
			rels += `<Relationship Id="rId` + p.kind + `" Type="` + RelType + p.kind + `" Target="` + p.kind + `.xml"/>`
			continue
		}
		switch name {
		case "body":
			files["word/document.xml"] = XMLHead + "<w:document " + Declare + "><w:body>" + content + "</w:body></w:document>"
		case "document":
			files["word/document.xml"] = content
		case "rels":
			rels += content
		default:
			files[name] = content
		}
	}
	if _, ok := files["[Content_Types].xml"]; !ok {
		files["[Content_Types].xml"] = contentTypes(files)
	}
	const relHead = XMLHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	if _, ok := files["_rels/.rels"]; !ok {
		files["_rels/.rels"] = relHead + `<Relationship Id="rId1" Type="` + RelType + `officeDocument" Target="word/document.xml"/></Relationships>`
	}
	if rels != "" {
		files["word/_rels/document.xml.rels"] = relHead + rels + `</Relationships>`
	}
	return Zip(files)
}

func contentTypes(files map[string]string) string {
	const kind = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	var b strings.Builder
	b.WriteString(XMLHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="` + kind + `document.main+xml"/>`)
	for _, name := range slices.Sorted(maps.Keys(sideParts)) {
		if part := "word/" + sideParts[name].kind + ".xml"; files[part] != "" {
			b.WriteString(`<Override PartName="/` + part + `" ContentType="` + kind + sideParts[name].kind + `+xml"/>`)
		}
	}
	return b.String() + "</Types>"
}

// Zip makes a zip of files, in the order of their names; an empty content under a name that begins with "!" leaves
// the file out.
func Zip(files map[string]string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasPrefix(name, "!") {
			continue
		}
		w, err := z.Create(name)
		if err != nil {
			panic(err)
		}
		if _, err := w.Write([]byte(files[name])); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}
