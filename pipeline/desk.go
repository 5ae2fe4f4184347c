package pipeline

import (
	"context"
	"errors"

	"huibian/pipeline/answer"
	"huibian/pipeline/register"
)

// desk is a workspace in the hands of the office: locked, read, merged, with its register open.
type desk struct {
	w     Workspace
	house *house
	state *state
	reg   *register.Register

	unlock func()
}

// desk reads everything as Build does and writes nothing yet.
func (w Workspace) desk(ctx context.Context, p Progress) (_ *desk, err error) {
	if err := w.Exists(); err != nil {
		return nil, err
	}
	d := &desk{w: w}
	if d.house, err = w.open(); err != nil {
		return nil, err
	}
	if d.unlock, err = w.lock(ctx, func() { p.Stage("汇编正在进行，等它结束") }); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.close())
		}
	}()
	if d.reg, err = w.openRegister(ctx); err != nil {
		return nil, err
	}
	if d.state, err = gather(ctx, d.house.Notice, w, p); err != nil {
		return nil, err
	}
	if err := w.stillThere(len(d.state.drops) + len(d.state.sheets)); err != nil {
		return nil, err
	}
	if err := d.state.settleWith(ctx, w, d.reg); err != nil { // what lies in the folder 审核 counts before what comes now
		return nil, err
	}
	return d, d.state.balance()
}

// papers are for what the office writes beside the outputs of a build. The set must be discarded in the end.
func (d *desk) papers() (*answer.Press, *outputSet, error) {
	press, err := answer.NewPress(d.house.sheet)
	if err != nil {
		return nil, nil, err
	}
	set, err := newOutputSet(d.w.Output())
	if err != nil {
		return nil, nil, err
	}
	set.ours = nil // what a build has laid beside others is its own to clear
	return press, set, nil
}

func (d *desk) close() error {
	var err error
	if d.reg != nil {
		err = d.reg.Close()
	}
	d.unlock()
	return err
}
