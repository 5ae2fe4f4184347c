package archive

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"path"
	"strconv"
	"strings"
	"time"
)

// ErrChanged says that a file was not what its record says when it was put in.
var ErrChanged = errors.New("file differs from its record")

// Fixed words of DA/T 48-2009.
const (
	eepSpace   = "http://www.saac.gov.cn/standards/ERM/encapsulation"
	eepFormat  = "本EEP根据中华人民共和国档案行业标准DA/T 48-2009《基于XML的电子文件封装规范》生成"
	eepVersion = "2009"
	original   = "原始型"
	modified   = "修改型"
	originally = "本封装包包含电子文件数据及其元数据，原始封装，未经修改"
	modifiedly = "本封装包包含电子文件数据及其元数据，系修改封装，在保留原封装包的基础上，添加了修改层"
	level      = "文件" // 聚合层次
	single     = "单件"
	composite  = "组合文件"

	inline = "本封装包中“编码数据”元素存储的是计算机文件二进制流的Base64编码，有关Base64编码规则参见IETF RFC 2045多用途邮件扩展（MIME）第一部分：互联网信息体格式。当提取和显现封装在编码数据元素中的计算机文件时，应对Base64编码进行反编码，并依据封装包中“反编码关键字”元素中记录的值还原计算机文件的扩展名"
	// The variant for files that stay outside: the data is the SHA-256 alone.
	outside    = "仅提供SHA256摘要信息,文档数据在外部保存"
	outsideKey = "sha256-base64Binary"

	lineLength = 76 // RFC 2045
	noCarrier  = "无"
	noDocNo    = "无"
	chinese    = "汉语"
)

// Names of elements that the checks speak of.
const (
	elData      = "编码数据"
	elKeyword   = "反编码关键字"
	elSize      = "计算机文件大小"
	elAbout     = "编码描述"
	elAgentID   = "机构人员标识符"
	elFileID    = "文件标识符"
	elRecordID  = "电子文件号"
	elEventID   = "业务标识符"
	elType      = "封装包类型"
	elTypeAbout = "封装包类型描述"
)

// eepSchema is an EEP by DA/T 48-2009: names, order, what is mandatory, fixed words, as in the XSD of the standard.
var eepSchema = newSchema(eepSpace, "电子文件封装包", "电子文件封装包（EEP），依DA/T 48-2009编写", []row{
	{name: "电子文件封装包", model: "封装包格式描述, 版本, 被签名对象, 电子签名块?, 锁定签名?"},
	{name: "封装包格式描述", kind: textual, words: []string{eepFormat}},
	{name: "版本", kind: textual, words: []string{eepVersion}},
	{name: "被签名对象", model: "封装包类型, 封装包类型描述, 封装包创建时间, 封装包创建单位, (封装内容 | 修改封装内容)",
		attrs: []need{{"eep版本", yearly, true, eepVersion}}},
	{name: elType, kind: textual, words: []string{original, modified}},
	{name: elTypeAbout, kind: textual, words: []string{originally, modifiedly}},
	{name: "封装包创建时间", kind: moment},
	{name: "封装包创建单位", kind: textual},
	{name: "封装内容", model: "文件实体块, 业务实体块, 机构人员实体块"},
	{name: "修改封装内容", model: "修改标识符, 原封装包, 修订内容"},
	{name: "修改标识符", kind: naming},
	{name: "原封装包", model: "被签名对象, 电子签名块?"},
	{name: "修订内容", model: "文件实体块, 业务实体块, 机构人员实体块"},

	{name: "文件实体块", model: "文件实体+, 文件实体关系*"},
	{name: "文件实体", model: "聚合层次, 来源, 电子文件号, 档号, 内容描述, 形式特征, 存储位置, 权限管理, 信息系统描述*, 附注*, 文件数据"},
	{name: "聚合层次", kind: textual, words: []string{level}, doc: "M1"},
	{name: "来源", model: "档案馆名称?, 档案馆代码?, 全宗名称?, 立档单位名称", doc: "M2"},
	{name: "档案馆名称", kind: textual, doc: "M3"},
	{name: "档案馆代码", kind: textual, doc: "M4"},
	{name: "全宗名称", kind: textual, doc: "M5"},
	{name: "立档单位名称", kind: textual, doc: "M6"},
	{name: elRecordID, kind: textual, doc: "M7"},
	{name: "档号", kind: mixed, model: "全宗号, 目录号?, 年度, 保管期限, 机构或问题?, 类别号?, 室编案卷号?, 馆编案卷号?, 室编件号?, 馆编件号?, 页号?",
		doc: "M8；元素前的文字为完整档号"},
	{name: "全宗号", kind: textual, doc: "M9"},
	{name: "目录号", kind: textual, doc: "M10"},
	{name: "年度", kind: yearly, doc: "M11"},
	{name: "保管期限", kind: textual, doc: "M12"},
	{name: "机构或问题", kind: textual, doc: "M13"},
	{name: "类别号", kind: textual, doc: "M14"},
	{name: "室编案卷号", kind: textual, doc: "M15"},
	{name: "馆编案卷号", kind: textual, doc: "M16"},
	{name: "室编件号", kind: positive, doc: "M17"},
	{name: "馆编件号", kind: positive, doc: "M18"},
	{name: "页号", kind: textual, doc: "M20"},
	{name: "内容描述", model: "题名, 并列题名?, 副题名?, 说明题名文字?, 主题词*, 关键词?, 人名?, 摘要?, 分类号?, 文件编号?, 责任者, 日期, 文种?, 紧急程度?, 主送?, 抄送?, 密级, 保密期限?", doc: "M21"},
	{name: "题名", kind: textual, doc: "M22；文档的题名同"},
	{name: "并列题名", kind: textual, doc: "M23"},
	{name: "副题名", kind: textual, doc: "M24"},
	{name: "说明题名文字", kind: textual, doc: "M25"},
	{name: "主题词", kind: textual, attrs: []need{{"主题词表名称", anything, false, ""}}, doc: "M26"},
	{name: "关键词", kind: textual, doc: "M27"},
	{name: "人名", kind: textual, doc: "M28"},
	{name: "摘要", kind: textual, doc: "M29"},
	{name: "分类号", kind: textual, doc: "M30"},
	{name: "文件编号", kind: textual, doc: "M31"},
	{name: "责任者", kind: textual, doc: "M32"},
	{name: "日期", kind: textual, doc: "M33"},
	{name: "文种", kind: textual, doc: "M34"},
	{name: "紧急程度", kind: textual, doc: "M35"},
	{name: "主送", kind: textual, doc: "M36"},
	{name: "抄送", kind: textual, doc: "M37"},
	{name: "密级", kind: textual, doc: "M38"},
	{name: "保密期限", kind: textual, doc: "M39"},
	{name: "形式特征", model: "文件组合类型, 页数?, 语种?, 稿本?", doc: "M40"},
	{name: "文件组合类型", kind: textual, words: []string{single, composite}, doc: "M41"},
	{name: "页数", kind: positive, doc: "M43"},
	{name: "语种", kind: textual, doc: "M44"},
	{name: "稿本", kind: textual, doc: "M45"},
	{name: "存储位置", model: "当前位置?, 脱机载体编号+, 脱机载体存址*, 缩微号?", doc: "M65"},
	{name: "当前位置", kind: textual, doc: "M66"},
	{name: "脱机载体编号", kind: textual, doc: "M67"},
	{name: "脱机载体存址", kind: textual, doc: "M68"},
	{name: "缩微号", kind: textual, doc: "M69"},
	{name: "权限管理", model: "知识产权说明?, 授权*, 控制标识?", doc: "M70"},
	{name: "知识产权说明", kind: textual, doc: "M71"},
	{name: "授权", model: "授权对象, 授权行为"},
	{name: "授权对象", kind: textual, doc: "M72"},
	{name: "授权行为", kind: textual, doc: "M73"},
	{name: "控制标识", kind: textual, doc: "M74"},
	{name: "信息系统描述", kind: textual, doc: "M51"},
	{name: "附注", kind: textual, doc: "M75"},

	{name: "文件数据", model: "文档+"},
	{name: "文档", model: "文档标识符, 文档序号?, 文档主从声明?, 题名?, 文档数据+"},
	{name: "文档标识符", kind: naming},
	{name: "文档序号", kind: textual, doc: "M19"},
	{name: "文档主从声明", kind: textual, words: []string{string(Main), string(Attached)}},
	{name: "文档数据", model: "编码+", attrs: []need{{"文档数据ID", naming, true, ""}}, doc: "文档的一个稿本"},
	{name: "编码", model: "电子属性, 数字化属性?, 编码描述, 反编码关键字, 编码数据", attrs: []need{{"编码ID", naming, true, ""}}, doc: "一个计算机文件"},
	{name: "电子属性", model: "格式信息?, 计算机文件名, 计算机文件大小, 文档创建程序?", doc: "M46"},
	{name: "格式信息", kind: textual, doc: "M47"},
	{name: "计算机文件名", kind: textual, doc: "M48；在该件的文件夹下的路径"},
	{name: elSize, kind: textual, doc: "M49；字节数"},
	{name: "文档创建程序", kind: textual, doc: "M50"},
	{name: "数字化属性", model: "数字化对象形态?, 扫描分辨率, 扫描色彩模式, 图像压缩方案?", doc: "M52"},
	{name: "数字化对象形态", kind: textual, doc: "M53"},
	{name: "扫描分辨率", kind: textual, doc: "M54"},
	{name: "扫描色彩模式", kind: textual, words: []string{"黑白二值", "灰度", "彩色"}, doc: "M55"},
	{name: "图像压缩方案", kind: textual, doc: "M56"},
	{name: elAbout, kind: textual, words: []string{inline, outside}, doc: "M219"},
	{name: elKeyword, kind: keyword, doc: "M220"},
	{name: elData, kind: base64ed, attrs: []need{{"编码数据ID", naming, true, ""}, {"引用编码数据ID", refer, false, ""}}, doc: "M221"},
	{name: "文件实体关系", model: "文件标识符, 被关联文件标识符, 关系类型?, 关系?, 关系描述?"},
	{name: elFileID, kind: textual, doc: "即电子文件号"},
	{name: "被关联文件标识符", kind: textual},
	{name: "关系类型", kind: textual, doc: "M86"},
	{name: "关系", kind: textual, doc: "M87"},
	{name: "关系描述", kind: textual, doc: "M88"},

	{name: "业务实体块", model: "业务实体+"},
	{name: "业务实体", model: "业务标识符, 机构人员标识符, 文件标识符, 业务状态, 业务行为, 行为时间, 行为依据?, 行为描述?"},
	{name: elEventID, kind: textual},
	{name: elAgentID, kind: textual},
	{name: "业务状态", kind: textual, words: []string{Done, Planned}, doc: "M80"},
	{name: "业务行为", kind: textual, doc: "M81"},
	{name: "行为时间", kind: textual, doc: "M82"},
	{name: "行为依据", kind: textual, doc: "M83"},
	{name: "行为描述", kind: textual, doc: "M84"},

	{name: "机构人员实体块", model: "机构人员实体+, 机构人员实体关系*"},
	{name: "机构人员实体", model: "机构人员标识符, 机构人员类型?, 机构人员名称, 组织机构代码?, 个人职位?"},
	{name: "机构人员类型", kind: textual, words: []string{Body, Section, Person}, doc: "M76"},
	{name: "机构人员名称", kind: textual, doc: "M77"},
	{name: "组织机构代码", kind: textual, doc: "M78"},
	{name: "个人职位", kind: textual, doc: "M79"},
	{name: "机构人员实体关系", model: "机构人员标识符, 被关联机构人员标识符, 关系类型?, 关系?, 关系描述?"},
	{name: "被关联机构人员标识符", kind: textual},

	{name: "电子签名块", model: "电子签名+"},
	{name: "电子签名", model: "签名标识符, 签名规则, 签名时间?, 签名人?, 签名结果, 证书块+, 签名算法标识", doc: "M57"},
	{name: "锁定签名", model: "被锁定签名标识符, 签名规则, 签名时间?, 签名人?, 签名结果, 证书块+, 签名算法标识"},
	{name: "签名标识符", kind: naming},
	{name: "被锁定签名标识符", kind: refer},
	{name: "签名规则", kind: textual},
	{name: "签名时间", kind: moment},
	{name: "签名人", kind: textual},
	{name: "签名结果", kind: base64ed},
	{name: "证书块", model: "证书+, 证书引证?"},
	{name: "证书", kind: base64ed},
	{name: "证书引证", kind: address},
	{name: "签名算法标识", kind: textual},
})

// WriteEEP writes the EEP (电子文件封装包) of a record, 原始型, without signatures: those are made outside, over what it
// calls 被签名对象. Files of up to limit bytes are in it, read as they are written, in memory that does not grow with them;
// of larger ones it has the SHA-256 and they stay beside it. A file put in that is not what the record says is an error that
// matches ErrChanged; a record that lacks what is mandatory, one that matches ErrIncomplete, and nothing is written.
func WriteEEP(w io.Writer, rec *Record, open Open, limit int64) error {
	if err := rec.complete(); err != nil {
		return fmt.Errorf("write EEP: %w", err)
	}
	p := newPrinter(w)
	p.begin("电子文件封装包", attr{"xmlns", eepSpace})
	p.leaf("封装包格式描述", eepFormat)
	p.leaf("版本", eepVersion)
	p.begin("被签名对象", attr{"eep版本", eepVersion})
	p.leaf(elType, original)
	p.leaf(elTypeAbout, originally)
	p.leaf("封装包创建时间", dateTime(rec.Packed))
	p.leaf("封装包创建单位", or(rec.Packer, rec.Unit))
	p.begin("封装内容")
	p.begin("文件实体块")
	p.begin("文件实体")
	eepDescription(p, rec)
	p.begin("文件数据")
	for i, doc := range documents(rec.Files) {
		if err := eepDocument(p, doc, i+1, open, limit); err != nil {
			return fmt.Errorf("write EEP: %w", err)
		}
	}
	for range 3 { // 文件数据, 文件实体, 文件实体块
		p.done()
	}
	eepBusiness(p, rec)
	return p.end()
}

// dateTime is a time as xs:dateTime has it.
func dateTime(t time.Time) string { return t.Format(time.RFC3339) }

// eepDescription writes what describes the piece.
func eepDescription(p *printer, rec *Record) {
	p.leaf("聚合层次", level)
	p.begin("来源")
	p.known("档案馆名称", rec.Archive)
	p.known("档案馆代码", rec.ArchiveCode)
	p.known("全宗名称", rec.Fonds)
	p.leaf("立档单位名称", rec.Unit)
	p.done()
	p.leaf(elRecordID, rec.ID)
	p.begin("档号")
	p.raw(strings.Repeat("  ", len(p.open)))
	p.text(rec.Number.String())
	p.raw("\n")
	p.leaf("全宗号", rec.Number.Fonds)
	p.leaf("年度", fmt.Sprintf("%04d", rec.Number.Year))
	p.leaf("保管期限", rec.Number.Retention.Text())
	p.leaf("机构或问题", rec.Number.Office)
	p.leaf("类别号", rec.Number.Category)
	p.leaf("室编件号", fmt.Sprintf("%04d", rec.Number.Piece))
	p.done()
	p.begin("内容描述")
	p.leaf("题名", rec.Title)
	p.known("并列题名", rec.Parallel)
	p.known("副题名", rec.Subtitle)
	p.known("说明题名文字", rec.TitleNote)
	for _, s := range rec.Subjects {
		p.known("主题词", s)
	}
	p.known("关键词", strings.Join(rec.Keywords, "；"))
	p.known("摘要", rec.Abstract)
	p.leaf("文件编号", or(rec.DocNo, noDocNo))
	p.leaf("责任者", rec.Responsible)
	p.leaf("日期", rec.Date)
	p.known("文种", rec.Genre)
	p.leaf("密级", rec.Secrecy)
	p.known("保密期限", rec.SecrecyTerm)
	p.done()
	p.begin("形式特征")
	p.leaf("文件组合类型", combination(rec))
	p.known("页数", pages(rec.Pages))
	p.leaf("语种", or(rec.Language, chinese))
	p.known("稿本", rec.Draft)
	p.done()
	p.begin("存储位置")
	for _, c := range carriers(rec) {
		p.leaf("脱机载体编号", c)
	}
	p.done()
	p.begin("权限管理")
	p.known("知识产权说明", rec.Rights)
	p.known("控制标识", rec.Control)
	p.done()
	p.known("信息系统描述", rec.System)
	p.known("附注", rec.Note)
}

// combination is M41.
func combination(rec *Record) string {
	if len(documents(rec.Files)) > 1 {
		return composite
	}
	return single
}

// pages is a count of pages, "" if it is not known.
func pages(n int) string {
	if n < 1 {
		return ""
	}
	return strconv.Itoa(n)
}

// carriers is M67, at least one.
func carriers(rec *Record) []string {
	var out []string
	for _, c := range rec.Carrier {
		if filled(c) {
			out = append(out, c)
		}
	}
	if out == nil {
		return []string{noCarrier}
	}
	return out
}

// documents groups files to documents: those of one role and one title are one document in several formats.
func documents(files []File) [][]File {
	var out [][]File
	at := map[[2]string]int{}
	for _, f := range files {
		key := [2]string{string(f.Role), strings.TrimSpace(f.Title)}
		if i, ok := at[key]; ok && key[1] != "" {
			out[i] = append(out[i], f)
			continue
		}
		at[key] = len(out)
		out = append(out, []File{f})
	}
	return out
}

// eepDocument writes a document and its files.
func eepDocument(p *printer, files []File, n int, open Open, limit int64) error {
	id := fmt.Sprintf("修改0-文档%d", n)
	p.begin("文档")
	p.leaf("文档标识符", id)
	p.leaf("文档序号", strconv.Itoa(n))
	if r := files[0].Role; r == Main || r == Attached {
		p.leaf("文档主从声明", string(r))
	}
	p.known("题名", files[0].Title)
	p.begin("文档数据", attr{"文档数据ID", id + "-文档数据1"})
	for i, f := range files {
		if err := eepFile(p, f, fmt.Sprintf("%s-文档数据1-编码%d", id, i+1), open, limit); err != nil {
			return fmt.Errorf("%s: %w", f.Path, err)
		}
	}
	p.done()
	p.done()
	return p.err
}

// eepFile writes a file, or its SHA-256 if it is larger than the limit.
func eepFile(p *printer, f File, id string, open Open, limit int64) error {
	p.begin("编码", attr{"编码ID", id})
	p.begin("电子属性")
	p.leaf("格式信息", f.Format)
	p.leaf("计算机文件名", f.Path)
	p.leaf(elSize, strconv.FormatInt(f.Size, 10))
	p.leaf("文档创建程序", f.Program)
	p.done()
	dataID := attr{"编码数据ID", id + "-编码数据1"}
	if f.Outside || f.Size > limit {
		sum, err := hex.DecodeString(f.SHA256)
		if err != nil || len(sum) != sha256.Size {
			return fmt.Errorf("%w: %q is no SHA-256", ErrChanged, f.SHA256)
		}
		p.leaf(elAbout, outside)
		p.leaf(elKeyword, outsideKey)
		p.leaf(elData, base64.StdEncoding.EncodeToString(sum), dataID)
		p.done()
		return p.err
	}
	p.leaf(elAbout, inline)
	p.leaf(elKeyword, "base64-"+extension(f.Path))
	p.tag(elData, []attr{dataID})
	if err := embed64(p, f, open); err != nil {
		return err
	}
	p.raw("\n</", elData, ">\n")
	p.done()
	return p.err
}

// extension is what 反编码关键字 calls a kind of file.
func extension(file string) string {
	ext := strings.ToLower(strings.TrimPrefix(path.Ext(file), "."))
	for _, r := range ext {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return "bin"
		}
	}
	return or(ext, "bin")
}

// embed64 writes the bytes of a file and holds them to the record.
func embed64(p *printer, f File, open Open) error {
	in, err := open(f.Path)
	if err != nil {
		return err
	}
	defer in.Close()
	sum := sha256.New()
	lines := &lineBreaker{p: p}
	enc := base64.NewEncoder(base64.StdEncoding, lines)
	n, err := io.Copy(enc, io.TeeReader(io.LimitReader(in, f.Size+1), sum))
	if err = errors.Join(err, enc.Close()); err != nil {
		return err
	}
	return same(f, n, sum)
}

// same says whether bytes read are those of the record.
func same(f File, n int64, sum hash.Hash) error {
	switch got := hex.EncodeToString(sum.Sum(nil)); {
	case n > f.Size:
		return fmt.Errorf("%w: more than %d bytes", ErrChanged, f.Size)
	case n < f.Size:
		return fmt.Errorf("%w: %d bytes, not %d", ErrChanged, n, f.Size)
	case !strings.EqualFold(got, f.SHA256):
		return fmt.Errorf("%w: SHA-256 %s, not %s", ErrChanged, got, f.SHA256)
	}
	return nil
}

// lineBreaker begins every line of Base64.
type lineBreaker struct {
	p  *printer
	at int
}

// Write writes.
func (l *lineBreaker) Write(b []byte) (int, error) {
	for rest := b; len(rest) > 0; {
		if l.at%lineLength == 0 {
			l.p.raw("\n")
		}
		n := min(lineLength-l.at%lineLength, len(rest))
		l.p.raw(string(rest[:n]))
		l.at += n
		rest = rest[n:]
	}
	return len(b), l.p.err
}

// eepBusiness writes acts and who acted.
func eepBusiness(p *printer, rec *Record) {
	p.begin("业务实体块")
	for _, e := range rec.Events {
		p.begin("业务实体")
		p.leaf(elEventID, e.ID)
		p.leaf(elAgentID, e.By)
		p.leaf(elFileID, rec.ID)
		eventElements(func(name, value string) { p.leaf(name, value) }, e)
		p.done()
	}
	p.done()
	p.begin("机构人员实体块")
	for _, a := range rec.Agents {
		p.begin("机构人员实体")
		p.leaf(elAgentID, a.ID)
		agentElements(func(name, value string) { p.leaf(name, value) }, a)
		p.done()
	}
	p.done()
}

// eventElements gives what is known of an act, in the order of both standards.
func eventElements(give func(name, value string), e Event) {
	for _, v := range [][2]string{
		{"业务状态", or(e.State, Done)}, {"业务行为", e.Action}, {"行为时间", dateTime(e.At)},
		{"行为依据", e.Basis}, {"行为描述", e.Text},
	} {
		if filled(v[1]) {
			give(v[0], v[1])
		}
	}
}

// agentElements gives what is known of an agent.
func agentElements(give func(name, value string), a Agent) {
	for _, v := range [][2]string{
		{"机构人员类型", a.Kind}, {"机构人员名称", a.Name}, {"组织机构代码", a.Code}, {"个人职位", a.Post},
	} {
		if filled(v[1]) {
			give(v[0], v[1])
		}
	}
}

// CheckEEP reads an EEP and says what in it is not as DA/T 48-2009 has it: names, order, mandatory elements, fixed words,
// identifiers that are not unique or name nothing, data that is not Base64, not of the size the file has, or, for a file
// kept outside, no SHA-256. The problems are Chinese sentences with the line; none means that all of this holds. It says
// nothing of signatures beyond their form. The error is one of reading.
func CheckEEP(r io.Reader) ([]string, error) {
	c := &eepCheck{agents: map[string]bool{}, files: map[string]bool{}, events: map[string]bool{}, named: map[[2]string]bool{}}
	problems, err := eepSchema.check(r, c.visit)
	if err != nil {
		return problems, fmt.Errorf("check EEP: %w", err)
	}
	for _, ref := range c.order {
		known := c.agents
		if ref[0] == elFileID {
			known = c.files
		}
		if !known[ref[1]] {
			c.say("业务实体的“%s”“%s”没有对应的实体", ref[0], short(ref[1]))
		}
	}
	return append(problems, c.problems...), nil
}

// eepCheck is what a schema cannot say of an EEP.
type eepCheck struct {
	problems              []string
	agents, files, events map[string]bool
	named                 map[[2]string]bool // references seen
	order                 [][2]string        // and in order
	about, key, size      string             // of the file at hand
	kind                  string             // 封装包类型
}

// say notes a problem.
func (c *eepCheck) say(format string, args ...any) {
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, fmt.Sprintf(format, args...))
	}
}

// declare notes an identifier.
func (c *eepCheck) declare(known map[string]bool, what, id string) {
	if known[id] {
		c.say("%s“%s”重复", what, short(id))
	}
	known[id] = true
}

// visit takes an element.
func (c *eepCheck) visit(up, name, value string, f *frame) {
	switch name {
	case elType:
		c.kind = value
	case elTypeAbout:
		if (c.kind == modified) != (value == modifiedly) {
			c.say("封装包类型与封装包类型描述不符")
		}
	case elAbout:
		c.about = value
	case elKeyword:
		c.key = value
	case elSize:
		c.size = value
	case elRecordID:
		c.declare(c.files, name, value)
	case elEventID:
		c.declare(c.events, name, value)
	case elAgentID, elFileID:
		if up == "机构人员实体" {
			c.declare(c.agents, name, value)
			return
		}
		if ref := [2]string{name, value}; !c.named[ref] {
			c.named[ref] = true
			c.order = append(c.order, ref)
		}
	case elData:
		c.data(f)
	}
}

// data holds a file's data to what is said of it.
func (c *eepCheck) data(f *frame) {
	id := short(f.attrs["编码数据ID"])
	if (c.about == outside) != (c.key == outsideKey) {
		c.say("“%s”的编码描述与反编码关键字不符", id)
	}
	switch n := f.data.size(); {
	case f.attrs["引用编码数据ID"] != "" && f.data.chars == 0: // it is that of another
	case c.key == outsideKey:
		if n != sha256.Size {
			c.say("“%s”应为%d字节的SHA-256摘要，解码后为%d字节", id, sha256.Size, n)
		}
	case strconv.FormatInt(n, 10) != c.size:
		c.say("“%s”解码后为%d字节，计算机文件大小为“%s”", id, n, short(c.size))
	}
}
