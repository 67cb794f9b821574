/** Shows the rows and cases that fit the three filters, and says how many those are. Without it all are shown. */
export const SCRIPT = `
const form = document.querySelector("form");
const status = document.querySelector("#shown");
const all = [...document.querySelectorAll("[data-verdict]")];
const rows = all.filter((one) => one.tagName === "TR");
function show() {
  const { verdict, tag, words } = form.elements;
  const wanted = words.value.trim().toLowerCase();
  for (const one of all) {
    one.hidden = !(
      (verdict.value === "" || one.dataset.verdict === verdict.value) &&
      (tag.value === "" || one.dataset.tags.split(" ").includes(tag.value)) &&
      (wanted === "" || one.textContent.toLowerCase().includes(wanted))
    );
  }
  status.textContent = rows.filter((one) => !one.hidden).length + " of " + rows.length + " cases";
}
function openLinked() {
  const linked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (linked instanceof HTMLDetailsElement) linked.open = true;
}
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", openLinked);
form.hidden = false;
show();
openLinked();
`;
