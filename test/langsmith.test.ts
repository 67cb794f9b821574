import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, onTestFinished, test } from "vitest";

import { connect, post } from "./support/client.ts";
import { startOpenAIServer } from "./support/openai-server.ts";
import type { ChatRequest, Script } from "./support/openai-server.ts";
import { startProgram } from "./support/program.ts";
import { addUser, contactOf } from "./support/users.ts";

/** Takes what the LangSmith SDK sends, and keeps it as text. */
async function startLangSmith() {
  const received: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push(`${request.method} ${request.url}\n${Buffer.concat(chunks).toString("utf8")}`);
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

/** Words of the user, of their contacts and of their mail. */
const CANARIES = ["zanzibar", "quetzal", "palimpsest", "walter", "thesaurus", "brontosaurus"];

/** A model plans, mail is read and retold, somebody is found among contacts, and a call fails. Answers what was sent. */
async function converse(env: Record<string, string>): Promise<string> {
  const { url: endpoint, received } = await startLangSmith();
  const model = await startOpenAIServer({ script });
  onTestFinished(() => model.close());
  const program = await startProgram({
    OPENAI_BASE_URL: model.baseUrl,
    OPENAI_MODEL: "scripted",
    LANGSMITH_ENDPOINT: endpoint,
    LANGSMITH_API_KEY: "lsv2_not_a_key",
    LANGSMITH_DISABLE_RUN_COMPRESSION: "true",
    ...env,
  });
  onTestFinished(() => program.dispose());
  const userId = await addUser(program.url, {
    email: "walter@example.com",
    contacts: [contactOf("Quetzal Palimpsest", "quetzal@example.net")],
    gmail: {
      messages: [
        {
          from: "quetzal@example.net",
          to: "walter@example.com",
          subject: "thesaurus",
          date: "2026-11-24T08:00:00-08:00",
          labelIds: ["INBOX", "UNREAD"],
          text: "brontosaurus",
        },
      ],
    },
  });
  const client = await connect(program.url, userId);
  await client.say("Give me the gist of what zanzibar has unread in there for me, if you would");
  await post(program.url, "/sandbox/faults", { service: "gmail", kind: "500", count: 9 });
  const failed = await client.say("Do the zanzibar thing with that");
  expect(failed.data).toMatchObject({ status: "failed", results: [{ status: "failed" }] });
  await client.say("Schedule lunch with Quetzal tomorrow at noon");
  await client.close();
  expect(await program.terminate()).toBe(0);
  return received.join("\n").toLowerCase();
}

function script({ stream }: ChatRequest): Script {
  if (stream) return { answer: "Brontosaurus, says the thesaurus." };
  const steps = [{ id: "find", tool: "email_search", args: { unread: true } }];
  return { answer: { answer: "plan", goal: "zanzibar", steps } };
}

test("where LangSmith is not switched on nothing is sent, key or not", async () => {
  expect(await converse({})).toBe("");
});

test("where it is switched on it sees every run, by default without a word of what is in it", async () => {
  const sent = await converse({ LANGSMITH_TRACING: "true" });
  for (const name of ["action_planner", "createplan", "email_search", "chatopenai"])
    expect(sent.includes(`"name":"${name}"`), name).toBe(true);
  expect(sent.includes("[hidden]")).toBe(true);
  expect(CANARIES.filter((canary) => sent.includes(canary))).toEqual([]);
});

test("contents are sent where that is asked for by name", async () => {
  const env = { LANGSMITH_HIDE_INPUTS: "false", LANGSMITH_HIDE_OUTPUTS: "false" };
  const sent = await converse({ LANGSMITH_TRACING: "true", ...env });
  expect(CANARIES.filter((canary) => !sent.includes(canary))).toEqual([]);
});
