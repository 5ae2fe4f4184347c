package archive

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// pieceCount (GD-2-1): as many pieces as the directory says, as many files as there should be.
func pieceCount(e *Evidence) Finding {
	var bad findings
	folders := map[string]bool{}
	found := 0
	for _, f := range e.Entries {
		if !f.Found {
			continue
		}
		found++
		if parts := strings.Split(f.Path, "/"); parts[0] == "电子档案" && len(parts) > 4 {
			folders[path.Join(parts[:4]...)] = true
		}
	}
	pieces, placeholders := 0, 0
	for _, d := range e.Directory {
		if d.IsPlaceholder() {
			placeholders++
			continue
		}
		pieces++
		if !folders[strings.TrimSuffix(d.File, "/")] {
			bad.add("文件目录中的%s在包内没有文件夹", d.Number)
		}
	}
	if pieces != len(folders) {
		bad.add("文件目录有%d件（另%d件未随包移交），包内有%d件", pieces, placeholders, len(folders))
	}
	if e.Files == nil {
		if len(bad) > 0 {
			return bad.finding("")
		}
		return Finding{Unchecked, fmt.Sprintf("文件目录与包内均为%d件；没有应有的文件数可比", pieces)}
	}
	if *e.Files != found {
		bad.add("应有%d个文件，实有%d个", *e.Files, found)
	}
	return bad.finding(fmt.Sprintf("%d件，%d个文件，相符；另%d件未随包移交", pieces, found, placeholders) + e.scope())
}

// byteCount (GD-2-2).
func byteCount(e *Evidence) Finding {
	var bad findings
	var sum int64
	for _, f := range e.Entries {
		if !f.Found {
			continue
		}
		sum += f.FoundSize
		if f.Size >= 0 && f.FoundSize != f.Size {
			bad.add("%s应为%d字节，实为%d", f.Path, f.Size, f.FoundSize)
		}
	}
	if e.Bytes == nil {
		if len(bad) > 0 {
			return bad.finding("")
		}
		return Finding{Unchecked, "没有应有的总字节数可比"}
	}
	if sum != *e.Bytes {
		bad.add("应有%d字节，实有%d", *e.Bytes, sum)
	}
	return bad.finding(fmt.Sprintf("共%d字节，相符", sum))
}

// readForm is the finding of a file read by its form.
func readForm(name string, f *FormRead) Finding {
	if f == nil {
		return Finding{Unchecked, "没有读取" + name}
	}
	return findings(f.Problems).finding(name + "合XML模式")
}

// metadataForm (GD-2-3).
func metadataForm(e *Evidence) Finding { return readForm("元数据.xml", e.Metadata) }

// eepForm (GD-2-10): the EEP by annex C of DA/T 48-2009.
func eepForm(e *Evidence) Finding { return readForm("eep.xml", e.EEP) }

// mandatoryThere (GD-2-4).
func mandatoryThere(e *Evidence) Finding {
	var bad findings
	for _, m := range e.Record.Missing() {
		bad.add("缺少%s", m)
	}
	return bad.finding("GB/T 18894-2016的最低归档元数据齐全" + unstated(e.Record))
}

// steps are the acts by which an edition comes about, each in the words it goes by. Without what was sent in there is none;
// review and approval may have been on paper alone, of which nothing here knows.
var steps = []struct {
	words []string
	must  bool
}{{[]string{"起草", "报送"}, true}, {[]string{"审核"}, false}, {[]string{"审定", "签发"}, false}}

// process (GD-2-5).
func process(e *Evidence) Finding {
	var bad, open findings
	for _, s := range steps {
		if some(e.Record.Events, func(v Event) bool { return slices.Contains(s.words, v.Action) && v.State != Planned }) {
			continue
		}
		where := &open
		if s.must {
			where = &bad
		}
		where.add("没有“%s”的记录", strings.Join(s.words, "／"))
	}
	if len(bad) == 0 && len(open) > 0 {
		return Finding{ByHand, strings.Join(open, "；") + "；如在纸上办理，由人工核对纸质材料"}
	}
	return append(bad, open...).finding("起草（报送）、审核、审定（签发）均有记录")
}

// continuous (GD-2-6).
func continuous(e *Evidence) Finding {
	var bad findings
	for i, d := range e.Directory {
		if d.Seq != 0 && d.Seq != i+1 {
			bad.add("文件目录第%d条的顺序号为%d", i+1, d.Seq)
		}
	}
	if e.Issued == nil {
		if len(bad) > 0 {
			return bad.finding("")
		}
		return Finding{Unchecked, "顺序号连续；不知道已编的件号"}
	}
	issued := slices.Sorted(slices.Values(e.Issued))
	next := 1
	for _, n := range issued {
		switch {
		case n < next:
			bad.add("件号%04d重复或小于1", n)
			continue
		case n == next+1:
			bad.add("缺少件号%04d", next)
		case n > next:
			bad.add("缺少件号%04d至%04d", next, n-1)
		}
		next = n + 1
	}
	if !slices.Contains(issued, e.Record.Number.Piece) {
		bad.add("本件的件号%04d不在已编的件号中", e.Record.Number.Piece)
	}
	return bad.finding(fmt.Sprintf("件号0001至%04d和顺序号连续", next-1))
}

// roleThere says of every file of a role whether it is there and not empty.
func roleThere(e *Evidence, role Role, none Finding) Finding {
	var bad findings
	there, n := e.entries(), 0
	for _, f := range e.Record.Files {
		if f.Role != role {
			continue
		}
		n++
		switch got := there[e.at(f)]; {
		case got == nil || !got.Found:
			bad.add("%s不在包内", f.Path)
		case got.FoundSize == 0:
			bad.add("%s是空文件", f.Path)
		}
	}
	if n == 0 {
		return none
	}
	return bad.finding(fmt.Sprintf("元数据所列的%s%d个文件齐全", role, n) + e.scope())
}

// mainThere (GD-2-7).
func mainThere(e *Evidence) Finding { return roleThere(e, Main, Finding{Failed, "没有主文档"}) }

// attachedThere (GD-2-8).
func attachedThere(e *Evidence) Finding {
	return roleThere(e, Attached, Finding{Exempt, "本件没有附属文档"})
}

// fileCount (GD-2-11).
func fileCount(e *Evidence) Finding {
	var bad findings
	if n := len(e.below()); n != len(e.Record.Files) {
		bad.add("元数据记有%d个文件，该件的文件夹内有%d个", len(e.Record.Files), n)
	}
	return bad.finding(fmt.Sprintf("元数据与该件的文件夹均为%d个文件", len(e.Record.Files)))
}
