package cite

// Citation (法律依据) is one law, rule or document cited, with the places in it.
type Citation struct {
	Law      string   // title without 《》, as written
	Key      string   // normalised title: the same for every way of writing one law
	DocNo    string   // document or decree number, brackets normalised: 国务院令第332号, 莆政法〔2009〕12号
	Locators []string // "第二十六条", "第三十四条第一款第(二)项", ranges as "第26条至第31条"; carried-over parts completed
	Text     string   // quoted wording after the locators, if any
	Level    Level
	Raw      string // the words this citation was read from
}

// Level (效力级别) is the rank of what is cited.
type Level string

// The ranks of §4.2, highest first.
const (
	Law             Level = "law"             // 法律
	Regulation      Level = "regulation"      // 行政法规
	LocalRegulation Level = "localRegulation" // 地方性法规
	Rule            Level = "rule"            // 规章
	Normative       Level = "normative"       // 规范性文件
	Organisation    Level = "organisation"    // 三定方案
	Unknown         Level = "unknown"
)
