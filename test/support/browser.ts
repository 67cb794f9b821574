/** Somebody's browser, without pages: keeps cookies, and follows nothing by itself. */
export function openBrowser() {
  const cookies = new Map<string, string>();
  async function go(url: string, form?: Record<string, string>): Promise<Response> {
    const response = await fetch(url, {
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=");
      cookies.set(name, value);
    }
    return response;
  }
  const nextOf = (response: Response): string => response.headers.get("location") ?? "";
  return {
    go,
    nextOf,
    /** Follows a link to where the provider sends the browser back, and stops there. */
    async consent(link: string, form: Record<string, string> = {}): Promise<string> {
      const consentPage = nextOf(await go(link, {}));
      return nextOf(await go(consentPage, { decision: "allow", ...form }));
    },
  };
}
