package store

import "context"

type traceKey struct{}

// WithTrace returns a context under which the text of every statement is told to trace before it runs. Tests compare by it
// what two requests ask of the database.
func WithTrace(ctx context.Context, trace func(query string)) context.Context {
	return context.WithValue(ctx, traceKey{}, trace)
}

func traced(ctx context.Context, query string) {
	if trace, ok := ctx.Value(traceKey{}).(func(string)); ok {
		trace(query)
	}
}
