package form

import (
	"cmp"
	"strings"

	"huibian/pipeline/notice"
)

// isPlain says whether an answer under 密级 or 是否公开 means that nothing is kept back, or nothing at all.
func (r *Reader) isPlain(text string) bool {
	if r.isEmptyWord(text) {
		return true
	}
	switch notice.Fold(text) {
	case "否", "×", "X", "N", "非密", "一般", "普通", "普通件":
		return true
	}
	return false
}

// answers are the ways of saying yes (1) and no (-1).
var answers = map[string]int{
	"是": 1, "有": 1, "√": 1, "✓": 1, "✔": 1, "☑": 1, "■": 1, "☒": 1, "●": 1, "Y": 1, "YES": 1, "V": 1,
	"否": -1, "不": -1, "无": -1, "×": -1, "✕": -1, "✗": -1, "✘": -1, "X": -1, "N": -1, "NO": -1, "□": -1, "○": -1,
}

func answerOf(text string) int {
	if len(text) > 12 {
		return 0
	}
	return answers[notice.Fold(text)]
}

// askedClass reads yes and no as answers to a head: 是否公开, 是否涉密, 对内公开. A head that asks nothing of the kind
// gives no class.
func (r *Reader) askedClass(header, answer string) notice.Class {
	a := answerOf(answer)
	if a == 0 {
		return ""
	}
	leaf := header[strings.LastIndexByte(header, '/')+1:]
	switch t := r.tell(header, anywhere); {
	case t.strict() || leaf == "内部" || leaf == "对内":
		if a > 0 {
			return cmp.Or(t.class, notice.Internal)
		}
	case strings.Contains(header, "密"):
		if a > 0 {
			return notice.Secret
		}
	case !strings.Contains(header, "公开") && !strings.Contains(header, "公示"):
	case a > 0:
		return notice.Public
	case answer != "无" || strings.Contains(header, "否"):
		return notice.Secret
	}
	return ""
}
