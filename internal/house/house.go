// Package house holds the rules of the house as tests: who may import whom, which words are not used
// of people, and that the Dockerfile and the documents speak of things that exist. See docs/architecture.md.
package house
