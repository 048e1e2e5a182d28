//go:build !linux

package main

// inHugePages is for Linux, where a program has to ask for them.
func inHugePages(int) {}
