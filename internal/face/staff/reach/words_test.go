package reach_test

import (
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/face/staff/reach"
)

func TestEveryWordIsUsedAndNobodyIsBlamed(t *testing.T) { apptest.Said(t, reach.Words(), "reach.") }
