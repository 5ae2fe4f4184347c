// Package templates holds what the notices demand, one folder each, and the fonts of the books, embedded into the
// binary. It makes new workspaces and loads the template of one: a file in the workspace's own templates/<notice>/ wins
// over the embedded one, file by file, so that an office can edit its notice.yaml or the styles in book.docx in Word and
// needs nothing else.
//
//	t, err := templates.Load(".", "")       // the notice huibian.yaml names
//	fmt.Println(t.Notice.Unit.Name)         // 莆田市对外贸易经济合作局
//
// A notice's folder holds notice.yaml (what is demanded), book.docx (the look), foreword.docx (编制说明, may be missing)
// and sample/ (sample submissions, one folder a section). The package imports pipeline/notice and nothing below it.
package templates
