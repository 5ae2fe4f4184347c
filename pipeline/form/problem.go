package form

import "huibian/pipeline/notice"

// Rules the reader reports by (catalogue: notice.Rules).
const (
	ruleNoTable    = "R04" // 没有认出职权表格
	ruleColumn     = "R05" // 表头有不认识的栏目
	ruleSection    = "R08" // 文件内的科室与所在文件夹不一致
	ruleDropped    = "R09" // 修订痕迹、隐藏文字
	rulePicture    = "R10" // 图片
	ruleNested     = "R11" // 文本框、嵌套表格
	ruleDitto      = "R12" // 同上
	ruleSeveral    = "R14" // 一格内有几项职权
	ruleRows       = "R17" // 有多行职权缺名称
	ruleContinued  = "R19" // 续表
	ruleNormalised = "R20" // 文字已规范化
	ruleCount      = "R21" // 项数不符
	ruleRival      = "R22" // 两栏像同一项
	ruleZero       = "R23" // 零申报
	ruleTorn       = "W14" // 残缺、水印
	ruleMisfit     = "R26" // 单元格与表头的列对不齐
	ruleClass      = "R27" // 公开属性前后矛盾
	ruleLeftOver   = "R28" // 有文字未归入任何一项
	ruleTyped      = "R31" // 用制表符、空格、线条排成的表
	ruleEmbedded   = "R32" // 内嵌的对象没有读取
	rulePhoto      = "R33" // 表格疑为图片
	ruleRemarks    = "R35" // 有批注未读入
)

// problem is a finding before its place is known.
type problem struct {
	rule, message, advice string
}

// report adds a finding at a place.
func (x *reading) report(p problem, at notice.Place, item string) {
	x.reportAs(x.r.n.Level(p.rule), p, at, item)
}

// reportAs is report for a finding that is not always as grave as its rule.
func (x *reading) reportAs(level notice.Level, p problem, at notice.Place, item string) {
	x.out.Findings = append(x.out.Findings, notice.Finding{
		Rule: p.rule, Level: level, Message: p.message, Advice: p.advice, Place: at, Item: item,
	})
}
