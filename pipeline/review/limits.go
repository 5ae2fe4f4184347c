package review

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"huibian/pipeline/catalog"
)

// order says how two limits compare, one of them taken a number of times.
type order int

const (
	unknown order = iota // they are not counted in the same units, or days
	within
	beyond
)

const longestMonth = 31 // days

// compare tells whether p times a is within s times b, both in the same unit. Of days of different kinds it only tells that
// they are beyond, where that holds for either kind: working days are never fewer days than as many others; and of days
// against months, where they are more than the longest months have.
func compare(a *catalog.Limit, p int, b *catalog.Limit, s int) order {
	switch {
	case a.Unit == catalog.UnitImmediate:
		return within
	case b.Unit == catalog.UnitImmediate:
		return beyond
	case a.Unit == catalog.UnitDay && b.Unit == catalog.UnitMonth && p*a.Value > s*longestMonth*b.Value:
		return beyond
	case a.Unit != b.Unit:
		return unknown
	}
	fits := p*a.Value <= s*b.Value
	switch alike := a.Calendar == b.Calendar || a.Unit != catalog.UnitDay; {
	case alike && fits:
		return within
	case alike, !fits && (a.Calendar == catalog.CalendarWorkday || b.Calendar == catalog.CalendarNatural):
		return beyond
	}
	return unknown
}

var unitWords = map[string]string{catalog.UnitDay: "日", catalog.UnitMonth: "个月", catalog.UnitHour: "小时"}

// inWords is a limit in a message: 13个工作日.
func inWords(l *catalog.Limit) string {
	switch {
	case l.Unit == catalog.UnitImmediate:
		return "即时"
	case l.Calendar == catalog.CalendarWorkday:
		return decimal(l.Value) + "个工作日"
	}
	return decimal(l.Value) + unitWords[l.Unit]
}

// shortened (W01; P35): a promised limit is at least by the notice's fraction shorter than the statutory one, which whole
// numbers tell as of·P ≤ (of-part)·S (domain.md §0.3).
func (k *checker) shortened(it *catalog.Item) {
	s, p, by := it.Limits.Statutory, it.Limits.Promised, k.n.Review.Shorten
	if by.Of == 0 || s == nil || p == nil || differentStart(s, p) || compare(p, by.Of, s, by.Of-by.Part) != beyond {
		return
	}
	short := "没有缩短" + fractionWords(by.Part, by.Of)
	if compare(p, 1, s, 1) == beyond {
		short = "比法定的还长"
	}
	message := fmt.Sprintf("承诺时限%s、法定时限%s，%s", quote(it.Fields["promisedLimit"]), quote(it.Fields["statutoryLimit"]), short)
	most := (by.Of - by.Part) * s.Value / by.Of
	advice := fmt.Sprintf("按法定时限缩短%s，承诺时限应不超过%s；确实不能缩短的，请说明理由。", fractionWords(by.Part, by.Of),
		inWords(&catalog.Limit{Value: most, Unit: s.Unit, Calendar: s.Calendar}))
	if most == 0 {
		advice = "法定时限已是最短单位；能改为当场或按小时办理的请改，不能缩短的请说明理由。"
	}
	k.find(it, "promisedLimit", message, advice)
}

// fractionWords is a fraction as it is said: 三分之一.
func fractionWords(part, of int) string {
	const digits = "零一二三四五六七八九"
	r := []rune(digits)
	if part < len(r) && of < len(r) {
		return string(r[of]) + "分之" + string(r[part])
	}
	return decimal(of) + "分之" + decimal(part)
}

// differentStart reports whether two limits say that they begin to run at different moments.
func differentStart(a, b *catalog.Limit) bool {
	return a.From != "" && b.From != "" && start(a.From) != start(b.From)
}

// start is where a limit begins without the words that only say that it does: 受理之日, 受理当日 and 受理 are one moment.
func start(from string) string {
	for _, w := range []string{"之日", "当日", "之时", "申请", "办理", "日"} {
		from = strings.TrimSuffix(from, w)
	}
	return from
}

// comparable (I05; P35): promised and statutory limits are given so that they can be compared. What cannot be is said and
// not guessed.
func (k *checker) comparable(it *catalog.Item) {
	s, p, by := it.Limits.Statutory, it.Limits.Promised, k.n.Review.Shorten
	if by.Of == 0 || s == nil || p == nil {
		return
	}
	var why, advice string
	switch {
	case differentStart(s, p):
		why, advice = fmt.Sprintf("起算点不同（“%s”起、“%s”起）", p.From, s.From), "请按同一个起算点填写。"
	case compare(p, by.Of, s, by.Of-by.Part) != unknown:
		return
	case s.Unit != p.Unit:
		why, advice = "单位不同", "请用同一种单位填写。"
	default:
		why, advice = "没有写明是不是工作日", "请写明是工作日还是自然日。"
		if s.Calendar != "" && p.Calendar != "" {
			why, advice = "一个按工作日、一个按自然日", "请用同一种单位填写。"
		}
	}
	k.find(it, "promisedLimit", fmt.Sprintf("承诺时限%s与法定时限%s不能比较：%s", quote(it.Fields["promisedLimit"]), quote(it.Fields["statutoryLimit"]), why), advice)
}

// promised (W19; P35): where the law sets a limit, one is promised.
func (k *checker) promised(it *catalog.Item) {
	s := it.Limits.Statutory
	if s == nil || s.Unit == catalog.UnitImmediate || strings.TrimSpace(it.Fields["promisedLimit"]) != "" {
		return
	}
	if _, asked := k.n.Field("promisedLimit"); !asked {
		return
	}
	advice := "请填写向社会承诺的办理时限。"
	if by := k.n.Review.Shorten; by.Of > 0 {
		if most := (by.Of - by.Part) * s.Value / by.Of; most > 0 {
			advice = fmt.Sprintf("请填写向社会承诺的办理时限，按缩短%s应不超过%s。", fractionWords(by.Part, by.Of), inWords(&catalog.Limit{Value: most, Unit: s.Unit, Calendar: s.Calendar}))
		}
	}
	k.find(it, "promisedLimit", fmt.Sprintf("%s有法定时限%s，没有%s", called(it), quote(it.Fields["statutoryLimit"]), k.title("promisedLimit")), advice)
}

// readable (R18; P33): a time limit that is written must be one.
func (k *checker) readable(it *catalog.Item) {
	for _, x := range []struct {
		field string
		limit *catalog.Limit
	}{{"statutoryLimit", it.Limits.Statutory}, {"promisedLimit", it.Limits.Promised}} {
		text := it.Fields[x.field]
		if text == "" || x.limit != nil || !strings.ContainsAny(text, limitSigns) && !containsAny(text, noPromise...) || containsAny(text, noLimit...) {
			continue
		}
		k.find(it, x.field, k.title(x.field)+quote(text)+"看不懂或没有单位", "请写明数字和单位，如“20个工作日”“30日”“即时”。")
	}
}

// limitSigns mark a text that means to give a number; noLimit are the words for having none.
const limitSigns = "0123456789０１２３４５６７８９一二两三四五六七八九十百日天月年时"

// noPromise are words that promise nothing.
var noPromise = []string{"尽快", "尽早", "抓紧", "视情", "适时", "合理期限", "及时", "另行", "待定", "看情况"}

var noLimit = []string{"无规定", "未规定", "没有规定", "未作规定", "无时限", "无法定", "不适用", "无明确", "长期", "按规定", "依法", "按照", "依照", "规定的"}

// steps (W08; P35): the steps of a power take no longer together than is promised, neither those in its procedure nor those
// on its flowchart.
func (k *checker) steps() {
	for i := range k.c.Items {
		k.procedureSteps(&k.c.Items[i])
	}
	k.chartSteps()
}

// procedureSteps looks at a procedure that gives a time to each step.
func (k *checker) procedureSteps(it *catalog.Item) {
	text := it.Fields["procedure"]
	if it.Limits.Promised == nil || text == "" || !strings.ContainsAny(text, limitSigns) {
		return
	}
	if sum, over := exceeds(timesIn(text), it.Limits.Promised); over {
		k.find(it, "procedure", fmt.Sprintf("%s中各环节时限合计%s，超过承诺时限%s", k.title("procedure"), inWords(sum), quote(it.Fields["promisedLimit"])), shortenSteps)
	}
}

// timesIn are the limits of the steps that a text chains.
func timesIn(text string) (times []*catalog.Limit) {
	for _, step := range stepsIn(text) {
		if l, ok := catalog.ParseLimit(step); ok {
			times = append(times, &l)
		}
	}
	return times
}

// stepsIn are the steps of a procedure that is written as a chain: 受理（1日）→审查（3日）→决定（1日）, or 受理1日、审查3日, or
// 受理：窗口，1日；审查：科长，3日.
// Prose is none: times in it may be counted from one another, or be somebody else's.
func stepsIn(text string) []string {
	chain := arrows.Split(text, -1)
	for _, way := range []struct {
		marks string
		step  *regexp.Regexp
	}{{"、，,；;。\n", timedStep}, {"；;。\n", labelledStep}} {
		if len(chain) >= 2 {
			break
		}
		chain = nil
		for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(way.marks, r) }) {
			if part = strings.TrimSpace(part); way.step.MatchString(part) && !containsAny(part, "起", "补正", "公示", "公告", "延长", "听证", "内") {
				chain = append(chain, part)
			}
		}
	}
	return slices.DeleteFunc(chain, func(part string) bool {
		return containsAny(part, "合计", "总计", "共计", "总时限", "共", "全程", "承诺", "法定")
	})
}

var (
	arrows       = regexp.MustCompile(`→|⇒|➡|➔|⟶|—+[>＞]|-+[>＞]|↓`)
	labelledStep = regexp.MustCompile(`^\p{Han}{2,8}[:：][^:：]{2,40}[,，、（( ][0-9一二三四五六七八九十两]+个?(?:工作日|日|天|小时)[)）]?$`)
	timedStep    = regexp.MustCompile(`^(?:[0-9一二三四五六七八九十]+[.．、)）])?\p{Han}{2,12}?(?:[（(][^（()）]{1,16}[)）]|[0-9一二三四五六七八九十两]+个?(?:工作日|日|天|小时))$`)
)

const shortenSteps = "请压缩环节时限，或核对承诺时限，两处一致。"

// exceeds adds up the limits of two steps or more and tells whether they are beyond the promised one. Those in other
// units are left out: the others alone may be too many already.
func exceeds(times []*catalog.Limit, promised *catalog.Limit) (sum *catalog.Limit, over bool) {
	if len(times) < 2 {
		return nil, false
	}
	for _, l := range times {
		switch {
		case l.Unit == catalog.UnitImmediate:
		case sum == nil:
			c := *l
			sum = &c
		case l.Unit == sum.Unit && l.Calendar == sum.Calendar:
			sum.Value += l.Value
		case compare(l, 1, promised, 1) == beyond:
			return l, true
		}
	}
	return sum, sum != nil && compare(sum, 1, promised, 1) == beyond
}

func decimal(n int) string { return strconv.Itoa(n) }
