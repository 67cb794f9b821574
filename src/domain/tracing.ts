/** What a piece of work is: the parts a turn is made of, and what they call. */
export type SpanKind =
  "turn" | "plan" | "resolve" | "consent" | "step" | "reply" | "provider" | "model";

/** What is noted of a piece of work. Never what a user wrote, who they are, or what was found: names, counts, outcomes. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A piece of work while it is done. */
export interface Span {
  set(attributes: SpanAttributes): void;
}

/** Who watches how long pieces of work take, and what each is part of. */
export interface Tracing {
  /** Does the work and answers what it answers; what is begun within it is a part of it. */
  span<T>(kind: SpanKind, attributes: SpanAttributes, work: (span: Span) => Promise<T>): Promise<T>;
}

/** Nobody watches. */
export const noTracing: Tracing = { span: (_kind, _attributes, work) => work({ set() {} }) };
