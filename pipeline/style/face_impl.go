package style

type face struct{}
type fonts struct{}
