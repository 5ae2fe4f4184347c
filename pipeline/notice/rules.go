package notice

import (
	"regexp"
	"strings"
)

// Rule (规则) is one thing that is checked. E, W and I are the rules of domain.md §6 about powers and submissions; R are
// the reader's, about what could not be read or was set aside.
type Rule struct {
	ID     string
	Level  Level  // default; notice.yaml may change it
	Name   string // short, Chinese, for lists
	Ground string // the words of a notice it rests on, with their number in domain.md §1; or the section of §2–§6
}

// rules is the catalogue, in the order it is shown.
var rules = [...]Rule{
	{"E01", Error, "依据为空或空泛", "没有法律、法规、规章依据的行政权力原则上予以取消或废止（P12）；凡无合法依据的，应予以废止（P44）；F9"},
	{"E02", Error, "名称为空", "逐项列明项目名称（P17）"},
	{"E03", Error, "类别无法识别", "对清理出的职权项目，对照八类职权分类，逐项登记造册（P14）"},
	{"E04", Error, "编码格式不对、重复或与类别不符", "权力编码：组织机构编码—执法类型—执法事项序号（P20–P28）"},
	{"E05", Error, "不公开而无理由", "逐项列出项目名称、权力类别、不公开理由等（P19）；凡无保密依据的，均要予以公开（P44）"},
	{"E06", Error, "未签署意见", "由各科室主要负责人签署意见后申报（P38）"},
	{"E07", Error, "申报材料不齐", "申报内容包括：(1)本科室清理工作情况；(2)行政职权统计表；(3)行政职权目录；(4)涉密不宜公开行政职权目录；(5)权力依据及权力运行流程图（P41）"},
	{"E08", Error, "公开册含涉密事项", "对依法不能公开或暂时不宜公开的权力，严格执行审核制度（P19）"},
	{"W01", Warning, "承诺时限未比法定缩短三分之一", "原则上承诺时限要比法定时限缩短三分之一以上（P35）"},
	{"W02", Warning, "仅有规范性文件依据", "规范性文件……主要适用于行政征收、行政给付等行政权力（P11）"},
	{"W03", Warning, "依据未到条", "以现行法律、法规和规章为依据（P11）；F8"},
	{"W04", Warning, "流程图要素不全", "图上应载明：(1)行使权力的条件；(2)承办岗位；(3)运行程序及相关接口；(4)办理时限；(5)监督制约环节；(6)相对人的权利；(7)投诉举报途径和方式（P32–P33）"},
	{"W05", Warning, "名称与类别不符", "行政审批类应当用法律、法规规定的名称……；行政处罚类应当用法定的受处罚行为名称……；其他行政权力类有法定名称的用法定名称（P29）"},
	{"W06", Warning, "承办未到科室", "落实到具体岗位和责任人（P16）；F10"},
	{"W07", Warning, "收费有标准无依据", "逐项列明项目名称……收费及依据标准（P17）"},
	{"W08", Warning, "环节时限之和超过承诺时限", "各环节工作时限，向社会作出承诺（P35）"},
	{"W09", Warning, "审查与决定同一岗位", "按照决策、执行、监督适度分离的原则（N6）"},
	{"W10", Warning, "逾期申报", "于2009年8月20日前向局领导小组办公室申报（P38）"},
	{"W11", Warning, "统计表与目录数目不符", "逐项登记造册，填写本单位职权统计表（P14）；N5"},
	{"W12", Warning, "无对应制度", "一项权利建立一项制度（H2）"},
	{"W13", Warning, "无流程图", "绘制覆盖行政权力运行全过程的流程图（P31、N7）"},
	{"W14", Warning, "文字残缺或有网页水印", "编制内容详实、职责明晰的职权目录（P3）；F13、F14、F15"},
	{"W15", Warning, "变更后逾期未修订流程图", "必须在20个工作日内按规定程序及时修订流程图（P36）"},
	{"W16", Warning, "四个对应未写全", "与法律法规相对应、与科室职责相对应、与机构职能相对应、与上级政府或主管部门职能相对应（P9）"},
	{"W17", Warning, "职权性质不明，或协助配合的事项未写明主办部门", "①专门职权；②共有职权；③以本单位为主要执法部门；④协助、配合其他部门（P10）"},
	{"W18", Warning, "未写明岗位或责任人", "逐个界定层次和部门，并落实到具体岗位和责任人（P16）；承办科室和负责人（P17）"},
	{"W19", Warning, "有法定时限而没有承诺时限", "各环节工作时限，向社会作出承诺（P35）"},
	{"W20", Warning, "不公开理由没有依据", "凡无保密依据的，均要予以公开（P44）；国家秘密、商业秘密和个人隐私（F3）"},
	{"W21", Warning, "公开形式、范围、时间不在词表中", "公开的范围应与行政权力行使涉及的范围相一致（P48）；政务公开栏、办事明白卡、办事指南、报纸、广播、电子显示屏、触摸屏等载体（P50）；F11、F12"},
	{"W22", Warning, "职权分解缺环节", "明确受理、审查、复审、合法性审查、决定机关和决定岗位职责及其职权范围（N6）"},
	{"W23", Warning, "处罚事项没有裁量基准", "行政处罚自由裁量权基准制度（N11）"},
	{"W24", Warning, "同一部法律写法不一", "以现行法律、法规和规章为依据（P11）；§4.2"},
	{"W25", Warning, "条款序号不可能有", "以现行法律、法规和规章为依据（P11）；§4.2"},
	{"W26", Warning, "依据已废止、未施行或没有这一条", "以现行法律、法规和规章为依据（P11）"},
	{"W27", Warning, "制度没有对应的职权", "一项权利建立一项制度（H2）"},
	{"W28", Warning, "流程图没有对应的职权", "绘制覆盖行政权力运行全过程的流程图（P31、N7）"},
	{"W29", Warning, "职权分解表里的职权在目录中找不到", "按照决策、执行、监督适度分离，明确受理、审查、复审、合法性审查、决定机关和决定岗位职责及其职权范围（N6）"},
	{"I01", Info, "与上一版相比新增、缺失或扩大", "不得擅自增加、扩大或放弃、隐瞒所行使的行政权力（P39）"},
	{"I02", Info, "与其他科室的事项同名或近似", "防止越位、错位、缺位（N13）"},
	{"I03", Info, "旧法引用需复核", "以现行法律、法规和规章为依据（P11）；§4.2"},
	{"I04", Info, "按审核结论不收入", "凡职责不清的，应依法予以明确……凡无合法依据的，应予以废止（P44）"},
	{"I05", Info, "承诺时限与法定时限不能比较", "原则上承诺时限要比法定时限缩短三分之一以上（P35）"},
	{"I06", Info, "配套制度未见", "完善配套制度：月点评、案卷评查、执法投诉处理、编码动态管理、执法责任制……（P51）"},
	{"I07", Info, "流程图是图片，要素须由人核对", "图上应载明：(1)行使权力的条件……(7)投诉举报途径和方式（P32–P33）"},
	{"I08", Info, "流程图归属待确定", "绘制覆盖行政权力运行全过程的流程图（P31、N7）"},

	{"R01", Error, "文件读不出或不是Word文件", "表格统一用Word格式（P42）"},
	{"R02", Error, "文件已加密", "每一份材料都要附电子文档（P42）"},
	{"R03", Error, "文件过大或结构异常", "§2.4"},
	{"R04", Error, "没有认出职权表格", "逐项列明……（P17）；§2.2"},
	{"R05", Warning, "表头有不认识的栏目", "§2.2"},
	{"R06", Info, "文件夹不在科室名单中，按科室收", "各科室申报（P38）"},
	{"R07", Error, "放在最外层的文件没有写明填报科室", "各科室申报（P38）"},
	{"R08", Warning, "文件内的科室与所在文件夹不一致", "与科室职责相对应（P9）"},
	{"R09", Warning, "修订痕迹、隐藏文字或占位文字未取", "§2.4"},
	{"R10", Info, "图片另存，未识别文字", "§2.4"},
	{"R11", Warning, "文本框或嵌套表格未按目录读取", "§2.4"},
	{"R12", Warning, "写“同上”而上面没有内容", "§2.4"},
	{"R13", Info, "与另一文件内容完全相同", "§6 收件：同内容重复投递"},
	{"R14", Warning, "一格内有几项职权", "逐项列明（P17）"},
	{"R15", Error, "字库中没有这个字", "DESIGN §6"},
	{"R16", Warning, "必填栏目未填", "逐项列明……（P17、F5、H12）"},
	{"R17", Warning, "有多行职权缺名称，不能自成一项", "§2.4 一个事项跨多行"},
	{"R18", Warning, "时限看不懂或没有单位", "办理时限，即完成某一步骤动作的时间限制（P33）；§2.4"},
	{"R19", Info, "续表已与前表相接", "§2.4 续表"},
	{"R20", Info, "文字已规范化", "§2.4"},
	{"R21", Warning, "分组标题写明的项数与实数不符", "§2.4"},
	{"R22", Warning, "一张表里有两栏都像同一项内容", "§2.2 一列只认一次"},
	{"R23", Info, "零申报", "申报内容包括……（P41）"},
	{"R24", Warning, "文件名或路径不可用", "§6 收件"},
	{"R25", Error, "处理此文件时出现内部错误，已跳过", "DESIGN §2：一个坏文件不影响其他文件"},
	{"R26", Warning, "单元格与表头的列对不齐，内容归栏需核对", "§2.4 纵向合并列、续行缺格"},
	{"R27", Warning, "公开属性前后矛盾，已从严处理", "以公开为原则，不公开为例外（P46）；DESIGN §2.4"},
	{"R28", Warning, "有文字未归入任何一项", "DESIGN §2.1"},
	{"R29", Info, "原件不是.docx，已转换后读取", "表格统一用Word格式（P42）"},
	{"R30", Warning, "转换前后文字不一致", "DESIGN §2.1"},
	{"R31", Warning, "表格是用制表符、空格或线条排成的", "表格统一用Word格式（P42）"},
	{"R32", Warning, "内嵌的对象没有读取", "DESIGN §2.1"},
	{"R33", Error, "表格疑为图片", "表格统一用Word格式（P42）"},
	{"R34", Warning, "疑似同一份材料的两个版本", "§6 收件：同内容重复投递"},
	{"R35", Info, "有批注未读入", "§2.4"},
	{"R36", Info, "文件长时间打开，按上次保存的内容收下", "§6 收件"},
	{"R37", Warning, "带批注的退回文件改过，但没有放回来", "DESIGN §2.1"},
	{"R38", Error, "审核表填写有误", "由局领导小组办公室对各科室申报的权力进行审核（P43）"},
	{"R39", Warning, "审核表不是最新", "由局领导小组办公室对各科室申报的权力进行审核（P43）；多次修改、征求意见（N8）"},
	{"R40", Info, "工作表有隐藏的行、列或整张隐藏，已照常读入", "DESIGN §2.1"},
	{"R41", Warning, "有内容不能照录入书", "DESIGN §2.1、§2.6"},
	{"R42", Info, "照录入书时有改动", "DESIGN §2.1、§2.6"},
	{"R43", Warning, "图形无法显示", "DESIGN §2.1"},
	{"R44", Warning, "流程图或制度没有收入一册书", "对依法不能公开或暂时不宜公开的权力，严格执行审核制度（P19）；涉密不宜公开的行政权力也要按要求制作流程图（P37）"},
	{"R45", Warning, "流程图的流转看不懂", "运行程序及相关接口（P33）"},
	{"R46", Warning, "版式用的字体没有，以相近的代替", "DESIGN §6"},
}

// alwaysTold are the rules a notice may lower but not switch off: they tell of words that are not in the book, or not
// where the section put them, and of secrets at risk (DESIGN §2).
var alwaysTold = []string{
	"E08", "I04", "R01", "R02", "R03", "R04", "R05", "R07", "R09", "R11", "R12", "R15", "R17", "R22", "R24", "R25", "R26", "R27", "R28", "R30", "R31", "R32", "R33", "R37", "R38",
	"I08", "R41", "R43", "R44",
}

// Rules is the catalogue of all rules, in the order they are listed to people. The slice is the caller's own.
func Rules() []Rule {
	all := rules
	return all[:]
}

// LookupRule finds a rule by its id.
func LookupRule(id string) (Rule, bool) {
	for i := range rules {
		if rules[i].ID == id {
			return rules[i], true
		}
	}
	return Rule{}, false
}

const groundNumbers = `[A-Z]\d+(?:[–、][A-Z]\d+)*`

// Numbers by which a ground says where in domain.md its words stand: at its end in brackets, or alone.
var (
	groundMark = regexp.MustCompile(`（` + groundNumbers + `）$`)
	groundOnly = regexp.MustCompile(`^(?:(?:DESIGN )?§|` + groundNumbers + `$)`)
)

// Quoted is a ground as it is quoted to people: the words alone, without the numbers of domain.md; "" if it is nothing but a
// number, as it is of rules that no notice knows.
func Quoted(ground string) string {
	var out []string
	for _, g := range strings.Split(ground, "；") {
		if g = groundMark.ReplaceAllString(g, ""); !groundOnly.MatchString(g) {
			out = append(out, g)
		}
	}
	return strings.Join(out, "；")
}
