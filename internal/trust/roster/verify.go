package roster

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/amparo-project/amparo/internal/platform/keys"
)

// A Broken says at which place a list does not hold, and what is wrong there.
type Broken struct {
	Place int64
	Why   string
}

func (b *Broken) Error() string { return fmt.Sprintf("roster: entry %d: %s", b.Place, b.Why) }

// Verify checks a whole list of encoded entries, from the first, against the root, and returns what it says. Any fault is a
// *Broken: a list holds whole or not at all.
func Verify(entries [][]byte, root keys.VerifyKey) (Roster, error) {
	r := Roster{root: root}.grown()
	for _, body := range entries {
		if err := r.take(body); err != nil {
			return Roster{}, err
		}
	}
	if r.size == 0 {
		return Roster{}, &Broken{0, "there is no entry"}
	}
	return r, nil
}

// take adds an encoded entry to a roster that nobody else has.
func (r *Roster) take(body []byte) error {
	broken := func(why string) error { return &Broken{r.size, why} }
	e, err := Decode(body)
	switch {
	case err != nil:
		return broken("it is not in the one encoding")
	case e.Place != r.size:
		return broken("it belongs to another place")
	case r.size == 0 && (e.Root == nil || len(e.Before) != 0 || e.Agency.IsZero()):
		return broken("a list begins with its root")
	case r.size > 0 && (e.Agency != r.agency || !bytes.Equal(e.Before, r.head[:])):
		return broken("it does not follow the entry before")
	}
	author, ok := r.author(e)
	if !ok {
		return broken("its author may not say this here")
	}
	text, err := e.signed()
	if err != nil || !author.Verify(text, e.Signature) {
		return broken("the signature is not its author's")
	}
	if why := r.apply(e); why != "" {
		return broken(why)
	}
	r.agency, r.head, r.size = e.Agency, hashOf(body), r.size+1
	return nil
}

// author is the key of whoever signs an entry, where their standing before this place lets them say it.
func (r *Roster) author(e Entry) (keys.VerifyKey, bool) {
	if e.By.IsZero() {
		return r.root, true
	}
	by := r.members[e.By]
	if !by.Active() {
		return keys.VerifyKey{}, false
	}
	may := false
	switch {
	case e.Member != nil:
		may = e.By != e.Member.Account && by.Role.LetsIn(e.Member.Role) && r.invited(e)
	case e.End != nil:
		may = e.By == e.End.Account || by.Role.OverStaff()
	case e.Team != nil:
		may = slices.Contains(by.Role.Functions(), e.Team.Function)
	case e.Certificate != nil && e.Certificate.Kind == Conduct:
		may = e.By == e.Certificate.Account
	case e.Certificate != nil:
		may = e.By != e.Certificate.Account && by.Role.OverStaff()
	}
	return by.Sign, may
}

// invited reports whether the invitation of a member is the act of somebody who invites, and who is neither the one who lets in nor
// the member, and is younger than what the list says of the account.
func (r *Roster) invited(e Entry) bool {
	m := e.Member
	if m.Invitation == nil {
		return false
	}
	i := m.Invitation
	by := r.members[i.By]
	if !r.Invites(i.By) || i.By == e.By || i.By == m.Account || i.Seen >= r.size {
		return false
	}
	if was, known := r.members[m.Account]; known && i.Seen < was.Place {
		return false
	}
	return by.Sign.Verify(i.signed(e.Agency, m.Account, m.Role), i.Signature)
}

// apply says what an entry says, or why it cannot be said here by anybody.
func (r *Roster) apply(e Entry) (why string) {
	switch {
	case e.Root != nil:
		return r.begin(*e.Root)
	case e.Member != nil:
		return r.letIn(e)
	case e.End != nil:
		was := r.members[e.End.Account]
		if !was.Active() {
			return "nobody to end"
		}
		was.Ended, was.EndedBy = true, e.By
		r.members[was.Account] = was
		r.leaves(was.Role, "")
	case e.Team != nil:
		return r.rotate(*e.Team)
	case e.Certificate != nil:
		c := *e.Certificate
		if !r.members[c.Account].Active() || c.ValidTo <= 0 || c.Kind == "" {
			return "a certificate for nobody"
		}
		r.trained[trained{c.Account, c.Kind}] = c.ValidTo
	case e.Peer != nil:
		key, err := keys.ParseVerifyKey(e.Peer.Root)
		if err != nil || e.Peer.Agency.IsZero() || e.Peer.Agency == r.agency {
			return "not another agency"
		}
		r.peers[e.Peer.Agency] = key
	}
	return ""
}

func (r *Roster) begin(b Root) string {
	if r.size > 0 {
		return "a list has one root"
	}
	if !bytes.Equal(b.Verify, r.root.Bytes()) {
		return "it is another root"
	}
	_, recovery := keys.ParsePublicKey(b.Recovery)
	_, installation := keys.ParseVerifyKey(b.Installation)
	if recovery != nil || installation != nil {
		return "a key that is none"
	}
	r.begins = b
	return ""
}

func (r *Roster) letIn(e Entry) string {
	m := *e.Member
	sign, err := keys.ParseVerifyKey(m.Sign)
	was, known := r.members[m.Account]
	switch {
	case err != nil || len(m.Seal) != sha256.Size || m.Account.IsZero():
		return "a key that is none"
	case m.Role == Survivor || !m.Role.Valid():
		return "no role of somebody who works here"
	case known && was.Ended:
		return "an account that has ended stays ended"
	case known && (!bytes.Equal(was.Sign.Bytes(), m.Sign) || !bytes.Equal(was.seal, m.Seal)):
		return "an account keeps its keys"
	case r.taken(m):
		return "the keys of somebody else"
	case e.By.IsZero() && m.Invitation != nil:
		return "the root needs no invitation"
	}
	s := Standing{Account: m.Account, Role: m.Role, Sign: sign, LetIn: e.By, Place: r.size, seal: m.Seal}
	if m.Invitation != nil {
		s.Invited = m.Invitation.By
	}
	r.members[m.Account] = s
	r.leaves(was.Role, m.Role)
	return ""
}

// leaves notes the teams of a role that the next one does not hold: their keys are to be made anew.
func (r *Roster) leaves(was, next Role) {
	for _, f := range was.Functions() {
		if !slices.Contains(next.Functions(), f) {
			r.due[f] = true
		}
	}
}

// taken reports whether another account, of now or before, has one of the keys.
func (r *Roster) taken(m Member) bool {
	for account, other := range r.members {
		if account != m.Account && (bytes.Equal(other.Sign.Bytes(), m.Sign) || bytes.Equal(other.seal, m.Seal)) {
			return true
		}
	}
	return false
}

func (r *Roster) rotate(t Team) string {
	versions := r.teams[t.Function]
	first, known := r.Version(t.Team, 1)
	switch {
	case !slices.Contains(Functions(), t.Function) || t.Team.IsZero() || len(t.Key) != sha256.Size:
		return "no team of an agency"
	case t.Version != int64(len(versions))+1:
		return "the next version of a key is one more"
	case known && first.Function != t.Function || len(versions) > 0 && versions[0].Team != t.Team:
		return "a function has one team, and a team one function"
	}
	r.teams[t.Function] = append(slices.Clone(versions), t)
	delete(r.due, t.Function)
	return ""
}

// Add returns the roster with one more entry, signed by the key of whoever says it, and the entry's encoding. The place
// and what goes before it are filled in here, and after the first entry the agency. It returns a *Broken where the entry may not be said: nothing is ever written that
// Verify would refuse.
func (r Roster) Add(e Entry, key keys.SigningKey) (Roster, []byte, error) {
	if e.Place = r.size; r.size > 0 {
		e.Agency, e.Before = r.agency, r.head[:]
	}
	text, err := e.signed()
	if err != nil {
		return Roster{}, nil, err
	}
	e.Signature = key.Sign(text)
	body, err := e.Encode()
	if err != nil {
		return Roster{}, nil, err
	}
	next := r.grown()
	if err := next.take(body); err != nil {
		return Roster{}, nil, err
	}
	return next, body, nil
}

// Begin returns the empty roster to which a root's first entry is added.
func Begin(root keys.VerifyKey) Roster { return Roster{root: root} }
