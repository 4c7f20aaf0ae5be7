/** What hangs on a hanger or lies flat, drawn about the axis x = 200. */
import { darker, lighter, lightness, mix } from './colour.js';
import { crease, mirrored, painted, shadow } from './shape.js';

const hanger = `<path d="M200 92V78Q214 74 214 62Q214 48 200 48Q188 48 187 58" fill="none" stroke="#6f6a62" stroke-width="4" stroke-linecap="round"/><path d="M200 90C160 104 124 120 112 130H288C276 120 240 104 200 90Z" fill="#b98b58"/>`;
const drop = (path) => `<path d="${path}" fill="#2a1f14" opacity="0.15" transform="translate(10 8)"/>`;
const buttons = (from, to, count, x, colour) => Array.from({ length: count }, (_, i) => { const y = from + (to - from) * i / (count - 1); return `<circle cx="${x}" cy="${y}" r="4.2" fill="${colour}" stroke="#2a1f14" stroke-opacity="0.35"/>`; }).join('');
const back = (width, top, depth, colour) => `<path d="M${200 - width} ${top}Q200 ${top - 16} ${200 + width} ${top}Q200 ${top + depth} ${200 - width} ${top}Z" fill="${darker(colour, 0.45)}"/>`;

/** The sleeve and side of anything with long sleeves; `cuff` is how far down it goes. */
const longSleeves = (hem, flare, wide = 0) => [
  [96 + wide, 124], [124 + wide, 138, 140 + wide, 236, 152 + wide, 336], [116 + wide, 346], [112 + wide, 282, 100 + wide, 236, 90 + wide, 208],
  [92 + wide, 260, 90 + flare * 0.6, 320, 90 + flare, hem], [60, hem + 8, 30, hem + 8, 0, hem + 8],
];

export function sweater({ draw, colour, dice, kind, cardigan }) {
  const sailor = kind === 'stripe';
  const knit = (sailor ? null : kind) ?? dice.pick(['knit', 'knit', 'cable', 'rib']);
  const neck = cardigan ? 'v' : dice.pick(['crew', 'crew', 'v', 'roll']);
  const hem = dice.pick([352, 364]);
  const path = mirrored(200, [0, neck === 'v' ? 176 : 124], [neck === 'v' ? [14, 150, 26, 124, 36, 104] : [20, 124, 34, 116, 38, 104], ...longSleeves(hem, 4)]);
  const clip = draw.clip(path);
  const rib = `<g clip-path="${clip}"><path d="M100 ${hem - 16}Q200 ${hem - 8} 300 ${hem - 16}V${hem + 14}H100Z" fill="${darker(colour, 0.1)}"/><path d="M100 ${hem - 16}Q200 ${hem - 8} 300 ${hem - 16}V${hem + 14}H100Z" fill="${draw.pattern([6, 6], `<path d="M3 0V6" stroke="${darker(colour, 0.42)}" stroke-width="1.5" opacity="0.5"/>`)}"/><path d="M40 310L100 322V360H36ZM360 310L300 322V360H364Z" fill="${darker(colour, 0.12)}"/></g>`;
  const stripes = sailor || (!cardigan && dice.chance(0.16)) ? `<g clip-path="${clip}" stroke="${draw.ink ?? (lightness(colour) > 0.6 && sailor ? '#34406b' : mix(colour, '#f3ead8', 0.7))}" stroke-width="8" fill="none">${[170, 200, 230, 260, 290].map((y) => `<path d="M40 ${y}Q200 ${y + 12} 360 ${y}"/>`).join('')}</g>` : '';
  const collar = neck === 'roll'
    ? `<path d="M158 70Q200 60 242 70L246 120Q200 138 154 120Z" fill="${draw.round(colour)}"/>` + crease('M156 98Q200 112 244 98', colour, 2.2, 0.4)
    : `<path d="${neck === 'v' ? 'M162 104C176 128 188 152 200 176C212 152 224 128 238 104' : 'M162 104C166 118 182 126 200 126S234 118 238 104'}" fill="none" stroke="${darker(colour, 0.16)}" stroke-width="9" stroke-linecap="round"/>`;
  const front = cardigan ? `<path d="M200 176V${hem + 8}" stroke="${darker(colour, 0.18)}" stroke-width="15"/>` + crease(`M200 176V${hem + 8}`, colour, 1.5, 0.7) + buttons(194, hem - 12, 5, 200, dice.pick(['#7a5236', '#e8dcc4', '#3a352f'])) : '';
  return hanger + drop(path) + back(37, 104, neck === 'v' ? 60 : 30, colour) + painted(draw, path, colour, knit) + stripes + rib + collar + front
    + crease('M290 208Q282 190 284 160M110 208Q118 190 116 160', colour, 2.6, 0.4) + crease('M136 300q20 14 44 12M262 284q-16 16 -34 18', colour, 2, 0.2);
}

export function shirt({ draw, colour, dice, kind, title }) {
  const long = !/manches courtes/.test(title) && dice.chance(0.82);
  const sleeves = long ? longSleeves(378, 4) : [[96, 124], [126, 146, 140, 178, 146, 206], [98, 222], [92, 216, 90, 212, 89, 210], [92, 270, 92, 330, 94, 378], [60, 392, 30, 392, 0, 388]];
  const path = mirrored(200, [0, 128], [[20, 122, 32, 112, 36, 104], ...sleeves]);
  const trim = dice.pick(['#efe6d2', '#7a5236', lighter(colour, 0.5)]);
  const band = dice.chance(0.35);
  const collar = band ? `<path d="M162 106Q200 128 238 106L236 120Q200 144 164 120Z" fill="${lighter(colour, 0.14)}"/>`
    : `<path d="M164 100L200 130L178 160L150 118Z" fill="${draw.flat(lighter(colour, 0.16))}" stroke="${darker(colour, 0.24)}" stroke-width="1.4"/><path d="M236 100L200 130L222 160L250 118Z" fill="${draw.flat(lighter(colour, 0.1))}" stroke="${darker(colour, 0.24)}" stroke-width="1.4"/>`;
  return hanger + drop(path) + back(36, 104, 34, colour) + painted(draw, path, colour, kind) + `<path d="M191 128H209V386H191Z" fill="${lighter(colour, 0.08)}"/>` + crease('M191 130V386M209 130V386', colour, 1.3, 0.4) + buttons(158, 360, 6, 200, trim) + collar
    + (dice.chance(0.6) ? `<path d="M228 196H268V236L248 246L228 236Z" fill="none" stroke="${darker(colour, 0.34)}" stroke-width="1.8" opacity="0.7"/>` : '')
    + crease('M290 208Q280 186 284 158M110 208Q120 186 116 158M130 356Q142 290 134 240M272 352Q262 300 268 262', colour, 2.2, 0.28) + (long ? crease('M64 318l36 8M336 318l-36 8', colour, 2, 0.5) : '');
}

export function dress({ draw, colour, dice, kind, second, title }) {
  const sleeve = dice.pick(['none', 'short', 'long']);
  const long = /longue|maxi/.test(title) || (dice.chance(0.55) && !/courte|mini/.test(title)), hem = long ? 440 : 396, flare = dice.between(26, 54);
  const neck = dice.pick([[[10, 150, 22, 122, 30, 102], 160], [[18, 124, 30, 114, 34, 102], 126]]);
  const arms = { none: [[62, 108], [66, 130, 62, 154, 70, 172]], short: [[88, 122], [112, 140, 122, 160, 128, 186], [92, 200], [86, 196, 80, 190, 76, 186]], long: [[88, 122], [116, 138, 128, 220, 136, 296], [106, 304], [102, 258, 90, 222, 78, 196]] }[sleeve];
  const path = mirrored(200, [0, neck[1]], [neck[0], ...arms, [66, 214, 58, 232, 58, 246], [66, 300, 76 + flare * 0.7, 370, 70 + flare, hem], [60, hem + 12, 30, hem + 12, 0, hem + 10]]);
  const waist = dice.chance(0.6) ? `<path d="M141 240Q200 252 259 240V254Q200 266 141 254Z" fill="${dice.chance(0.5) ? second : darker(colour, 0.2)}"/>` : crease('M142 246Q200 256 258 246', colour, 2, 0.45);
  return hanger + drop(path) + back(31, 103, neck[1] > 150 ? 54 : 28, colour) + painted(draw, path, colour, kind) + waist
    + crease(`M176 258Q160 340 146 ${hem}M200 260Q202 350 196 ${hem + 6}M224 258Q242 340 258 ${hem}M154 252Q128 330 ${112 - flare * 0.4} ${hem - 8}M246 252Q274 330 ${288 + flare * 0.4} ${hem - 8}`, colour, 3, 0.22)
    + `<path d="${neck[1] > 150 ? 'M170 102C178 122 190 150 200 160C210 150 222 122 230 102' : 'M166 102C170 114 182 126 200 126S230 114 234 102'}" fill="none" stroke="${darker(colour, 0.2)}" stroke-width="3"/>`;
}

export function coat({ draw, colour, dice, kind, robe }) {
  const hem = robe ? 412 : dice.pick([372, 424, 436]);
  const double = !robe && dice.chance(0.45), belt = robe || dice.chance(0.4);
  const path = mirrored(200, [0, 200], [[10, 170, 22, 130, 34, 104], ...longSleeves(hem, 16, 6)]);
  const lapel = robe
    ? `<path d="M164 102C172 150 186 190 204 232L222 ${hem}H204L196 240C176 210 156 160 148 116Z" fill="${lighter(colour, 0.2)}"/><path d="M236 102C228 150 214 190 200 222L212 240C232 206 246 160 252 116Z" fill="${lighter(colour, 0.2)}"/>`
    : `<path d="M164 100L148 120L136 170L162 176L196 226L200 204C186 176 174 140 164 100Z" fill="${draw.flat(lighter(colour, 0.14))}" stroke="${darker(colour, 0.35)}" stroke-width="1.5"/><path d="M236 100L252 120L264 170L238 176L204 226L200 204C214 176 226 140 236 100Z" fill="${draw.flat(lighter(colour, 0.08))}" stroke="${darker(colour, 0.35)}" stroke-width="1.5"/>`;
  const trim = dice.pick(['#3a2c20', '#8a6344', '#c6a14a']);
  const closing = robe ? '' : crease(`M202 222L204 ${hem + 6}`, colour, 2, 0.7) + (double ? buttons(238, 330, 3, 178, trim) + buttons(238, 330, 3, 228, trim) : buttons(240, 344, 4, 194, trim));
  const waist = belt ? `<path d="M106 262Q200 276 294 262V280Q200 294 106 280Z" fill="${darker(colour, 0.18)}"/><path d="M188 264h26v24h-26z" fill="none" stroke="${robe ? lighter(colour, 0.2) : '#c6a14a'}" stroke-width="4"/>` + (robe ? `<path d="M196 284L186 350M206 284L216 342" stroke="${darker(colour, 0.18)}" stroke-width="10" stroke-linecap="round"/>` : '') : '';
  return hanger + drop(path) + back(34, 104, 80, robe ? colour : mix(colour, '#7a6a58', 0.4)) + painted(draw, path, colour, kind) + crease(`M296 212Q288 190 290 160M104 212Q112 190 110 160M136 ${hem - 10}Q146 330 138 300M270 ${hem - 8}Q262 340 266 304`, colour, 2.6, 0.3) + lapel + closing
    + crease('M124 306L164 314V322L124 314ZM276 306L236 314V322L276 314Z', colour, 2, 0.6) + waist;
}

export function trousers({ draw, colour, kind }) {
  const path = 'M138 118H262L282 424H222L200 214L178 424H118Z';
  return drop(path) + painted(draw, path, colour, kind) + `<path d="M136 116H264L265 136H135Z" fill="${darker(colour, 0.16)}"/>` + crease('M200 136V212M150 140Q154 160 140 172M250 140Q246 160 260 172M152 190L146 420M248 190L254 420', colour, 2, 0.35);
}

export function scarf({ draw, colour, dice, kind, second }) {
  let fringe = '';
  for (const [from, low] of [[126, 392], [214, 364]]) for (let i = 0; i < 9; i++) fringe += `<path d="M${from + i * 8} ${low}q${dice.between(-3, 3)} 14 0 26" stroke="${darker(colour, 0.12)}" stroke-width="3.4" stroke-linecap="round" fill="none"/>`;
  return `<circle cx="200" cy="116" r="12" fill="#b98b58"/>` + fringe + painted(draw, 'M192 120C214 130 272 176 284 250L286 366H210L208 250Z', darker(colour, 0.14), kind) + painted(draw, 'M208 120C170 130 128 176 120 250V394H196L202 250Q212 180 214 130Z', colour, kind)
    + `<path d="M120 352H197M120 366H197M211 326H286M211 340H286" stroke="${second}" stroke-width="6" opacity="0.7"/>` + crease('M206 128Q160 190 148 392M212 130Q250 200 250 366', colour, 2.4, 0.28);
}

export function beanie({ draw, colour, dice }) {
  const pompon = dice.chance(0.5) ? `<circle cx="200" cy="162" r="34" fill="${draw.round(lighter(colour, 0.3))}"/>` : '';
  return shadow(206, 412, 106, 12) + pompon + painted(draw, 'M100 356C98 236 150 180 200 180S302 236 300 356Z', colour, 'rib') + painted(draw, 'M90 334Q200 356 310 334Q318 374 310 402Q200 426 90 402Q82 372 90 334Z', lighter(colour, 0.08), 'rib') + crease('M90 336Q200 358 310 336', colour, 2.4, 0.4);
}

export function bag({ draw, colour, dice, kind }) {
  const basket = dice.chance(0.25);
  const body = basket ? 'M88 250H312L288 404Q200 418 112 404Z' : 'M104 228H296L306 404Q200 414 94 404Z';
  return shadow(206, 412, 112, 12) + `<path d="M150 236C146 120 178 100 200 100S254 120 250 236" fill="none" stroke="${draw.round(basket ? '#8a5a34' : darker(colour, 0.22))}" stroke-width="12"/>` + painted(draw, body, basket ? '#cfa468' : colour, basket ? 'wicker' : kind)
    + (basket ? '' : `<path d="M104 228H296L298 262H102Z" fill="${darker(colour, 0.12)}"/><path d="M104 262Q200 276 298 262" fill="none" stroke="${lighter(colour, 0.35)}" stroke-width="1.6" stroke-dasharray="5 4" opacity="0.8"/><rect x="184" y="250" width="32" height="24" rx="4" fill="#c6a14a"/>`) + crease('M122 392Q130 320 122 274M280 392Q272 330 280 276', colour, 2, 0.25);
}

export function belt({ draw, colour }) {
  return shadow(204, 352, 120, 14, 0.14) + `<path d="M200 188C280 188 316 224 316 268S276 346 200 346S84 312 84 268S120 188 200 188Z" fill="none" stroke="${draw.flat(colour)}" stroke-width="32"/><path d="M200 188C280 188 316 224 316 268S276 346 200 346S84 312 84 268S120 188 200 188Z" fill="none" stroke="${lighter(colour, 0.4)}" stroke-width="1.4" stroke-dasharray="5 4" opacity="0.7"/><path d="M196 330H330" stroke="${draw.flat(colour)}" stroke-width="32" stroke-linecap="round"/><rect x="176" y="306" width="54" height="50" rx="7" fill="none" stroke="#c6a14a" stroke-width="8"/><path d="M204 331H238" stroke="#c6a14a" stroke-width="5" stroke-linecap="round"/><circle cx="272" cy="330" r="3" fill="${darker(colour, 0.6)}"/><circle cx="294" cy="330" r="3" fill="${darker(colour, 0.6)}"/>`;
}

export function socks({ draw, colour, second }) {
  const one = 'M0 0H62V150Q62 176 86 186L128 204Q146 214 140 232Q136 246 116 246H46Q0 246 0 200Z';
  const sock = (x, y, tone) => `<g transform="translate(${x} ${y})"><path d="${one}" fill="#2a1f14" opacity="0.14" transform="translate(7 7)"/>${painted(draw, one, tone, 'fine')}<path d="M0 0H62V34H0Z" fill="${second}" opacity="0.85"/><path d="M118 200Q146 212 140 232Q136 246 112 246Q104 222 118 200Z" fill="${second}" opacity="0.85"/></g>`;
  return sock(190, 130, darker(colour, 0.1)) + sock(104, 158, colour);
}

export function hat({ draw, colour, second }) {
  return shadow(204, 392, 140, 14) + `<ellipse cx="200" cy="366" rx="152" ry="34" fill="${draw.flat(colour)}"/><ellipse cx="200" cy="364" rx="152" ry="32" fill="${draw.pattern([12, 6], `<path d="M0 3H12" stroke="${darker(colour, 0.4)}" stroke-width="1" opacity="0.4"/>`)}"/><path d="M114 360C112 262 140 226 172 232Q200 244 228 232C260 226 288 262 286 360Q200 386 114 360Z" fill="${draw.round(colour)}"/><path d="M113 334Q200 360 287 334V360Q200 388 113 360Z" fill="${second}"/>`;
}

export function gloves({ draw, colour }) {
  const one = 'M10 240V130C10 96 4 60 12 40Q20 30 28 42L34 92L38 22Q46 8 54 22L58 92L66 28Q76 16 82 30L80 100L92 56Q102 46 108 60L98 130Q96 160 96 176L122 140Q136 132 138 148Q122 190 96 212V240Z';
  const hand = (transform, tone) => `<g transform="${transform}"><path d="${one}" fill="#2a1f14" opacity="0.14" transform="translate(6 7)"/>${painted(draw, one, tone, 'fine')}<path d="M8 232H98V272H8Z" fill="${draw.flat(darker(tone, 0.14))}"/></g>`;
  return hand('translate(334 116) scale(-1 1) rotate(6)', darker(colour, 0.06)) + hand('translate(66 130) rotate(-6)', colour);
}
