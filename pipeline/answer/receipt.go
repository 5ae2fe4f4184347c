package answer

import (
	"fmt"
	"path"
	"strings"
	"time"

	"huibian/pipeline/book"
	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// Arrival is one line of the history of a file.
type Arrival struct {
	At     time.Time // printed as the clock of its location shows it
	Kind   string    // 首次收到, 更新, …
	SHA256 string
	Note   string // what the section is to know, "" if nothing
}

// Receipt (回执) is what a section is told of one file.
type Receipt struct {
	Notice   *notice.Notice
	Reading  *form.Reading
	Section  string
	Items    []*catalog.Item  // that came from the file, in its order
	Findings []notice.Finding // about the file
	Arrivals []Arrival        // oldest first; none where nobody kept a register
	Returned bool             // the file goes back with comments beside the receipt
}

// Book is the receipt as a book of one part.
func (r Receipt) Book() *book.Book {
	blocks := []book.Block{book.Heading{Level: 1, Text: "收件回执", Anchor: "receipt"}, r.summary()}
	n := 0
	for _, c := range []struct {
		title  string
		blocks []book.Block
	}{
		{"问题和改正办法", r.findings()},
		{"收录的职权", r.items()},
		{"没有收入目录的内容", r.setAside()},
		{"如何更正", r.next()},
	} {
		if len(c.blocks) > 0 {
			h := book.Heading{Level: 3, Text: string([]rune("一二三四")[n]) + "、" + c.title, Anchor: book.Anchor("receipt:" + c.title)}
			blocks = append(append(blocks, h), c.blocks...)
			n++
		}
	}
	return &book.Book{
		Title: "收件回执", Unit: r.Notice.Unit.Name, Editor: r.Notice.Edition.Editor, Date: r.Notice.Edition.Date, Class: notice.Internal,
		Volume: path.Base(r.Reading.Source.File),
		Parts:  []book.Part{{Kind: "receipt", Title: "收件回执", Anchor: "part:receipt", Folio: book.FolioArabic, Header: true, Blocks: blocks}},
	}
}

// counts are the numbers of errors, warnings and other findings.
func (r Receipt) counts() (errors, warnings, notes int) {
	for _, f := range r.Findings {
		switch f.Level {
		case notice.Error:
			errors++
		case notice.Warning:
			warnings++
		default:
			notes++
		}
	}
	return errors, warnings, notes
}

// Verdict is the receipt in one sentence.
func (r Receipt) Verdict() string {
	errors, warnings, _ := r.counts()
	took := fmt.Sprintf("已收到，收录职权%d项", len(r.Items))
	switch {
	case r.Reading.Rejected:
		return "文件已收到，但读不出来，其中的内容没有收录。请按下面的办法处理后重新放入文件夹。"
	case len(r.Items) == 0 && r.Reading.Zero:
		took = "已收到，按零申报登记"
	case len(r.Items) == 0:
		took = "已收到，没有从中读到职权事项"
	}
	switch {
	case errors > 0 && warnings > 0:
		return fmt.Sprintf("%s；有%d处错误须改正，另有%d处请核对。", took, errors, warnings)
	case errors > 0:
		return fmt.Sprintf("%s；有%d处错误须改正。", took, errors)
	case warnings > 0:
		return fmt.Sprintf("%s；没有错误，有%d处请核对。", took, warnings)
	}
	return took + "，没有发现问题。"
}

func (r Receipt) summary() book.Block {
	src := r.Reading.Source
	t := &book.Table{Caption: "收件情况", Columns: []book.Column{{Fixed: 76, Align: book.Center}, {}}}
	add := func(label string, paras ...book.Paragraph) {
		t.Body = append(t.Body, book.Row{Cells: []book.Cell{text(label), {Paras: paras}}})
	}
	add("科　　室", para(r.Section))
	add("文　　件", para(src.File))
	for i, a := range r.Arrivals {
		label := "收件记录"
		if i > 0 {
			label = ""
		}
		line := a.At.Format("2006年1月2日 15:04:05") + "　" + a.Kind
		if a.SHA256 != src.SHA256 {
			line += "　校验值" + short(a.SHA256)
		}
		if a.Note != "" {
			line += "（" + a.Note + "）"
		}
		add(label, para(line))
	}
	if src.SHA256 != "" {
		add("校 验 值", book.Paragraph{Runs: []book.Run{{Text: src.SHA256, Code: true}}})
	}
	add("结　　论", book.Paragraph{Runs: []book.Run{{Text: r.Verdict(), Bold: true}}})
	return t
}

// levels are the words for the levels of findings, the worst first.
var levels = []struct {
	level notice.Level
	word  string
}{{notice.Error, "错误"}, {notice.Warning, "核对"}, {notice.Info, "提示"}}

func (r Receipt) findings() []book.Block {
	if len(r.Findings) == 0 {
		return nil
	}
	t := &book.Table{Caption: "问题", Columns: []book.Column{
		{Align: book.Center, Fixed: 32}, {Align: book.Center, Fixed: 32}, {Fixed: 92}, {}, {},
	}}
	t.Head = []book.Row{row("序号", "类别", "位置", "问题", "怎么改")}
	for _, l := range levels {
		for _, f := range r.Findings {
			if f.Level != l.level {
				continue
			}
			where := f.Place.String()
			if where == "" {
				where = "全文"
			}
			line := row(fmt.Sprint(len(t.Body)+1), l.word, where, f.Message+"（"+f.Rule+"）", f.Advice)
			if f.Item != "" {
				at := &line.Cells[2].Paras
				*at = append(*at, book.Paragraph{Runs: []book.Run{{Text: f.Item, Code: isCode(f.Item)}}})
			}
			t.Body = append(t.Body, line)
		}
	}
	return []book.Block{t}
}

func (r Receipt) items() []book.Block {
	if len(r.Items) == 0 {
		return nil
	}
	t := &book.Table{Caption: "收录的职权", Columns: []book.Column{
		{Align: book.Center, Fixed: 32}, {Fixed: 92}, {}, {Align: book.Center, Fixed: 76}, {Align: book.Center, Fixed: 76},
	}}
	t.Head = []book.Row{row("序号", "编码", "职权名称", "职权类别", "取自")}
	for i, it := range r.Items {
		code := book.Cell{Paras: []book.Paragraph{{Runs: []book.Run{{Text: it.Code, Code: true}}}}}
		at := it.Source
		at.Column = 0
		cells := row(fmt.Sprint(i+1), "", it.Name, it.CategoryName, at.String())
		cells.Cells[1] = code
		t.Body = append(t.Body, cells)
	}
	return []book.Block{t,
		book.Paragraph{Style: style.Small, Runs: []book.Run{{Text: "编码在首次发布前为暂编，可能变动。"}}}}
}

// setAside is the account of everything in the file that is in no field of an item. What only frames a table (heads, titles,
// empty rows) goes without saying in a receipt; build.json has it all.
func (r Receipt) setAside() []book.Block {
	if len(r.Reading.Account.SetAside) == 0 {
		return nil
	}
	t := &book.Table{Caption: "没有收入目录的内容", Columns: []book.Column{{Align: book.Center, Fixed: 44}, {Fixed: 84}, {}, {}}}
	t.Head = []book.Row{row("内容", "位置", "原因", "原文")}
	for _, x := range r.Reading.Account.SetAside {
		t.Body = append(t.Body, row(x.What, x.Where, x.Why, clip(x.Text)))
	}
	return []book.Block{t}
}

// clipped is how many characters of a text that was set aside a receipt quotes: enough to find it by.
const clipped = 60

func clip(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if c := []rune(s); len(c) > clipped {
		return string(c[:clipped]) + "…"
	}
	return s
}

func (r Receipt) next() []book.Block {
	how := "如需更正，请在本科室文件夹里直接修改原文件并保存，系统会自动重新收件、重新出具回执；不用另存，也不用通知汇编人员。"
	if r.Returned {
		how += "同名的“.批注.docx”是您的原文件，有问题的单元格上加了批注，供修改时对照；回执文件夹里的文件系统不读取。"
	}
	return []book.Block{book.Paragraph{Style: style.Small, Runs: []book.Run{{Text: how}}}}
}

// isCode tells a code from a name: the face of codes has Latin letters only.
func isCode(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > '~' })
}

func row(texts ...string) book.Row {
	var out book.Row
	for _, s := range texts {
		out.Cells = append(out.Cells, text(s))
	}
	return out
}

func text(s string) book.Cell {
	var c book.Cell
	for line := range strings.SplitSeq(s, "\n") {
		c.Paras = append(c.Paras, para(line))
	}
	return c
}

func para(s string) book.Paragraph { return book.Paragraph{Runs: []book.Run{{Text: s}}} }

// short is enough of a hash to tell versions apart.
func short(sum string) string { return sum[:min(len(sum), 12)] + "…" }
