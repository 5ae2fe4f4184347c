package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/kardianos/service"

	"huibian/pipeline"
)

type serviceCmd struct {
	Install   serviceInstallCmd   `cmd:"" help:"Have the system run the watch, from its next start on."`
	Uninstall serviceUninstallCmd `cmd:"" help:"Take the service out again; the workspace stays as it is."`
	Start     serviceStartCmd     `cmd:"" help:"Start the service now."`
	Stop      serviceStopCmd      `cmd:"" help:"Stop the service until the next start of the system."`
	Status    serviceStatusCmd    `cmd:"" help:"Print whether the service is running."`
	Run       serviceRunCmd       `cmd:"" hidden:"" help:"What the service manager calls."`
}

// Help is the long help of the commands.
func (serviceCmd) Help() string {
	return "Runs “huibian watch” under systemd (Linux) or as a Windows service, so that it starts with the machine and again " +
		"after a failure.\n\n" +
		"EXIT STATUS: 0 done, or (status) running; 1 failed, or (status) not running; 2 wrong usage."
}

// serviceFlags name a service.
type serviceFlags struct {
	Name string `default:"huibian" help:"Of the service; each workspace needs one of its own."`
	User bool   `help:"A service of your own instead of one of the machine (systemd only); it needs no administrator."`
}

var serviceName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$`)

// Validate refuses names that one of the service managers would not take.
func (f serviceFlags) Validate() error {
	if !serviceName.MatchString(f.Name) {
		return fmt.Errorf("--name must be 1 to 64 letters, digits and -_. without blanks, not %q", f.Name)
	}
	return nil
}

// typed is what must be typed after a command to name the same service, with a blank before each flag.
func (f serviceFlags) typed() (s string) {
	if f.Name != "huibian" {
		s += " --name=" + f.Name
	}
	if f.User {
		s += " --user"
	}
	return s
}

type serviceInstallCmd struct {
	serviceFlags
	watchFlags
	Print bool `help:"Print what would be registered (Linux: the systemd unit) and change nothing."`
}

// Help is the long help of the command.
func (serviceInstallCmd) Help() string {
	return "Registers a service that watches the workspace (-C) as “huibian watch” with the same flags would, and starts with " +
		"the machine; “huibian service start” starts it at once. This program must stay where it is. Needs root or an " +
		"administrator, or --user.\n\n" +
		"Linux: a systemd unit. It runs as the owner of the workspace folder, waits for the mounts that inputs/ and output/ " +
		"lie on, and its log is in the journal: journalctl -u huibian. With --user it runs while you are logged in " +
		"(“loginctl enable-linger” keeps it running), and the log is in journalctl --user -u huibian. On a system without " +
		"systemd have what is there run “huibian watch”.\n\n" +
		"Windows: a service with automatic, delayed start. It does not see drives that stand for a share (Z:): use the path of " +
		"the share, \\\\server\\share. It runs as LocalSystem, which has no rights on a share: in services.msc have it log on as " +
		"an account that may read inputs/ and write output/. Its log is .huibian\\watch.log in the workspace; at 4 MB that " +
		"becomes watch.log.1.\n\n" +
		"EXIT STATUS: 0 installed or printed; 1 failed: no workspace, not enough rights, a drive that a service does not see, " +
		"no service manager, or a service of that name; 2 wrong usage."
}

// Validate has both kinds of flags looked at.
func (c serviceInstallCmd) Validate() error {
	return errors.Join(c.serviceFlags.Validate(), c.watchFlags.Validate())
}

// Run registers the service.
func (c serviceInstallCmd) Run(g *globals) error {
	j, err := c.job(g)
	if err != nil {
		return err
	}
	if c.Print {
		fmt.Fprint(g.json, registration(j))
		return nil
	}
	s, err := c.manager(changes, j)
	if err != nil {
		return err
	}
	if err := s.Install(); err != nil {
		return c.failed("install", err)
	}
	fmt.Fprintf(g.out, "installed the service %s; start it with: huibian service start%s\n", c.Name, c.typed())
	return nil
}

// job is the watch of the workspace, as a service manager is told of it.
func (c serviceInstallCmd) job(g *globals) (job, error) {
	program, err := os.Executable()
	if err != nil {
		return job{}, err
	}
	w := g.workspace()
	if w.Dir, err = filepath.Abs(w.Dir); err != nil {
		return job{}, err
	}
	j := job{name: c.Name, program: program, user: c.User, places: places(w), account: ownerOf(w.Dir)}
	if err := refuseDrives(append([]string{program}, j.places...), remoteDriveHere); err != nil {
		return job{}, err
	}
	if err := w.Exists(); err != nil {
		return job{}, err
	}
	j.args = []string{"service", "run", "--name=" + c.Name, "-C", w.Dir}
	if w.Notice != "" {
		j.args = append(j.args, "--notice="+w.Notice)
	}
	j.args = append(j.args, c.args()...)
	return j, j.writable(forbiddenInProgram)
}

// places are the workspace, its two folders that may be mounts or links, and where links lead, each once.
func places(w pipeline.Workspace) []string {
	out := []string{w.Dir, w.Inputs(), w.Output()}
	for _, p := range out {
		if t := target(p); !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// target is where a path leads when its links are followed, as far as it can be told while a share is not there.
func target(path string) string {
	if followed, err := filepath.EvalSymlinks(path); err == nil {
		return followed
	}
	link, err := os.Readlink(path)
	switch {
	case err != nil:
		return path
	case filepath.IsAbs(link):
		return link
	}
	return filepath.Join(filepath.Dir(path), link)
}

type serviceUninstallCmd struct{ serviceFlags }

// Run takes the service out.
func (c serviceUninstallCmd) Run(g *globals) error {
	return c.do(g, "uninstalled", service.Service.Uninstall)
}

type serviceStartCmd struct{ serviceFlags }

// Run starts the service.
func (c serviceStartCmd) Run(g *globals) error { return c.do(g, "started", service.Service.Start) }

type serviceStopCmd struct{ serviceFlags }

// Run stops the service.
func (c serviceStopCmd) Run(g *globals) error { return c.do(g, "stopped", service.Service.Stop) }

type serviceStatusCmd struct{ serviceFlags }

// Run prints whether the service is running.
func (c serviceStatusCmd) Run(g *globals) error {
	s, err := c.manager(looks, job{name: c.Name, user: c.User})
	if err != nil {
		return err
	}
	switch status, err := s.Status(); {
	case errors.Is(err, service.ErrNotInstalled):
		return c.notInstalled()
	case err != nil:
		return fmt.Errorf("the service %s is not running: %w", c.Name, err)
	case status != service.StatusRunning:
		return fmt.Errorf("the service %s is installed and stopped", c.Name)
	}
	fmt.Fprintf(g.out, "the service %s is running\n", c.Name)
	return nil
}

// do has the manager do something with the service, and says done.
func (f serviceFlags) do(g *globals, done string, what func(service.Service) error) error {
	s, err := f.manager(changes, job{name: f.Name, user: f.User})
	if err != nil {
		return err
	}
	if _, err := s.Status(); errors.Is(err, service.ErrNotInstalled) {
		return f.notInstalled()
	}
	if err := what(s); err != nil {
		return f.failed("not "+done, err)
	}
	fmt.Fprintf(g.out, "%s the service %s\n", done, f.Name)
	return nil
}

func (f serviceFlags) notInstalled() error {
	return fmt.Errorf("the service %s is not installed", f.Name)
}

// failed says what the manager did not do; lack of rights in our own words.
func (f serviceFlags) failed(what string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return errRights
	}
	return fmt.Errorf("service %s: %s: %w", f.Name, what, err)
}

// access is what is wanted of the service manager.
type access bool

const (
	looks   access = false
	changes access = true
)

// The reasons to leave the service manager alone.
var (
	errManager = errors.New("there is no systemd here and these are not Windows services; “huibian service install --print” " +
		"prints a unit to copy from, and “huibian watch” is what to run")
	errRights = errors.New("not enough rights to change services: run this with sudo or as administrator, or " +
		"(systemd) with --user")
	errUser = errors.New("--user is for systemd; a Windows service is one of the machine, and its account is chosen in " +
		"services.msc")
	errSession = errors.New("your session has no systemd of its own (XDG_RUNTIME_DIR is not set): for --user, log in as the " +
		"user instead of using su or sudo")
)

// Names that kardianos/service gives to the managers it is used for here.
const (
	systemd         = "linux-systemd"
	windowsServices = "windows-service"
)

// refuseManager says why a manager cannot be asked, if so. session is whether systemd runs for the user too.
func (f serviceFlags) refuseManager(platform string, a access, root, session bool) error {
	switch {
	case platform != systemd && platform != windowsServices:
		return errManager
	case platform == windowsServices && f.User:
		return errUser
	case platform == systemd && f.User && !session:
		return errSession
	case platform == systemd && a == changes && !root && !f.User: // Windows says so itself
		return errRights
	}
	return nil
}

// manager is the service manager's hold on a job.
func (f serviceFlags) manager(a access, j job) (service.Service, error) {
	root, session := os.Geteuid() == 0, os.Getenv("XDG_RUNTIME_DIR") != ""
	if err := f.refuseManager(service.Platform(), a, root, session); err != nil {
		return nil, err
	}
	return service.New(&supervised{}, j.config())
}

// config is the job as kardianos/service wants it. For systemd we write the whole unit, which goes through as the
// description: the template of kardianos does not escape everything.
func (j job) config() *service.Config {
	c := &service.Config{
		Name:        j.name,
		DisplayName: "汇编 " + j.name,
		Description: j.description(),
		Executable:  j.program,
		Arguments:   j.args,
		Option: service.KeyValue{
			"UserService":            j.user,
			"SystemdScript":          "{{Description}}",
			"DelayedAutoStart":       true,
			"OnFailure":              "restart",
			"OnFailureDelayDuration": restartAfter.String(),
			"OnFailureResetPeriod":   24 * 60 * 60, // seconds without a failure, after which the count begins again
		},
	}
	if service.Platform() == systemd {
		c.Description = j.unit()
	}
	return c
}

type serviceRunCmd struct {
	Name string `default:"huibian" help:"Of the service."`
	watchFlags
}

// Run watches under the service manager, until this asks it to stop or the watch fails.
func (c serviceRunCmd) Run(ctx context.Context, g *globals) error {
	w := g.workspace()
	out, end := serviceLog(g)
	defer end()
	log := slog.New(slog.NewTextHandler(out, nil))
	s := &supervised{ctx: ctx, watch: func(ctx context.Context) error { return c.watch(ctx, w, log) }}
	s.failed = func(m service.Service, err error) { abandon(m, log, err) }
	m, err := service.New(s, &service.Config{Name: c.Name, Option: service.KeyValue{"RunWait": s.wait}})
	if err != nil {
		return err
	}
	return m.Run()
}

// supervised is a watch that a service manager starts and stops.
type supervised struct {
	ctx    context.Context // of the program
	watch  func(context.Context) error
	failed func(service.Service, error) // called when the watch fails

	stop context.CancelFunc
	done chan struct{} // closed when the watch has ended
	err  error         // with which it did
}

// Start begins the watch and does not wait for it.
func (s *supervised) Start(m service.Service) error {
	ctx, stop := context.WithCancel(s.ctx)
	s.stop, s.done = stop, make(chan struct{})
	go func() {
		defer close(s.done)
		s.err = s.watch(ctx)
		if ctx.Err() != nil && errors.Is(s.err, context.Canceled) {
			s.err = nil // stopped while it began
		}
		if s.err != nil {
			s.failed(m, s.err)
		}
	}()
	return nil
}

// Stop ends the watch and returns the error it ended with.
func (s *supervised) Stop(service.Service) error {
	s.stop()
	s.wait()
	return s.err
}

// wait waits for the end of the watch.
func (s *supervised) wait() { <-s.done }
