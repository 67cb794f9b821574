import { createHash } from "node:crypto";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { z } from "zod";

const RecordedCall = z.strictObject({
  case: z.string(),
  /** Digest of the request, the seconds of its clock apart. */
  request: z.string(),
  status: z.int(),
  type: z.string(),
  /** The answer, byte for byte as it came. */
  body: z.string(),
});

/** One request to a model and its answer. */
export type RecordedCall = z.infer<typeof RecordedCall>;

/** A file is no recording, or none of its lines is of the case that was asked for. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
}

/** Begins a recording, or goes on with one. Answers how the calls of a case are added once it is over. */
export async function openRecording(
  file: string,
  { append }: { readonly append: boolean },
): Promise<(calls: readonly RecordedCall[]) => Promise<void>> {
  await (append ? appendFile(file, "") : writeFile(file, ""));
  return async (calls) =>
    appendFile(file, calls.map((call) => `${JSON.stringify(call)}\n`).join(""));
}

/** Reads a recording: the calls of each case, in their order. @throws RecordingError */
export async function readRecording(
  file: string,
): Promise<ReadonlyMap<string, readonly RecordedCall[]>> {
  const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
  const calls = lines.map((line, i) => {
    try {
      return RecordedCall.parse(JSON.parse(line));
    } catch {
      throw new RecordingError(`${file}: line ${i + 1}: is no recorded call`);
    }
  });
  return Map.groupBy(calls, (call) => call.case);
}

/** Minutes and seconds of the prompt's clock, which runs while a case is held: `"now":"2026-11-24T09:00:03...` */
const CLOCK = /(?<name>\\?"now\\?":\\?"\d{4}-\d{2}-\d{2}T\d{2}):\d{2}(?::\d{2}(?:\.\d+)?)?/gu;

/** What tells one request from another: all of it but the minute at which it was made. */
export function requestDigest(body: string): string {
  const timeless = body.replaceAll(CLOCK, "$<name>");
  return createHash("sha256").update(timeless).digest("hex");
}
