/** Twilio's own codes for a request it will not serve, each with its HTTP status and words. */
const ERRORS = {
  20003: [401, "Authenticate"],
  20404: [404, "The requested resource was not found"],
  20429: [429, "Too Many Requests"],
  20500: [500, "An internal server error has occurred"],
  21211: [400, "Invalid 'To' Phone Number"],
  21408: [
    400,
    "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
  ],
  21602: [400, "Message body is required."],
  21603: [400, "A 'From' phone number is required."],
  21604: [400, "A 'To' phone number is required."],
  21606: [
    400,
    "The 'From' phone number provided is not a valid, message-capable Twilio phone number",
  ],
  21610: [400, "Attempt to send to unsubscribed recipient"],
  21612: [
    400,
    "Message cannot be sent with the current combination of 'To' and/or 'From' parameters",
  ],
  21614: [400, "'To' number is not a valid mobile number"],
  21617: [400, "The concatenated message body exceeds the 1600 character limit."],
} as const satisfies Record<number, readonly [status: number, message: string]>;

export type TwilioErrorCode = keyof typeof ERRORS;

/** The HTTP status and JSON body with which Twilio's REST API refuses. */
export function toTwilioError(code: TwilioErrorCode): {
  readonly status: number;
  readonly body: object;
} {
  const [status, message] = ERRORS[code];
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return { status, body: { code, message, more_info, status } };
}
