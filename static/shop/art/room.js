/** What lights and furnishes a room. Pieces stand on y = 420; pendants hang from the top. */
import { darker, lighter, mix } from './colour.js';
import { crease, shadow, vessel } from './shape.js';

const shadeFill = (draw, colour) => draw.gradient([[0, mix(colour, '#fff3d6', 0.3)], [0.35, mix(colour, '#ffedbf', 0.55)], [1, darker(colour, 0.22)]]);

export function tableLamp({ draw, colour, dice, second }) {
  const foot = dice.pick([
    [[14, 262], [16, 280], [62, 326], [70, 364], [52, 396], [40, 408]],
    [[12, 262], [36, 286], [22, 318], [50, 356], [48, 392], [40, 408]],
    [[10, 262], [11, 380], [54, 396], [58, 408]],
    [[14, 262], [46, 290], [52, 340], [50, 396], [40, 408]],
  ]);
  const shade = dice.pick(['M146 132L104 256Q200 276 296 256L254 132Q200 122 146 132Z', 'M126 156Q200 144 274 156L288 258Q200 276 112 258Z', 'M110 250C112 160 160 128 200 128S288 160 290 250Q200 270 110 250Z']);
  return shadow(200, 412, 74, 12) + `<ellipse cx="200" cy="220" rx="190" ry="170" fill="${draw.glow('#ffe3a6', 0.6)}"/>` + `<rect x="196" y="240" width="8" height="30" fill="#8b7440"/>`
    + vessel(draw, 200, foot, colour, { open: false }) + `<path d="${shade}" fill="${shadeFill(draw, second)}"/>`;
}

export function pendant({ draw, colour, dice, weaveOver }) {
  const wicker = dice.chance(0.45);
  const shade = dice.pick(['M196 168C120 178 82 236 76 304Q200 332 324 304C318 236 280 178 204 168Z', 'M172 180L96 312Q200 338 304 312L228 180Q200 172 172 180Z', 'M200 168C130 168 92 214 92 262S130 350 200 350S308 310 308 262S270 168 200 168Z']);
  return `<path d="M200 0V172" stroke="#3a332b" stroke-width="3"/><rect x="189" y="146" width="22" height="30" rx="5" fill="#b08d45"/><ellipse cx="200" cy="330" rx="200" ry="130" fill="${draw.glow('#ffe3a6', 0.7)}"/>`
    + `<path d="${shade}" fill="${wicker ? draw.round(colour) : draw.flat(colour)}"/>` + (wicker ? `<path d="${shade}" fill="${weaveOver('wicker', colour)}"/>` : `<path d="${shade}" fill="${draw.gradient([[0, '#fff', 0.2], [0.4, '#fff', 0], [1, '#201408', 0.28]])}"/>`);
}

export function floorLamp({ draw, colour, dice, second }) {
  const legs = dice.chance(0.5) ? `<path d="M200 196L148 422M200 196L252 422M200 196L206 412" stroke="${colour}" stroke-width="7" stroke-linecap="round"/>` : `<path d="M200 150V416" stroke="${draw.round(colour)}" stroke-width="7"/><ellipse cx="200" cy="418" rx="56" ry="11" fill="${draw.round(colour)}"/>`;
  return shadow(200, 424, 74, 11) + `<ellipse cx="200" cy="150" rx="190" ry="160" fill="${draw.glow('#ffe3a6', 0.65)}"/>` + legs + `<path d="M152 74L124 182Q200 198 276 182L248 74Q200 66 152 74Z" fill="${shadeFill(draw, second)}"/>`;
}

const leg = (draw, x1, y1, x2, y2, colour, width = 11) => `<path d="M${x1} ${y1}L${x2} ${y2}" stroke="${draw.gradient([[0, lighter(colour, 0.1)], [1, darker(colour, 0.28)]], `gradientUnits="userSpaceOnUse" x1="${Math.min(x1, x2) - 6}" x2="${Math.max(x1, x2) + 6}" y1="0" y2="0"`)}" stroke-width="${width}" stroke-linecap="round"/>`;

export function stool({ draw, colour, dice, weaveOver }) {
  const woven = dice.chance(0.4);
  const top = woven ? lighter(colour, 0.2) : colour;
  return shadow(204, 424, 96, 12) + leg(draw, 152, 276, 146, 406, darker(colour, 0.24)) + leg(draw, 248, 276, 256, 406, darker(colour, 0.24)) + `<path d="M134 356H268" stroke="${darker(colour, 0.2)}" stroke-width="8"/>`
    + leg(draw, 124, 276, 112, 420, colour, 13) + leg(draw, 276, 276, 290, 420, colour, 13)
    + `<path d="M104 262V280A96 20 0 0 0 296 280V262Z" fill="${draw.round(darker(colour, 0.1))}"/><ellipse cx="200" cy="262" rx="96" ry="21" fill="${draw.flat(top)}"/>${woven ? `<ellipse cx="200" cy="262" rx="90" ry="18" fill="${weaveOver('wicker', top)}"/>` : `<ellipse cx="200" cy="262" rx="90" ry="18" fill="${weaveOver('grain', top)}"/>`}`;
}

export function sideTable({ draw, colour, dice, weaveOver, second }) {
  const solid = dice.chance(0.35);
  const base = solid ? vessel(draw, 200, [[34, 236], [26, 290], [30, 346], [66, 412], [68, 420]], darker(colour, 0.06), { open: false }) : leg(draw, 200, 240, 196, 408, darker(colour, 0.25)) + leg(draw, 132, 236, 106, 420, colour, 12) + leg(draw, 268, 236, 296, 420, colour, 12);
  return shadow(204, 424, 104, 12) + base + `<path d="M82 218V234A118 24 0 0 0 318 234V218Z" fill="${draw.round(darker(colour, 0.14))}"/><ellipse cx="200" cy="218" rx="118" ry="25" fill="${draw.flat(colour)}"/><ellipse cx="200" cy="218" rx="112" ry="22" fill="${weaveOver('grain', colour)}"/>`
    + vessel(draw, 168, [[12, 150], [10, 164], [28, 188], [24, 208], [18, 216]], second, {}) + `<path d="M166 150C160 120 150 104 138 92M170 150C172 120 176 108 184 92" stroke="#7d8a63" stroke-width="2.4" fill="none"/><g fill="#8c9a72"><ellipse cx="140" cy="96" rx="13" ry="5" transform="rotate(48 140 96)"/><ellipse cx="158" cy="118" rx="12" ry="5" transform="rotate(-24 158 118)"/><ellipse cx="184" cy="96" rx="13" ry="5" transform="rotate(-52 184 96)"/></g>`;
}

export function bench({ draw, colour, weaveOver }) {
  return shadow(204, 424, 150, 12) + leg(draw, 96, 316, 92, 408, darker(colour, 0.26)) + leg(draw, 304, 316, 310, 408, darker(colour, 0.26)) + leg(draw, 66, 316, 56, 420, colour, 13) + leg(draw, 334, 316, 346, 420, colour, 13)
    + `<path d="M40 292L66 272H334L360 292V310H40Z" fill="${draw.flat(colour)}"/><path d="M40 292L66 272H334L360 292Z" fill="${weaveOver('grain', colour)}"/><path d="M40 292H360V310H40Z" fill="${darker(colour, 0.2)}"/>`;
}

export function shelf({ draw, colour, dice, second }) {
  const boards = [150, 246, 342].map((y) => `<path d="M84 ${y}H316V${y + 12}H84Z" fill="${draw.flat(colour)}"/><path d="M84 ${y + 12}H316V${y + 18}H84Z" fill="${darker(colour, 0.34)}" opacity="0.6"/>`).join('');
  const books = (x, y) => [0, 1, 2, 3].map((i) => { const height = dice.between(44, 66); return `<rect x="${x + i * 14}" y="${y - height}" width="12" height="${height}" rx="1.5" fill="${mix(dice.pick([second, '#8c5f4a', '#6e7f79', '#d8c8a4', '#474b55']), '#efe4cf', 0.15)}"/>`; }).join('');
  return shadow(204, 424, 126, 10) + leg(draw, 90, 96, 90, 422, darker(colour, 0.1), 9) + leg(draw, 310, 96, 310, 422, darker(colour, 0.2), 9) + boards + books(112, 150) + books(236, 246)
    + vessel(draw, 262, [[16, 98], [14, 108], [28, 128], [22, 146], [18, 150]], second, {}) + vessel(draw, 148, [[34, 216], [30, 234], [18, 246]], mix(second, '#f2ead9', 0.4), {}) + `<rect x="116" y="300" width="104" height="42" rx="3" fill="${draw.flat('#cfa468')}"/>` + crease('M116 314H220M116 328H220', '#cfa468', 1.6);
}

export function bedside({ draw, colour, weaveOver, second }) {
  return shadow(204, 424, 100, 12) + leg(draw, 128, 376, 120, 420, colour, 12) + leg(draw, 272, 376, 282, 420, colour, 12)
    + `<rect x="106" y="228" width="188" height="152" rx="7" fill="${draw.flat(colour)}"/><rect x="106" y="228" width="188" height="152" rx="7" fill="${weaveOver('grain', colour)}"/><rect x="118" y="244" width="164" height="56" rx="4" fill="${darker(colour, 0.1)}"/><rect x="118" y="310" width="164" height="56" rx="4" fill="${darker(colour, 0.3)}" opacity="0.75"/><circle cx="200" cy="272" r="7" fill="#c6a14a"/>`
    + `<rect x="222" y="214" width="60" height="7" rx="2" fill="${second}"/><rect x="226" y="206" width="52" height="8" rx="2" fill="#e7dcc5"/>` + vessel(draw, 154, [[22, 186], [23, 208], [19, 228]], second, {});
}

export function mirror({ draw, colour, dice }) {
  const round = dice.chance(0.5);
  const glass = draw.gradient([[0, '#f6f3ec'], [0.45, '#d9dfdf'], [0.5, '#eef0ee'], [1, '#c3cbcc']], 'x1="0" y1="0" x2="1" y2="1"');
  return round ? `<circle cx="208" cy="250" r="132" fill="#2a1f14" opacity="0.14"/><circle cx="200" cy="240" r="126" fill="${glass}" stroke="${draw.flat(colour)}" stroke-width="14"/>` : `<rect x="112" y="92" width="190" height="310" rx="95" fill="#2a1f14" opacity="0.14"/><rect x="106" y="84" width="188" height="308" rx="94" fill="${glass}" stroke="${draw.flat(colour)}" stroke-width="14"/>`;
}

export function coatStand({ draw, colour }) {
  const hook = (y, side) => `<path d="M200 ${y}q${side * 40} 0 ${side * 50} -34" fill="none" stroke="${draw.flat(colour)}" stroke-width="9" stroke-linecap="round"/><circle cx="${200 + side * 50}" cy="${y - 36}" r="8" fill="${lighter(colour, 0.2)}"/>`;
  return shadow(204, 424, 84, 12) + leg(draw, 200, 388, 140, 422, colour, 10) + leg(draw, 200, 388, 262, 422, darker(colour, 0.15), 10) + leg(draw, 200, 92, 200, 414, colour, 13) + hook(146, -1) + hook(146, 1) + hook(212, -1) + hook(212, 1) + `<circle cx="200" cy="84" r="13" fill="${draw.round(colour)}"/>`
    + `<path d="M148 176q-22 20 -20 92q12 12 34 6q2 -60 -4 -96z" fill="${draw.flat('#b8874f')}"/>`;
}

export function rack({ draw, colour, second }) {
  const paper = (x, y, tilt, tone) => `<rect x="${x}" y="${y}" width="112" height="150" rx="3" fill="${tone}" transform="rotate(${tilt} ${x + 56} ${y + 75})"/>`;
  return shadow(204, 424, 110, 12) + paper(118, 214, -6, '#efe6d4') + paper(150, 206, 3, second) + paper(176, 222, 8, '#d9cdb6') + leg(draw, 96, 262, 118, 420, colour, 11) + leg(draw, 304, 262, 282, 420, darker(colour, 0.12), 11)
    + `<path d="M100 300H300L284 396H116Z" fill="${draw.flat(colour)}"/>` + crease('M106 330H294M110 360H290', colour, 2, 0.4);
}
