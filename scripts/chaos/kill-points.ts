/** Where a run is held until the process is killed: the scorecard's points, in the order in which a run comes to them. */
export const KILL_POINTS = {
  K1: "the message is stored",
  K2: "the plan is made, its checkpoint is not written",
  K3: "the plan's checkpoint is written",
  K4: "the question is stored, nobody was told",
  K5: "the question was told",
  K6: "the answer is stored",
  K7: "the write is claimed, its request has not left",
  K8: "the provider has done it, its answer did not arrive",
  K8u: "the request has left, the provider did nothing",
  K9: "the answer has arrived, the outcome is not recorded",
  K10: "the outcome is recorded, its checkpoint is not written",
  K11: "the last checkpoint is written, the reply is not",
  K12: "the reply was told, the message is not yet done with",
} as const;

/** Beside them, `C3`: what the nodes wrote is stored, and the run's third checkpoint is not. */
export type KillPoint = keyof typeof KILL_POINTS | `C${number}`;

/** The scorecard's, in order. */
export const ALL_KILL_POINTS = Object.keys(KILL_POINTS) as readonly (keyof typeof KILL_POINTS)[];

/** More than the runs here write. */
export const CHECKPOINTS: readonly KillPoint[] = Array.from(
  { length: 14 },
  (_, i) => `C${i + 1}` as const,
);

/** What the runner tells the program under test: which user's run is to be held where. */
export interface Arming {
  readonly holds: Readonly<Record<string, KillPoint>>;
}

/** What the program under test tells the runner. */
export type Report =
  | { readonly kind: "armed" }
  /** The run of this user stands where it was to be held. */
  | { readonly kind: "held"; readonly userId: string };
