// A LangGraph graph of six nodes that do nothing, with the in-memory saver: the floor under a turn. Reads a number of
// runs from each message of its parent, does them 16 at a time, and answers the CPU time they took.
import { END, MemorySaver, START, StateGraph, StateSchema } from "@langchain/langgraph";
import { z } from "zod";

const names = ["a", "b", "c", "d", "e", "f"] as const;
const State = new StateSchema({ text: z.string().default("") });
const graph = new StateGraph(State)
  .addNode("a", () => ({}))
  .addNode("b", () => ({}))
  .addNode("c", () => ({}))
  .addNode("d", () => ({}))
  .addNode("e", () => ({}))
  .addNode("f", () => ({ text: "done" }))
  .addEdge(START, "a")
  .addEdge("a", "b")
  .addEdge("b", "c")
  .addEdge("c", "d")
  .addEdge("d", "e")
  .addEdge("e", "f")
  .addEdge("f", END)
  .compile({ checkpointer: new MemorySaver(), name: `empty graph of ${names.length} nodes` });

async function work(runs: Iterator<number>): Promise<void> {
  while (runs.next().done !== true) {
    const config = {
      configurable: { thread_id: crypto.randomUUID() },
      durability: "sync" as const,
    };
    await graph.invoke({ text: "go" }, config);
  }
}

process.on("message", (count: number) => {
  const before = process.cpuUsage();
  const runs = Array.from({ length: count }, (_, i) => i).values();
  const finished = Promise.all(Array.from({ length: 16 }, async () => work(runs)));
  void finished.then(() => report(before, count));
});

function report(before: NodeJS.CpuUsage, count: number): void {
  const { user, system } = process.cpuUsage(before);
  process.send?.((user + system) / 1000 / count);
}

process.send?.("ready");
