import { randomBytes } from "node:crypto";

import { Annotation, Command, END, interrupt, START, StateGraph } from "@langchain/langgraph";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { redisServerPath } from "../../../test/support/redis-server.ts";
import { createSeal } from "../sealing.ts";
import { startCheckpointerRig } from "./checkpointer-rig.ts";
import type { CheckpointerRig } from "./checkpointer-rig.ts";
import { RedisCheckpointer } from "./checkpointer.ts";

const RUNS = 100;

describe.skipIf(redisServerPath() === undefined)("graphs whose checkpoints are in Redis", () => {
  let rig: CheckpointerRig;
  const seal = createSeal([randomBytes(32)]);

  beforeAll(async () => {
    rig = await startCheckpointerRig();
  });
  afterAll(() => rig.close());

  const openSaver = async (): Promise<RedisCheckpointer> =>
    new RedisCheckpointer(await rig.connect(), { seal });

  /** One node sends beside one that asks; what was sent is counted outside the graph. */
  function askingGraph(checkpointer: RedisCheckpointer, sent: Map<string, number>) {
    const State = Annotation.Root({ thread: Annotation<string>, answer: Annotation<string> });
    return new StateGraph(State)
      .addNode("send", ({ thread }) => {
        sent.set(thread, (sent.get(thread) ?? 0) + 1);
        return {};
      })
      .addNode("ask", () => ({ answer: interrupt<string, string>("Send it?") }))
      .addEdge(START, "send")
      .addEdge(START, "ask")
      .compile({ checkpointer });
  }

  test.each(["exit", "async", "sync"] as const)(
    `with durability "%s" no interrupt is lost and nothing is sent twice, n=${RUNS}`,
    async (durability) => {
      const sent = new Map<string, number>();
      const asks = askingGraph(await openSaver(), sent);
      const answers = askingGraph(await openSaver(), sent);
      for (let i = 0; i < RUNS; i++) {
        const thread = `${durability} ${i}`;
        const config = { configurable: { thread_id: thread }, durability };
        await asks.invoke({ thread }, config);
        const state = await answers.getState(config);
        expect(state.tasks.flatMap(({ interrupts }) => interrupts)).toHaveLength(1);
        const { answer } = await answers.invoke(new Command({ resume: "yes" }), config);
        expect([answer, sent.get(thread)]).toEqual(["yes", 1]);
      }
    },
  );

  test("a run that died in its second node is finished through another connection, its first not repeated", async () => {
    const State = Annotation.Root({
      seen: Annotation<string[]>({ reducer: (a, b) => [...a, ...b], default: () => [] }),
    });
    const ran: string[] = [];
    const build = (checkpointer: RedisCheckpointer, dies: boolean) =>
      new StateGraph(State)
        .addNode("first", () => {
          ran.push("first");
          return { seen: ["first"] };
        })
        .addNode("second", () => {
          ran.push("second");
          if (dies) throw new Error("killed");
          return { seen: ["second"] };
        })
        .addEdge(START, "first")
        .addEdge("first", "second")
        .addEdge("second", END)
        .compile({ checkpointer });
    const config = { configurable: { thread_id: "dies" }, durability: "sync" } as const;
    await expect(build(await openSaver(), true).invoke({ seen: [] }, config)).rejects.toThrow(
      "killed",
    );
    const { seen } = await build(await openSaver(), false).invoke(null, config);
    expect(seen).toEqual(["first", "second"]);
    expect(ran).toEqual(["first", "second", "second"]);
  });

  test("[D21] every channel is kept over a run of fifty nodes", async () => {
    const names = Array.from({ length: 50 }, (_, i) => `channel${i}`);
    const State = Annotation.Root(
      Object.fromEntries(names.map((name) => [name, Annotation<{ at: string }>])),
    );
    let graph = new StateGraph(State) as StateGraph<typeof State.spec, unknown, unknown, string>;
    for (const name of names)
      graph = graph.addNode(`node ${name}`, () => ({ [name]: { at: name } }));
    graph.addEdge(START, `node ${names[0] ?? ""}`);
    for (const [i, name] of names.entries())
      graph.addEdge(`node ${name}`, i === names.length - 1 ? END : `node ${names[i + 1] ?? ""}`);
    const config = { configurable: { thread_id: "long" }, recursionLimit: 60 };
    await graph.compile({ checkpointer: await openSaver() }).invoke({}, config);
    const { values } = await graph.compile({ checkpointer: await openSaver() }).getState(config);
    expect(values).toEqual(Object.fromEntries(names.map((name) => [name, { at: name }])));
  });
});
