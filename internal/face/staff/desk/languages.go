package desk

// Languages are the tags of the languages that the house speaks.
func (d *Desk) Languages() []string {
	var list []string
	for _, l := range d.House.Words.Languages() {
		list = append(list, l.Tag)
	}
	return list
}
