import type { MeasuredRow } from "../expected-step.ts";
import { contractor } from "./contractor.ts";
import { lawyer } from "./lawyer.ts";
import { newcomer } from "./newcomer.ts";
import { nurse } from "./nurse.ts";
import { teenager } from "./teenager.ts";

/**
 * Commands of five people, written down with what they mean before any of them was planned, and planned once: what the
 * figures of a first meeting are. The grammar is not worked on with what it declines of them in view.
 */
export const unseen: readonly MeasuredRow[] = [
  ...teenager,
  ...lawyer,
  ...newcomer,
  ...nurse,
  ...contractor,
];
