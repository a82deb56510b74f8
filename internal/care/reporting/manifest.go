package reporting

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/platform/store"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// manifestKept is how long a process answers with the manifest that it has made.
const manifestKept = 15 * time.Second

// manifestDays is how long a browser may go by a manifest.
const manifestDays = 7

// minReaders is how many readers a channel needs: what is sealed to one alone is lost with them.
const minReaders = 2

// A Manifest tells everybody who reads. It is the same bytes for all who ask.
type Manifest struct {
	V        int              `json:"v"`
	Day      string           `json:"day"`
	Until    string           `json:"until"`
	Agencies []ManifestAgency `json:"agencies"`
}

// A ManifestAgency is one agency with its channels.
type ManifestAgency struct {
	ID        id.Agency                   `json:"id"`
	Name      string                      `json:"name"`
	Root      string                      `json:"root"`
	Oversight id.Agency                   `json:"oversight"`
	Channels  map[Channel]ManifestChannel `json:"channels"`
}

// A ManifestChannel is one channel of an agency.
type ManifestChannel struct {
	Open    bool     `json:"open"`
	Basic   bool     `json:"basic"`
	Staffed bool     `json:"staffed"` // somebody looks at the desk at this moment
	Keep    int      `json:"keep"`
	Readers []Reader `json:"readers"`
}

// A Reader is a window on the duty list, with what certifies it.
type Reader struct {
	Role           account.Role `json:"role"`
	Shown          string       `json:"shown"` // the name that the worker chose to show
	Key            string       `json:"key"`
	Until          string       `json:"until"`
	Signer         string       `json:"signer"`
	Signed         string       `json:"signed"`
	Certified      string       `json:"certified"`
	CertifiedUntil string       `json:"certified_until"`
	Mine           bool         `json:"mine,omitempty"`    // at the worker's own desk only
	Earlier        []string     `json:"earlier,omitempty"` // there too: fingerprints of windows before this one, which reporters may have left out
	account        id.ID
}

// Manifest returns the manifest as it is sent.
func (s *Service) Manifest(ctx context.Context) ([]byte, error) {
	return s.manifest.get(s.clk(), func() ([]byte, error) {
		m, err := s.manifestOf(ctx)
		if err != nil {
			return nil, err
		}
		return json.Marshal(m)
	})
}

func (s *Service) manifestOf(ctx context.Context) (Manifest, error) {
	now := s.clk()
	m := Manifest{V: 1, Day: day(now), Until: day(now.AddDate(0, 0, manifestDays)), Agencies: []ManifestAgency{}}
	agencies, err := s.accounts.Agencies(ctx)
	if err != nil {
		return m, err
	}
	for _, a := range agencies {
		one, found, err := s.agencyManifest(ctx, a)
		if err != nil {
			return m, err
		}
		if found {
			m.Agencies = append(m.Agencies, one)
		}
	}
	return m, nil
}

func (s *Service) agencyManifest(ctx context.Context, a account.Agency) (m ManifestAgency, found bool, err error) {
	now := s.clk()
	err = s.db.Read(ctx, a.ID, func(ctx context.Context, r *store.Reader) error {
		var set Setting
		if set, found, err = selectSettings(ctx, r); err != nil || !found {
			return err
		}
		m = ManifestAgency{ID: a.ID, Name: a.Name, Root: encode(set.Root), Oversight: set.Oversight, Channels: map[Channel]ManifestChannel{}}
		for _, c := range []Channel{Help, Concern} {
			readers, err := readersOf(ctx, r, c, set.Root, now)
			if err != nil {
				return err
			}
			m.Channels[c] = ManifestChannel{Open: len(readers) >= minReaders, Basic: set.Basic, Staffed: s.desks.any(readers, now),
				Keep: set.KeepDays, Readers: readers}
		}
		return nil
	})
	return m, found, err
}

// readersOf lists the windows on duty in a channel whose signatures hold and whose days are not past: the same rules as in
// the reporter's browser, so that nobody is listed whom it would leave out.
func readersOf(ctx context.Context, r *store.Reader, c Channel, root []byte, now time.Time) ([]Reader, error) {
	all, err := list(ctx, r, scanReader, selectReaders, r.Agency(), c, true, number(now))
	if err != nil {
		return nil, err
	}
	readers := []Reader{}
	for _, one := range all {
		if one.holds(r.Agency(), c, root) && serves(one.Role, c) && one.CertifiedUntil >= day(now) {
			readers = append(readers, one)
		}
	}
	slices.SortFunc(readers, func(a, b Reader) int {
		return cmp.Or(cmp.Compare(a.Role, b.Role), cmp.Compare(a.Shown, b.Shown), cmp.Compare(a.Key, b.Key))
	})
	return readers, nil
}

// holds reports whether the chain from the root to the window holds.
func (o Reader) holds(agency id.Agency, c Channel, root []byte) bool {
	signer := decode64(o.Signer)
	return verifies(root, signerLines(agency, o.Role, signer, o.CertifiedUntil), decode64(o.Certified)) &&
		verifies(signer, WindowLines(agency, c, o.Role, o.Key, o.Until), decode64(o.Signed))
}

// serves reports whether a role answers a channel.
func serves(role account.Role, c Channel) bool {
	if c == Concern {
		return role == account.Custodian
	}
	return role == account.IntakeResponder || role == account.Advocate || role == account.Supervisor
}

func scanReader(row interface{ Scan(...any) error }) (o Reader, err error) {
	var until, certifiedUntil int64
	var signed, signer, certified []byte
	err = row.Scan(&o.account, &o.Role, &o.Shown, &o.Key, &until, &signed, &signer, &certified, &certifiedUntil)
	o.Until, o.CertifiedUntil = day(fromNumber(until)), day(fromNumber(certifiedUntil))
	o.Signed, o.Signer, o.Certified = encode(signed), encode(signer), encode(certified)
	return o, err
}

// mayRead reports whether a reader's role stands neither in what a report complains about nor above it.
func mayRead(reader, complainedAbout account.Role) bool {
	return reader != complainedAbout && !slices.Contains(above[complainedAbout], reader)
}

// above are the roles in the line of the one complained about (docs/reporting.md, Who may read).
var above = map[account.Role][]account.Role{
	account.IntakeResponder: {account.Supervisor, account.Admin},
	account.Advocate:        {account.Supervisor, account.Admin},
	account.ShelterManager:  {account.Supervisor, account.Admin},
	account.Clinician:       {account.Admin},
	account.Lawyer:          {account.Admin},
	account.Supervisor:      {account.Admin},
	account.PrivacyOfficer:  {account.Admin},
}

const selectReaders = `SELECT w.account_id, a.role, w.shown, w.recipient, w.until_day, w.signature, d.signer, d.certified, d.certified_until
	FROM report_window w
	JOIN report_desk d ON d.agency_id = w.agency_id AND d.account_id = w.account_id
	JOIN account a ON a.agency_id = w.agency_id AND a.account_id = w.account_id AND a.state = 'active'
	WHERE w.agency_id = $1 AND w.channel = $2 AND w.on_duty = $3 AND w.until_day >= $4`
