package pipeline

// Progress is told how a build goes on. Its methods are called one at a time, in the order things happen.
type Progress interface {
	// Begin announces how many files there are to read.
	Begin(files int)
	// File says that one more file has been read.
	File(done, files int)
	// Section says that all files of a section have been read.
	Section(s SectionRead)
	// Stage says what is done next, in Chinese: 合并赋码, 排版公开版 …
	Stage(name string)
}

// silent is for callers that do not want to know.
type silent struct{}

func (silent) Begin(int)           {}
func (silent) File(int, int)       {}
func (silent) Section(SectionRead) {}
func (silent) Stage(string)        {}

// SectionRead is what reading the files of one section gave.
type SectionRead struct {
	Name     string
	Files    int
	Records  int
	Rejected int // files that could not be read
}
