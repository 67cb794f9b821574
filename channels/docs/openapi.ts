const json = (description: string): object => ({
  description,
  content: { "application/json": { schema: { type: "object" } } },
});
const text = (description: string, type: string): object => ({
  description,
  content: { [type]: { schema: { type: "string" } } },
});

/** The HTTP contract as an OpenAPI 3.1 document. */
export function openApiDocument(serverUrl: string): object {
  return {
    openapi: "3.1.0",
    info: { title: "Errand over HTTP", version: "1.0.0" },
    servers: [{ url: serverUrl }],
    paths: {
      "/": {
        get: { summary: "The web client", responses: { 200: text("the page", "text/html") } },
      },
      "/health": { get: { summary: "The process is alive", responses: { 200: json("it is") } } },
      "/ready": {
        get: {
          summary: "Every part the program needs answers",
          responses: { 200: json("all do"), 503: json("`failing` names the parts that do not") },
        },
      },
      "/metrics": {
        get: {
          summary: "Figures for Prometheus",
          responses: { 200: text("the figures", "text/plain") },
        },
      },
      "/tickets": {
        post: {
          summary:
            "Gives a page a ticket for its token: it opens one WebSocket within thirty seconds, as the subprotocols `errand, <ticket>`. Only where the server asks for tokens",
          parameters: [
            {
              name: "Authorization",
              in: "header",
              required: true,
              description: "`Bearer` and the token",
              schema: { type: "string" },
            },
          ],
          responses: {
            201: json("`ticket`, and `expiresAt`"),
            401: json("the token is not valid"),
            503: json("the keys to check it with cannot be had now"),
          },
        },
      },
      "/sms": {
        post: {
          summary: "Twilio's webhook",
          parameters: [
            {
              name: "X-Twilio-Signature",
              in: "header",
              required: true,
              schema: { type: "string" },
            },
          ],
          requestBody: {
            required: true,
            content: {
              "application/x-www-form-urlencoded": {
                schema: {
                  type: "object",
                  required: ["MessageSid", "AccountSid", "From", "To", "Body"],
                  properties: Object.fromEntries(
                    ["MessageSid", "AccountSid", "From", "To", "Body"].map((name) => [
                      name,
                      { type: "string" },
                    ]),
                  ),
                },
              },
            },
          },
          responses: {
            200: text("an empty TwiML document", "text/xml"),
            403: { description: "the signature is missing or wrong" },
          },
        },
      },
      "/connect/{token}": {
        parameters: [{ name: "token", in: "path", required: true, schema: { type: "string" } }],
        get: {
          summary: "What a link to connect an account opens; looking at it uses nothing up",
          responses: {
            200: text("a page whose one form posts to the same address", "text/html"),
            410: text("the link was used already, or is older than ten minutes", "text/html"),
          },
        },
        post: {
          summary: "Follows the link, once; this browser alone can come back to the callback",
          responses: {
            303: { description: "to the provider's consent page, with a cookie for the callback" },
            403: text("the form came from another site", "text/html"),
            410: text("the link was used already, or is older than ten minutes", "text/html"),
            503: text("the provider does not answer; the link still holds", "text/html"),
          },
        },
      },
      "/oauth/callback": {
        get: {
          summary: "Where an account connection ends, in the browser that began it",
          parameters: [{ name: "state", in: "query", required: true, schema: { type: "string" } }],
          responses: {
            200: text("a page that says what became of it", "text/html"),
            404: text("nothing waits for this browser with this state", "text/html"),
          },
        },
      },
      "/docs": {
        get: {
          summary: "These documents, to be read",
          responses: { 200: text("the page", "text/html") },
        },
      },
    },
  };
}
