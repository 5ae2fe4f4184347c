// Package redline compares two editions of a book.
package redline
