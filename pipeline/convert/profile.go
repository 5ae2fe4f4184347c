package convert

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
)

// settings are what a profile of ours says beyond LibreOffice's defaults. A submission comes from anywhere: what it
// links to is not fetched, what it would run is not run, and nothing on screen waits for an answer.
var settings = []struct{ path, name, value string }{
	{"org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"}, // very high
	{"org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"},
	{"org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"},

	{"org.openoffice.Office.Writer/Content/Update", "Link", "0"}, // never
	{"org.openoffice.Office.Writer/Content/Update", "Field", "false"},

	{"org.openoffice.Inet/Settings", "ooInetProxyType", "2"}, // the one named here
	{"org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"},
	{"org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"}, // discard: nobody listens
	{"org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"},
	{"org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"},
	{"org.openoffice.Inet/Settings", "ooInetNoProxy", ""},

	{"org.openoffice.Office.Common/Misc", "FirstRun", "false"},
	{"org.openoffice.Office.Common/Misc", "CrashReport", "false"},
	{"org.openoffice.Office.Common/Misc", "CollectUsageInformation", "false"},
	{"org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"},
	{"org.openoffice.Office.Jobs/Jobs/org.openoffice.Office.Jobs:Job['UpdateCheck']/Arguments", "AutoCheckEnabled", "false"},
}

// writeProfile makes a LibreOffice profile in the folder dir.
func writeProfile(dir string) error {
	user := filepath.Join(dir, "user")
	if err := os.MkdirAll(user, 0o700); err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString(xml.Header + `<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` + "\n")
	for _, s := range settings {
		b.WriteString(`<item oor:path="/` + s.path + `"><prop oor:name="` + s.name + `" oor:op="fuse"><value>` + s.value + "</value></prop></item>\n")
	}
	b.WriteString("</oor:items>\n")
	return os.WriteFile(filepath.Join(user, "registrymodifications.xcu"), []byte(b.String()), 0o600)
}
