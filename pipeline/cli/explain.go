package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// explainer tells a clerk how the tables of a file were recognised.
type explainer struct {
	w       io.Writer
	all     bool // also the columns that are certain
	columns int  // of the terminal, 0 if there is none
	n       *notice.Notice
	dir     string // of the workspace
}

// How wide heads and titles of fields may be, in cells.
const (
	headCells  = 24
	titleCells = 18
)

// wideQuotes is what a line may be wider on terminals that give “” two cells.
const wideQuotes = 6

// certainties are the words for how sure it is.
var certainties = map[form.Certainty]string{form.Certain: "确定", form.Likely: "较有把握", form.Doubtful: "请核对", "": "未认出"}

func (e explainer) explain(tables []form.TableReading) {
	for _, t := range tables {
		switch {
		case t.Table > 0:
			fmt.Fprintf(e.w, "  表%d：%s\n", t.Table, t.Reason)
		case t.Paragraph > 0:
			fmt.Fprintf(e.w, "  第%d段起：%s\n", t.Paragraph, t.Reason)
		default:
			fmt.Fprintf(e.w, "  文本框：%s\n", t.Reason)
		}
		e.heads(t)
	}
	e.synonyms(tables)
}

// heads prints the columns of a table that are worth a look; all of them where the table was not recognised. Those of a
// table that goes on have been printed above.
func (e explainer) heads(t form.TableReading) {
	out := &table{indent: "    ", limit: max(e.columns-wideQuotes, 0)}
	out.row("列", "表头", "认作", "把握", "说明")
	for _, c := range t.Columns {
		if !e.all && t.Form != "" && (t.Continues > 0 || c.Sure == form.Certain || c.Over) {
			continue
		}
		at, title, sure := "–", "–", certainties[c.Sure]
		if c.Column > 0 {
			at = strconv.Itoa(c.Column)
		}
		if c.Title != "" {
			title = c.Title
		}
		if c.Over {
			sure = "–"
		}
		out.row(at, clip(oneLine(c.Header), headCells), clip(title, titleCells), sure, why(c))
	}
	if len(out.rows) > 1 {
		out.write(e.w)
	}
}

// why says why a column was taken so, or not.
func why(c form.ColumnReading) string {
	switch {
	case c.Over:
		return "下面或右边各栏的总称"
	case c.Rival != "":
		return fmt.Sprintf("与第%d列“%s”重复，未读入", c.RivalAt, c.Rival)
	case c.Near != "":
		return "像“" + c.Near + "”，未读入"
	case c.Header == "":
		return "没有表头"
	case c.Sure == "":
		return "不是通知的栏目"
	case c.Also != "":
		return "含“" + c.Synonym + "”，还有“" + c.Also + "”"
	case c.Sure == form.Doubtful:
		return "只有“" + c.Synonym + "”相同"
	case c.Sure == form.Likely && notice.FoldHead(c.Header) == notice.FoldHead(c.Synonym):
		return "后面没有冒号"
	case !c.Exact && c.Field != "":
		return "含“" + c.Synonym + "”"
	case c.Field != "" && notice.FoldHead(c.Synonym) != notice.FoldHead(c.Title):
		return "同义词“" + c.Synonym + "”"
	}
	return ""
}

// synonyms says how an office teaches its notice the heads that were not taken: in notice.yaml.
func (e explainer) synonyms(tables []form.TableReading) {
	lines := &table{indent: "      "}
	var others []string
	for _, t := range tables {
		for _, c := range t.Columns {
			if c.Sure != "" || c.Over || c.Rival != "" || c.Header == "" || t.Form == notice.FormStatistics {
				continue
			}
			f, known := e.n.Field(c.NearField)
			if !known {
				others = append(others, "“"+clip(oneLine(c.Header), headCells)+"”")
				continue
			}
			what := "synonyms: [ 后面加上  " + notice.FoldHead(c.Header) + ","
			if len(f.Synonyms) == 0 {
				what = "下面加一行  synonyms: [" + notice.FoldHead(c.Header) + "]"
			}
			lines.row("key: "+f.Key, what)
		}
	}
	if len(lines.rows)+len(others) == 0 {
		return
	}
	fmt.Fprintln(e.w, "  未认出的表头，如是笔误，请在Word里改正；如本单位就这样写，可加为同义词：")
	file := filepath.Join("templates", e.n.Name, "notice.yaml")
	if own := filepath.Join(e.dir, file); exists(own) {
		fmt.Fprintf(e.w, "    %s\n", own)
	} else {
		fmt.Fprintf(e.w, "    （这里用的是内置的通知：先用 huibian init 建立工作区，再改其中的 %s）\n", file)
	}
	slices.SortFunc(lines.rows, slices.Compare)
	lines.rows = slices.CompactFunc(lines.rows, slices.Equal)
	lines.write(e.w)
	if len(others) > 0 {
		slices.Sort(others)
		fmt.Fprintf(e.w, "      %s：是哪个栏目，就加进哪个栏目的 synonyms\n", strings.Join(slices.Compact(others), ""))
	}
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}
