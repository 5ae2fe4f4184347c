package docx

import "strings"

// carriedTheme is what a file names by roles.
type carriedTheme struct {
	colors       map[string]string
	minor, major [3]string // latin, East Asian, complex
}

func readCarriedTheme(pkg *Package) carriedTheme {
	t := carriedTheme{colors: map[string]string{}}
	part := pkg.Related(pkg.Main(), "theme")
	root, err := pkg.Tree(part)
	if part == "" || err != nil {
		return t
	}
	if scheme := root.Find("clrScheme"); scheme != nil {
		for _, k := range scheme.Kids {
			if c := k.Kid("srgbClr"); c != nil {
				t.colors[k.Local] = c.Attr("val")
			} else if c := k.Kid("sysClr"); c != nil {
				t.colors[k.Local] = c.Attr("lastClr")
			}
		}
	}
	for _, f := range []struct {
		name string
		into *[3]string
	}{{"minorFont", &t.minor}, {"majorFont", &t.major}} {
		n := root.Find(f.name)
		*f.into = [3]string{n.Kid("latin").Attr("typeface"), n.Kid("ea").Attr("typeface"), n.Kid("cs").Attr("typeface")}
		if f.into[1] == "" && n != nil {
			for _, k := range n.Kids {
				if k.Local == "font" && k.Attr("script") == "Hans" {
					f.into[1] = k.Attr("typeface")
				}
			}
		}
	}
	return t
}

// font is the font of a role: minorEastAsia, majorHAnsi; "" for none.
func (t *carriedTheme) font(role string) string {
	if role == "" {
		return ""
	}
	of := t.minor
	if strings.HasPrefix(role, "major") {
		of = t.major
	}
	switch {
	case strings.HasSuffix(role, "EastAsia"):
		return of[1]
	case strings.HasSuffix(role, "Bidi"):
		return of[2]
	}
	return of[0]
}

var themeRoles = map[string]string{"text1": "dk1", "text2": "dk2", "background1": "lt1", "background2": "lt2", "dark1": "dk1", "dark2": "dk2", "light1": "lt1", "light2": "lt2",
	"hyperlink": "hlink", "followedHyperlink": "folHlink"}

// named is the colour of a role, "" for none.
func (t *carriedTheme) named(role string) string {
	if r := themeRoles[role]; r != "" {
		role = r
	}
	return t.colors[role]
}

// drawingRoles are the roles by which shapes name colours of the theme.
var drawingRoles = map[string]string{"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2", "dk1": "dk1", "lt1": "lt1", "dk2": "dk2", "lt2": "lt2", "accent1": "accent1", "accent2": "accent2",
	"accent3": "accent3", "accent4": "accent4", "accent5": "accent5", "accent6": "accent6", "hlink": "hlink", "folHlink": "folHlink"}
