/** What is kept of the sandbox is not what this program keeps; the message says where, and what is wrong with it. */
export class SandboxDataError extends Error {
  override readonly name = "SandboxDataError";
}
