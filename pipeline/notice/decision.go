package notice

// Decision (审核结论) is how the office disposes of a power (P44, and the chain of N8). The zero value is none.
type Decision string

// The decisions. Same and Other answer the question whether an item is a power that is known already.
const (
	Confirm Decision = "confirm" // 凡符合规定要求的，应依法予以确认
	Clarify Decision = "clarify" // 凡职责不清的，应依法予以明确
	Abolish Decision = "abolish" // 凡无合法依据的，应予以废止
	Open    Decision = "open"    // 凡无保密依据的，均要予以公开
	Close   Decision = "close"   // 依法不能公开或暂时不宜公开 (P19)
	Return  Decision = "return"  // back to the section, to be changed
	Same    Decision = "same"
	Other   Decision = "other"
)

// Ruling is what a decision means.
type Ruling struct {
	Decision Decision
	Name     string // 确认: the word in the 审核表
	Ground   string // the words of a notice it rests on
	// Lasts says that the decision holds for whatever the section sends afterwards; others hold for the words that were
	// decided on, and what is changed has to be decided again.
	Lasts bool
	// Public and Shelved say where the power stays out of: of the public book, of every book.
	Public, Shelved bool
}

// rulings is the table of decisions, in the order they are offered.
var rulings = [...]Ruling{
	{Decision: Confirm, Name: "确认", Ground: "凡符合规定要求的，应依法予以确认（P44）"},
	{Decision: Clarify, Name: "待明确", Ground: "凡职责不清的，应依法予以明确（P44）", Public: true},
	{Decision: Abolish, Name: "废止", Ground: "凡无合法依据的，应予以废止（P44）", Lasts: true, Public: true, Shelved: true},
	{Decision: Open, Name: "转公开", Ground: "凡无保密依据的，均要予以公开（P44）"},
	{Decision: Close, Name: "不公开", Ground: "依法不能公开或暂时不宜公开（P19）", Lasts: true},
	{Decision: Return, Name: "退回", Ground: "多次修改、征求意见（N8）", Public: true, Shelved: true},
	{Decision: Same, Name: "同一职权", Ground: "编码动态管理（P51）", Lasts: true},
	{Decision: Other, Name: "另一职权", Ground: "编码动态管理（P51）", Lasts: true},
}

// Rulings is the table of all decisions, in the order they are offered. The slice is the caller's own.
func Rulings() []Ruling {
	all := rulings
	return all[:]
}

// Ruling finds what a decision means; false for none.
func (d Decision) Ruling() (Ruling, bool) {
	for _, r := range rulings {
		if r.Decision == d {
			return r, true
		}
	}
	return Ruling{}, false
}

// DecisionNamed finds a decision by its word (确认) or its key (confirm), in whatever width or spacing.
func DecisionNamed(word string) (Decision, bool) {
	word = FoldHead(word)
	for _, r := range rulings {
		if word == FoldHead(r.Name) || word == FoldHead(string(r.Decision)) {
			return r.Decision, true
		}
	}
	return "", false
}
