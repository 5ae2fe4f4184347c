package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/convert"
	"huibian/pipeline/docx"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// Rules about files that were converted.
const (
	ruleConverted = "R29" // 原件不是.docx，已转换后读取
	ruleUnlike    = "R30" // 转换前后文字不一致
)

// quotedRunes is how much of a text is quoted that was lost or gained.
const quotedRunes = 30

// conversionFindings say that a file was read from its conversion, whether its words were found again, and which not.
func conversionFindings(n *notice.Notice, src form.Source, k *convert.Kind, b []byte, doc *docx.Document) []notice.Finding {
	say := func(rule, message, advice string) notice.Finding {
		return notice.Finding{Rule: rule, Level: n.Level(rule), Message: message, Advice: advice,
			Place: notice.Place{File: src.File, SHA256: src.SHA256}}
	}
	is := "原件" + formatNames[k.Format].is + "，已转换为.docx后读取"
	advice := "所说的第几张表、第几行、第几列、第几段，都按转换后的文档计算；下次请直接报送.docx。"
	diff, checked := convert.Compare(k, b, doc)
	var unlike []string
	if diff.Lost > 0 {
		unlike = append(unlike, fmt.Sprintf("原件中有%d个字在转换后没有找到，如“%s”一段", diff.Lost, clipped(diff.LostText, quotedRunes)))
	}
	if diff.Gained > 0 {
		unlike = append(unlike, fmt.Sprintf("转换后多出%d个字，如“%s”一段", diff.Gained, clipped(diff.GainedText, quotedRunes)))
	}
	if diff.Joined > 0 {
		unlike = append(unlike, fmt.Sprintf("原件中分开的%d格（段）文字在转换后连在一起，从“%s”起", diff.Joined, clipped(diff.JoinedText, quotedRunes)))
	}
	switch {
	case !checked:
		return []notice.Finding{say(ruleConverted, is+"；原件的文字无法另行核对", "请对照原件核对取得的事项；"+advice)}
	case unlike == nil:
		return []notice.Finding{say(ruleConverted, is+"，正文文字已逐字核对，没有出入", advice)}
	}
	return []notice.Finding{
		say(ruleConverted, is, advice),
		say(ruleUnlike, strings.Join(unlike, "；"),
			"请打开原件，与取得的事项逐项核对；最好用Word或WPS把原件另存为“Word文档（.docx）”后重新放入文件夹。"),
	}
}

// otherWords reports whether what was read from a conversion is not what the original says.
func otherWords(r *form.Reading) bool {
	return slices.ContainsFunc(r.Findings, func(f notice.Finding) bool { return f.Rule == ruleUnlike })
}

// clipped is the beginning of a text, with … where something is left out.
func clipped(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
