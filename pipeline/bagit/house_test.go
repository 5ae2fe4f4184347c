package bagit

import (
	"os/exec"
	"testing"

	"huibian/pipeline/internal/tooltest"
)

// TestCoreutils has the manifests judged by sha256sum and sha512sum, in the folder of the bag, and a damage found by them.
func TestCoreutils(t *testing.T) {
	t.Parallel()
	dir := bagOf(t, small, someInfo, map[string][]byte{"metadata/说明.xml": []byte("<x/>")})
	check := func(alg, prefix string) error {
		cmd := exec.Command(tooltest.Find(t, alg+"sum"), "--check", "--strict", "--quiet", prefix+alg+".txt")
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if len(out) > 0 {
			t.Logf("%s", out)
		}
		return err
	}
	for _, alg := range []string{"sha256", "sha512"} {
		for _, prefix := range []string{payloadPrefix, tagPrefix} {
			if err := check(alg, prefix); err != nil {
				t.Errorf("%s%s.txt: %v", prefix, alg, err)
			}
		}
	}
	flip(chart, 1, 1)(t, dir)
	if check("sha256", payloadPrefix) == nil {
		t.Error("sha256sum finds nothing")
	}
}
