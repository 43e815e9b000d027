// The text and its marks: where what was found stands, how marks move with the words around them, and the mirror below
// the field that carries them.
import { RANK, area, draft, el, mirror, panel } from "./parts.js";

// Marks move with the words around a change; what touches the change is not marked until it was looked at again.
export function follow(old, text) {
  const most = Math.min(old.length, text.length);
  let same = 0, behind = 0;
  while (same < most && old[same] === text[same]) same += 1;
  while (behind < most - same && old[old.length - 1 - behind] === text[text.length - 1 - behind]) behind += 1;
  const edited = old.length - behind, shift = text.length - old.length;
  const moved = (span) => {
    if (span.end <= same && (span.end < same || span.end > span.start || span.end === 0)) return true;
    if (span.start >= edited) { span.start += shift; span.end += shift; return true; }
    return false;
  };
  for (const one of draft.findings) if (!moved(one)) { one.gone = true; one.start = Math.min(one.start, text.length); one.end = one.start; }
  // A duty stays marked while it is being written.
  for (const one of draft.duties) if (!moved(one)) { one.start = Math.min(one.start, same); one.end = Math.max(one.start, one.end + shift); }
}

// Notes and what is missing have a place in the text, but nothing there is wrong.
export const isOverall = (one) => one.start === one.end && !one.gone;
export const isQuiet = (one) => one.severity === "note" || one.suggested;
export const marked = () => draft.findings.filter((one) => !one.gone && !one.aside && one.end > one.start && (!isQuiet(one) || one === draft.current));

export function draw() {
  const text = area.value, edges = new Set([0, text.length]), under = marked();
  for (const span of [...under, ...draft.duties]) { edges.add(Math.min(span.start, text.length)); edges.add(Math.min(span.end, text.length)); }
  const order = [...edges].sort((a, b) => a - b), made = document.createDocumentFragment();
  for (let i = 0; i + 1 < order.length; i += 1) {
    const [from, to] = [order[i], order[i + 1]], words = text.slice(from, to);
    const here = under.filter((one) => one.start <= from && one.end >= to);
    const duty = draft.duties.find((one) => one.start <= from && one.end >= to);
    if (!here.length && !duty) { made.append(words); continue; }
    const part = el("span", duty ? `duty ${duty.status}` : "", words);
    if (duty) part.dataset.duty = draft.duties.indexOf(duty);
    if (here.length) {
      // Of several the one that says most exactly what it is about.
      const best = here.reduce((a, b) => (b.end - b.start < a.end - a.start ? b : a));
      const grave = here.reduce((a, b) => (RANK[b.severity] < RANK[a.severity] ? b : a));
      part.classList.add("found", grave.severity);
      if (here.includes(draft.current)) part.classList.add("current");
      part.dataset.finding = draft.findings.indexOf(best);
    }
    made.append(part);
  }
  // A line end at the very end has no height of its own.
  made.append("\n");
  mirror.replaceChildren(made);
}

// Before the next picture, once for however many changes one act makes.
let drawing = 0;
export function drawSoon() {
  if (!drawing) drawing = requestAnimationFrame(() => { drawing = 0; draw(); });
}

// The place on the screen of a position in the text.
export function rectangle(start, end) {
  const walker = document.createTreeWalker(mirror, NodeFilter.SHOW_TEXT), range = document.createRange();
  let at = 0, begun = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const next = at + node.length;
    if (!begun && start < next) { range.setStart(node, start - at); begun = true; }
    if (begun && end <= next) { range.setEnd(node, Math.max(end - at, 0)); break; }
    at = next;
  }
  const first = range.getClientRects()[0];
  return first || range.getBoundingClientRect();
}

export function bringIntoView(start, end) {
  const place = rectangle(start, Math.max(end, start + 1));
  const bottom = innerHeight - (panel.classList.contains("sheet") ? panel.getBoundingClientRect().height : 0);
  if (place.top < 90 || place.bottom > bottom - 90) scrollBy({ top: place.top - bottom / 2.6, behavior: "instant" });
}

// In the field's own way, so that one undo takes it back.
export function replace(start, end, text) {
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, end);
  const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!done) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
