package plan

import "strings"

// texts are those that say something.
func texts(all ...string) []string {
	var list []string
	for _, t := range all {
		if strings.TrimSpace(t) != "" {
			list = append(list, t)
		}
	}
	return list
}

func (*Order) Texts() []string      { return nil }
func (*Postponing) Texts() []string { return nil }
func (*HiddenNote) Texts() []string { return nil } // the seal keeps them
func (*Try) Texts() []string        { return nil }

func (n *Need) Texts() []string      { return texts(n.Words) }
func (g *Goal) Texts() []string      { return texts(g.Words, g.Why) }
func (s *Step) Texts() []string      { return texts(s.Words, s.Who) }
func (n *Note) Texts() []string      { return texts(n.Text) }
func (a *Ask) Texts() []string       { return texts(a.Words) }
func (r *Reply) Texts() []string     { return texts(r.Words, r.Review) }
func (r *Review) Texts() []string    { return texts(r.Words) }
func (a *Answer) Texts() []string    { return texts(a.Words) }
func (l *LookAgain) Texts() []string { return texts(l.Words) }
func (p *Pause) Texts() []string     { return texts(p.Check) }
func (c *Closing) Texts() []string   { return texts(c.Words) }

func (h *HandOver) Texts() []string {
	out := texts(h.Words)
	for _, c := range h.Offered {
		out = append(out, texts(c.Name)...)
	}
	return out
}

func (o *Options) Texts() []string {
	out := texts(o.About)
	for _, one := range o.List {
		out = append(out, texts(one.What, one.Next, one.Risks, one.Helps)...)
	}
	return out
}

func (d *Decision) Texts() []string {
	return append(append(texts(d.What), texts(d.Options...)...), texts(d.Reason, d.By, d.Review)...)
}
