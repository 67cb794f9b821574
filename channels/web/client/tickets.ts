/** What came of asking to be let in. */
export type Asked =
  | { readonly kind: "ticket"; readonly ticket: string }
  /** The token is not taken. */
  | { readonly kind: "refused" }
  /** Later it may work. */
  | { readonly kind: "unreachable" };

/** Asks for a ticket that opens one connection, soon. */
export async function askForTicket(token: string): Promise<Asked> {
  try {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch("/tickets", { method: "POST", headers });
    if (response.status === 401) return { kind: "refused" };
    if (!response.ok) return { kind: "unreachable" };
    const { ticket }: { ticket: string } = await response.json();
    return { kind: "ticket", ticket };
  } catch (cause) {
    // What cannot stand in a header is no token; everything else is the network.
    return cause instanceof TypeError && !isHeaderValue(token)
      ? { kind: "refused" }
      : { kind: "unreachable" };
  }
}

function isHeaderValue(text: string): boolean {
  return /^[\x21-\x7e]+$/u.test(text);
}
