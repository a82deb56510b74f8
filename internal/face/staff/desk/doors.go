package desk

import (
	"github.com/amparo-project/amparo/internal/platform/webkit"
	"github.com/amparo-project/amparo/internal/trust/gate"
)

// AccountDoor is the door to what belongs to the desk itself.
func AccountDoor(roles []string) webkit.Door {
	return webkit.Door{Level: webkit.LevelAccount, Roles: roles}
}

// PersonDoor is the door to a person's data.
func PersonDoor(action gate.Action, roles []string) webkit.Door {
	return webkit.Door{Level: webkit.LevelPerson, Action: string(action), Roles: roles}
}
