package public

import (
	"slices"

	"github.com/amparo-project/amparo/internal/commons/directory"
)

// A language is written the way its readers write it.
type language struct{ Code, Name string }

// ownNames are the languages of the directory as their readers write them: whoever looks for a language can read its name.
var ownNames = map[string]string{
	"am": "አማርኛ", "ar": "العربية", "bn": "বাংলা", "de": "Deutsch", "en": "English", "es": "Español", "fa": "فارسی / دری",
	"fr": "Français", "gu": "ગુજરાતી", "hi": "हिन्दी", "ht": "Kreyòl ayisyen", "it": "Italiano", "ja": "日本語", "ko": "한국어",
	"ku": "Kurdî / کوردی", "my": "မြန်မာ", "ne": "नेपाली", "pa": "ਪੰਜਾਬੀ", "pl": "Polski", "ps": "پښتو", "pt": "Português",
	"ro": "Română", "ru": "Русский", "sk": "Slovenčina", "so": "Soomaali", "sq": "Shqip", "sw": "Kiswahili", "ta": "தமிழ்",
	"th": "ไทย", "ti": "ትግርኛ", "tl": "Tagalog", "tr": "Türkçe", "uk": "Українська", "ur": "اردو", "vi": "Tiếng Việt",
	"yo": "Yorùbá", "zh": "中文",
}

// ownName is a language's name for itself; a code without a name stands for itself.
func ownName(code string) string {
	if name := ownNames[code]; name != "" {
		return name
	}
	return code
}

// spokenFirst lists the directory's languages, that of the page first.
func spokenFirst(lang string) []string {
	codes := directory.Languages()
	if i := slices.Index(codes, lang); i > 0 {
		codes = slices.Insert(slices.Delete(codes, i, i+1), 0, lang)
	}
	return codes
}
