const STYLE = `
  :root { color-scheme: light dark; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1rem/1.5 system-ui, sans-serif;
    background: Canvas; color: CanvasText; }
  main { max-width: 26rem; padding: 2rem; border: 1px solid color-mix(in srgb, CanvasText 20%, transparent);
    border-radius: 1rem; }
  h1 { margin: 0 0 1rem; font-size: 1.25rem; }
  form, label { display: grid; gap: .75rem; margin-top: 1.5rem; }
  label { gap: .25rem; margin: 0; font-size: .9rem; }
  form div { display: flex; gap: .75rem; }
  input { padding: .5rem .75rem; border: 1px solid color-mix(in srgb, CanvasText 30%, transparent); border-radius: .6rem;
    font: inherit; background: none; color: inherit; }
  button { padding: .6rem 1.4rem; border-radius: 2rem; border: 1px solid #1f6f5c; background: none; font: inherit;
    color: inherit; cursor: pointer; }
  button[value="allow"] { background: #1f6f5c; color: #fff; }
  small { opacity: .75; }
`;

/** Stands where Google's own page would stand. */
export function consentPage(about: {
  readonly service: string;
  readonly user: string;
  readonly email: string;
}): string {
  const { service, user, email } = about;
  return page(
    `Sandbox: connect ${service}`,
    `<p><strong>Errand</strong> asks for access to the ${escape(service)} of <strong>${escape(user)}</strong>
     (${escape(email)}).</p>
     <p>It will be able to see, create, change and delete what is in it.</p>
     <form method="post">
       <label>Google account <input name="account" type="email" value="${escape(email)}"></label>
       <div>
         <button name="decision" value="allow">Allow</button>
         <button name="decision" value="deny">Deny</button>
       </div>
     </form>
     <p><small>This page is part of the sandbox: no real account is touched.</small></p>`,
  );
}

export function endedPage(message: string): string {
  return page("Sandbox", `<p>${escape(message)}</p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title>
<style>${STYLE}</style></head>
<body><main><h1>${escape(title)}</h1>${body}</main></body>
</html>
`;
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
