package webkit

import (
	"embed"

	"github.com/amparo-project/amparo/internal/platform/locale"
)

//go:embed words/*.json
var wordFiles embed.FS

// Words are what this package itself says: what to do about a form, and the page after the exit.
func Words() locale.Source { return locale.Embedded("webkit", wordFiles, true) }

// The keys of the words.
const (
	keyControl    = "error.control_characters"
	keyDate       = "error.date"
	keyForm       = "error.form"
	keyFormType   = "error.form_type"
	keyFull       = "error.full"
	keyInteger    = "error.integer"
	keyInternal   = "error.internal"
	keyKeyMissing = "error.key_missing"
	keyKeyShape   = "error.key_shape"
	keyNotFound   = "error.not_found"
	keyNotText    = "error.not_text"
	keyOption     = "error.option"
	keyOtherSite  = "error.other_site"
	keyReference  = "error.reference"
	keyRepeated   = "error.repeated"
	keyRequired   = "error.required"
	keyThrottled  = "error.throttled"
	keyTooLarge   = "error.too_large"
	keyTooLong    = "error.too_long"
	keyUnknown    = "error.unknown_field"
	keyVersion    = "error.version"
	keyWrongType  = "error.wrong_type"
	keyContinue   = "leave.continue"
)
