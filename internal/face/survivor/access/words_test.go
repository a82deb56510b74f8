package access_test

import (
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/face/survivor/access"
)

func TestEveryWordIsUsedAndNobodyIsBlamed(t *testing.T) { apptest.Said(t, access.Words(), "access.") }
