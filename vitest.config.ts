import { defineConfig } from "vitest/config";

if (Number(process.versions.node.split(".")[0]) < 24) {
  throw new Error("Run the tests by `npm test`: they need Node.js 24 or newer.");
}

export default defineConfig({
  test: {
    // LangGraph's checkpointer suite expects them; our own tests import what they use.
    globals: true,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["{src,graph,tools,channels,evals,scripts}/**/*.test.ts"] },
      },
      {
        extends: true,
        test: {
          name: "system",
          include: [
            "test/**/*.test.ts",
            // Against the configured language model: slow, and it costs money.
            ...(process.env["LIVE_OPENAI"] === "1" ? ["test/**/*.live.ts"] : []),
          ],
          // After the others: these start whole programs and a browser.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
