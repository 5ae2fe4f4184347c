// Package docxtest writes Word files for tests: packages out of XML snippets (Pack), and whole documents of known
// contents in the mark-up that Word, WPS, LibreOffice and decades of editing leave (Write).
//
// What a document says is a Document: paragraphs as displayed, and tables on their grids. How it says it is drawn with
// rapid, so that a failing test shrinks to the plainest mark-up that still fails:
//
//	rapid.Check(t, func(t *rapid.T) {
//		want := docxtest.Draw(t)
//		file := docxtest.Write(t, want)
//		// docx.Read(file.Bytes) must give want back, whatever the mark-up
//	})
//
// It stands on nothing of ours, least of all on the reader it is to prove. Only tests may import it (lint-enforced).
package docxtest
