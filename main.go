// Huibian (汇编) compiles the Word files of a bureau's sections into one bound catalog of administrative powers.
package main

import (
	"os"

	"huibian/pipeline/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr)) }
