package typeset

// Rules of line breaking (避头尾): what Word forbids at the beginning and at the end of a line for Chinese.
const (
	noStart = "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠々〻ー"
	noEnd   = "$([{£¥‘“〈《「『【〔〖〝﹙﹛﹝＄（［｛￡￥"
)

// class is how a character behaves where a line may break.
type class uint8

const (
	classCJK   class = iota // a break may come before and after it
	classWord               // part of a Latin word or number: no break inside
	classSpace              // a break may come after it
	classClose              // may not begin a line
	classOpen               // may not end a line
	classTab
	classNewline
)

// classes is indexed by character for the first plane.
type classTable [0x10000]class

var classOf = makeClasses()

func makeClasses() *classTable {
	t := new(classTable)
	for _, letters := range [][2]rune{{'!', 0x24F}, {0x370, 0x52F}, {0x1E00, 0x1FFF}} { // Latin; Greek and Cyrillic
		for r := letters[0]; r <= letters[1]; r++ {
			t[r] = classWord
		}
	}
	for _, r := range noStart {
		t[r] = classClose
	}
	for _, r := range noEnd {
		t[r] = classOpen
	}
	t[' '], t['\t'], t['\n'] = classSpace, classTab, classNewline
	t[0xA0] = classWord // no-break space
	return t
}

func classify(r rune) class {
	if uint32(r) < uint32(len(classOf)) {
		return classOf[r]
	}
	return classCJK
}

// mayBreak reports whether a line may end after a and the next begin with b.
func mayBreak(a, b class) bool {
	switch {
	case a == classNewline || b == classNewline:
		return true
	case b == classClose || a == classOpen:
		return false
	case b == classSpace:
		return false // spaces hang at the end of the line
	case a == classWord && b == classWord:
		return false
	}
	return true
}
