package redline

import "slices"

// maxEdits bounds how many insertions and deletions between two anchors are looked for exactly: the search takes their
// square in time and memory (4 MB at this bound).
const maxEdits = 1000

// common finds what two sequences have in common, in order, and calls pair for each. 0 is equal to nothing. What is
// unique in both and in the same order divides the sequences where they differ too much for an exact search.
func common(a, b []uint32, pair func(i, j int)) { commonFrom(a, b, 0, 0, pair) }

func commonFrom(a, b []uint32, i0, j0 int, pair func(i, j int)) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] && a[0] != 0 {
		pair(i0, j0)
		a, b, i0, j0 = a[1:], b[1:], i0+1, j0+1
	}
	tail := 0
	for tail < min(len(a), len(b)) && a[len(a)-1-tail] == b[len(b)-1-tail] && a[len(a)-1-tail] != 0 {
		tail++
	}
	endA, endB := len(a)-tail, len(b)-tail
	middle(a[:endA], b[:endB], i0, j0, pair)
	for k := range tail {
		pair(i0+endA+k, j0+endB+k)
	}
}

func middle(a, b []uint32, i0, j0 int, pair func(i, j int)) {
	if len(a) == 0 || len(b) == 0 {
		return
	}
	if path, ok := shortest(a, b); ok {
		for _, p := range path {
			pair(i0+p[0], j0+p[1])
		}
		return
	}
	anchors := unique(a, b)
	if len(anchors) == 0 {
		return
	}
	i, j := 0, 0
	for _, p := range anchors {
		commonFrom(a[i:p[0]], b[j:p[1]], i0+i, j0+j, pair)
		pair(i0+p[0], j0+p[1])
		i, j = p[0]+1, p[1]+1
	}
	commonFrom(a[i:], b[j:], i0+i, j0+j, pair)
}

// shortest is Myers's search for the fewest insertions and deletions; ok is false where there are more than maxEdits.
func shortest(a, b []uint32) (path [][2]int, ok bool) {
	n, m := len(a), len(b)
	bound := min(n+m, maxEdits)
	v := make([]int32, 2*bound+3) // v[bound+1+k]: how far diagonal k reaches in a
	var trace [][]int32           // v of each step, its 2d+3 middle elements
	for d := 0; d <= bound; d++ {
		trace = append(trace, slices.Clone(v[bound-d:bound+d+3]))
		for k := -d; k <= d; k += 2 {
			x := int(v[bound+1+k-1]) + 1
			if k == -d || k != d && v[bound+1+k-1] < v[bound+1+k+1] {
				x = int(v[bound+1+k+1])
			}
			y := x - k
			for x < n && y < m && a[x] == b[y] && a[x] != 0 {
				x, y = x+1, y+1
			}
			v[bound+1+k] = int32(x)
			if x >= n && y >= m {
				return walk(trace, n, m), true
			}
		}
	}
	return nil, false
}

// walk follows a trace back from the ends.
func walk(trace [][]int32, x, y int) [][2]int {
	var path [][2]int
	for d := len(trace) - 1; d >= 0; d-- {
		v := func(k int) int { return int(trace[d][d+1+k]) }
		k := x - y
		down := k == -d || k != d && v(k-1) < v(k+1)
		from, fromK := 0, 0
		switch {
		case d == 0:
		case down:
			from, fromK = v(k+1), k+1
		default:
			from, fromK = v(k-1), k-1
		}
		startX := from
		if d > 0 && !down {
			startX++
		}
		for x > startX && x > 0 && y > 0 {
			x, y = x-1, y-1
			path = append(path, [2]int{x, y})
		}
		x, y = from, from-fromK
	}
	slices.Reverse(path)
	return path
}

// unique are the places of what occurs once in each of two sequences: the longest run of them that is in order in both.
func unique(a, b []uint32) [][2]int {
	type places struct{ inA, inB, at, to int }
	seen := map[uint32]*places{}
	for i, x := range a {
		if x == 0 {
			continue
		}
		if seen[x] == nil {
			seen[x] = &places{}
		}
		seen[x].inA++
		seen[x].at = i
	}
	for j, x := range b {
		if p := seen[x]; p != nil {
			p.inB++
			p.to = j
		}
	}
	var pairs [][2]int
	for i, x := range a {
		if p := seen[x]; p != nil && p.inA == 1 && p.inB == 1 {
			pairs = append(pairs, [2]int{i, p.to})
		}
	}
	return rising(pairs)
}

// rising is the longest subsequence of pairs whose second numbers rise, as their first do.
func rising(pairs [][2]int) [][2]int {
	var tops []int // tops[n]: the pair that ends the best subsequence of n+1
	before := make([]int, len(pairs))
	for i, p := range pairs {
		n, _ := slices.BinarySearchFunc(tops, p[1], func(t, j int) int { return pairs[t][1] - j })
		before[i] = -1
		if n > 0 {
			before[i] = tops[n-1]
		}
		if n == len(tops) {
			tops = append(tops, i)
		} else {
			tops[n] = i
		}
	}
	var out [][2]int
	if len(tops) > 0 {
		for i := tops[len(tops)-1]; i >= 0; i = before[i] {
			out = append(out, pairs[i])
		}
	}
	slices.Reverse(out)
	return out
}
