// Package flow draws a flowchart from its steps: symbols of GB/T 1526 from top to bottom, a lane for each post, lines at right
// angles that pass through no symbol, and connectors where a chart goes on overleaf.
//
//	drawings, problems := flow.Draw(steps, flow.Room{Width: 442, Height: 520})
//
// What a step leads to is read from what is written (是→4；否→3): what cannot be understood is a Problem, and the chart goes on
// to the next step. The result is data: package typeset paints it, package word writes it as shapes that can be edited.
//
// A page of a chart is a grid of lanes and rows with one symbol in a cell at most. Lines run on the middles of lanes and rows,
// and on tracks in the gaps between them; each finds its way over that lattice at the least cost of length, corners, crossings
// and company.
package flow
