package own_test

import (
	"testing"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/face/staff/own"
)

func TestEveryWordIsUsedAndNobodyIsBlamed(t *testing.T) { apptest.Said(t, own.Words(), "own.") }
