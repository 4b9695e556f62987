// The live panel: controls, figures and equations of one experiment. Its state is the query.

import { cleared, marker, polyline } from "./canvas.js";
import { createControls } from "./controls.js";
import { frameOf } from "./frame.js";
import { createPlayback } from "./playback.js";
import { plotly } from "./plot.js";
import * as query from "./query.js";
import { latestWins, untilAnswered } from "./requests.js";
import { readTheme, styleOf, watchTheme } from "./theme.js";
import { decode } from "./wire.js";

const SETTLE = 140; // milliseconds of rest after which the picture is handed to Plotly and the link updated
const NARROW = 640; // pixels
const TAB = Math.random().toString(36).slice(2); // turns go round tabs where many share an address
const LONGEST = 120_000; // milliseconds that an answer may take
const SHORT = 400; // milliseconds after which it is said that an answer takes longer

/** @typedef {import("./frame.js").Frame} Frame */
/** @typedef {{parentElement: HTMLElement, data: {spec: any, query: string, commit: number}, setStateValue: (name: string, value: any) => void}} Component */

/** @type {WeakMap<HTMLElement, Promise<Panel>>} */
const mounted = new WeakMap();

/** Called by Streamlit on every run of the page. @param {Component} component */
export async function mount(component) {
  const { parentElement } = component;
  let panel = mounted.get(parentElement);
  if (!panel) {
    panel = Panel.open(component);
    mounted.set(parentElement, panel);
  } else (await panel).update(component);
  return () => setTimeout(async () => (await panel)?.closeIfGone(), 0);
}

class Panel {
  /** @param {Component} component */
  static async open(component) {
    const { views } = component.data.spec.facts;
    const [Plotly, ...modules] = await Promise.all([plotly(), ...views.map((/** @type {string} */ name) => import(`./views/${name.split(":")[0]}.js`))]);
    return new Panel(component, Plotly, Object.fromEntries(views.map((/** @type {string} */ name, /** @type {number} */ k) => [name, modules[k]])));
  }

  /** @param {Component} component @param {any} Plotly @param {Record<string, any>} modules */
  constructor(component, Plotly, modules) {
    this.Plotly = Plotly;
    this.spec = component.data.spec;
    this.hidden = component.data.hide;
    this.setStateValue = component.setStateValue;
    this.values = query.read(this.spec.controls, component.data.query);
    this.committed = this.values;
    this.commits = component.data.commit;
    /** @type {Frame|null} */
    this.frame = null;
    this.frameQuery = "";
    this.addsSamples = false;
    this.patience = new AbortController();
    this.moving = false;
    this.settling = 0;
    this.checking = 0;
    this.coarse = matchMedia("(pointer: coarse)").matches;
    this.root = document.createElement("div");
    this.root.className = `dl-panel dl-${this.spec.experiment}`;
    this.root.classList.toggle("dl-projector", component.data.projector);
    /** @type {HTMLElement} */ (component.parentElement.querySelector(".dl-host")).append(this.root);
    this.theme = readTheme(this.root);
    this.narrow = this.root.clientWidth < NARROW;
    this.build(modules);
    this.requests = latestWins({
      fetch: (job) => this.waitFor(this.fetch(this.spec.experiment, job.query + (job.live ? "&live=1" : ""))),
      read: async (response) => decode(await response.arrayBuffer()),
      answered: (answer, job) => this.answered(answer, job),
      refused: (problem) => this.refused(problem),
      outage: (lasting, busy) => this.say(lasting ? `The server ${busy ? "has too much to do" : "does not answer"}. What you see is the last good picture; trying again…` : ""),
    });
    this.refresh();
    this.settle();
  }

  /** @param {Record<string, any>} modules */
  build(modules) {
    const place = (/** @type {string} */ area) => {
      const host = document.createElement("div");
      host.style.gridArea = area;
      this.root.append(host);
      return host;
    };
    const side = place("controls");
    side.className = "dl-controls";
    this.presets(side);
    this.controls = createControls(side, this);
    this.notes = Object.assign(document.createElement("div"), { className: "dl-notes" });
    this.notes.setAttribute("role", "status");
    this.message = Object.assign(document.createElement("p"), { className: "dl-message", hidden: true });
    this.message.setAttribute("role", "alert");
    side.append(this.notes);
    this.playback = createPlayback(place("playback"), this);
    if (this.spec.facts.playback === false) this.playback.hide();
    this.views = Object.entries(modules).map(([name, module]) => {
      const area = name.split(":").at(-1) ?? name; // "chart:law" is the chart "law"
      const host = place(area);
      return { ...module.create(host, this, area), host };
    });
    this.waiting = Object.assign(document.createElement("div"), { className: "dl-waiting", hidden: true });
    this.waiting.setAttribute("role", "status");
    const cancel = Object.assign(document.createElement("button"), { type: "button", textContent: "Cancel" });
    cancel.addEventListener("click", () => this.giveUp());
    this.waiting.append("Training… ", cancel);
    this.root.append(this.message, this.waiting);
    watchTheme(this.root, () => this.rethemed());
    // A picture may change its size alone: with the window's height, or with the words below it.
    this.observer = new ResizeObserver((changes) => this.resized(changes.map(({ target }) => target)));
    for (const sized of [this.root, ...this.root.querySelectorAll(".dl-figure, .dl-closeup-frame, .dl-bars")]) this.observer.observe(sized);
    this.paintSamples();
  }

  presets(/** @type {HTMLElement} */ side) {
    const list = document.createElement("div");
    list.className = "dl-presets";
    list.setAttribute("role", "group");
    list.setAttribute("aria-label", "Prepared settings");
    const words = Object.assign(document.createElement("p"), { className: "dl-words" });
    for (const preset of this.spec.facts.presets) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: preset.label, title: preset.words });
      button.addEventListener("click", () => {
        words.textContent = preset.words;
        this.adopt(query.read(this.spec.controls, preset.query));
      });
      list.append(button);
    }
    side.append(list, words);
  }

  // --- values ---

  get at() {
    return Math.min(Number(this.values.at), this.frame?.steps ?? Infinity);
  }

  /** @param {string} name */
  value(name) {
    return this.values[name];
  }

  /** Set one value; `moving` while a control is held. @param {string} name @param {string} text @param {boolean} moving */
  set(name, text, moving) {
    this.assign({ [name]: text }, moving);
  }

  /** Set several values at once. @param {Record<string, string>} changes @param {boolean} moving */
  assign(changes, moving) {
    this.moving = moving;
    this.values = { ...this.values, ...changes };
    if (this.spec.controls.every((/** @type {any} */ c) => !(c.name in changes) || c.viewOnly)) return moving ? undefined : this.settleSoon();
    this.requests.request({ query: this.runQuery(), values: this.values, live: true });
    clearTimeout(this.settling);
    if (!moving) this.settleSoon();
  }

  /** Put the time marker at a step. @param {number} step */
  mark(step) {
    const last = this.frame?.steps ?? step;
    const kept = this.spec.controls.find((/** @type {any} */ c) => c.name === "at")?.default; // past the end: the end
    this.values = { ...this.values, at: step >= last && Number(kept) >= last ? kept : String(Math.max(0, Math.min(step, last))) };
    this.playback.mark();
    for (const view of this.views) view.mark();
  }

  /** A control was let go. */
  released() {
    this.moving = false;
    this.settleSoon();
  }

  /** Take over all values at once: a preset, the Back button. @param {Record<string, string>} values */
  adopt(values) {
    this.values = values;
    this.moving = false;
    this.controls.complain(null, "");
    this.settle();
  }

  refresh() {
    this.controls.refresh(this.values);
  }

  runQuery() {
    return query.write(this.spec.controls, this.values, true);
  }

  // --- answers ---

  /** @param {string} experiment @param {string} text */
  fetch(experiment, text) {
    return fetch(new URL(`api/${experiment}?${text.replace(/^&/, "")}`, document.baseURI), {
      headers: { "X-Tab": TAB },
      signal: AbortSignal.any([this.patience.signal, AbortSignal.timeout(LONGEST)]),
    });
  }

  /** Say that an answer takes long, and offer to give it up. @param {Promise<Response>} answer */
  async waitFor(answer) {
    const late = setTimeout(() => (this.waiting.hidden = false), SHORT);
    try {
      return await answer;
    } finally {
      clearTimeout(late);
      this.waiting.hidden = true;
    }
  }

  /** Give up what is under way: the last picture stays. */
  giveUp() {
    this.patience.abort();
    this.patience = new AbortController();
  }

  /** A request of a view's own. @param {string} experiment @param {string} text */
  async fetchOnce(experiment, text) {
    return decode(await untilAnswered(() => this.fetch(experiment, text), (response) => response.arrayBuffer()));
  }

  answered(/** @type {any} */ answer, /** @type {any} */ job) {
    this.frame = frameOf(answer);
    this.frameQuery = job.query;
    this.say("");
    this.controls.complain(null, "");
    this.draw(job);
    if (!job.live) this.rest(job);
  }

  draw(/** @type {any} */ job) {
    const frame = /** @type {Frame} */ (this.frame);
    this.playback.show(frame);
    this.controls.show(frame);
    this.note(frame);
    for (const view of this.views) view.show(frame);
    this.refresh();
    if (job.live) this.announce(job);
  }

  /** Hand the picture to Plotly, and the query to the address bar. */
  async rest(/** @type {any} */ job) {
    await Promise.all(this.views.map((view) => view.settle(this.frame)));
    if (job.query !== this.runQuery() || this.moving) return;
    this.commit();
    this.announce(job);
  }

  announce(/** @type {any} */ { values, live }) {
    const detail = { query: query.write(this.spec.controls, { ...values, at: this.values.at }), live };
    window.dispatchEvent(new CustomEvent("descent:drawn", { detail }));
  }

  settleSoon() {
    clearTimeout(this.settling);
    this.settling = window.setTimeout(() => this.settle(), SETTLE);
  }

  settle() {
    clearTimeout(this.settling);
    if (this.moving) return;
    const job = { query: this.runQuery(), values: this.values, live: false };
    if (this.frame?.whole && this.frameQuery === job.query) {
      this.refresh();
      this.rest(job);
    } else this.requests.request(job);
  }

  refused(/** @type {{parameter?: string, error: string}} */ problem) {
    if (!this.controls.complain(problem.parameter ?? null, problem.error)) this.say(problem.error);
  }

  // --- Streamlit ---

  commit() {
    if (query.sameValues(this.spec.controls, this.values, this.committed)) return;
    this.committed = this.values;
    this.send(5);
  }

  /**
   * Tell the page, and tell it again while the address bar does not show it: what is sent before
   * Streamlit has reconnected is lost. The count makes every message a new one.
   */
  send(/** @type {number} */ tries) {
    const { committed } = this;
    this.setStateValue("commit", { query: query.write(this.spec.controls, committed), count: ++this.commits });
    const shown = () => query.sameValues(this.spec.controls, query.read(this.spec.controls, location.search), committed);
    clearTimeout(this.checking);
    this.checking = window.setTimeout(() => tries > 1 && this.committed === committed && !shown() && this.send(tries - 1), 2000);
  }

  /** A new run of the page: follow it where its query is not the one that came from here (the Back button). @param {Component} component */
  update({ data, setStateValue }) {
    this.setStateValue = setStateValue;
    if (data.commit < this.commits) return; // the answer to something older is on its way
    const values = query.read(this.spec.controls, data.query);
    if (query.sameValues(this.spec.controls, values, this.committed) || this.moving) return;
    this.committed = values;
    this.adopt(values);
  }

  // --- words ---

  say(/** @type {string} */ words) {
    this.message.textContent = words;
    this.message.hidden = !words;
  }

  note(/** @type {Frame} */ frame) {
    const diverged = frame.runs.filter((run) => run.divergedAt !== null);
    const words = [...diverged.map((run) => `${run.label} left the finite numbers at step ${run.divergedAt}. ${run.reason}`), ...frame.notes];
    if (this.notes.dataset.words === words.join()) return;
    this.notes.dataset.words = words.join();
    this.notes.replaceChildren(...words.map((text, k) => Object.assign(document.createElement("p"), { textContent: text, className: k < diverged.length ? "" : "dl-remark" })));
  }

  // --- surroundings ---

  paintSamples() {
    for (const canvas of /** @type {NodeListOf<HTMLCanvasElement>} */ (this.root.querySelectorAll("canvas.dl-sample"))) {
      const style = styleOf(this.theme, Number(canvas.dataset.style));
      const context = cleared(canvas);
      if (canvas.dataset.mode !== "points") polyline(context, 2, (k) => 1 + k * 38, () => 8, style, 2.5);
      if (canvas.dataset.mode !== "line") marker(context, 20, 8, style.marker, style.color, this.theme.ground, 4.5);
    }
  }

  rethemed() {
    const theme = readTheme(this.root);
    if (theme.ground === this.theme.ground && theme.ink === this.theme.ink) return;
    this.theme = theme;
    this.paintSamples();
    if (this.frame) Promise.all(this.views.map((view) => view.settle(this.frame)));
  }

  resized(/** @type {Element[]} */ changed) {
    const narrow = this.root.clientWidth < NARROW;
    const turned = narrow !== this.narrow;
    this.narrow = narrow;
    this.paintSamples();
    for (const view of this.views) if (changed.some((element) => view.host.contains(element))) view.resize();
    if (turned && this.frame) for (const view of this.views) view.settle(this.frame);
  }

  closeIfGone() {
    if (this.root.isConnected) return;
    clearTimeout(this.settling);
    clearTimeout(this.checking);
    this.observer.disconnect();
    this.playback.destroy();
    for (const view of this.views) view.destroy();
  }
}
