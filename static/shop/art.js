/**
 * Product art: one quiet still life per product and variant, drawn from the product's own words.
 * Pure and deterministic: the same handle and variant always give the same picture, without a network or a file.
 */
import { colourOf, darker, dice as diceOf, distance, lighter, lightness, mix, plain } from './art/colour.js';
import { sheet, weave } from './art/shape.js';
import * as cloth from './art/cloth.js';
import * as garments from './art/garments.js';
import * as room from './art/room.js';
import * as table from './art/table.js';

const bathrobe = (art) => garments.coat({ ...art, robe: true });
const cardigan = (art) => garments.sweater({ ...art, cardigan: true });

/** What a title says it is. Where nothing fits, the category decides. */
const subjects = [
  [/tapis de bain/, cloth.bathMat], [/gants? de toilette/, cloth.pile], [/portemanteau|porte manteau|patere/, room.coatStand], [/porte revues/, room.rack], [/gilet matelasse|doudoune|cire/, garments.coat], [/peignoir|kimono/, bathrobe], [/chaussettes?/, garments.socks], [/gants?|moufles?|mitaines?/, garments.gloves],
  [/bonnet|beret/, garments.beanie], [/chapeau|canotier|capeline|bob/, garments.hat], [/ceinture/, garments.belt], [/sacs?|cabas|besace|tote|pochette|trousse|panier a anses/, garments.bag],
  [/echarpe|etole|foulard|carre|chale/, garments.scarf], [/cardigan|gilet/, cardigan], [/chemise de nuit/, garments.dress],
  [/pulls?|mailles?|col roule|tricot|mariniere|debardeur/, garments.sweater], [/robes?|jupe|combinaison/, garments.dress], [/manteau|trench|caban|veste|parka|duffle|blouson|cape/, garments.coat],
  [/pantalon|pyjama|jean/, garments.trousers], [/chemise|chemisier|blouse|tunique|surchemise|liquette/, garments.shirt],
  [/assiettes?|soucoupe|plateau|plats?|dessous/, table.plate], [/bols?|saladier|coupelle|coupe|ramequin|corbeille a fruits/, table.bowl], [/mugs?\b|tasses?|gobelet/, table.mug],
  [/pichet|carafe|theiere|cruche|broc|cafetiere/, table.pitcher], [/vase|soliflore|cache pot/, table.vase], [/verres?|flutes?/, table.glass], [/couverts?|couteaux?|fourchettes?|cuilleres?/, table.cutlery], [/planche/, table.board],
  [/diffuseur|batons/, table.diffuser], [/brume|spray|gel|huile|lotion|eau de linge|parfum d interieur|flacon|creme|shampoing|distributeur/, table.bottle], [/bougies?|photophore|bougeoir|cierge|chandelier/, table.candle], [/savons?|porte savon/, table.soap],
  [/suspension|plafonnier|lustre|abat jour/, room.pendant], [/lampadaire|liseuse/, room.floorLamp], [/lampe|applique|baladeuse|veilleuse/, room.tableLamp],
  [/miroir/, room.mirror], [/tabouret|pouf/, room.stool], [/banc|banquette/, room.bench], [/etagere|bibliotheque|echelle|console/, room.shelf], [/chevet|commode|coffre|caisson/, room.bedside], [/table|gueridon|sellette|desserte|bout de canape/, room.sideTable],
  [/corbeille|panier|paniere|boite/, table.basket], [/taies?|oreillers?|traversin/, cloth.pillows], [/coussin|housse de coussin|galette/, cloth.cushion], [/housse de couette|parure|couvre lit|couette|edredon|boutis/, cloth.bed], [/drap de bain|serviettes?|drap de douche|fouta|gant de toilette/, (art) => art.dice.chance(0.6) ? cloth.pile(art) : cloth.hung(art)],
  [/draps?|linge de lit/, cloth.pile], [/rideaux?|voilage/, cloth.curtain], [/tapis|descente/, cloth.rug], [/torchons?|tablier|manique/, cloth.teaTowel], [/plaid|jete|nappe|chemin de table|couverture|set de table/, (art) => art.dice.chance(0.6) ? cloth.hung(art) : cloth.pile(art)],
];
const wholeWords = subjects.map(([word, drawing]) => [new RegExp(`\\b(?:${word.source})\\b`), drawing]);

/** French names the thing first: the word that stands earliest wins, “Suspension en verre” is a lamp. */
function subjectOf(title) {
  let best;
  for (const [word, drawing] of wholeWords) {
    const at = title.search(word);
    if (at >= 0 && (!best || at < best.at)) best = { at, drawing };
  }
  return best?.drawing;
}

const byCategory = {
  'linge de lit': [cloth.bed, cloth.pile, cloth.pillows], 'vaisselle': [table.bowl, table.plate, table.mug, table.pitcher], 'luminaires': [room.tableLamp, room.pendant], 'mobilier d appoint': [room.stool, room.sideTable, room.shelf],
  'textiles': [cloth.cushion, cloth.hung, cloth.pile], 'bougies senteurs': [table.candle, table.diffuser], 'pulls mailles': [garments.sweater], 'robes': [garments.dress], 'chemises': [garments.shirt],
  'manteaux': [garments.coat], 'accessoires': [garments.scarf, garments.bag, garments.beanie], 'bain': [cloth.pile, cloth.hung, table.soap],
};
const palettes = {
  'luminaires': ['#c9b79b', '#bf6a4a', '#e9e1d1', '#7d8a78', '#c6a14a', '#3d4450'], 'mobilier d appoint': ['#c59a66', '#8a6344', '#d7b382', '#6b4a33'], 'vaisselle': ['#e9e2d3', '#a9bcae', '#c68b6a', '#62798a', '#d9c8a8', '#4c5459'],
  'bougies senteurs': ['#b9772c', '#d9c8a8', '#7c8b78', '#bd8468', '#4f4b49'], 'bain': ['#e8dcc4', '#a9bcae', '#c9a99a', '#8398a6', '#d2bd9b'],
};
const anyColour = ['#d9c8a8', '#9cab8e', '#bf6a4a', '#53759b', '#c08a85', '#c8953f', '#6f7a80', '#e8dcc4', '#5d4a55'];
const walls = ['#efe7da', '#e6ddcd', '#e9dcd0', '#dfe1d6', '#e4ddd6', '#d9dde0', '#e8d6c6', '#d3cdbf', '#cbbfae'];
const accents = ['#bf6a4a', '#c8953f', '#5d7f5e', '#34406b', '#8f4b44', '#e8dcc4', '#2f4f3f', '#6d4a35'];
const patterns = [
  [/ray(e|ure)|marini|liteau/, 'stripe'], [/carreaux|vichy|ecossais|tartan|madras/, 'check'], [/fleur|imprime|feuill|botanique|jardin|herbier/, 'leaf'],
  [/matelass|doudoune/, 'quilt'], [/pois|plumetis/, 'dots'], [/nid d abeille|gaufre/, 'waffle'], [/torsad|irland/, 'cable'], [/cotele|a cotes/, 'rib'],
];

function patternOf(words, dice, soft) {
  const found = patterns.find(([word]) => word.test(words));
  if (found) return found[1];
  return soft && dice.chance(0.3) ? dice.pick(['stripe', 'fine', 'check', 'leaf', 'band']) : null;
}

const onWall = new Set([garments.sweater, cardigan, garments.dress, garments.shirt, garments.coat, bathrobe, garments.trousers, garments.scarf, garments.belt, garments.socks, garments.gloves,
  cloth.hung, cloth.teaTowel, room.pendant, room.mirror, table.plate, table.cutlery]);
const onFloor = new Set([room.floorLamp, room.stool, room.sideTable, room.bench, room.shelf, room.bedside, room.coatStand, room.rack, cloth.bed, cloth.curtain]);
const lying = new Set([cloth.rug, cloth.bathMat]);

/** Wall, table or floor, and the light of a window. All of it goes on beyond the canvas, so that the picture fills a frame of any shape. */
function scene(draw, ground, dice, standing) {
  const floor = darker(ground, 0.1);
  const light = dice.pick([
    '<path d="M-249 -600H-98L563 1100H305Z" fill="#fff" opacity="0.16"/><path d="M-78 -600H-20L677 1100H614Z" fill="#fff" opacity="0.11"/>',
    `<circle cx="${dice.pick([120, 200, 280])}" cy="${dice.between(150, 230)}" r="${dice.between(130, 170)}" fill="#fff" opacity="0.17"/>`,
    '<path d="M70 1100V220A130 130 0 0 1 330 220V1100Z" fill="#fff" opacity="0.18"/>',
    '<g fill="#3a2c1a" opacity="0.05"><path d="M-600 60H-20C80 60 150 20 190 -30V-600H-600Z"/><path d="M300 -600V-20C300 60 350 120 430 140H1000V-600Z"/></g>',
  ]);
  const wall = 'x="-600" y="-600" width="1600" height="1700"';
  const base = standing ? `<path d="M-600 ${standing}H1000V1100H-600Z" fill="${draw.gradient([[0, floor], [0.25, darker(ground, 0.04)]], 'x1="0" y1="0" x2="0" y2="1"')}"/>` : '';
  return `<rect ${wall} fill="${draw.gradient([[0.3, lighter(ground, 0.3)], [0.7, ground]], 'x1="0" y1="0" x2="0.4" y2="1"')}"/>${base}${light}`;
}

/** The picture as SVG text. `variant` may be missing: then the first one's colour is shown. */
export function productArt(product, variant = product.variants?.[0]) {
  const dice = diceOf(product.handle ?? product.title ?? '');
  const title = plain(product.title);
  const category = plain(product.category);
  const options = Object.values(variant?.options ?? {}).join(' / ');
  const named = colourOf(options);
  const striped = named && /\b(raye|liteau|carreaux)\b/.test(plain(options));
  const bare = /\bnaturel\b/.test(plain(options)) ? colourOf(product.title) : undefined; // natural oak is oak
  const colour = striped ? '#efe7d8' : bare ?? named ?? colourOf(variant?.title) ?? colourOf(product.title) ?? dice.pick(palettes[category] ?? anyColour);
  const drawing = subjectOf(title) ?? dice.pick(byCategory[category] ?? [table.vase, cloth.pile, table.bowl]);
  const soft = /linge|textile|robe|chemise|bain/.test(category);
  const kind = patternOf(`${title} ${plain(options)}`, dice, soft);
  const fitting = walls.filter((wall) => distance(wall, colour) > 0.17);
  const ground = (fitting.length ? fitting : walls)[Math.floor(dice.next() * (fitting.length || walls.length))];
  const second = dice.pick(accents.filter((accent) => distance(accent, colour) > 0.3));
  const horizon = onWall.has(drawing) ? 0 : onFloor.has(drawing) ? 396 : lying.has(drawing) ? 170 : 352;
  const draw = sheet();
  if (striped) draw.ink = named;
  const behind = scene(draw, lightness(colour) > 0.86 ? mix(ground, '#b9ab95', 0.35) : ground, dice, horizon);
  const art = drawing({ draw, colour, dice, kind, second, title, weaveOver: (name, tone) => weave(draw, name, tone) });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 500"><defs>${draw.definitions.join('')}</defs>${behind}${art}</svg>`;
}

const drawn = new Map();
/** The picture as an address for `<img src>`, so that hundreds on a page stay cheap and their ids apart. */
export function productArtUrl(product, variant = product.variants?.[0]) {
  const key = `${product.handle}\n${Object.values(variant?.options ?? {}).join('\n')}`;
  if (!drawn.has(key)) drawn.set(key, `data:image/svg+xml,${encodeURIComponent(productArt(product, variant))}`);
  return drawn.get(key);
}

/** The colour dot of a variant, or undefined when its options name no colour. */
export const swatch = (text) => colourOf(text);
