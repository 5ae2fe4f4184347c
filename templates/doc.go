// Package templates holds what the notices demand, one folder each, and the fonts of the books, embedded into the
// binary. It makes new workspaces and loads the template of one: a file in the workspace's own templates/<notice>/ wins
// over the embedded one, file by file, so that an office can edit its notice.yaml or the styles in book.docx in Word and
// needs nothing else.
//
//	t, err := templates.Load(".", "")       // the notice huibian.yaml names
//	fmt.Println(t.Notice.Unit.Name)         // 莆田市对外贸易经济合作局
//
// A notice's folder holds notice.yaml (what is demanded), book.docx (the look), foreword.docx (编制说明, may be missing)
// and sample/ (sample submissions, one folder a section). The package imports pipeline/notice, pipeline/calendar and
// pipeline/laws, and nothing below them.
//
// # A notice
//
// Whatever a notice.yaml says is in the words of its notice, or a comment there calls it a default: reviewers hold the
// one against the other. To add a notice, copy a folder, rename it, set name in its notice.yaml, and add it to [Names]
// and to the embed directive; in a workspace a folder under templates/ is enough.
//
// # The calendar
//
// calendar/ has the holidays of every year from 2009 to 2026, each as its notice of the State Council says, later changes
// included (2015, 2019, 2020). Each was held against the text of its notice, or a list made from that, and day by day
// against a second list. A year is added when its notice is out, in November mostly; a workspace's own
// templates/calendar/2027.yaml is enough. No year is worked out beforehand.
//
// # The laws
//
// An office may keep a list of laws in templates/laws.yaml of its workspace (pipeline/laws). None is embedded.
//
// # The samples
//
// They are what a stranger sees first, and the readings that pipeline/form is held to (its testdata/samples). Putian's
// and Ningde's show every layout offices use, and a few mistakes an honest clerk makes, each for one rule to find: a
// basis left out or vague (E01), a class the notice does not know (E03), a code with O for 0 or too few digits (E04), a
// power two sections claim (I02), a table of statistics one off (W11), a promise too long (W01), a fee without a basis
// (W07), a law cited without its article (W03), a decision that rests on a circular alone (W02), a blank in a required
// column (R16), the wrong section in the head of a file (R08), a public scope in an internal list (R27). One of Putian's
// sections hands in all five parts and another a few rules texts; the rest lack parts (E07), two are not signed (E06), and
// of four flowcharts one is a picture (I07) and one lacks an element (W04). In Ningde's table of duties one post examines
// and decides (W09), and one section has a standard of discretion. Everything else is meant to be right, the law as it
// stood when the notice was written: a finding not of this kind is a fault, of the sample or of the rule. Fuxing's are the
// six items of its notice to the letter, watermarks and broken words included. Heshan's pair each power with its rules
// text, and leave one cell blank (R16).
//
// No sample comes out of our own writer. Edit them in LibreOffice, or inside the package, so that they stay in its dialect,
// and leave author and dates as they are: no person is named in them, and the date is one of the notice. The folder inputs/
// at the root of the repository is a copy of putian-2009/sample; a test holds it to that.
package templates
