/**
 * Colours of drawings: told apart by people who see red and green alike, on light and on dark.
 * @module
 */

/** Classes that get a colour of their own; all others share the last, a grey. */
export const COLOURED = 8;

/** Lower ends of the shades of suspicion, as in the report, and their names. */
export const SHADES = [
  { from: 0, name: "under 20 %", variable: "--sure", alpha: 0.4 },
  { from: 0.2, name: "20 to 50 %", variable: "--gold", alpha: 0.8 },
  { from: 0.5, name: "50 to 80 %", variable: "--doubt", alpha: 0.65 },
  { from: 0.8, name: "over 80 %", variable: "--doubt", alpha: 1 },
];

/**
 * Where a probability stands among the shades.
 * @param {number | null} p
 * @returns {number}
 */
export function shade(p) {
  const value = p ?? 0;
  return value < 0.2 ? 0 : value < 0.5 ? 1 : value < 0.8 ? 2 : 3;
}

/**
 * The value of a colour variable as [red, green, blue], whichever theme is on.
 * @param {string} variable
 * @returns {[number, number, number]}
 */
export function colour(variable) {
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const value = getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
  if (!probe || !value) return [128, 128, 128];
  probe.canvas.width = probe.canvas.height = 1;
  probe.fillStyle = value;
  probe.fillRect(0, 0, 1, 1);
  const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

/**
 * Whether a change of theme asks for a drawing to be made anew; calls back until told to stop.
 * @param {() => void} again
 * @param {AbortSignal} signal
 */
export function onTheme(again, signal) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again, { signal });
  const watch = new MutationObserver(again);
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  signal.addEventListener("abort", () => watch.disconnect());
}
