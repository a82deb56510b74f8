// Package browser lets a test walk through the pages in real Chromium, in the words that people see.
//
// A journey reads like what a person does:
//
//	tab := browser.Open(t, browser.Options{Width: 320, Language: "ar"})
//	tab.Visit(server.URL)
//	tab.Fill("ما الذي تحتاجينه؟", "محامية")
//	tab.Submit("بحث")
//	tab.See("مساعدة قانونية")
//
// The law of the package:
//
//   - Things are found by what is seen: a field by its label, a button or a link by its words. What cannot be seen cannot
//     be used, and what is covered by something else cannot be clicked.
//   - A step waits until it can be done, and fails the test when it cannot within Patience. Nothing sleeps.
//   - Script is off in the page unless the test asks for it, since every page must work without.
//   - Each tab is a browser of its own with an empty profile.
//
// Only tests import this package.
package browser
