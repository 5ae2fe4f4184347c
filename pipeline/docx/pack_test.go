package docx

import "huibian/pipeline/internal/docxtest"

// Packages are built by docxtest, which the tests of other packages share.
const (
	xmlHead = docxtest.XMLHead
	declare = docxtest.Declare
	relType = docxtest.RelType
)

var pack, zipped = docxtest.Pack, docxtest.Zip
