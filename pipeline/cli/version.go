package cli

import (
	"fmt"
	"runtime"
)

// Version is the release this source belongs to.
const Version = "0.1.0"

// programName is printed in the colophon.
const programName = "huibian（汇编）" + Version

type versionCmd struct{}

// Help is the long help of the command.
func (versionCmd) Help() string { return "EXIT STATUS: 0 printed; 1 failed; 2 wrong usage." }

// Run prints version, licence and where to find the source.
func (versionCmd) Run(g *globals) error {
	fmt.Fprintf(g.out, `huibian %s (%s, %s/%s)

Copyright (C) the huibian authors.
Licence AGPL-3.0-or-later: GNU Affero General Public License, version 3 or later.
This is free software: you may change and redistribute it. There is NO WARRANTY, as far as the law permits.
It contains UniOffice 1.4.0 under AGPL-3.0 and fonts under the OFL-1.1 and the GPL with font exception.

Source: the complete source is the repository this program was built from; whoever runs it for others
over a network must offer them that source (section 13).
`, Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
