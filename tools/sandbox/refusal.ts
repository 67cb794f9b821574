/** Google's own no: what a provider tool throws where Google would answer with an error. Reaches the caller as HTTP 200. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  /** Google's machine-readable word for it, such as `notFound`. */
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

/** The refusal of an id that names nothing. */
export function notFound(message = "Not Found"): Refusal {
  return new Refusal(404, "notFound", message);
}

/** The refusal of arguments that cannot be meant. */
export function invalid(message: string): Refusal {
  return new Refusal(400, "invalid", message);
}
