package pipeline

import (
	"path"
	"path/filepath"
	"slices"

	"huibian/pipeline/answer"
	"huibian/pipeline/register"
)

// histories sorts the lines of a register by the file they led to, oldest first: those of a renamed file under its last
// name.
func histories(into map[string][]register.Arrival, lines []register.Arrival) {
	for _, a := range lines {
		if a.Kind == register.Renamed {
			into[a.File] = append(slices.Clone(into[a.Was]), a)
			delete(into, a.Was)
			continue
		}
		into[a.File] = append(into[a.File], a)
	}
}

// history is what the register says of a file, as its section is told it.
func (s *state) history(file string) []answer.Arrival {
	var out []answer.Arrival
	for _, a := range s.memory.arrivals[file] {
		out = append(out, answer.Arrival{
			At: a.At.In(china), Kind: string(a.Kind), Name: path.Base(a.File), SHA256: a.SHA256, Size: a.Size, Note: a.Note,
		})
	}
	return out
}

func (w Workspace) store() string { return filepath.Join(w.Dir, ".huibian") }

func (w Workspace) register() string { return filepath.Join(w.store(), "register.db") }
