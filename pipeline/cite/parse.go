package cite

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// parser walks once over the cell. Everything before claimed already belongs to a citation or is a separator.
type parser struct {
	s       string
	out     []Citation
	claimed int  // end of what the last citation has claimed so far
	begin   int  // where the last citation's words begin
	seg     int  // where the current segment (words between separators) begins
	fresh   bool // at the beginning of a segment
	text    bool // inside the wording quoted by the last citation
	open    bool // a citation is waiting for its tail
	hint    Level
	base    string              // the last title of which another can be the 实施条例
	alias   map[string]Citation // key of a short title → what it stands for (以下简称)
	amiss   string              // closing marks of quotations of which no more stands in the cell
}

func (p *parser) run() {
	p.fresh = true
	for i := 0; i < len(p.s); {
		if p.fresh {
			if j, ok := p.startUnmarked(i); ok {
				i = j
				continue
			}
		}
		if !p.fresh {
			if i = skipHan(p.s, i); i == len(p.s) {
				break
			}
		}
		r, n := utf8.DecodeRuneInString(p.s[i:])
		switch {
		case r == '《':
			i = p.title(i)
		case p.text && (r == '“' || r == '「' || r == '『'):
			i = p.quoted(i, r)
		case strong(r) || !p.text && weak(r):
			i += n
			p.fresh, p.seg = true, i
		case p.text && space(r):
			i += n
		default:
			i += n
			p.fresh = false
		}
	}
	p.close(len(p.s))
}

// quoted moves over a quotation inside quoted wording; after it a new sentence may begin.
func (p *parser) quoted(i int, opening rune) int {
	closing := map[rune]string{'“': "”", '「': "」", '『': "』"}[opening]
	n, k := len(string(opening)), -1
	if !strings.Contains(p.amiss, closing) {
		k = strings.Index(p.s[i+n:], closing)
	}
	if k < 0 {
		p.amiss += closing
		p.fresh = false
		return i + n
	}
	end := i + n + k + len(closing)
	p.fresh, p.seg = true, end
	return end
}

// title handles the 《 at i: begins a citation, or moves over a title that is none.
func (p *parser) title(i int) int {
	end, name := titleAt(p.s, i)
	if end == i {
		p.fresh = false
		return i + len("《")
	}
	lead := p.leadFrom()
	if !p.cited(i, end, name) {
		p.fresh = false
		return end
	}
	c := Citation{Law: without(name)}
	from, level := lead, p.hint
	if start, stop, ok := p.wrapped(lead, i, end); ok { // 关于印发《…》的通知
		c.Law, end, from = without(p.s[start:stop]), stop, lead
	} else if d, ok := p.numberBefore(lead, i); ok {
		c.DocNo = d.text
	}
	return p.begins(c, from, end, level)
}

// leadFrom is where the words that lead the next citation in begin: the segment, but not what is claimed already.
func (p *parser) leadFrom() int { return max(p.seg, p.claimed) }

// issuers moves the beginning of a citation's lead over those who issued it together: 财政部、国家发改委《关于…的通知》.
func (p *parser) issuers(lead int) int {
	start := p.claimed
	if i := strings.LastIndexFunc(p.s[start:max(lead, start)], strong); i >= 0 {
		_, n := utf8.DecodeRuneInString(p.s[start+i:])
		start += i + n
	}
	if start = skip(p.s, start, weak); p.text || start >= lead {
		return lead
	}
	for _, name := range strings.FieldsFunc(p.s[start:lead], weak) {
		if utf8.RuneCountInString(name) < 3 || !issuing(name) {
			return lead
		}
	}
	return start
}

// titleLimit bounds a title, in bytes: some 200 characters, twice the longest of laws.
const titleLimit = 600

// titleAt reads 《…》 with inner 《》 and 〈〉. A title that is never closed ends before its first article or separator.
func titleAt(s string, i int) (end int, name string) {
	s = s[:min(len(s), i+titleLimit)]
	from := i + len("《")
	depth := 0
	for j := i; j < len(s); {
		r, n := utf8.DecodeRuneInString(s[j:])
		switch r {
		case '《':
			depth++
		case '》':
			depth--
			if depth == 0 {
				return j + n, s[from:j]
			}
		case '；', ';', '。':
			j = len(s) // not inside a title: unclosed
		}
		j += n
	}
	stop := strings.IndexFunc(s[from:], func(r rune) bool { return Separator(r) || r == '第' || r == '》' || r == ':' || r == '：' })
	if stop < 0 {
		stop = len(s) - from
	}
	if last := strings.LastIndex(s[from:from+stop], "《"); last >= 0 {
		n := last + len("《") // one 《 too many
		from, stop = from+n, stop-n
	}
	if ok, _ := lawTitle(s[from : from+stop]); !ok {
		return i, ""
	}
	end = from + stop
	if strings.HasPrefix(s[end:], "》") {
		end += len("》")
	}
	return end, s[from : from+stop]
}

// cited decides whether the title at i is a citation of its own.
func (p *parser) cited(i, end int, name string) bool {
	after := skip(p.s, end, space)
	if strings.TrimFunc(name, lineSpace) == "" || p.text && !p.fresh && !p.led(i) {
		return false
	}
	if p.text && !p.standsAlone(after) {
		return false
	}
	if len(p.alias) > 0 {
		if _, ok := p.alias[shortKey(name)]; ok {
			return true
		}
	}
	ok, weakly := lawTitle(name)
	if ok && !weakly {
		return true
	}
	if located(p.s, remarked(p.s, after)) {
		return true
	}
	if _, ok := p.numberBefore(p.leadFrom(), i); ok {
		return true
	}
	if _, ok := numberAfter(p.s, after); weakly && ok {
		return true
	}
	start, end, ok := remark(p.s, after)
	return ok && len(numbersIn(inner(p.s[start:end]))) > 0
}

// led reports whether only numbering, a label or a word such as 根据 stands between the segment's beginning and i.
func (p *parser) led(i int) bool {
	j, _ := skipLead(p.s, p.leadFrom())
	return j == i
}

// standsAlone reports whether what follows a title marks it as a citation rather than a mention inside prose.
func (p *parser) standsAlone(after int) bool {
	return ends(p.s, after) || strings.HasPrefix(p.s[after:], "“") || located(p.s, after)
}

// wrapped recognises a title inside the title of another document, written without marks of its own: 关于印发《…》的通知,
// 福建省实施《…》办法. lead is where its first words may begin.
func (p *parser) wrapped(lead, i, end int) (start, stop int, ok bool) {
	if p.text {
		return 0, 0, false
	}
	start, _ = skipLead(p.s, lead)
	before := strings.TrimSpace(p.s[min(start, i):i])
	if before == "" || !hasSuffixAny(before, wrappers...) {
		return 0, 0, false
	}
	stop = end
	for n := 0; stop < len(p.s) && n < 20; n++ {
		r, w := utf8.DecodeRuneInString(p.s[stop:])
		if !unicode.Is(unicode.Han, r) || r == '第' {
			break
		}
		stop += w
		for _, x := range suffixes {
			if x.word != "法" && strings.HasSuffix(p.s[end:stop], x.word) {
				return start, stop, true
			}
		}
	}
	return 0, 0, false
}

// numberBefore reads a document number that ends right before the title at i.
func (p *parser) numberBefore(lead, i int) (docNo, bool) {
	start, _ := skipLead(p.s, lead)
	if start >= i {
		return docNo{}, false
	}
	if begin, end, ok := remark(p.s, start); ok && end <= i {
		if words := inner(p.s[begin:end]); onlyNumbers(words) { // （莆政法〔2009〕12号）《关于…的通知》
			return docNo{strings.Join(numbersIn(words), "、"), begin, end}, skip(p.s, end, lineSpace) == i
		}
	}
	d, ok := readDocNo(p.s, start, i)
	if !ok {
		return docNo{}, false
	}
	between := strings.TrimFunc(p.s[d.end:i], func(r rune) bool { return lineSpace(r) || r == '、' || r == '，' })
	return d, between == "" || between == "文" || between == "文件"
}

// staffing is the key of the 三定 document under all its everyday names.
const staffing = "三定方案"

// begins opens the citation c, whose lead begins at from and whose title (or number) ends at end, and reads what
// follows it. It returns where reading goes on.
func (p *parser) begins(c Citation, from, end int, hint Level) int {
	from = p.issuers(from)
	p.close(from)
	end += word(p.s, end, []string{"》"}) // one too many
	places := locators{last: -1}
	j, aliases := p.meta(&c, &places, end, nil)
	if d, ok := numberAfter(p.s, j); ok {
		c.DocNo = join(c.DocNo, d.text)
		j = d.end
		j, aliases = p.meta(&c, &places, j, aliases)
	}
	j = versionAfter(&c, p.s, j)
	lead := leadToPlace(p.s, j)
	if k := places.read(p.s, lead); k > lead {
		j = k
	}
	if len(places.list) > 0 && len(aliases) == 0 {
		j, aliases = p.meta(&c, &places, j, aliases)
	}
	c.Locators = places.list
	p.settle(&c, hint)
	for _, a := range aliases {
		if p.alias == nil {
			p.alias = map[string]Citation{}
		}
		p.alias[shortKey(a)] = c
	}
	p.out = append(p.out, c)
	p.begin, p.claimed, p.open, p.fresh = from, j, true, false
	p.text = p.quotes(j, len(c.Locators) > 0)
	if p.text {
		p.seg = j
		return j
	}
	k := skip(p.s, j, space)
	if n := connectors.at(p.s, k); n > 0 && !word0(p.s[k:], "并处", "与会") {
		k += n
	}
	if k > j || lawAt(p.s, k) {
		p.fresh = true
	}
	p.seg = k
	return k
}

// leadToPlace moves over what may stand between a law and the first place in it: 《公路法》：第七条, 《公路法》的第七条.
func leadToPlace(s string, i int) int {
	k := i + within.at(s, i)
	r, n := utf8.DecodeRuneInString(s[i:])
	colon := r == ':' || r == '：'
	if k == i && (colon || Separator(r) && r != '。') {
		k += n
	}
	if k > i && located(s, k) && (colon || strings.HasPrefix(s[skip(s, k, lineSpace):], "第")) {
		return k
	}
	return i
}

func word0(s string, words ...string) bool { return word(s, 0, words) > 0 }

// settle fills in key and level.
func (p *parser) settle(c *Citation, hint Level) {
	if c.Law == "" {
		c.Key = strings.Join(c.Numbers(), "、")
		c.Level = or(decreed(c.DocNo), hint)
		return
	}
	c.Key = shortKey(c.Law)
	if full, ok := p.alias[c.Key]; ok {
		c.Key, c.Level = full.Key, full.Level
		if c.DocNo == "" {
			c.DocNo = full.DocNo
		}
		return
	}
	c.Key = wholeTitle(c.Key)
	c.Level = levelOf(c.Law, c.DocNo, hint)
	if t := bareTitle(c.Law); hasSuffixAny(t, "法", "条例") && !strings.Contains(t, "实施") {
		p.base = t
	}
	switch {
	case c.Bare && c.Level == Organisation && levelOf(c.Law, "", "") == Organisation:
		c.Key = staffing
	case c.Version == "试行" || c.Version == "暂行": // outside the marks or inside: one title
		c.Key += "(" + c.Version + ")"
	}
}

// close ends the last citation: its words reach to from, where those of the next begin. Sentences between the two that
// belong to neither become citations without a law.
func (p *parser) close(from int) {
	stop := max(p.claimed, from)
	tail := p.s[p.claimed:stop]
	if p.open {
		c := &p.out[len(p.out)-1]
		own := tail
		if !p.text {
			own = cutConnector(tail[:ownTail(tail)])
		}
		c.Text = wording(own)
		c.Raw = trimRaw(p.s[p.begin : p.claimed+len(own)])
		tail = tail[len(own):]
		p.open, p.text = false, false
	}
	p.orphans(tail)
	p.claimed = stop
}

// ownTail is how much of a tail that quotes nothing still belongs to the citation: up to the first strong separator.
func ownTail(tail string) int {
	if i := strings.IndexFunc(tail, strong); i >= 0 {
		return i
	}
	return len(tail)
}

// cutConnector takes the word that joins the next citation off the end of a tail.
func cutConnector(tail string) string {
	t := strings.TrimRightFunc(tail, Separator)
	for _, w := range connectors.words {
		if strings.HasSuffix(t, w) {
			return t[:len(t)-len(w)]
		}
	}
	return tail
}

// orphans keeps words that name no law, a citation for each sentence or line.
func (p *parser) orphans(s string) {
	for s != "" {
		n := ownTail(s)
		if n == 0 {
			_, n = utf8.DecodeRuneInString(s)
		} else if words := trimRaw(s[:n]); words != "" && connectors.at(words, 0) != len(words) {
			p.out = append(p.out, Citation{Text: words, Level: Unknown, Raw: words})
		}
		s = s[n:]
	}
}

// trimRaw takes separators off both ends; a full stop stays at the end of a sentence.
func trimRaw(s string) string {
	s = strings.TrimLeftFunc(s, Separator)
	return strings.TrimRightFunc(s, func(r rune) bool { return r != '。' && Separator(r) })
}
