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

// character is what the setter has to know of one.
type character struct {
	class class
	trait trait
}

// characters are those of the first plane.
var characters = func() *[0x10000]character {
	t := new([0x10000]character)
	for _, letters := range [][2]rune{{'!', 0x24F}, {0x370, 0x52F}, {0x1E00, 0x1FFF}} { // Latin; Greek and Cyrillic
		for r := letters[0]; r <= letters[1]; r++ {
			t[r].class = classWord
		}
	}
	for _, r := range noStart {
		t[r].class = classClose
	}
	for _, r := range noEnd {
		t[r].class = classOpen
	}
	t[' '].class, t['\t'].class, t['\n'].class = classSpace, classTab, classNewline
	t[0xA0].class = classWord // no-break space
	for _, in := range traitRanges {
		for r := in.from; r <= in.to; r++ {
			t[r].trait |= in.is
		}
	}
	for _, in := range traitLists {
		for _, r := range in.chars {
			t[r].trait |= in.is
		}
	}
	return t
}()

// characterOf is what a character is; the rarer planes hold little but hanzi.
func characterOf(r rune) character {
	if uint32(r) < uint32(len(characters)) {
		return characters[r]
	}
	return character{classCJK, traitHan}
}

func classify(r rune) class { return characterOf(r).class }

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
