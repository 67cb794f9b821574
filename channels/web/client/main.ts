import { html, render } from "htm/preact";

import { App } from "./app.ts";
import { isSignedIn } from "./identity.ts";
import { openSession } from "./session.ts";

const root = document.querySelector<HTMLElement>("#app");
if (root === null) throw new Error("The page has no place for the client.");
root.replaceChildren();
if (isSignedIn()) openSession();
render(html`<${App} />`, root);
