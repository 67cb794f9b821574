import { clearLine, cursorTo } from "node:readline";
import type { Interface } from "node:readline/promises";
import { styleText } from "node:util";

/** The looks of a line; they show on a terminal only. */
type Look = "plain" | "dim" | "bold" | "green" | "red" | "yellow" | "cyan";

/** Where the conversation is printed. */
export interface Screen {
  say(look: Look, text: string): void;
  /** From now on what is printed leaves the line that is being typed intact. */
  attachPrompt(lines: Interface): void;
}

/** Prints to stdout. */
export function createScreen(): Screen {
  let prompt: Interface | undefined;
  return {
    say(look, text) {
      // A terminal would obey control characters that come with other people's words.
      const harmless = text.replaceAll(/[^\P{Cc}\n\t]/gu, "");
      const shown =
        look === "plain" ? harmless : styleText(look, harmless, { stream: process.stdout });
      if (prompt !== undefined) {
        clearLine(process.stdout, 0);
        cursorTo(process.stdout, 0);
      }
      console.log(shown);
      prompt?.prompt(true);
    },
    attachPrompt(lines) {
      prompt = lines;
      lines.once("close", () => (prompt = undefined));
    },
  };
}
