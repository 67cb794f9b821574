import { defineConfig } from "vitest/config";

if (Number(process.versions.node.split(".")[0]) < 24) {
  throw new Error("Run the tests by `npm test`: they need Node.js 24 or newer.");
}

export default defineConfig({
  test: {
    globals: true,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
    globals: true,
          name: "unit",
          include: ["{src,graph,tools,channels}/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
    globals: true, name: "system", include: ["test/**/*.test.ts"], maxWorkers: 2 },
      },
    ],
  },
});
