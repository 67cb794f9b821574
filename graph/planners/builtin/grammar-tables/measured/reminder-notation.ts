import { expected } from "./expected-step.ts";
import type { ExpectedStep } from "./expected-step.ts";
import { instantOf, textOf, tokens } from "./matching.ts";

/** A reminder of these words at this time. */
export const remind = (text: string, at: string): ExpectedStep =>
  expected(
    "assistant_set_reminder",
    { text, at },
    (args) =>
      tokens(textOf(args["text"])) === tokens(text) && instantOf(args["at"]) === instantOf(at),
  );
