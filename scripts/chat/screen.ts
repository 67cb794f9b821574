import { clearLine, clearScreenDown, cursorTo, moveCursor } from "node:readline";
import type { Interface } from "node:readline/promises";
import { styleText } from "node:util";

/** The looks of a line; they show on a terminal only. */
type Look = "plain" | "dim" | "bold" | "green" | "red" | "yellow" | "cyan";

/** Where the conversation is printed. */
export interface Screen {
  say(look: Look, text: string): void;
  /** Adds to a text that is still being written; what is said next comes in its place, or where it ends the same, after it. */
  write(piece: string): void;
  /** From now on what is printed leaves the line that is being typed intact. */
  attachPrompt(lines: Interface): void;
}

/** Prints to stdout. */
export function createScreen(out: NodeJS.WriteStream = process.stdout): Screen {
  let prompt: Interface | undefined;
  /** What has been written of a text that has not been said yet. */
  let written = "";

  function beginLine(): void {
    if (prompt === undefined) return;
    clearLine(out, 0);
    cursorTo(out, 0);
  }

  /** Takes what was written off the terminal; on paper, or in a file, it stays. */
  function takeBack(): void {
    if (out.isTTY) {
      moveCursor(out, 0, 1 - rowsOf(written, out.columns));
      cursorTo(out, 0);
      clearScreenDown(out);
    } else out.write("\n");
  }

  return {
    say(look, text) {
      const harmless = toHarmless(text);
      const shown = look === "plain" ? harmless : styleText(look, harmless, { stream: out });
      if (written === "") {
        beginLine();
        out.write(`${shown}\n`);
      } else if (
        look === "plain" &&
        (harmless.startsWith(written) || harmless === written.trimEnd())
      ) {
        out.write(`${harmless.slice(written.length)}\n`);
      } else {
        takeBack();
        out.write(`${shown}\n`);
      }
      written = "";
      prompt?.prompt(true);
    },
    write(piece) {
      const harmless = toHarmless(piece);
      if (written === "") beginLine();
      written += harmless;
      out.write(harmless);
    },
    attachPrompt(lines) {
      prompt = lines;
      lines.once("close", () => (prompt = undefined));
    },
  };
}

/** A terminal would obey control characters that come with other people's words. */
function toHarmless(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, "");
}

function rowsOf(text: string, columns: number): number {
  return text
    .split("\n")
    .reduce((rows, line) => rows + Math.max(1, Math.ceil(Array.from(line).length / columns)), 0);
}
