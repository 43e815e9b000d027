// Keeping: versions on the server, text that was not saved in this browser, what is done when somebody else saved
// meanwhile, and by what the draft is measured.
import { ask } from "./asking.js";
import { $, area, button, chosen, draft, el, fault, form, happened, keep, kept, setAside, titles } from "./parts.js";
import { replace } from "./text.js";

const key = (version) => `jdmatch:draft:${form.dataset.id || "new"}:${version || 0}`;
const isDirty = () => area.value !== draft.savedText && Boolean(area.value || form.dataset.id);
let noting = 0, saving = false;

export function noteText() {
  clearTimeout(noting);
  keep(key(draft.saved.version), isDirty() ? JSON.stringify({ text: area.value, title: $("title").value, at: new Date().toISOString() }) : null);
}

// Once for a run of keys.
export function noteSoon() {
  clearTimeout(noting);
  noting = setTimeout(noteText, 400);
}

export function state(told) {
  const place = $("state");
  if (told) place.textContent = told;
  else if (isDirty()) place.textContent = "Not saved";
  else if (draft.saved.version) place.textContent = `Saved as version ${draft.saved.version}`;
  place.classList.toggle("dirty", isDirty());
}

export async function save(expected = draft.saved.version) {
  if (saving) return;
  saving = true;
  const text = area.value, old = key(draft.saved.version), wasNew = !form.dataset.id;
  state("Saving …");
  const body = new URLSearchParams({ token: document.body.dataset.token, text, title: $("title").value, level: $("level").value });
  for (const one of chosen()) body.append("framework", one);
  if (!wasNew) body.set("expected", expected);
  const headers = { Accept: "application/json", "x-jdmatch-token": document.body.dataset.token };
  try {
    const got = await fetch(wasNew ? "/drafts" : `/drafts/${form.dataset.id}/versions`, { method: "POST", headers, body });
    const told = await got.json();
    if (got.status === 409 && told.conflict) { state("Not saved"); showConflict(told.conflict); return; }
    if (!got.ok) throw new Error(told.message);
    keep(old, null);
    draft.saved = told;
    draft.savedText = text;
    if (wasNew) settle(told);
    noteText();
    keepChoice();
    $("conflict").hidden = true;
    happened("changed");
    state();
    tell(`Saved as version ${told.version}.`);
  } catch (error) {
    state("Not saved");
    tell(error instanceof TypeError || error instanceof SyntaxError ? "The server does not answer. Your text is kept in this browser; save again later." : error.message);
  } finally {
    saving = false;
  }
}

// A new draft has become one with an address of its own; the page stays, and with it what can be undone.
function settle(told) {
  setAsideMoves(told.id);
  form.dataset.id = told.id;
  form.action = `/drafts/${told.id}/versions`;
  form.elements.expected.disabled = false;
  if (!$("title").value) $("title").value = told.title;
  document.title = `${told.title} – jdmatch`;
  $("versions").href = `/drafts/${told.id}/versions`;
  $("versions").hidden = false;
  history.replaceState(null, "", `/drafts/${told.id}`);
}
function setAsideMoves(id) {
  const all = setAside.all;
  setAside.put(new Set());
  keep(`jdmatch:aside:${id}`, all.size ? JSON.stringify([...all]) : null);
}

function showConflict(theirs) {
  const place = $("conflict");
  place.hidden = false;
  place.querySelector("[data-told]").textContent = `${theirs.told} Nothing was written, and both texts are kept.`;
  const lines = theirs.lines.map(([kind, line]) => {
    const made = el("p", kind), inner = kind === "same" || kind === "gap" ? null : el(kind === "removed" ? "del" : "ins", "", line);
    if (inner) made.append(el("span", "unseen", kind === "removed" ? "only theirs: " : "only yours: "), inner);
    else made.textContent = line;
    return made;
  });
  place.querySelector("[data-lines]").replaceChildren(...lines);
  const act = { mine: () => { save(theirs.version); }, theirs: () => takeTheirs(theirs), later: () => { place.hidden = true; area.focus(); } };
  for (const one of place.querySelectorAll("[data-do]")) one.onclick = act[one.dataset.do];
  place.focus();
}

function takeTheirs(theirs) {
  const mine = key(draft.saved.version);
  keep(mine, null);
  draft.saved = theirs;
  draft.savedText = theirs.text.replace(/\r\n?/g, "\n");
  replace(0, area.value.length, draft.savedText);
  $("conflict").hidden = true;
  state();
  tell("Theirs is in the editor. Ctrl Z brings yours back.");
}

form.addEventListener("submit", (event) => { event.preventDefault(); save(); });
$("title").addEventListener("change", async () => {
  const title = $("title").value.trim();
  if (!form.dataset.id || !title) return;
  const headers = { Accept: "application/json", "x-jdmatch-token": document.body.dataset.token };
  const got = await fetch(`/drafts/${form.dataset.id}/rename`, { method: "POST", headers, body: new URLSearchParams({ title }) }).catch(() => null);
  tell(got && got.ok ? "Renamed." : "The title was not kept. Save again later.");
});
window.addEventListener("beforeunload", (event) => {
  noteText();
  if (isDirty()) { event.preventDefault(); event.returnValue = ""; }
});
window.addEventListener("pagehide", noteText);

// What was not saved when the page was left is offered back.
export function offer() {
  const start = `jdmatch:draft:${form.dataset.id || "new"}:`;
  let found = null;
  for (let i = 0; i < localStorage.length; i += 1) {
    const name = localStorage.key(i);
    if (!name.startsWith(start)) continue;
    let one = null;
    try { one = JSON.parse(kept(name)); } catch { /* not ours */ }
    if (!one || one.text === area.value) { keep(name, null); i -= 1; continue; }
    if (!found || one.at > found.at) found = { ...one, name, version: Number(name.slice(start.length)) };
  }
  if (!found) return;
  const place = $("offer"), at = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(new Date(found.at));
  const newer = draft.saved.version && found.version < draft.saved.version ? ` Version ${draft.saved.version} was saved since.` : "";
  const drop = (told) => { keep(found.name, null); place.hidden = true; area.focus({ preventScroll: true }); if (told) tell(told); };
  const acts = el("p", "acts");
  acts.append(
    button("Take it up again", "main", () => {
      replace(0, area.value.length, found.text);
      if (found.title && !$("title").value) $("title").value = found.title;
      drop("Taken up. Ctrl Z brings back what stood here.");
      noteText();
    }),
    button("Throw it away", "", () => drop("")),
  );
  place.replaceChildren(el("p", "", `There is text of ${at} that was not saved.${newer}`), acts);
  place.hidden = false;
}

// --- what the draft is measured by

const choiceKey = () => `jdmatch:choice:${form.dataset.id}`;
function keepChoice() {
  if (!form.dataset.id) return;
  const choice = { framework: chosen(), level: $("level").value };
  keep(choiceKey(), choice.framework.length || choice.level ? JSON.stringify(choice) : null);
}
export function takeChoice() {
  let choice = null;
  try { choice = JSON.parse(kept(choiceKey()) || "null"); } catch { /* not ours */ }
  if (!choice || chosen().length) return;
  for (const id of choice.framework) {
    const box = form.querySelector(`input[name=framework][value="${CSS.escape(id)}"]`);
    if (box) box.checked = true;
  }
  $("level").value = choice.level || "";
}
export function toldChoice() {
  const told = form.querySelector(".choose .chosen"), all = chosen();
  if (told) told.textContent = all.length === 1 ? titles[all[0]] || all[0] : all.length ? `${all.length} chosen` : told.dataset.none;
}
form.addEventListener("change", (event) => {
  if (event.target.name !== "framework" && event.target.id !== "level") return;
  setTimeout(toldChoice);
  keepChoice();
  fault("");
  ask(0);
});

// The whole report of what stands here, in a window of its own.
$("whole").addEventListener("submit", () => {
  const whole = $("whole"), values = [["text", area.value], ["title", ""], ["level", $("level").value], ...chosen().map((id) => ["framework", id])];
  whole.replaceChildren(...[...whole.querySelectorAll("[name=token]")], ...values.map(([name, value]) => {
    const field = el(name === "text" ? "textarea" : "input");
    field.name = name;
    field.value = value;
    return field;
  }));
});
