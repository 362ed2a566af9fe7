/** Things that go on while a page is open and looked at. */

/**
 * Run again and again, never twice at once; wait while the page isn't looked at, stop when it is left.
 *
 * @param {() => Promise<void>} run
 * @param {number} every milliseconds from the end of one to the start of the next
 * @param {AbortSignal} leaving
 */
export function repeatedly(run, every, leaving) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  let busy = false;
  const next = async () => {
    clearTimeout(waiting);
    if (leaving.aborted || busy || document.hidden) return;
    busy = true;
    try {
      await run();
    } catch { /* the shell tells when the server is away; the next round tries again */ }
    busy = false;
    if (!leaving.aborted) waiting = setTimeout(next, every);
  };
  document.addEventListener("visibilitychange", next, { signal: leaving });
  leaving.addEventListener("abort", () => clearTimeout(waiting));
  waiting = setTimeout(next, every);
}

/**
 * Call back with the width of an element, now and whenever it changes.
 *
 * @param {Element} element
 * @param {(width: number) => void} run
 * @param {AbortSignal} leaving
 */
export function onWidth(element, run, leaving) {
  let last = 0;
  const watch = new ResizeObserver(() => {
    const width = Math.floor(element.clientWidth);
    if (width && width !== last) run((last = width));
  });
  watch.observe(element);
  leaving.addEventListener("abort", () => watch.disconnect());
}

/**
 * Call at most once a frame, however often it is asked for.
 *
 * @param {() => void} run
 * @returns {() => void}
 */
export function onceAFrame(run) {
  let asked = 0;
  return () => {
    if (!asked) asked = requestAnimationFrame(() => { asked = 0; run(); });
  };
}

/**
 * Call when nothing was asked for a while.
 *
 * @template {any[]} A
 * @param {(...given: A) => void} run
 * @param {number} wait
 * @returns {(...given: A) => void}
 */
export function whenQuiet(run, wait) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...given), wait);
  };
}
