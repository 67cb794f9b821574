import { connect } from "../../test/support/client.ts";
import type { Client } from "../../test/support/client.ts";
import { startOpenAIServer } from "../../test/support/openai-server.ts";
import { startProgram } from "../../test/support/program.ts";
import { UserDocument } from "../../tools/sandbox/document.ts";
import { ScenarioError } from "../load-scenarios.ts";
import type { ScenarioSet } from "../load-scenarios.ts";
import { putWorkspace, readdressed, workspaceOf } from "../run-scenario.ts";
import { Scenario } from "../scenario.ts";
import { viewWorkspace } from "../workspace-view.ts";
import type { ExpectedCall, Task } from "./task.ts";
import { toExpectation } from "./to-expectation.ts";

/**
 * Makes scenarios of an outside set's tasks. The state that is expected comes from the sandbox itself: expected calls are
 * made on a copy of the workspace, by the program, as steps of a plan of its own; an expected state is taken in and given
 * out by it, so that both sides have the same form.
 * @throws ScenarioError where a call cannot be made, or a workspace is not there
 */
export async function importScenarios(
  tasks: readonly Task[],
  bases: ScenarioSet["workspaces"],
): Promise<ScenarioSet> {
  const faults: string[] = [];
  const scenarios: Scenario[] = [];
  const workspaces = new Map<string, UserDocument>();
  for (const [now, group] of Map.groupBy(tasks, (task) => task.now)) {
    let call: ExpectedCall = { tool: "", args: {} };
    const model = await startOpenAIServer({
      script: () => ({ answer: { answer: "plan", goal: "", steps: [{ id: "call", ...call }] } }),
    });
    const program = await startProgram({
      PLANNER: "llm",
      OPENAI_BASE_URL: model.baseUrl,
      SANDBOX_NOW: now,
      SEND_HOLD: "0s",
      LOG_LEVEL: "error",
    });
    try {
      for (const task of group) {
        const given =
          typeof task.workspace === "string" ? bases.get(task.workspace) : task.workspace;
        if (given === undefined) {
          faults.push(
            `${task.place}: workspace: there is no workspace ${JSON.stringify(task.workspace)}`,
          );
          continue;
        }
        const base = await takenIn(program.url, given, task);
        workspaces.set(task.id, base);
        const after = await expectedState(program.url, base, task, (next) => {
          call = next;
        });
        if (typeof after === "string") faults.push(`${task.place}: ${after}`);
        else scenarios.push(toScenario(task, base, after));
      }
    } finally {
      await program.dispose();
      await model.close();
    }
  }
  if (faults.length > 0) throw new ScenarioError(faults.join("\n"));
  return { scenarios, workspaces };
}

function toScenario(task: Task, base: UserDocument, after: UserDocument): Scenario {
  const { id, query, now, timezone, tags } = task;
  return Scenario.parse({
    id,
    title: query,
    tags: ["imported", ...tags],
    workspace: id,
    now,
    timezone,
    consent: true,
    turns: [{ say: query }],
    expect: toExpectation(viewWorkspace(base), viewWorkspace(after)),
  });
}

/** The workspace as it is to be, or why that cannot be had. */
async function expectedState(
  url: string,
  base: UserDocument,
  task: Task,
  script: (call: ExpectedCall) => void,
): Promise<UserDocument | string> {
  const { expectedState: state, expectedCalls = [] } = task;
  if (state !== undefined) return await takenIn(url, state, task);
  const userId = `${task.id}-expected`;
  const own = `${userId}@example.com`;
  await putWorkspace(
    url,
    UserDocument.parse({ ...readdressed(base, own), userId, email: own, timezone: task.timezone }),
  );
  // Its user agrees to whatever needs a yes.
  const client = await connect(url, userId);
  try {
    for (const [i, call] of expectedCalls.entries()) {
      script(readdressed(call, own));
      const fault = await make(client, task.timezone);
      if (fault !== undefined)
        return `expectedCalls.${i}: ${call.tool} could not be made: ${fault}`;
    }
  } finally {
    await client.close();
  }
  return UserDocument.parse(readdressed(await workspaceOf(url, userId), "me@example.com", own));
}

async function make(client: Client, timezone: string): Promise<string | undefined> {
  const frame = await client.say("Make the call", { timezone });
  if (frame.type === "command" && frame.data.status === "completed") return undefined;
  return frame.type === "system" ? frame.data.reason : frame.data.message;
}

/** As the sandbox gives it out: every thing with its id and all its defaults. */
async function takenIn(url: string, given: UserDocument, task: Task): Promise<UserDocument> {
  const document = UserDocument.parse({
    ...given,
    userId: `${task.id}-given`,
    email: "me@example.com",
    timezone: task.timezone,
  });
  return UserDocument.parse(await (await putWorkspace(url, document)).json());
}
