import readline from "node:readline/promises";
import { parseArgs } from "node:util";

import { openPhoneChat } from "./chat/phone-chat.ts";
import { createScreen } from "./chat/screen.ts";
import { openSocketChat } from "./chat/socket-chat.ts";
import { UnavailableError } from "./chat/unavailable-error.ts";

const HELP = `npm run chat [-- --user alice --url ws://127.0.0.1:8000/ws --timezone Europe/Paris --token JWT --sms]

Talks with Errand from the terminal. Type a request, or the answer to a question (an option by its number).
  /cancel   stops what runs, and closes the open question
  /undo     takes back what the last request did
  /new      begins a new conversation
  /quit     leaves (so does Ctrl-D)

  --user      who you are, where the server believes callers; alice
  --token     proves who you are, where it does not
  --url       where the server is; ws://127.0.0.1:8000/ws
  --timezone  your IANA zone; this computer's
  --sms       be that user's phone instead, through the sandbox's phone simulator

Lines may come through a pipe: each waits for what came of the one before it.`;

const USAGE = 64;
const UNAVAILABLE = 69;

try {
  process.exitCode = await main();
} catch (cause) {
  if (!(cause instanceof UnavailableError)) throw cause;
  console.error(cause.message);
  process.exitCode = UNAVAILABLE;
}

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === "number") return options;
  const isTyped = process.stdin.isTTY;
  const screen = createScreen();
  const chat = await (options.sms ? openPhoneChat : openSocketChat)(options, screen);
  const lines = readline.createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal: isTyped,
    prompt: "> ",
  });
  chat.ended.catch(() => lines.close());
  if (isTyped) {
    screen.attachPrompt(lines);
    screen.say("dim", `${chat.greeting} /quit leaves, --help tells more.`);
    lines.prompt();
  }
  for await (const line of lines) {
    const text = line.trim();
    if (text === "/quit") break;
    const settled = text === "" ? Promise.resolve() : chat.take(text);
    // Who types may cancel what still runs; who pipes has the next line wait.
    if (isTyped) settled.then(() => lines.prompt(), lines.close.bind(lines));
    else await Promise.race([settled, chat.ended]);
  }
  lines.close();
  await Promise.race([chat.close(), chat.ended]);
  return 0;
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        url: { type: "string", default: "ws://127.0.0.1:8000/ws" },
        user: { type: "string", default: "alice" },
        timezone: { type: "string", default: Intl.DateTimeFormat().resolvedOptions().timeZone },
        token: { type: "string" },
        sms: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      console.log(HELP);
      return 0;
    }
    if (!/^wss?:$/u.test(URL.parse(values.url)?.protocol ?? "")) {
      console.error(`--url: "${values.url}" is no ws:// or wss:// address.`);
      return USAGE;
    }
    return values;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    console.error(`${cause.message}\n\n${HELP}`);
    return USAGE;
  }
}
