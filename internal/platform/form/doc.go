// Package form reads questionnaires and keeps answers.
//
// A questionnaire is a FHIR R4 Questionnaire in JSON, with texts translated by FHIR's translation extension and three
// extensions of our own on each question: why we ask, who sees the answer, and whether it is sensitive. Parse is strict:
// a question without its why and who, a sensitive question that is required, a language that lacks a text, and every
// feature of FHIR that this package does not carry out are errors, since a form that is half understood asks the wrong
// thing. An owner of a licensed instrument loads it as a file, without a change of the program.
//
// Answers become a FHIR R4 QuestionnaireResponse. Any question that is not required can be skipped or put off, and the
// whole can be stopped at any point; each is a state that is kept, so that nobody is asked again by mistake.
package form
