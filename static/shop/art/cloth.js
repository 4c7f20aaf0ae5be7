/** Cloth for bed, sofa, table and bath. */
import { darker, lighter, mix } from './colour.js';
import { crease, painted, shadow, through, weave } from './shape.js';

/** One folded piece of a pile, seen from its folded edge. */
function fold(draw, x, y, width, height, colour, kind) {
  const path = `M${x + 8} ${y}Q${x + width * 0.5} ${y - 5} ${x + width - 6} ${y + 1}Q${x + width + 9} ${y + height / 2} ${x + width - 8} ${y + height}H${x + 8}Q${x - 8} ${y + height / 2} ${x + 8} ${y}Z`;
  return painted(draw, path, colour, kind) + crease(`M${x + 6} ${y + height * 0.36}Q${x + width * 0.6} ${y + height * 0.28} ${x + width - 2} ${y + height * 0.38}M${x + 5} ${y + height * 0.68}Q${x + width * 0.5} ${y + height * 0.62} ${x + width - 2} ${y + height * 0.7}`, colour, 1.6, 0.32);
}

export function pile({ draw, colour, dice, kind, second }) {
  const tones = dice.pick([[colour, colour, colour], [lighter(colour, 0.3), colour, darker(colour, 0.12)], [colour, mix(colour, second, 0.6), colour]]);
  const ribbon = dice.chance(0.45);
  let y = 408, out = shadow(204, 410, 128, 12);
  tones.forEach((tone, at) => { const height = 58 - at * 3, inset = at * 5; y -= height; out += fold(draw, 82 + inset, y, 236 - inset * 2, height, tone, kind); });
  return out + (ribbon ? `<path d="M188 ${y - 3}H212V408H188Z" fill="${second}" opacity="0.9"/><path d="M200 ${y - 2}C172 ${y - 34} 150 ${y - 16} 200 ${y - 2}C250 ${y - 16} 228 ${y - 34} 200 ${y - 2}" fill="none" stroke="${second}" stroke-width="7"/>` : '');
}

const pillowPath = (x, y, w, h) => `M${x + 10} ${y + 14}Q${x + w / 2} ${y - 12} ${x + w - 10} ${y + 14}Q${x + w + 8} ${y + 6} ${x + w - 2} ${y + 22}Q${x + w + 8} ${y + h / 2} ${x + w - 2} ${y + h - 20}Q${x + w + 6} ${y + h + 2} ${x + w - 12} ${y + h - 8}Q${x + w / 2} ${y + h + 12} ${x + 12} ${y + h - 8}Q${x - 8} ${y + h + 2} ${x + 2} ${y + h - 22}Q${x - 8} ${y + h / 2} ${x + 2} ${y + 22}Q${x - 8} ${y + 4} ${x + 10} ${y + 14}Z`;

export function bed({ draw, colour, dice, kind, second }) {
  const wood = dice.pick(['#c59a66', '#8a6344', '#d7b382']);
  const light = lighter(colour, 0.4);
  const cover = 'M46 318Q52 282 104 278Q200 268 298 278Q350 284 356 320L366 420Q200 440 34 420Z';
  const turn = 'M46 318Q52 282 104 278Q200 268 298 278Q350 284 356 320Q200 342 46 318Z';
  return `<path d="M52 300V176Q52 160 68 160H332Q348 160 348 176V300Z" fill="${draw.flat(wood)}"/><path d="M52 204H348M52 252H348" stroke="${darker(wood, 0.3)}" stroke-width="1.6" opacity="0.5"/>`
    + painted(draw, pillowPath(64, 196, 136, 92), light, null) + painted(draw, pillowPath(202, 196, 136, 92), light, null) + painted(draw, pillowPath(140, 222, 122, 72), dice.chance(0.5) ? second : colour, kind)
    + painted(draw, cover, colour, kind) + `<path d="${turn}" fill="${draw.flat(lighter(colour, 0.3))}"/>` + crease('M92 338Q104 380 88 424M176 344Q190 392 178 430M262 342Q254 388 270 428M322 334Q318 372 334 418', colour, 2.4, 0.3)
    + shadow(200, 434, 150, 8, 0.12);
}

export function pillows({ draw, colour, dice, kind }) {
  const pair = shadow(204, 410, 130, 12) + painted(draw, pillowPath(76, 268, 248, 138), colour, kind) + crease('M92 296q24 20 20 44M304 292q-22 20 -18 46', colour, 2, 0.3);
  return dice.chance(0.5) ? painted(draw, pillowPath(92, 166, 216, 128), lighter(colour, 0.22), kind) + pair : pair;
}

export function cushion({ draw, colour, dice, kind, second }) {
  const path = 'M92 186Q200 204 306 184Q300 200 304 214Q292 300 308 388Q318 402 304 402Q200 384 96 404Q80 404 92 388Q106 296 90 206Q82 188 92 186Z';
  const round = dice.chance(0.25);
  const body = round ? 'M200 176C276 176 320 232 320 294S276 406 200 406S80 354 80 294S124 176 200 176Z' : path;
  const trim = dice.chance(0.4) ? `<path d="${body}" fill="none" stroke="${second}" stroke-width="5" stroke-linejoin="round"/>` : `<path d="${body}" fill="none" stroke="${darker(colour, 0.24)}" stroke-width="2.4"/>`;
  return shadow(206, 408, 118, 13) + painted(draw, body, colour, kind) + trim + crease('M112 216q22 34 14 66M290 214q-22 30 -16 62M116 380q20 -18 22 -42M290 380q-20 -22 -20 -44', colour, 2.2, 0.3) + (round ? `<circle cx="200" cy="292" r="6" fill="${darker(colour, 0.3)}"/>` + crease('M200 284V204M208 292H300M192 292H100M200 300V384M206 286L266 226M194 286L134 226', colour, 1.6, 0.25) : '');
}

/** Hangs over a rail: throws, towels, tablecloths. */
export function hung({ draw, colour, dice, kind, second }) {
  const fringe = dice.chance(0.5);
  const low = dice.between(386, 410);
  const front = `M118 138H282Q288 260 ${280 + dice.between(0, 12)} ${low}Q200 ${low + 10} ${112 + dice.between(0, 8)} ${low}Q122 260 118 138Z`;
  let ends = '';
  if (fringe) for (let x = 116; x <= 284; x += 8) ends += `<path d="M${x} ${low}q${dice.between(-3, 3)} 12 ${dice.between(-2, 2)} 22" stroke="${darker(colour, 0.1)}" stroke-width="3" stroke-linecap="round" fill="none"/>`;
  const hem = fringe ? '' : `<path d="M114 ${low - 34}Q200 ${low - 24} 286 ${low - 34}M114 ${low - 26}Q200 ${low - 16} 286 ${low - 26}" stroke="${second}" stroke-width="4" fill="none" opacity="0.8"/>`;
  return `<path d="M136 150H262L266 ${low - 60}H132Z" fill="${darker(colour, 0.34)}"/>` + ends + `<path d="${front}" fill="#2a1f14" opacity="0.14" transform="translate(9 6)"/>` + painted(draw, front, colour, kind) + hem
    + crease(`M152 146Q160 260 150 ${low - 8}M200 144Q194 270 204 ${low - 2}M246 146Q252 250 244 ${low - 6}`, colour, 3, 0.2)
    + `<path d="M64 138H336" stroke="#8a6344" stroke-width="12" stroke-linecap="round"/><path d="M64 135H336" stroke="#c59a66" stroke-width="3" stroke-linecap="round" opacity="0.7"/><path d="M118 138Q118 126 128 126H272Q282 126 282 138V152H118Z" fill="${lighter(colour, 0.12)}"/>`;
}

export function teaTowel({ draw, colour, dice, kind, second }) {
  const path = 'M200 138C172 150 142 176 132 206L118 396Q158 408 196 398L204 398Q246 410 284 394L268 206C258 176 228 150 200 138Z';
  return `<path d="M200 118V140" stroke="#8a6344" stroke-width="6"/><circle cx="200" cy="116" r="11" fill="#c59a66"/><path d="${path}" fill="#2a1f14" opacity="0.14" transform="translate(9 6)"/>` + painted(draw, path, colour, kind) + `<path d="M121 352Q160 364 200 354Q244 364 281 350M120 366Q160 378 200 368Q244 378 282 364" stroke="${second}" stroke-width="5" fill="none" opacity="${dice.between(0.6, 0.9)}"/>`
    + crease('M200 150Q176 260 190 396M200 150Q232 250 236 396M188 160Q150 220 148 396', colour, 2.6, 0.3);
}

export function rug({ draw, colour, dice, kind, second }) {
  const path = 'M112 218H288L356 400H44Z';
  const motif = dice.pick([
    `<path d="M120 236H280L336 388H64Z" fill="none" stroke="${second}" stroke-width="7" opacity="0.75"/><path d="M130 252H270L318 374H82Z" fill="none" stroke="${second}" stroke-width="2.5" opacity="0.75"/>`,
    [0, 1, 2, 3, 4].map((i) => `<path d="M${106 - i * 13} ${244 + i * 32}H${294 + i * 13}" stroke="${second}" stroke-width="${4 + i}" opacity="0.6"/>`).join(''),
    [0, 1, 2].map((i) => `<path d="M200 ${232 + i * 50}l${44 + i * 8} ${24 + i * 2}l-${44 + i * 8} ${24 + i * 2}l-${44 + i * 8} -${24 + i * 2}z" fill="none" stroke="${second}" stroke-width="${4 + i}" opacity="0.7"/>`).join(''),
  ]);
  let fringe = '';
  for (let x = 46; x <= 354; x += 9) fringe += `<path d="M${x} 400v13" stroke="${lighter(colour, 0.4)}" stroke-width="3" stroke-linecap="round"/>`;
  return `<path d="M112 224H292L364 410H50Z" fill="#2a1f14" opacity="0.16"/>` + fringe + painted(draw, path, colour, kind) + motif;
}

export function curtain({ draw, colour, kind }) {
  const path = through([[96, 96], [200, 98], [304, 96], [300, 250], [312, 420], [258, 428], [200, 420], [146, 428], [88, 420], [102, 250]], true);
  const folds = [118, 146, 172, 200, 228, 256, 284].map((x, i) => crease(`M${x} 100Q${x + (i % 2 ? 5 : -5)} 260 ${x + (x - 200) * 0.08} 424`, colour, 7, 0.13)).join('');
  return `<path d="M52 92H348" stroke="#3d352c" stroke-width="7" stroke-linecap="round"/><circle cx="50" cy="92" r="9" fill="#3d352c"/><circle cx="350" cy="92" r="9" fill="#3d352c"/>` + painted(draw, path, colour, kind) + folds + [116, 144, 172, 200, 228, 256, 284].map((x) => `<circle cx="${x}" cy="96" r="8" fill="none" stroke="#c6a14a" stroke-width="3"/>`).join('');
}

export function bathMat({ draw, colour, dice, kind, second }) {
  return rug({ draw, colour, dice, kind: kind ?? 'waffle', second: mix(colour, second, 0.35) });
}
export { weave };
