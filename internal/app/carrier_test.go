package app_test

import (
	"context"
	"slices"
	"sync"

	"github.com/amparo-project/amparo/internal/trust/contact"
)

// A carrier takes text messages and keeps them. That real gateways are spoken to is proved where they are.
type carrier struct {
	mu   sync.Mutex
	list []contact.Outgoing
}

func (*carrier) Channel() contact.Channel { return contact.SMS }

func (c *carrier) Hand(_ context.Context, m contact.Outgoing) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, m)
	return nil
}

// sent are the messages so far.
func (c *carrier) sent() []contact.Outgoing {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.list)
}
