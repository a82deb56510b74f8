package webkit

// Moment is a time in words with the time for machines beside it.
type Moment struct {
	Words   string // "tomorrow 10:00"
	Full    string // shown on hover
	Machine string // RFC 3339
}

// SummaryRow is one answer with the ways to change it.
type SummaryRow struct {
	Key     string
	Value   string
	Lines   []string // instead of Value, one paragraph each
	Actions []SummaryAction
}

// SummaryAction is a link with the words that only a screen reader needs: "Change" "the phone number".
type SummaryAction struct {
	Text   string
	Hidden string
	URL    string
}

// SummaryList shows answers so that they can be checked.
type SummaryList struct{ Rows []SummaryRow }

// Column is the heading of a table column.
type Column struct {
	Text   string
	Number bool
}

// Cell is one value of a table. Name says that it is a person's name, which privacy mode covers.
type Cell struct {
	Text   string
	URL    string
	Name   bool
	Number bool
	When   *Moment // instead of Text
	Tag    *Tag    // after Text
	Head   string  // the column's heading, filled in by Table
}

// Table is a list to work from. The first cell of each row names the row.
type Table struct {
	Caption       string
	CaptionHidden bool
	Columns       []Column
	Rows          [][]Cell
	Empty         string // shown when there are no rows
}

// Cells are the rows, each value knowing its column: on a phone the heading stands beside the value.
func (t Table) Cells() [][]Cell {
	rows := make([][]Cell, len(t.Rows))
	for i, row := range t.Rows {
		rows[i] = make([]Cell, len(row))
		for j, cell := range row {
			if j < len(t.Columns) {
				cell.Head = t.Columns[j].Text
				cell.Number = cell.Number || t.Columns[j].Number
			}
			rows[i][j] = cell
		}
	}
	return rows
}

// CareCard comes first on a person's page: what one must know before one speaks to them.
type CareCard struct {
	Heading string
	Called  string // what the person asked to be called; privacy mode covers it
	Items   []Pair
	Tags    []Tag
}

// TimelineItem is something that happened or is promised.
type TimelineItem struct {
	When  Moment
	Title string
	Text  string
	Who   string
	URL   string
}

// Timeline shows things in the order of time.
type Timeline struct {
	Label string
	Items []TimelineItem
}

func (SummaryList) Component() string { return "summary" }
func (Table) Component() string       { return "table" }
func (CareCard) Component() string    { return "care" }
func (Timeline) Component() string    { return "timeline" }
func (Moment) Component() string      { return "moment" }
