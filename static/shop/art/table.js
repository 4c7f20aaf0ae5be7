/** What stands on a table: crockery, glass, candles, scents, soap. Each drawing stands on y = 408. */
import { darker, lighter, lightness, mix } from './colour.js';
import { crease, shadow, through, vessel } from './shape.js';

const clay = '#b5785a';

/** The potter's decoration, the same for all pieces of one product. */
function decoration(dice, colour) {
  const ink = lightness(colour) > 0.5 ? darker(colour, 0.5) : lighter(colour, 0.55);
  return dice.pick([
    {},
    { speckle: { dice, colour: ink } },
    { glaze: { at: 0.62, colour: dice.pick([clay, mix(colour, clay, 0.45), lighter(colour, 0.45)]), wave: 7 } },
    { bands: [{ at: 0.24, width: 3, colour: ink }, { at: 0.32, width: 1.5, colour: ink }] },
    { speckle: { dice, colour: ink }, bands: [{ at: 0.12, width: 4, colour: ink }] },
  ]);
}

export function bowl({ draw, colour, dice }) {
  const style = decoration(dice, colour);
  const one = (x, base, r, h) => shadow(x, base + 4, r * 0.8, 12) + vessel(draw, x, [[r, base - h], [r * 0.96, base - h * 0.62], [r * 0.72, base - h * 0.22], [r * 0.42, base - 8], [r * 0.4, base]], colour, style);
  return dice.chance(0.5) ? one(200, 408, 118, 120) : one(200, 408, 108, 72) + one(200, 372, 108, 72) + one(200, 336, 108, 72);
}

export function plate({ draw, colour, dice }) {
  const ink = lightness(colour) > 0.5 ? darker(colour, 0.3) : lighter(colour, 0.4);
  const y = 262, r = 132;
  const rings = dice.pick([[0.94], [0.9, 0.86], [0.66], [0.97, 0.64]]).map((share) => `<circle cx="200" cy="${y}" r="${r * share}" fill="none" stroke="${ink}" stroke-width="${dice.pick([1.5, 3])}" opacity="0.6"/>`).join('');
  let marks = '';
  if (dice.chance(0.55)) for (let i = 0; i < 60; i++) { const turn = dice.next() * 6.3, far = Math.sqrt(dice.next()) * r * 0.96; marks += `<circle cx="${200 + Math.cos(turn) * far}" cy="${y + Math.sin(turn) * far}" r="${dice.between(0.6, 1.8)}" fill="${ink}" opacity="0.5"/>`; }
  else if (dice.chance(0.5)) for (let i = 0; i < 36; i++) marks += `<path d="M200 ${y - r * 0.93}v${r * 0.17}" stroke="${ink}" stroke-width="2.4" opacity="0.5" transform="rotate(${i * 10} 200 ${y})"/>`;
  const pile = [0, 1, 2].map((i) => `<path d="M86 ${394 - i * 9}Q90 ${404 - i * 9} 130 ${405 - i * 9}H270Q310 ${404 - i * 9} 314 ${394 - i * 9}Z" fill="${draw.round(colour)}" stroke="${darker(colour, 0.3)}" stroke-width="0.8"/>`).join('');
  return shadow(206, 410, 130, 12) + `<circle cx="208" cy="${y + 8}" r="${r}" fill="#2a1f14" opacity="0.16"/><circle cx="200" cy="${y}" r="${r}" fill="${draw.flat(colour)}"/><circle cx="200" cy="${y}" r="${r * 0.66}" fill="${draw.gradient([[0, darker(colour, 0.1)], [1, lighter(colour, 0.16)]], 'x1="0" y1="0" x2="1" y2="1"')}"/>${marks}${rings}<path d="M${200 - r * 0.8} ${y - r * 0.5}A${r * 0.95} ${r * 0.95} 0 0 1 ${200 - r * 0.2} ${y - r * 0.92}" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round" opacity="0.35"/>` + pile;
}

export function mug({ draw, colour, dice }) {
  const style = decoration(dice, colour);
  const one = (x, base, r, h, side) => shadow(x, base + 3, r, 10)
    + `<path d="M${x + side * (r - 4)} ${base - h * 0.8}q${side * r * 0.85} ${-h * 0.05} ${side * r * 0.78} ${h * 0.3}q${-side * r * 0.1} ${h * 0.28} ${-side * r * 0.86} ${h * 0.26}" fill="none" stroke="${draw.flat(darker(colour, 0.08))}" stroke-width="${r * 0.2}" stroke-linecap="round"/>`
    + vessel(draw, x, [[r, base - h], [r * 1.02, base - h * 0.5], [r * 0.95, base - h * 0.14], [r * 0.72, base]], colour, { ...style, inside: '#5d3a22' });
  return dice.chance(0.5) ? one(186, 408, 78, 150, 1) : one(246, 392, 58, 112, 1) + one(146, 410, 62, 120, -1);
}

export function pitcher({ draw, colour, dice }) {
  const style = decoration(dice, colour);
  return shadow(200, 412, 92, 13)
    + `<path d="M252 212q66 -10 62 56q-6 50 -58 66" fill="none" stroke="${draw.flat(darker(colour, 0.1))}" stroke-width="15" stroke-linecap="round"/>`
    + `<path d="M152 178q-22 -4 -34 -14q14 34 36 36z" fill="${draw.flat(colour)}"/>`
    + vessel(draw, 200, [[52, 176], [46, 206], [54, 246], [84, 316], [80, 372], [56, 408]], colour, style);
}

export function vase({ draw, colour, dice }) {
  const style = decoration(dice, colour);
  const profile = dice.pick([
    [[24, 226], [20, 248], [62, 296], [84, 344], [70, 386], [44, 408]],
    [[44, 216], [34, 240], [50, 280], [58, 336], [48, 384], [36, 408]],
    [[30, 210], [28, 262], [30, 288], [72, 326], [80, 366], [58, 408]],
    [[58, 224], [70, 262], [66, 316], [50, 372], [40, 408]],
  ]);
  const stem = dice.pick(['#7d8a63', '#a58c5a', '#6f7f6a']);
  let branches = '';
  for (const lean of [-46, -8, 38]) {
    const top = 96 + Math.abs(lean) * 0.9 + dice.between(0, 22);
    branches += `<path d="${through([[200 + lean * 0.1, 232], [200 + lean * 0.5, 170], [200 + lean * 1.3, top]])}" fill="none" stroke="${darker(stem, 0.25)}" stroke-width="2.2"/>`;
    for (let i = 0; i < 7; i++) {
      const share = i / 7, y = 200 - (200 - top) * share - 8, x = 200 + lean * (0.3 + share);
      branches += `<ellipse cx="${x + (i % 2 ? 11 : -11)}" cy="${y}" rx="12" ry="5" fill="${i % 3 ? stem : lighter(stem, 0.25)}" transform="rotate(${(i % 2 ? -38 : 38) + lean * 0.3} ${x + (i % 2 ? 11 : -11)} ${y})"/>`;
    }
  }
  return shadow(200, 412, 80, 12) + branches + vessel(draw, 200, profile, colour, style);
}

export function glass({ draw, colour, dice }) {
  const tint = mix(colour, '#dfe8e6', 0.25);
  const one = (x, base, r, h) => shadow(x, base + 3, r, 8, 0.12)
    + `<path d="M${x - r} ${base - h}L${x - r * 0.8} ${base}A${r * 0.8} ${r * 0.16} 0 0 0 ${x + r * 0.8} ${base}L${x + r} ${base - h}Z" fill="${draw.gradient([[0, '#fff', 0.75], [0.25, tint, 0.35], [0.7, tint, 0.55], [1, darker(tint, 0.3), 0.65]])}" stroke="#fff" stroke-opacity="0.6"/>`
    + `<path d="M${x - r * 0.92} ${base - h * 0.55}A${r * 0.92} ${r * 0.15} 0 0 0 ${x + r * 0.92} ${base - h * 0.55}L${x + r * 0.79} ${base - 6}A${r * 0.8} ${r * 0.14} 0 0 1 ${x - r * 0.79} ${base - 6}Z" fill="${colour}" opacity="0.45"/>`
    + `<ellipse cx="${x}" cy="${base - h}" rx="${r}" ry="${r * 0.15}" fill="#fff" fill-opacity="0.25" stroke="#fff" stroke-opacity="0.8" stroke-width="1.6"/>`;
  return dice.chance(0.4) ? one(264, 388, 46, 108) + one(140, 392, 46, 108) + one(204, 410, 50, 116) : one(250, 392, 56, 150) + one(150, 410, 60, 160);
}

export function board({ draw, colour }) {
  const grain = `<path d="M160 150q8 90 0 220M200 120q-10 130 2 260M236 150q8 100 -2 224" fill="none" stroke="${darker(colour, 0.35)}" stroke-width="1.3" opacity="0.5"/>`;
  return shadow(208, 410, 96, 10) + `<path d="M126 176Q126 150 152 150H178Q184 148 184 132V104Q184 88 200 88T216 104V132Q216 148 222 150H248Q274 150 274 176V380Q274 406 248 406H152Q126 406 126 380Z" fill="${draw.flat(colour)}"/><circle cx="200" cy="110" r="7" fill="${darker(colour, 0.55)}"/>${grain}`;
}

export function cutlery({ draw, colour }) {
  const metal = lightness(colour) > 0.85 ? '#c9c4b8' : colour;
  const fill = draw.round(metal);
  return `<g transform="rotate(-4 200 260)"><path d="M96 120q0 74 18 84l-3 190q0 12 9 12t9 -12l-3 -190q18 -10 18 -84h-7v60h-6v-60h-10v60h-6v-60z" fill="${fill}"/><path d="M196 120q-16 60 -10 130h10v146q0 11 9 11t9 -11V120q-9 -12 -18 0z" fill="${fill}"/><path d="M286 116c-20 0 -28 28 -26 56c1 20 10 30 18 34l-2 188q0 12 10 12t10 -12l-2 -188c8 -4 17 -14 18 -34c2 -28 -6 -56 -26 -56z" fill="${fill}"/></g>`;
}

export function candle({ draw, colour, dice }) {
  const flame = (x, y) => `<circle cx="${x}" cy="${y - 8}" r="78" fill="${draw.glow('#ffdf9a', 0.75)}"/><path d="M${x} ${y}c-9 -6 -8 -16 0 -30c8 14 9 24 0 30z" fill="#ffd27a"/><path d="M${x} ${y - 2}c-4 -3 -4 -8 0 -15c4 7 4 12 0 15z" fill="#fff3d2"/><path d="M${x} ${y}v8" stroke="#3a2a1c" stroke-width="2"/>`;
  if (dice.chance(0.3)) {
    const taper = (x, top) => `<path d="M${x - 9} ${top}L${x - 13} 372H${x + 13}L${x + 9} ${top}Z" fill="${draw.round(colour)}"/>` + shadow(x, 410, 38, 8) + vessel(draw, x, [[17, 366], [13, 384], [40, 402], [40, 409]], '#c6a14a', { open: false }) + flame(x, top - 4);
    return taper(160, 176) + taper(240, 222);
  }
  const label = `<rect x="158" y="316" width="84" height="58" rx="2" fill="#f7f1e4"/><path d="M170 332H230M178 344H222M184 356H216" stroke="#6b5a46" stroke-width="2" opacity="0.7"/>`;
  return shadow(200, 412, 90, 13) + vessel(draw, 200, [[78, 262], [80, 330], [78, 392], [66, 408]], colour, {}) + `<ellipse cx="200" cy="265" rx="70" ry="11" fill="#f3e6c9"/>` + label + flame(200, 258);
}

export function diffuser({ draw, colour, dice }) {
  const reeds = [-30, -14, 2, 17, 33].map((lean) => `<path d="M${200 + lean * 0.2} 262L${200 + lean * 1.9} ${112 + Math.abs(lean) * 0.6}" stroke="#b68d57" stroke-width="4" stroke-linecap="round"/>`).join('');
  const profile = dice.pick([[[17, 246], [17, 274], [54, 298], [62, 350], [60, 394], [50, 408]], [[18, 246], [20, 282], [62, 322], [76, 366], [64, 400], [54, 408]], [[18, 246], [18, 286], [66, 292], [68, 350], [66, 404], [60, 408]]]);
  return shadow(200, 412, 74, 11) + reeds + vessel(draw, 200, profile, colour, {}) + `<rect x="170" y="330" width="60" height="44" rx="2" fill="#f7f1e4" opacity="0.94"/><path d="M180 344H220M186 356H214" stroke="#6b5a46" stroke-width="2" opacity="0.7"/>`;
}

export function bottle({ draw, colour }) {
  return shadow(200, 412, 64, 11) + `<path d="M194 176V150H154q-10 0 -10 10" fill="none" stroke="#2f2c29" stroke-width="9" stroke-linecap="round"/><rect x="182" y="172" width="36" height="34" rx="4" fill="#2f2c29"/>`
    + vessel(draw, 200, [[20, 206], [24, 222], [58, 244], [62, 300], [62, 390], [54, 408]], colour, { open: false }) + `<rect x="158" y="288" width="84" height="76" rx="2" fill="#f7f1e4" opacity="0.95"/><path d="M172 308H228M180 322H220M186 336H214" stroke="#6b5a46" stroke-width="2" opacity="0.7"/>`;
}

export function soap({ draw, colour }) {
  const bar = (x, y, tone) => `<rect x="${x}" y="${y}" width="150" height="56" rx="20" fill="${draw.flat(tone)}"/><rect x="${x + 34}" y="${y + 16}" width="82" height="24" rx="8" fill="none" stroke="${darker(tone, 0.28)}" stroke-width="1.8" opacity="0.6"/>`;
  return shadow(200, 412, 120, 12) + bar(136, 262, mix(colour, '#f3e6d0', 0.45)) + bar(120, 318, colour) + vessel(draw, 200, [[122, 376], [112, 396], [70, 408]], '#d9cdb8', { open: false }) + crease('M90 378Q200 398 310 378', '#d9cdb8', 2, 0.25);
}

export function basket({ draw, colour, dice, weaveOver }) {
  const body = 'M98 268C102 330 108 378 122 406Q200 424 278 406C292 378 298 330 302 268Z';
  return shadow(204, 414, 112, 13) + (dice.chance(0.6) ? `<path d="M132 268C134 176 266 176 268 268" fill="none" stroke="${draw.flat(darker(colour, 0.16))}" stroke-width="11"/>` : '')
    + `<path d="${body}" fill="${draw.round(colour)}"/><path d="${body}" fill="${weaveOver('wicker', colour)}"/><ellipse cx="200" cy="268" rx="102" ry="19" fill="${darker(colour, 0.5)}" stroke="${lighter(colour, 0.15)}" stroke-width="8"/>`;
}
