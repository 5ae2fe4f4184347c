// Package cfb reads compound files ([MS-CFB]), in which old Word files and embedded objects lie: the streams of one, whatever order
// its sectors are in.
package cfb
