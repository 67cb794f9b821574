import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { PhoneNumber, UserId } from "../../src/domain/ids.ts";
import { openDataKeys } from "../../src/storage/data-key.ts";
import { openSqliteStorage } from "../../src/storage/sqlite/storage.ts";
import { startOutside } from "./outside.ts";
import type { Outside } from "./outside.ts";
import { createSubject } from "./subject.ts";
import type { Subject } from "./subject.ts";
import { numberOf, TIMEZONE, workspaceFor } from "./writes.ts";
import type { Write } from "./writes.ts";

/** The program under test and the world outside it. */
export interface Rig {
  readonly subject: Subject;
  readonly outside: Outside;
  /** A user nobody has seen yet, with the workspace this write needs. */
  newUser(write: Write): { readonly userId: string; readonly number: string };
  close(): Promise<void>;
}

/** So many users can be reached by phone. */
const PHONES = 2_000;

/** Starts both. Closing removes all data. */
export async function openRig(env: Readonly<Record<string, string>> = {}): Promise<Rig> {
  const folder = await mkdtemp(path.join(tmpdir(), "errand-chaos-"));
  const [dataDir, outsideDir] = [path.join(folder, "program"), path.join(folder, "outside")];
  await mkdir(dataDir);
  await mkdir(outsideDir);
  await enrolPhones(dataDir);
  const outside = await startOutside(outsideDir);
  // A mail that waits is a matter of its own; what counts here is what happens once it is to leave.
  const subject = await createSubject({
    dataDir,
    env: { SEND_HOLD: "0s", ...outside.env, ...env },
  });
  await subject.start();
  let chats = 0;
  let phones = 0;
  return {
    subject,
    outside,
    newUser(write) {
      const number = numberOf(phones);
      const userId = write.channel === "sms" ? nameOf(phones++) : `chat-${chats++}`;
      // Their data is at hand, so they are there at once.
      void outside.addUser(workspaceFor(userId, write));
      return { userId, number };
    },
    async close() {
      await subject.stop();
      await outside.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function nameOf(index: number): string {
  return `phone-${index}`;
}

/** With a real broker there is no sandbox that signs its users up: they are in the storage before the program starts. */
async function enrolPhones(dataDir: string): Promise<void> {
  const storage = openSqliteStorage({
    path: path.join(dataDir, "errand.sqlite"),
    dataKeys: openDataKeys(dataDir, []),
  });
  await Promise.all(
    Array.from({ length: PHONES }, (_, index) =>
      storage.users.put({
        userId: UserId.parse(nameOf(index)),
        phoneNumber: PhoneNumber.parse(numberOf(index)),
        timezone: TIMEZONE,
      }),
    ),
  );
  await storage.close();
}
