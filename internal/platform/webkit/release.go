package webkit

// A Release is what pages of this build are served with, for whoever compares it from outside.
type Release struct {
	Files  map[string]string // scripts, style sheets, fonts and drawings by their names, each with its subresource integrity value
	Policy string            // the Content-Security-Policy of a page whose script talks to the house
}

// Release tells what this build serves.
func (a *Assets) Release() Release {
	r := Release{Files: map[string]string{}, Policy: fetchingPolicy}
	for name, file := range a.files {
		r.Files[name] = file.integrity
	}
	return r
}
