package cli

import (
	"fmt"
	"path/filepath"
	"strings"

	"huibian/templates"
)

type initCmd struct {
	Dir    string `arg:"" help:"Folder to make; missing, empty, or a workspace to complete."`
	Sample bool   `help:"Add the notice's sample submissions."`
}

// Help is the long help of the command.
func (initCmd) Help() string {
	return "Notices: " + strings.Join(templates.Names(), ", ") + ". Choose one with --notice; the first is the default. " +
		"Nothing that is there is ever written over.\n\n" +
		"EXIT STATUS: 0 workspace made; 1 failed, for example because the folder holds something else; 2 wrong usage."
}

// Run makes the workspace.
func (c initCmd) Run(g *globals) error {
	name := g.Notice
	if name == "" {
		name = templates.Default
	}
	if err := templates.Init(c.Dir, name, c.Sample); err != nil {
		return err
	}
	fmt.Fprintf(g.out, "已建立工作区 %s（通知：%s）\n\n", c.Dir, name)
	fmt.Fprintf(g.out, "  把各科室的Word文件放入  %s\n", filepath.Join(c.Dir, "inputs", "<科室>"))
	fmt.Fprintf(g.out, "  修改通知要求和版式      %s\n", filepath.Join(c.Dir, "templates", name))
	fmt.Fprintf(g.out, "  汇编                    huibian build -C %s\n", c.Dir)
	return nil
}
