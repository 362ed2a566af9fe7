/** Mouse, pen, fingers and wheel on the map: move, come closer, draw a line round points. */
import { backwards, moved, zoomed } from "./cloud.js";

/** @typedef {import("./cloud.js").View} View */

/** Pixels that a press may move and still be a press; pixels between two corners of a lasso. */
const STILL = 5, CORNER = 3;

/**
 * @param {HTMLElement} element
 * @param {{view: () => View, look: (view: View) => void, lasso: () => boolean, line: (line: [number, number][]) => void,
 *   round: (line: [number, number][], more: boolean) => void, over: (x: number, y: number, touched: boolean) => void,
 *   press: (x: number, y: number, more: boolean) => void, away: () => void}} does
 * @param {AbortSignal} leaving
 */
export function hand(element, does, leaving) {
  /** @type {Map<number, [number, number]>} */
  const down = new Map();
  /** @type {[number, number] | null} */
  let began = null;
  /** @type {[number, number][] | null} */
  let line = null;
  let dragged = false;
  const at = (/** @type {MouseEvent} */ event) => {
    const box = element.getBoundingClientRect();
    return /** @type {[number, number]} */ ([event.clientX - box.left, event.clientY - box.top]);
  };
  const on = (/** @type {string} */ name, /** @type {(event: any) => void} */ run, passive = true) => element.addEventListener(name, run, { signal: leaving, passive });
  const end = () => { line = null; does.line([]); };

  on("pointerdown", (event) => {
    if (event.button > 0) return;
    element.setPointerCapture(event.pointerId);
    down.set(event.pointerId, at(event));
    if (down.size > 1) { dragged = true; end(); return; }
    began = at(event);
    dragged = false;
    if (does.lasso() !== event.shiftKey) line = [backwards(does.view(), ...began)];
  });
  on("pointermove", (event) => {
    const now = at(event), before = down.get(event.pointerId);
    if (!before) { if (event.pointerType === "mouse") does.over(...now, false); return; }
    if (down.size === 2) { pinch(event.pointerId, now); return; }
    if (began && Math.hypot(now[0] - began[0], now[1] - began[1]) > STILL) dragged = true;
    if (!dragged) return;
    if (line) {
      if (Math.hypot(now[0] - before[0], now[1] - before[1]) < CORNER) return;
      line.push(backwards(does.view(), ...now));
      does.line(line);
    } else does.look(moved(does.view(), now[0] - before[0], now[1] - before[1]));
    down.set(event.pointerId, now);
  });
  const up = (/** @type {PointerEvent} */ event) => {
    if (!down.delete(event.pointerId) || down.size) return;
    if (event.type === "pointerup") {
      if (line && dragged && line.length > 2) does.round(line, event.ctrlKey || event.metaKey);
      else if (!dragged) does.press(...at(event), event.ctrlKey || event.metaKey);
    }
    end();
  };
  on("pointerup", up);
  on("pointercancel", up);
  on("pointerleave", (event) => { if (event.pointerType === "mouse" && !down.size) does.away(); });
  on("wheel", (event) => {
    event.preventDefault();
    const step = event.deltaMode === 1 ? event.deltaY * 30 : event.deltaY;
    does.look(zoomed(does.view(), Math.exp(-Math.max(-300, Math.min(300, step)) / 400), ...at(event)));
  }, false);
  on("dblclick", (event) => does.look(zoomed(does.view(), 2, ...at(event))));

  /** @param {number} id @param {[number, number]} now */
  function pinch(id, now) {
    const other = [...down].find(([key]) => key !== id)?.[1], before = down.get(id);
    if (!other || !before) return;
    const apart = Math.hypot(before[0] - other[0], before[1] - other[1]);
    const middle = [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2];
    const shifted = moved(does.view(), (now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
    down.set(id, now);
    does.look(zoomed(shifted, Math.hypot(now[0] - other[0], now[1] - other[1]) / Math.max(apart, 1), middle[0], middle[1]));
  }
}
