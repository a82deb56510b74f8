package webkit

import (
	"strconv"
	"strings"
)

// Why answers the two questions behind every question: why we ask, and who will see the answer.
type Why struct {
	Summary string // the line that is always seen
	Items   []Pair
}

// Field is what every question has.
type Field struct {
	Name  string
	ID    string // of the first control; Name if empty
	Label string
	Hint  string
	Error string // what to do, not what was wrong
	Why   *Why
	// Heading makes the question the heading of the page, for pages that ask one thing.
	Heading bool
}

// DOMID is the id of the first control, the target of the link in an ErrorSummary.
func (f Field) DOMID() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Name
}

// DescribedBy lists the ids of the hint and the error, for aria-describedby.
func (f Field) DescribedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.DOMID()+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.DOMID()+"-error")
	}
	return strings.Join(ids, " ")
}

// Width is the length of the expected answer, in characters.
type Width int

// The widths that the style sheet knows. Full is as wide as the column.
const (
	Full Width = 0
	W2   Width = 2
	W4   Width = 4
	W10  Width = 10
)

// Input is a question answered in one line. A password is never written back into the page.
type Input struct {
	Field
	Type         string // "text" if empty
	Value        string
	Autocomplete string // "off" if empty: the device of a survivor must not remember answers
	InputMode    string
	Width        Width
	MaxLength    int // in UTF-16 units, as browsers count; 0 is no limit
	Suffix       string
}

// InputType is Type, or "text".
func (i Input) InputType() string {
	if i.Type == "" {
		return "text"
	}
	return i.Type
}

// Echo is what the page shows again after an error.
func (i Input) Echo() string {
	if i.Type == "password" {
		return ""
	}
	return i.Value
}

// Textarea is a question answered in as many lines as wanted.
type Textarea struct {
	Field
	Value     string
	Rows      int  // 5 if zero
	MaxLength int  // as in Input
	Fixed     bool // it can be read, marked and copied, and is sent as it is
}

// Lines is Rows, or 5.
func (t Textarea) Lines() int {
	if t.Rows == 0 {
		return 5
	}
	return t.Rows
}

// Choice is one answer among several. None is marked beforehand; "none of these" and "I'd rather not say" are choices
// like the others.
type Choice struct {
	Value   string
	Text    string
	Hint    string
	Lang    string // of Text, where it differs from the page
	Checked bool
}

// Select is a list of answers that are too many for cards.
type Select struct {
	Field
	Choices []Choice
}

// Radios are cards of which one can be chosen.
type Radios struct {
	Field
	Choices []Choice
}

// Checkboxes are cards of which any can be chosen.
type Checkboxes struct {
	Field
	Choices []Choice
}

// ChoiceID is the id of the n-th control. The first has the id of the field, so that an error leads to it.
func (f Field) ChoiceID(n int) string {
	if n == 0 {
		return f.DOMID()
	}
	return f.DOMID() + "-" + strconv.Itoa(n+1)
}

// DatePart is the day, the month or the year of a DateInput, in the order of the language.
type DatePart struct {
	Name    string // of the control
	Label   string
	Value   string
	Width   Width
	Invalid bool
}

// DateInput asks for a date that the person knows by heart.
type DateInput struct {
	Field
	Parts []DatePart
}

// ButtonKind is how much a button stands out.
type ButtonKind string

const (
	Secondary ButtonKind = ""
	Primary   ButtonKind = "primary"
	Quiet     ButtonKind = "quiet"
)

// Button does something. With a URL it is a link that looks like a button; otherwise it submits its form.
type Button struct {
	Text   string
	Kind   ButtonKind
	URL    string
	Name   string
	Value  string
	Action string // another address for the form, as "save for later" needs
	Key    string // staff key
}

// Actions are the ways on from a question: go on, skip, later, stop. They are the same size.
type Actions struct{ Buttons []Button }

// PrintButton appears only where a script can open the print dialogue.
type PrintButton struct{ Text string }

func (Why) Component() string         { return "why" }
func (Input) Component() string       { return "input" }
func (Textarea) Component() string    { return "textarea" }
func (Select) Component() string      { return "select" }
func (Radios) Component() string      { return "radios" }
func (Checkboxes) Component() string  { return "checkboxes" }
func (DateInput) Component() string   { return "date" }
func (Button) Component() string      { return "button" }
func (Actions) Component() string     { return "actions" }
func (PrintButton) Component() string { return "print" }
