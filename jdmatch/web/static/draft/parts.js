// What all parts of the draft's editor share: the elements of the page, what is known about the text, and small helpers.
// Parts that would have to know each other tell what happened here: "changed" (something is to be shown anew), "taken"
// (an answer about the text has come), "judged" (it was that of the models).
export const form = document.getElementById("draft");
export const $ = (id) => document.getElementById(id);
export const area = $("text"), mirror = $("mirror"), card = $("card"), panel = $("panel");
export const titles = JSON.parse(form.dataset.titles);
export const RANK = { error: 0, warning: 1, suggestion: 2, note: 3 };
export const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

export const draft = {
  saved: JSON.parse(form.dataset.saved),  // figures of the newest version that is kept
  savedText: form.dataset.older ? null : area.value,
  findings: [],                           // as shown: offsets in UTF-16 units of what stands in the field
  duties: [],
  figures: null,
  current: null,                          // the finding that is shown as the one in question
  pending: null,                          // a fix that waits until what is known is about the present text
  allSuggested: false,
};

const listeners = {};
export function when(what, act) { (listeners[what] ||= []).push(act); }
export function happened(what, ...about) { for (const act of listeners[what] || []) act(...about); }

export const el = (tag, className, text) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};
export const button = (text, className, act) => {
  const made = el("button", className, text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
};
// Offsets of answers are code points; those of the field UTF-16 units.
export function units(text) {
  if (!/[\ud800-\udfff]/.test(text)) return (at) => at;
  const starts = [];
  for (let i = 0; i < text.length; i += text.codePointAt(i) > 0xffff ? 2 : 1) starts.push(i);
  starts.push(text.length);
  return (at) => starts[Math.min(at, starts.length - 1)];
}
export const inUnits = (span, at) => ({ ...span, start: at(span.start), end: at(span.end) });
export const setAside = {
  get key() { return `jdmatch:aside:${form.dataset.id || "new"}`; },
  get all() { return new Set(JSON.parse(kept(this.key) || "[]")); },
  put(all) { keep(this.key, all.size ? JSON.stringify([...all]) : null); },
};
export function kept(key) { try { return localStorage.getItem(key); } catch { return null; } }
export function keep(key, value) {
  try { if (value === null) localStorage.removeItem(key); else localStorage.setItem(key, value); } catch { /* full or forbidden */ }
}

export function fault(words) {
  $("fault").hidden = !words;
  $("fault").textContent = words;
}
export const thinking = (is) => { $("thinking").hidden = !is; };

export const chosen = () => [...form.querySelectorAll("input[name=framework]:checked")].map((box) => box.value);
