// The time marker: play, pause, one step forward or back, scrub. All of it without the server.

const RATES = [2, 10, 50, 200, 1000]; // steps a second

const SHAPES = {
  start: "M3 2v12h2V2zM13 2v12L6 8z",
  back: "M11 2v12L4 8z",
  play: "M4 2v12l9-6z",
  pause: "M4 2h3v12H4zM9 2h3v12H9z",
  on: "M5 2v12l7-6z",
  end: "M11 2v12h2V2zM3 2v12l7-6z",
};

/** @param {keyof SHAPES} name */
const icon = (name) => `<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path fill="currentColor" d="${SHAPES[name]}"/></svg>`;

/** @param {HTMLElement} host @param {any} panel */
export function createPlayback(host, panel) {
  host.className = "dl-playback";
  host.innerHTML = `
    <button type="button" data-do="start" title="To the start (Home)" aria-label="To the start">${icon("start")}</button>
    <button type="button" data-do="back" title="One step back (←)" aria-label="One step back">${icon("back")}</button>
    <button type="button" data-do="play" class="dl-play" title="Play or pause (space)" aria-label="Play">${icon("play")}</button>
    <button type="button" data-do="on" title="One step on (→)" aria-label="One step on">${icon("on")}</button>
    <button type="button" data-do="end" title="To the end (End)" aria-label="To the end">${icon("end")}</button>
    <input type="range" name="at" min="0" step="1" aria-label="Marked step t">
    <output>t = 0</output>
    <label>speed <select aria-label="Playback speed">${RATES.map((r) => `<option value="${r}">${r} steps/s</option>`).join("")}</select></label>`;
  const range = /** @type {HTMLInputElement} */ (host.querySelector("input"));
  const output = /** @type {HTMLElement} */ (host.querySelector("output"));
  const speed = /** @type {HTMLSelectElement} */ (host.querySelector("select"));
  const play = /** @type {HTMLButtonElement} */ (host.querySelector(".dl-play"));
  speed.value = "50";
  let last = 0;
  let playing = 0;
  let exact = 0;
  let before = 0;

  function tick(/** @type {number} */ now) {
    exact = Math.min(last, exact + ((now - before) / 1000) * Number(speed.value));
    before = now;
    if (Math.floor(exact) !== panel.at) panel.mark(Math.floor(exact));
    if (exact >= last) return pause();
    playing = requestAnimationFrame(tick);
  }

  function pause() {
    if (playing) cancelAnimationFrame(playing);
    playing = 0;
    play.innerHTML = icon("play");
    play.setAttribute("aria-label", "Play");
    panel.released();
  }

  function toggle() {
    if (playing) return pause();
    exact = panel.at >= last ? 0 : panel.at;
    before = performance.now();
    play.innerHTML = icon("pause");
    play.setAttribute("aria-label", "Pause");
    playing = requestAnimationFrame(tick);
  }

  function go(/** @type {number} */ step) {
    if (playing) pause();
    panel.mark(Math.min(Math.max(step, 0), last));
    panel.released();
  }

  const actions = {
    start: () => go(0),
    back: () => go(panel.at - 1),
    play: toggle,
    on: () => go(panel.at + 1),
    end: () => go(last),
  };
  host.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("button");
    if (button) actions[/** @type {keyof actions} */ (button.dataset.do)]();
  });
  range.addEventListener("input", () => {
    exact = Number(range.value);
    panel.mark(exact);
  });
  range.addEventListener("change", () => panel.released());

  function keys(/** @type {KeyboardEvent} */ event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || !panel.root.isConnected) return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("input, select, textarea, [contenteditable], a") || (event.key === " " && target.closest("button, summary"))) return;
    const action = { " ": actions.play, ArrowLeft: actions.back, ArrowRight: actions.on, Home: actions.start, End: actions.end }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }
  document.addEventListener("keydown", keys);

  return {
    mark() {
      range.value = String(panel.at);
      output.textContent = `t = ${Math.min(panel.at, last)}`;
      range.setAttribute("aria-valuetext", `step ${Math.min(panel.at, last)} of ${last}`);
    },
    show(/** @type {{steps: number}} */ frame) {
      last = frame.steps;
      range.max = String(last);
      this.mark();
    },
    /** On a page without steps. */
    hide() {
      host.hidden = true;
      document.removeEventListener("keydown", keys);
    },
    destroy() {
      if (playing) cancelAnimationFrame(playing);
      document.removeEventListener("keydown", keys);
    },
  };
}
