package intake

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// skipFolder reports folders that are never read: hidden ones, our own receipts, and the office's decisions, which are
// not submissions.
func skipFolder(name string) bool { return hidden(name) || name == folderReceipts }

func hidden(name string) bool { return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") }

// lockPrefixes tell the files that word processors lay beside an open document.
var lockPrefixes = []struct{ prefix, program string }{
	{"~$", "Word"},
	{".~lock.", "LibreOffice"},
	{".~", "WPS"},
}

// lockOf is the program that laid a lock file of this name, "" if it is none.
func lockOf(name string) string {
	for _, l := range lockPrefixes {
		if strings.HasPrefix(name, l.prefix) {
			return l.program
		}
	}
	return ""
}

// leftovers are files that systems and browsers leave in folders; they are passed over without a word.
var leftovers = []string{"thumbs.db", "desktop.ini", ".ds_store"}

// unfinishedSuffixes tell files that are still being written or downloaded.
var unfinishedSuffixes = []string{".tmp", ".part", ".crdownload", ".partial", ".download"}

// skipFile reports files that are not submissions; an empty reason means that nobody needs to hear of it.
func skipFile(name string) (why string, skip bool) {
	if program := lockOf(name); program != "" {
		return "该文件正在" + program + "中打开，只读到上次保存的内容；请保存并关闭后重新汇编", true
	}
	lower := strings.ToLower(name)
	if hidden(name) || slices.Contains(leftovers, lower) {
		return "", true
	}
	for _, s := range unfinishedSuffixes {
		if strings.HasSuffix(lower, s) {
			return "没有传完的临时文件；如是申报材料，请重新复制，扩展名应为.docx", true
		}
	}
	return "", false
}

// printable is a path as it can stand in a line of a table, in a book and in JSON. A name that is no UTF-8 is taken for
// GBK, as Chinese Windows packs names into archives.
func printable(p string) string {
	parts := strings.Split(p, "/")
	for i, part := range parts {
		if !utf8.ValidString(part) {
			part = fromGBK(part)
		}
		parts[i] = strings.Map(visible, part)
	}
	return strings.Join(parts, "/")
}

func fromGBK(s string) string {
	t, err := simplifiedchinese.GB18030.NewDecoder().String(s)
	if err != nil || strings.ContainsFunc(t, func(r rune) bool { return r == utf8.RuneError || unicode.IsControl(r) }) {
		return strings.ToValidUTF8(s, "□")
	}
	return t
}

// zeroWidthJoiner holds the parts of one emoji together.
const zeroWidthJoiner = '\u200D'

// visible replaces what would break a line, move a terminal's cursor, or turn the direction of reading.
func visible(r rune) rune {
	if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) && r != zeroWidthJoiner {
		return '_'
	}
	return r
}
