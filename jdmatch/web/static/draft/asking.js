// Talking to the server. After a pause the rules are asked, then the models; an answer about a text that is not there any
// more is thrown away.
import { $, RANK, area, chosen, draft, el, fault, form, happened, inUnits, number, setAside, thinking, units } from "./parts.js";

const PAUSE = 150;  // milliseconds after the last key
const page = crypto.getRandomValues(new Uint32Array(3)).join("-");
let sequence = 0, asking = null, pause = 0, again = 0, retry = 0;

export function ask(wait = PAUSE) {
  sequence += 1;
  if (asking) asking.abort();
  asking = null;
  clearTimeout(pause);
  pause = setTimeout(run, wait, sequence);
}

async function run(which) {
  const text = area.value, stop = new AbortController();
  asking = stop;
  for (const phase of ["look", "judge"]) {
    const answer = await request(phase, text, which, stop.signal);
    if (which !== sequence || text !== area.value || !answer || answer.state === "stale") return;
    performance.mark(`jdmatch-${phase}`, { detail: which });
    if (answer.state === "unread") { showUnread(answer); return; }
    if (phase === "look") showLook(answer, text); else showJudged(answer, text);
  }
}

async function request(phase, text, which, signal) {
  const body = JSON.stringify({ text: text.isWellFormed && !text.isWellFormed() ? text.toWellFormed() : text, sequence: which, framework: chosen(), level: $("level").value, phase, page });
  const headers = { "Content-Type": "application/json", Accept: "application/json", "x-jdmatch-token": document.body.dataset.token };
  try {
    const got = await fetch("/drafts/check", { method: "POST", headers, body, signal });
    if (got.ok) { if (phase === "judge") fault(""); retry = 0; return await got.json(); }
    const told = await got.json().catch(() => ({}));
    if (got.status === 429 || got.status === 504) {
      clearTimeout(again);
      retry = Math.min(retry + 1, 5);
      again = setTimeout(() => { if (which === sequence) ask(0); }, 1000 * Number(got.headers.get("Retry-After") || retry));
      return null;
    }
    thinking(false);
    fault(told.message || "That could not be checked.");
  } catch (error) {
    if (error.name !== "AbortError") fault("The server does not answer. Your text is kept in this browser; go on writing.");
  }
  return null;
}

// --- what was answered

function taken(answer, text) {
  const at = units(text), aside = setAside.all;
  return answer.findings.map((one) => ({
    ...inUnits(one, at),
    fixes: one.fixes.map((fix) => ({ ...fix, edits: fix.edits.map((edit) => inUnits(edit, at)) })),
    basis: text,
    aside: aside.has(one.fingerprint),
  }));
}

function showLook(answer, text) {
  // What the models said about an older text stays where its words now stand, until they have spoken again.
  const carried = draft.findings.filter((one) => one.needs === "analysis" && !one.gone);
  take([...taken(answer, text), ...carried], text);
  thinking(answer.models === "loading");
  $("unread").hidden = true;
  words(answer.words);
  happened("changed");
}

function showJudged(answer, text) {
  const at = units(text);
  draft.duties = answer.duties.map((one) => inUnits(one, at));
  take(taken(answer, text), text);
  draft.figures = answer;
  thinking(false);
  fault("");
  words(answer.words);
  happened("changed");
  happened("judged");
}

function showUnread(answer) {
  draft.findings = []; draft.duties = []; draft.figures = null; draft.current = null; draft.pending = null;
  const place = $("unread");
  place.hidden = false;
  place.replaceChildren(el("p", "", answer.told));
  if (!area.value.trim() && !form.dataset.id) {
    const link = el("a", "", "Try it with a sample");
    link.href = "/drafts/new?sample";
    place.append(link);
  }
  place.classList.toggle("odd", !answer.early);
  thinking(false);
  fault("");
  words(answer.words);
  happened("changed");
}

function take(fresh, text) {
  const known = draft.current && draft.current.id, times = new Map();
  draft.findings = fresh.sort((a, b) => a.start - b.start || a.end - b.end || RANK[a.severity] - RANK[b.severity]);
  // The same words may be found twice.
  for (const one of draft.findings) {
    const n = (times.get(one.fingerprint) || 0) + 1;
    times.set(one.fingerprint, n);
    one.id = `${one.fingerprint}#${n}`;
  }
  draft.current = draft.findings.find((one) => one.id === known && !one.gone) || null;
  happened("taken", text);
}

function words(count) { $("words").textContent = count === undefined ? "" : `${number.format(count)} words`; }
