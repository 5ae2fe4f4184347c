package pipeline

import (
	"path"
	"slices"
	"strings"

	"huibian/pipeline/answer"
	"huibian/pipeline/docx"
	"huibian/pipeline/form"
	"huibian/pipeline/intake"
	"huibian/pipeline/notice"
	"huibian/pipeline/review"
)

// returnMark is in the name of a copy that a section gets back with comments: 职权目录.批注.docx. It marks a version of the
// file (see versionMarks), so that a copy that is dropped beside the file it came from is told.
const returnMark = ".批注"

// wordEndings are those of files that are returned under their own.
var wordEndings = []string{".docx", ".docm", ".dotx", ".dotm"}

// asReturn splits the path of a submission into the name of its return and the ending.
func asReturn(file string) (text, ending string) {
	ext := path.Ext(file)
	ending = strings.ToLower(ext)
	if !slices.Contains(wordEndings, ending) {
		ending = ".docx"
	}
	return strings.TrimSuffix(file, ext), returnMark + ending
}

// returned is the section's own file with the findings about it as comments; nil if there is nothing to correct, or it
// cannot bear them: it was read from another format, is signed, or has changed since it was read. Then the receipt alone
// says what is wrong.
func returned(d intake.Drop, r *form.Reading, findings []notice.Finding) (b []byte) {
	findings = slices.DeleteFunc(slices.Clone(findings), review.Papers) // the receipt asks for them
	toCorrect := func(f notice.Finding) bool { return f.Level != notice.Info }
	if r.Rejected || r.Source.Converted != "" || !slices.ContainsFunc(findings, toCorrect) {
		return nil
	}
	defer func() {
		if recover() != nil {
			b = nil // a file that brings out a defect of ours does without comments
		}
	}()
	raw, sum, err := d.Read(maxSubmission)
	if err != nil || sum != r.Source.SHA256 {
		return nil
	}
	b, err = docx.AnnotateBy(raw, docx.Limits{}, func(doc *docx.Document) []docx.Annotation {
		return answer.Remarks(r, findings, doc)
	})
	if err != nil {
		return nil
	}
	return b
}
