// Package webkit is what every page is made of: routes that say their protection, forms that give back what was typed, the
// headers, the exit, and the shell and components that people see.
//
// A face package brings its own templates, each of which defines "main", and fills typed components with words that are
// already in the reader's language. Pages work without script and without style; both only add. Nothing comes from another
// host, and nothing is written into the page that a strict content security policy would have to allow.
package webkit
