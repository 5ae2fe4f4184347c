package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"huibian/pipeline"
)

type archiveCmd struct {
	Label   string `arg:"" optional:"" help:"Edition to hand over; default: every edition that has not been."`
	Seal    string `placeholder:"FILE" type:"existingfile" help:"Take what an outside seal service made of the package's hash into the package, as a tag file."`
	Untried bool   `help:"Do not try whether the edition can be made again from a new package."`
	actor
}

// Help is the long help of the command.
func (archiveCmd) Help() string {
	return "Packs a released edition into output/归档/<档号>/: a BagIt bag (RFC 8493) with the books, data, submissions, decisions, audit " +
		"trail and template, the metadata of DA/T 46, the EEP file of DA/T 48 and the check report of DA/T 70. Its 档号 is given once " +
		"and for ever, by archive in notice.yaml; what is secret, or may be, stays out unless that says otherwise. A package that is " +
		"there is not made again.\n\n" +
		"Then it is put where deposit in huibian.yaml says: a folder, https:// (WebDAV), sftp://, s3://; sent under another name, read " +
		"back, compared, renamed. What is cut off goes on where it was. A running watch does all this by itself, and tries until it " +
		"succeeds. Credentials come from the environment (HUIBIAN_DEPOSIT_USER, HUIBIAN_DEPOSIT_PASSWORD, HUIBIAN_DEPOSIT_KEY, " +
		"HUIBIAN_DEPOSIT_TOKEN) or from a file of mode 0600 that huibian.yaml names; HUIBIAN_DEPOSIT_CA there is the certificate of an " +
		"authority of your own.\n\n" +
		"For an outside seal, <档号>.清单摘要.txt beside the package holds the SHA-256 of the list of its payload.\n\n" +
		"EXIT STATUS: 0 packed, and handed over if there is a place to go to; 1 failed, or not there yet; 2 wrong usage."
}

// Validate refuses a seal for no edition in particular.
func (c archiveCmd) Validate() error {
	if c.Seal != "" && c.Label == "" {
		return errors.New("say which edition the seal is for")
	}
	return nil
}

// Run packs and hands over.
func (c archiveCmd) Run(ctx context.Context, g *globals) error {
	a, err := c.act()
	if err != nil {
		return err
	}
	w := g.workspace()
	p := newProgress(g.err, false)
	o := pipeline.ArchiveOptions{Act: a, Label: c.Label, Untried: c.Untried, Progress: p, Program: programName}
	if c.Seal != "" {
		if _, err := pipeline.Seal(ctx, w, o, c.Seal); err != nil {
			p.end()
			return err
		}
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	all, err := pipeline.HandOver(ctx, w, o, log)
	p.end()
	var late error
	for i := range all {
		late = errors.Join(late, g.printHandedOver(&all[i]))
	}
	if err == nil && len(all) == 0 {
		fmt.Fprintln(g.out, "没有待移交的版次。")
	}
	return errors.Join(err, late)
}

// printHandedOver prints what became of one edition; the error says why it is not where it is to go.
func (g *globals) printHandedOver(x *pipeline.HandedOver) error {
	p := x.Package
	fmt.Fprintf(g.out, "“%s”　档号 %s\n", p.Edition, p.Number)
	made := "已有归档包"
	if p.Fresh {
		made = "已打包"
	}
	fmt.Fprintf(g.out, "  %s：%s（%d个文件，%s）\n", made, p.Dir, p.Files, bytesOf(p.Bytes))
	fmt.Fprintf(g.out, "  清单摘要（SHA-256）：%s\n", p.Content)
	if p.Sealed {
		fmt.Fprintln(g.out, "  已放入签章")
	}
	if !p.Whole {
		left := "操作记录中涉密的条目"
		if p.Left > 0 {
			left = fmt.Sprintf("原件%d份，", p.Left) + left
		}
		if p.Apart != "" {
			left += "，涉密册；目录中以档号 " + p.Apart + " 占位"
		}
		fmt.Fprintf(g.out, "  按策略（notice.yaml 的 archive.secret）未随包移交：%s\n", left)
	}
	if p.Fresh && p.Example {
		fmt.Fprintln(g.out, "  注意：全宗号是标准中的示例，档号编定后不再改变。正式归档以前，请在notice.yaml的archive.fonds中写上档案馆给定的全宗号")
	}
	for _, f := range p.Failed {
		fmt.Fprintf(g.out, "  四性检测不合格：%s\n", f)
	}
	g.printTrial(p.Trial)
	switch {
	case x.Receipt != nil:
		fmt.Fprintf(g.out, "  已移交：%s（%s，%d个文件逐一回读核对）\n", x.Receipt.Place, x.Receipt.At.Local().Format(time.DateTime), x.Receipt.Files)
	case x.Err == nil:
		fmt.Fprintln(g.out, "  没有设定移交目的地（huibian.yaml 的 deposit）；归档包可以直接复制")
	default:
		fmt.Fprintln(g.out, "  尚未移交")
		return fmt.Errorf("%s is not handed over: %w", p.Edition, x.Err)
	}
	if len(p.Failed) > 0 {
		return errFindings
	}
	return nil
}

// printTrial tells what came of making an edition again.
func (g *globals) printTrial(t pipeline.Trial) {
	switch {
	case !t.Done:
		return
	case t.Err != "":
		fmt.Fprintf(g.out, "  试还原：没有成功：%s\n", t.Err)
	case len(t.Others) == 0:
		fmt.Fprintf(g.out, "  试还原：由包内材料重新生成%d个文件，与发布时逐字节相同\n", t.Same)
	default:
		fmt.Fprintf(g.out, "  试还原：%d个文件逐字节相同，%d个不同（未随包移交的材料会影响这些内容，或程序版本不同）：\n", t.Same, len(t.Others))
		for _, f := range t.Others {
			fmt.Fprintf(g.out, "    %s\n", f)
		}
	}
}

// bytesOf is a size for people.
func bytesOf(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d KB", (n+1023)/1024)
}

type restoreCmd struct {
	Package string `arg:"" type:"existingdir" help:"Package to make a workspace from."`
	Into    string `arg:"" name:"dir" help:"Folder for the workspace; must be empty, or not there yet."`
	actor
}

// Help is the long help of the command.
func (restoreCmd) Help() string {
	return "Verifies a package, makes a workspace from it alone, builds the edition there and compares it with the books in the " +
		"package, byte for byte. If everything was in the package the workspace goes on where the edition was released, with its codes " +
		"and its audit trail; if secret submissions were left out, it has a register of its own.\n\n" +
		"EXIT STATUS: 0 restored, and the books are the same; 1 failed, or they are not; 2 wrong usage."
}

// Run restores.
func (c restoreCmd) Run(ctx context.Context, g *globals) error {
	a, err := c.act()
	if err != nil {
		return err
	}
	p := newProgress(g.err, false)
	r, err := pipeline.Restore(ctx, c.Package, c.Into, a, p, programName)
	p.end()
	if err != nil {
		return err
	}
	fmt.Fprintf(g.out, "已由归档包 %s 还原“%s”：%s（%d份申报文件）\n", r.Number, r.Edition, c.Into, r.Inputs)
	if !r.Whole {
		fmt.Fprintln(g.out, "  包内没有涉密的和不能确定是否涉密的材料，登记簿由包内材料重新建立；原登记簿的操作记录见包内“操作记录.log”")
	}
	g.printTrial(r.Trial)
	if len(r.Trial.Others) > 0 {
		if r.Program != programName {
			fmt.Fprintf(g.out, "  当初的程序是 %s，现在的是 %s\n", r.Program, programName)
		}
		return errFindings
	}
	return nil
}
