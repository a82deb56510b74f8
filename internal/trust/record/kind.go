package record

import (
	"encoding/json"
	"fmt"
	"reflect"
	"sort"
	"strings"
	"time"

	"github.com/amparo-project/amparo/internal/platform/fault"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// A Kind is one type of entry. Body is a pointer to the zero value of its type; each field of that type carries a tag
//
//	keep:"what for; class; kept until"
//
// from which the field registry, and the person's page "what is kept about me, why, and for how long", are made. The
// first part is a locale key below "kept.why."; the class is one of the practice map's section 4.2; the third one of the
// ends below, with its words below "kept.until.".
type Kind struct {
	Name        string           // for example "plan.note"
	Compartment gate.Compartment // empty for a kind that stands beside the entry it is about
	Body        any
}

// A Field is one declared field of a kind.
type Field struct {
	Kind, Name, Why, Class, Until string
	Compartment                   gate.Compartment
}

// Classes of data, practice map section 4.2.
var classes = map[string]bool{"D3": true, "D4": true, "D4s": true, "D5h": true, "D5t": true, "D5l": true, "D5e": true}

// ends are until when something can be kept (practice map, section 4.5), with how long it is kept once it was replaced; zero
// for as long as the rest. Whatever a person is told here has somebody that keeps it: Forget what is replaced, and the clock
// of a closed plan the rest (Lapse).
var ends = map[string]time.Duration{"closed_2y": 0, "contact_30d": 30 * 24 * time.Hour}

// A Registry is the kinds of a program. It is made once at start and then only read.
type Registry struct {
	kinds    map[string]Kind
	fields   []Field
	replaced map[string]time.Duration // for how long what was replaced is kept, of kinds of which it is not kept as long as the rest
}

// NewRegistry checks the kinds and their fields. It fails on a field that is not declared.
func NewRegistry(kinds ...Kind) (*Registry, error) {
	r := &Registry{kinds: map[string]Kind{}, replaced: map[string]time.Duration{}}
	for _, k := range kinds {
		if _, twice := r.kinds[k.Name]; twice {
			return nil, fmt.Errorf("kind %s is declared twice", k.Name)
		}
		fields, err := fieldsOf(k)
		if err != nil {
			return nil, err
		}
		r.kinds[k.Name] = k
		r.fields = append(r.fields, fields...)
		if after := ends[fields[0].Until]; after > 0 {
			r.replaced[k.Name] = after
		}
	}
	sort.SliceStable(r.fields, func(i, j int) bool { return r.fields[i].Kind < r.fields[j].Kind })
	return r, nil
}

func fieldsOf(k Kind) ([]Field, error) {
	t := reflect.TypeOf(k.Body)
	if t == nil || t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
		return nil, fmt.Errorf("kind %s: the body is not a pointer to a struct", k.Name)
	}
	var fields []Field
	for i := range t.Elem().NumField() {
		f := t.Elem().Field(i)
		parts := strings.Split(f.Tag.Get("keep"), ";")
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if len(parts) != 3 || name == "" {
			return nil, fmt.Errorf("kind %s: field %s does not say why it is kept", k.Name, f.Name)
		}
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		if parts[0] == "" || parts[2] == "" {
			return nil, fmt.Errorf("kind %s: field %s does not say why or until when it is kept", k.Name, f.Name)
		}
		if !classes[parts[1]] {
			return nil, fmt.Errorf("kind %s: field %s has no class of the practice map", k.Name, f.Name)
		}
		if _, known := ends[parts[2]]; !known || len(fields) > 0 && fields[0].Until != parts[2] {
			return nil, fmt.Errorf("kind %s: nothing ends field %s at %q", k.Name, f.Name, parts[2])
		}
		fields = append(fields, Field{Kind: k.Name, Name: name, Why: parts[0], Class: parts[1], Until: parts[2], Compartment: k.Compartment})
	}
	return fields, nil
}

// Fields lists every field that the program can keep about a person.
func (r *Registry) Fields() []Field { return append([]Field(nil), r.fields...) }

// Kind returns a declared kind.
func (r *Registry) Kind(name string) (Kind, bool) {
	k, ok := r.kinds[name]
	return k, ok
}

// ErrKind says that a body is not of its kind's declared type, which is a defect of the caller.
var ErrKind = fault.New(fault.Internal, "record.kind")

func (r *Registry) encode(kind string, body any) (Kind, []byte, error) {
	k, ok := r.kinds[kind]
	if !ok || reflect.TypeOf(body) != reflect.TypeOf(k.Body) {
		return Kind{}, nil, ErrKind
	}
	b, err := json.Marshal(body)
	return k, b, err
}

func (r *Registry) decode(kind string, b []byte) (any, error) {
	k, ok := r.kinds[kind]
	if !ok {
		return nil, ErrKind
	}
	body := reflect.New(reflect.TypeOf(k.Body).Elem()).Interface()
	return body, json.Unmarshal(b, body)
}
