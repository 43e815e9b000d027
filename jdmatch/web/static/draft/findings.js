// Going from finding to finding, the card at the words, and mending what was found.
import { ask } from "./asking.js";
import { $, area, button, card, draft, el, happened, mirror, panel, setAside, when } from "./parts.js";
import { closeSheet } from "./sheet.js";
import { bringIntoView, draw, isOverall, marked, rectangle, replace } from "./text.js";

export function visit(one, { select = true } = {}) {
  if (one.gone) return;
  draft.current = one;
  draft.allSuggested = draft.allSuggested || one.suggested;
  area.focus({ preventScroll: true });
  if (select) area.setSelectionRange(one.start, one.end);
  happened("changed");
  closeSheet();
  bringIntoView(one.start, one.end);
  showCard(one);
  revealInPanel();
  const walked = walk(), at = walked.indexOf(one);
  $("spoken").textContent = `${at + 1} of ${walked.length}, ${one.severity}: ${one.message} ${one.help} ${one.fixes.length ? "Alt Enter mends it." : ""}`;
}

// In the order of the text; what is said of the posting as a whole comes last, as in the panel.
const walk = () => {
  const all = draft.findings.filter((one) => !one.gone && !one.aside && one.severity !== "note");
  return [...all.filter((one) => !isOverall(one)), ...all.filter(isOverall)];
};

export function step(by) {
  const all = walk();
  if (!all.length) { tell(draft.figures ? "Nothing was found." : "Nothing was found yet."); return; }
  let at = draft.current ? all.indexOf(draft.current) : -1;
  if (at >= 0) at += by;
  else {
    const caret = area.selectionStart;
    const next = all.findIndex((one) => one.start >= caret && !isOverall(one));
    at = by > 0 ? (next < 0 ? 0 : next) : (next < 0 ? all.length : next) - 1;
  }
  visit(all[(at + all.length) % all.length]);
}

function revealInPanel() {
  const item = panel.querySelector("li[aria-current]");
  if (!item || panel.classList.contains("sheet")) return;
  const inside = $("panel-inside"), box = item.getBoundingClientRect(), frame = inside.getBoundingClientRect();
  if (box.top < frame.top || box.bottom > frame.bottom) inside.scrollTop += box.top - frame.top - 60;
}

export const atCaret = () => {
  const caret = area.selectionStart;
  const here = marked().filter((one) => one.start <= caret && caret <= one.end);
  return here.length ? here.reduce((a, b) => (b.end - b.start < a.end - a.start ? b : a)) : null;
};

export function caretMoved() {
  if (document.activeElement !== area || area.selectionStart !== area.selectionEnd) return;
  const one = atCaret();
  if (one === draft.current) return;
  draft.current = one;
  for (const item of panel.querySelectorAll("li[aria-current]")) item.removeAttribute("aria-current");
  if (one) {
    const item = panel.querySelector(`li[data-id="${CSS.escape(one.id)}"]`);
    if (item) item.setAttribute("aria-current", "true");
    revealInPanel();
  }
  draw();
}

// --- the card at the words

function showCard(one, { pinned = true } = {}) {
  card.replaceChildren(el("p", "", one.message));
  if (one.help) card.append(el("p", "soft", one.help));
  if (pinned && one.fixes.length) {
    const acts = el("p", "fixes");
    for (const fix of one.fixes) acts.append(button(fix.title, "fix", () => mend(one, fix)));
    card.append(acts);
  }
  place(one.start, one.end, pinned);
}

function place(start, end, pinned) {
  card.hidden = false;
  card.dataset.pinned = pinned ? "yes" : "";
  const words_ = rectangle(start, Math.max(end, start + 1)), frame = card.parentElement.getBoundingClientRect();
  const width = Math.min(card.offsetWidth, frame.width);
  card.style.left = `${Math.max(0, Math.min(words_.left - frame.left, frame.width - width))}px`;
  const above = words_.bottom + card.offsetHeight + 12 > innerHeight && words_.top > card.offsetHeight + 12;
  card.style.top = `${above ? words_.top - frame.top - card.offsetHeight - 6 : words_.bottom - frame.top + 6}px`;
}

export const hideCard = () => { card.hidden = true; card.dataset.pinned = ""; };

let hovering = 0;
area.addEventListener("mousemove", (event) => {
  if (hovering || card.dataset.pinned || event.buttons) return;
  hovering = requestAnimationFrame(() => {
    hovering = 0;
    // The mirror lies below the field.
    const part = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.parentElement === mirror);
    const one = part && part.dataset.finding !== undefined ? draft.findings[part.dataset.finding] : null;
    const duty = part && part.dataset.duty !== undefined ? draft.duties[part.dataset.duty] : null;
    if (one) showCard(one, { pinned: false });
    else if (duty) { card.replaceChildren(el("p", "", duty.told)); place(duty.start, duty.end, false); } else hideCard();
  });
});
area.addEventListener("mouseleave", () => { if (!card.dataset.pinned) hideCard(); });
area.addEventListener("click", () => {
  if (area.selectionStart !== area.selectionEnd) return;
  const one = atCaret();
  if (one) showCard(one); else hideCard();
});

// --- mending

export function mend(one, fix) {
  if (one.basis !== area.value) {
    // The text has changed since: the fix is made as soon as it was found again.
    draft.pending = { id: one.id, title: fix.title };
    area.focus({ preventScroll: true });
    return;
  }
  // Several edits become one replacement, so that one undo takes all of them back.
  const edits = [...fix.edits].sort((a, b) => b.start - a.start || b.end - a.end);
  const start = Math.min(...edits.map((edit) => edit.start)), end = Math.max(...edits.map((edit) => edit.end));
  let text = area.value.slice(start, end);
  for (const edit of edits) text = text.slice(0, edit.start - start) + edit.text + text.slice(edit.end - start);
  hideCard();
  replace(start, end, text);
  const first = edits[edits.length - 1];
  const caret = first.start + first.text.length;
  area.setSelectionRange(caret, caret);
  draw();
  bringIntoView(Math.max(0, caret - 1), caret);
  tell(`${one.suggested ? "Inserted" : "Mended"}. Ctrl Z takes it back.`);
  ask(0);
}

// A fix that waited is made as soon as what it mends was found in the present text.
when("taken", (text) => {
  if (!draft.pending) return;
  const one = draft.findings.find((finding) => finding.id === draft.pending.id && finding.basis === text);
  const fix = one && one.fixes.find((offered) => offered.title === draft.pending.title);
  if (fix) { draft.pending = null; queueMicrotask(() => mend(one, fix)); }
});

export function putAside(one) {
  const all = setAside.all;
  all.add(one.fingerprint);
  setAside.put(all);
  one.aside = true;
  if (draft.current === one) draft.current = null;
  happened("changed");
  area.focus({ preventScroll: true });
  tell("Set aside for this draft.");
}
