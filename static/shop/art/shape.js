/** Outlines and surfaces from which all drawings are made. The canvas is 400 by 500, light falls from the upper left. */
import { darker, lighter, lightness, mix } from './colour.js';

const n = (value) => Math.round(value * 10) / 10;

/** A smooth line through points (Catmull-Rom as Bézier curves). */
export function through(points, closed = false) {
  const at = (index) => closed ? points[(index + points.length) % points.length] : points[Math.max(0, Math.min(points.length - 1, index))];
  let path = `M${n(points[0][0])} ${n(points[0][1])}`;
  for (let i = 0; i < points.length - (closed ? 0 : 1); i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    path += `C${n(b[0] + (c[0] - a[0]) / 6)} ${n(b[1] + (c[1] - a[1]) / 6)} ${n(c[0] - (d[0] - b[0]) / 6)} ${n(c[1] - (d[1] - b[1]) / 6)} ${n(c[0])} ${n(c[1])}`;
  }
  return closed ? path + 'Z' : path;
}

/** A figure that is the same left and right: `start` and segments of the right half, `[x, y]` or `[c1x, c1y, c2x, c2y, x, y]`, measured from the axis. */
export function mirrored(axis, start, segments) {
  const curves = [];
  let [x, y] = start;
  for (const part of segments) {
    const curve = part.length === 2 ? [x, y, part[0], part[1], part[0], part[1]] : part;
    curves.push({ from: [x, y], curve });
    [x, y] = curve.slice(4);
  }
  const right = curves.map(({ curve: c }) => `C${n(axis + c[0])} ${c[1]} ${n(axis + c[2])} ${c[3]} ${n(axis + c[4])} ${c[5]}`).join('');
  const left = curves.reverse().map(({ from, curve: c }) => `C${n(axis - c[2])} ${c[3]} ${n(axis - c[0])} ${c[1]} ${n(axis - from[0])} ${from[1]}`).join('');
  return `M${n(axis + start[0])} ${start[1]}${right}${left}Z`;
}

/** Collects definitions (gradients, patterns, clips) of one drawing under ids of its own. */
export function sheet() {
  const definitions = [];
  const define = (make) => { const id = `d${definitions.length}`; definitions.push(make(id)); return `url(#${id})`; };
  const gradient = (stops, box = 'x1="0" y1="0" x2="1" y2="0"') => define((id) =>
    `<linearGradient id="${id}" ${box}>${stops.map(([offset, colour, opacity]) => `<stop offset="${offset}" stop-color="${colour}"${opacity === undefined ? '' : ` stop-opacity="${opacity}"`}/>`).join('')}</linearGradient>`);
  return {
    definitions,
    gradient,
    glow: (colour, opacity = 0.8) => define((id) => `<radialGradient id="${id}"><stop offset="0" stop-color="${colour}" stop-opacity="${opacity}"/><stop offset="1" stop-color="${colour}" stop-opacity="0"/></radialGradient>`),
    clip: (path) => define((id) => `<clipPath id="${id}"><path d="${path}"/></clipPath>`),
    pattern: (size, content, turn = 0) => define((id) => `<pattern id="${id}" width="${size[0]}" height="${size[1]}" patternUnits="userSpaceOnUse" patternTransform="rotate(${turn})">${content}</pattern>`),
    /** A body that is round about a vertical axis. */
    round: (colour) => gradient([[0, darker(colour, 0.1)], [0.22, lighter(colour, 0.28)], [0.55, colour], [1, darker(colour, 0.34)]]),
    /** Cloth or wood that is nearly flat. */
    flat: (colour) => gradient([[0, lighter(colour, 0.16)], [0.6, colour], [1, darker(colour, 0.16)]], 'x1="0" y1="0" x2="1" y2="1"'),
  };
}

export const shadow = (x, y, rx, ry, opacity = 0.2) =>
  [1, 0.72, 0.45].map((share) => `<ellipse cx="${x + 10}" cy="${y}" rx="${n(rx * (0.55 + share * 0.5))}" ry="${n(ry * (0.5 + share * 0.6))}" fill="#2a1f14" opacity="${n(opacity * 100 / 2.4) / 100}"/>`).join('');

/** A pot, bowl, bottle or lamp foot: `profile` is [radius, y] from the rim down. */
export function vessel(draw, x, profile, colour, { open = true, glaze, bands, speckle, inside } = {}) {
  const [rim, top] = profile[0];
  const [foot, bottom] = profile.at(-1);
  const tilt = 0.17;
  const right = profile.map(([radius, y]) => [x + radius, y]);
  const left = profile.map(([radius, y]) => [x - radius, y]).reverse();
  const body = `${through(right)}A${foot} ${n(foot * tilt)} 0 0 1 ${x - foot} ${bottom}${through(left).replace('M', 'L')}A${rim} ${n(rim * tilt)} 0 0 0 ${x + rim} ${top}Z`;
  const clip = draw.clip(body);
  let over = '';
  const height = bottom - top;
  if (glaze) {
    const line = top + height * glaze.at;
    over += `<path d="M${x - 160} ${line}q40 ${glaze.wave ?? 8} 80 0t80 0 80 0 80 0V${bottom + 30}H${x - 160}Z" fill="${draw.round(glaze.colour)}"/>`;
  }
  for (const band of bands ?? []) over += `<path d="M${x - 170} ${top + height * band.at}q170 ${band.bend ?? 26} 340 0" fill="none" stroke="${band.colour}" stroke-width="${band.width}" opacity="0.85"/>`;
  if (speckle) for (let i = 0; i < 46; i++) over += `<circle cx="${n(x + speckle.dice.between(-130, 130))}" cy="${n(speckle.dice.between(top, bottom))}" r="${n(speckle.dice.between(0.5, 1.7))}" fill="${speckle.colour}" opacity="0.55"/>`;
  const dark = lightness(colour) < 0.3;
  return `<path d="${body}" fill="${draw.round(colour)}"/><g clip-path="${clip}">${over}<path d="${body}" fill="${draw.gradient([[0, '#fff', dark ? 0.1 : 0.2], [0.3, '#fff', 0], [0.62, '#201408', 0], [1, '#201408', 0.26]])}"/></g>`
    + (open ? `<ellipse cx="${x}" cy="${top}" rx="${rim}" ry="${n(rim * tilt)}" fill="${draw.gradient([[0, darker(inside ?? colour, 0.42)], [1, darker(inside ?? colour, 0.12)]])}" stroke="${lighter(colour, 0.4)}" stroke-width="2"/>` : '');
}

/** Woven and printed patterns, laid over a shape that is already painted. `null` is plain. */
export function weave(draw, kind, colour, own) {
  const light = lightness(colour) > 0.52;
  const ink = own ?? (light ? darker(colour, 0.34) : lighter(colour, 0.42));
  switch (kind) {
    case 'stripe': return draw.pattern([22, 22], `<path d="M5 0V22" stroke="${ink}" stroke-width="2.4" opacity="0.6"/>`);
    case 'fine': return draw.pattern([9, 9], `<path d="M4 0V9" stroke="${ink}" stroke-width="1" opacity="0.55"/>`);
    case 'band': return draw.pattern([40, 46], `<path d="M0 10H40M0 17H40" stroke="${ink}" stroke-width="3" opacity="0.5"/>`);
    case 'check': return draw.pattern([34, 34], `<path d="M0 8H34M8 0V34" stroke="${ink}" stroke-width="7" opacity="0.24"/><path d="M0 23H34M23 0V34" stroke="${ink}" stroke-width="1.4" opacity="0.5"/>`);
    case 'dots': return draw.pattern([22, 22], `<circle cx="5" cy="6" r="2.3" fill="${ink}" opacity="0.6"/><circle cx="16" cy="17" r="2.3" fill="${ink}" opacity="0.6"/>`);
    case 'leaf': return draw.pattern([46, 46], `<g fill="none" stroke="${ink}" stroke-width="1.6" opacity="0.65"><path d="M10 36C10 26 14 18 22 10M12 28c5 0 8-2 9-6M14 22c-4-1-6-4-6-8M33 44c0-7 2-12 7-17M35 37c4 0 6-2 7-5"/></g><circle cx="34" cy="14" r="2.6" fill="${ink}" opacity="0.5"/>`, 8);
    case 'knit': return draw.pattern([10, 9], `<path d="M0 1L5 6 10 1" fill="none" stroke="${darker(colour, 0.3)}" stroke-width="1.1" opacity="0.38"/><path d="M0 4L5 9 10 4" fill="none" stroke="${lighter(colour, 0.5)}" stroke-width="0.8" opacity="0.25"/>`);
    case 'cable': return draw.pattern([36, 34], `<g fill="none" stroke="${darker(colour, 0.36)}" stroke-width="1.5" opacity="0.5"><path d="M10 0C10 12 22 12 22 24V34M22 0C22 12 10 12 10 24V34M30 0V34M3 0V34"/></g>`);
    case 'rib': return draw.pattern([6, 6], `<path d="M3 0V6" stroke="${darker(colour, 0.42)}" stroke-width="1.6" opacity="0.45"/>`);
    case 'waffle': return draw.pattern([11, 11], `<path d="M0 0H11M0 0V11" stroke="${darker(colour, 0.3)}" stroke-width="1.3" opacity="0.42"/>`);
    case 'wicker': return draw.pattern([18, 14], `<path d="M0 4Q4.5 -1 9 4T18 4M-9 11Q-4.5 6 0 11T9 11 18 11" fill="none" stroke="${darker(colour, 0.46)}" stroke-width="2" opacity="0.6"/>`);
    case 'quilt': return draw.pattern([34, 34], `<path d="M0 17L17 0 34 17 17 34Z" fill="none" stroke="${darker(colour, 0.4)}" stroke-width="1.8" opacity="0.5"/><path d="M4 17L17 4" stroke="${lighter(colour, 0.5)}" stroke-width="2.4" opacity="0.3"/>`);
    case 'grain': return draw.pattern([120, 26], `<path d="M0 6Q30 2 60 7T120 6M0 17Q40 21 70 16T120 18" fill="none" stroke="${darker(colour, 0.4)}" stroke-width="1.1" opacity="0.35"/>`);
    default: return null;
  }
}

/** Paints a path: surface, and pattern over it; the sheet's `ink` is the colour of stripes and prints where the product names one. */
export function painted(draw, path, colour, kind, extra = '') {
  const over = weave(draw, kind, colour, draw.ink);
  return `<path d="${path}" fill="${draw.flat(colour)}" ${extra}/>` + (over ? `<path d="${path}" fill="${over}"/>` : '');
}

export const crease = (path, colour, width = 2, opacity = 0.4) => `<path d="${path}" fill="none" stroke="${darker(colour, 0.5)}" stroke-width="${width}" stroke-linecap="round" opacity="${opacity}"/>`;
export { mix };
