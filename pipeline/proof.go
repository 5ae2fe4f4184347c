package pipeline

// proofWord (校样) is what the public outputs are until they may be published.
const proofWord = "校样"

// proof is what the public outputs are stamped with: 校样 while the notice demands an approval that is not recorded (P45),
// "" otherwise. The internal book and the secret volume are not published, and need no approval for it.
func (s *state) proof() string {
	if s.n.Approval.Demanded() && !s.approved {
		return proofWord
	}
	return ""
}

// edition is the label of an edition as open data bear it: 2009年版（校样）.
func edition(label, proof string) string {
	if proof == "" {
		return label
	}
	return label + "（" + proof + "）"
}
