/** Dots on a canvas, pixel by pixel: fifty thousand in a few milliseconds, whatever the browser draws with. */
import { forwards } from "./cloud.js";

/** @typedef {import("./cloud.js").Cloud} Cloud */
/** @typedef {import("./cloud.js").View} View */
/** @typedef {{rgb: [number, number, number], alpha: number}} Ink */

/** With more points chosen, frames round them would hide them: each has a dot in it instead. */
const MANY = 400;

/**
 * How much of each pixel round the middle a dot of this radius covers.
 *
 * @param {number} radius in pixels of the screen
 * @returns {{dx: Int16Array, dy: Int16Array, share: Float32Array}}
 */
function stamp(radius) {
  const reach = Math.ceil(radius + 0.5);
  const dx = [], dy = [], share = [];
  for (let y = -reach; y <= reach; y += 1) {
    for (let x = -reach; x <= reach; x += 1) {
      const cover = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(x, y)));
      if (cover > 0.02) {
        dx.push(x);
        dy.push(y);
        share.push(cover);
      }
    }
  }
  return { dx: Int16Array.from(dx), dy: Int16Array.from(dy), share: Float32Array.from(share) };
}

/** @param {number} x @param {number} y @param {number} width @param {number} height */
const outside = (x, y, width, height) => x < 0 || y < 0 || x >= width || y >= height;

export class Paint {
  /** @type {ImageData | null} */
  #image = null;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
  }

  /**
   * @param {Cloud} cloud
   * @param {View} view in pixels of the page
   * @param {{inks: Ink[], ink: Uint8Array, order: Uint32Array, radius: number, ground: [number, number, number], dense: number}} look
   *   ink: of each point, 255 for none; order: in which they are drawn, the last on top; dense: pixels of the screen in one of the page
   */
  draw(cloud, view, { inks, ink, order, radius, ground, dense }) {
    const width = Math.round(view.width * dense), height = Math.round(view.height * dense);
    if (this.canvas.width !== width || this.canvas.height !== height || !this.#image) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.#image = this.context.createImageData(width, height);
    }
    const { data } = this.#image;
    new Uint32Array(data.buffer).fill((255 << 24) | (ground[2] << 16) | (ground[1] << 8) | ground[0]);
    // Affine: two points tell where all stand.
    const [ox, oy] = forwards(view, 0, 0), [ex, ey] = forwards(view, 1, 1);
    const kx = (ex - ox) * dense, ky = (ey - oy) * dense, bx = ox * dense, by = oy * dense;
    const dot = stamp(radius * dense);
    const reach = Math.ceil(radius * dense) + 1;
    const steps = Int32Array.from(dot.dx, (x, s) => (dot.dy[s] * width + x) * 4);
    for (let at = 0; at < order.length; at += 1) {
      const i = order[at];
      const one = inks[ink[i]];
      if (!one) continue;
      const px = Math.round(bx + cloud.x[i] * kx), py = Math.round(by + cloud.y[i] * ky);
      if (px < -reach || py < -reach || px >= width + reach || py >= height + reach) continue;
      const whole = px >= reach && py >= reach && px < width - reach && py < height - reach;
      const [red, green, blue] = one.rgb, middle = (py * width + px) * 4;
      for (let s = 0; s < steps.length; s += 1) {
        if (!whole && outside(px + dot.dx[s], py + dot.dy[s], width, height)) continue;
        const alpha = dot.share[s] * one.alpha, to = middle + steps[s];
        data[to] += (red - data[to]) * alpha;
        data[to + 1] += (green - data[to + 1]) * alpha;
        data[to + 2] += (blue - data[to + 2]) * alpha;
      }
    }
    this.context.putImageData(this.#image, 0, 0);
  }
}

/**
 * What lies over the dots: rings round those that are chosen or pointed at, and the line that is being drawn.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Cloud} cloud
 * @param {View} view
 * @param {{chosen: Set<number>, at: number, line: [number, number][], colour: string, dense: number, radius: number}} look
 */
export function overlay(canvas, cloud, view, { chosen, at, line, colour, dense, radius }) {
  const width = Math.round(view.width * dense), height = Math.round(view.height * dense);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(dense, 0, 0, dense, 0, 0);
  context.clearRect(0, 0, view.width, view.height);
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = 1.25;
  const many = chosen.size > MANY, side = many ? Math.max(2, radius) : 2 * radius + 3;
  for (const i of chosen) {
    const [x, y] = forwards(view, cloud.x[i], cloud.y[i]);
    if (x < -9 || y < -9 || x > view.width + 9 || y > view.height + 9) continue;
    if (many) context.fillRect(x - side / 2, y - side / 2, side, side);
    else context.strokeRect(x - side / 2, y - side / 2, side, side);
  }
  if (at >= 0) {
    const [x, y] = forwards(view, cloud.x[at], cloud.y[at]);
    context.lineWidth = 2.5;
    context.beginPath();
    context.arc(x, y, radius + 5, 0, 2 * Math.PI);
    context.stroke();
  }
  if (line.length > 1) {
    context.beginPath();
    for (const [x, y] of line) context.lineTo(...forwards(view, x, y));
    context.closePath();
    context.lineWidth = 1.5;
    context.setLineDash([5, 4]);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 0.12;
    context.fill();
    context.globalAlpha = 1;
  }
}
