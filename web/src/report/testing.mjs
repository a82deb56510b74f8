// What the tests share.
import { readFileSync } from "node:fs";

const repository = new URL("../../../", import.meta.url);

export const file = (path) => readFileSync(new URL(path, repository));
export const vectors = JSON.parse(file("internal/care/reporting/testdata/vectors.json"));

const list = (name) => file(`internal/care/reporting/lists/${name}.txt`).toString().trim().split("\n");
export const english = list("english");
export const spanish = list("spanish");
