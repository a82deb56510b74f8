// Days in UTC, written as 2026-11-25, so that later means greater.
const dayLength = 86400000;

const at = (day) => Date.parse(day + "T00:00:00Z");

export const later = (day, days) => new Date(at(day) + days * dayLength).toISOString().slice(0, 10);
export const daysBetween = (from, to) => Math.round((at(to) - at(from)) / dayLength);
