package pipeline

// Progress is told how a build goes on. Its methods are called one at a time.
type Progress interface {
	// Begin announces how many files there are to read.
	Begin(files int)
	// File says that one more file has been read.
	File(done, files int)
	// Converting says that a file goes through LibreOffice, which takes seconds.
	Converting(file string)
	// Section says that all files of a section have been read. Sections come in the order of the notice.
	Section(s SectionRead)
	// Stage says what is done next, in Chinese: 排版成册.
	Stage(name string)
}

// silent is for callers that do not want to know.
type silent struct{}

// Begin says nothing.
func (silent) Begin(int) {}

// File says nothing.
func (silent) File(int, int) {}

// Converting says nothing.
func (silent) Converting(string) {}

// Section says nothing.
func (silent) Section(SectionRead) {}

// Stage says nothing.
func (silent) Stage(string) {}

// SectionRead is what reading the files of one section gave.
type SectionRead struct {
	Name     string
	Files    int
	Records  int
	Rejected int // files that could not be read
}
