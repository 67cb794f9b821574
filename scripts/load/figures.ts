/** What one user's turn came to. */
export interface TurnFigure {
  readonly by: "socket" | "phone";
  readonly ms: number;
  /** By `performance.now()` when it was answered. */
  readonly at: number;
  /** A process died while it was under way. */
  readonly sawDeath: boolean;
}

/** What a run has counted so far. */
export interface Figures {
  readonly turns: TurnFigure[];
  /** Answers that were not the one a turn should have, by what they said. */
  readonly wrong: Map<string, number>;
  /** What was asked for and never answered. */
  readonly lost: string[];
  asked: number;
  reconnects: number;
}

export function createFigures(): Figures {
  return { turns: [], wrong: new Map(), lost: [], asked: 0, reconnects: 0 };
}

export function countWrong({ wrong }: Figures, said: string): void {
  wrong.set(said, (wrong.get(said) ?? 0) + 1);
}
