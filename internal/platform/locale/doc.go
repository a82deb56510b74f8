// Package locale holds the words of the house in every shipped language: text by key, plurals, direction and dates.
//
// Each package that has words brings a Source: a folder with one file a language (en.json, es.json, …) in the JSON format
// of go-i18n v2, which translation tools such as Weblate read and write:
//
//	{
//	  "_meta": {"status": "draft translation"},
//	  "plan.step.save": "Keep this step",
//	  "plan.steps": {"description": "how many steps a plan has", "one": "{count} step", "other": "{count} steps"}
//	}
//
// Keys name the meaning, never the English wording. Placeholders are names in braces. English is the source: New refuses
// a bundle in which any other language lacks a key, a placeholder or a plural category, so a missing string fails the
// tests of the package that calls New, not a person's page.
//
// Two decisions hold everywhere. Digits are Latin (0–9) in all languages, since references and phone numbers are read out
// and typed with them; Language.Digits is where one language may change that. Dates are those of the Gregorian calendar
// in all languages, also in Amharic, where the Ethiopian calendar is in daily use: court and clinic papers carry Gregorian
// dates, and one day shown under two numbers is how an appointment is missed.
package locale
