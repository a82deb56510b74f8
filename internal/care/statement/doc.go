// Package statement keeps what happened, in the person's own words, so that it is told once.
//
// Words. A Section is one part of the statement; it is sealed to the person alone, and every wording of it stays. To show a
// section is to put a copy of one wording where the people who work with the person read: they can read it, and a worker can
// propose to share that copy with another agency. A Retelling says that the person had to tell it again, to whom and when.
//
// Law.
//
//   - Nobody but the person opens the statement. Nobody is told that there is one.
//   - It leaves section by section, each by the person's own act, which asks for their words once more.
//   - A copy that was shown says what it is, so that nobody asks again; it stays as it was read, and the person can write
//     beside it.
package statement
