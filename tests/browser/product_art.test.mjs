// Every product has a picture, always the same one, and the picture shows its colour.
import assert from 'node:assert/strict';
import test from 'node:test';
import { productArt, swatch } from '../../static/shop/art.js';
import { colourOf } from '../../static/shop/art/colour.js';

const categories = ['Linge de lit', 'Vaisselle', 'Luminaires', "Mobilier d'appoint", 'Textiles', 'Bougies & senteurs', 'Pulls & mailles', 'Robes', 'Chemises', 'Manteaux', 'Accessoires', 'Bain'];
const product = (title, category) => ({ handle: title.toLowerCase().replaceAll(' ', '-'), title, category });

test('whatever a product is called, its drawing is whole', () => {
  for (const category of [...categories, 'Autre', undefined]) {
    for (const title of ['Bol Brume en grès', 'Suspension Lise en verre', 'Robe longue', 'Sans nom connu', '']) {
      for (const options of [{}, { Couleur: 'Sauge' }, { Couleur: 'Rayé bleu' }, { Couleur: 'Couleur que personne ne connaît' }]) {
        const art = productArt(product(title, category), { options });
        assert.match(art, /^<svg .*<\/svg>$/s);
        assert.doesNotMatch(art, /NaN|undefined|null/, `${title} in ${category}`);
      }
    }
  }
});

test('the same product always looks the same, another colour differs', () => {
  const bowl = product('Bol Oli', 'Vaisselle');
  assert.equal(productArt(bowl, { options: { Couleur: 'Ocre' } }), productArt(bowl, { options: { Couleur: 'Ocre' } }));
  assert.notEqual(productArt(bowl, { options: { Couleur: 'Ocre' } }), productArt(bowl, { options: { Couleur: 'Sauge' } }));
});

test('colours are found by their longest name, in any spelling, as whole words', () => {
  assert.equal(colourOf('ROSE POUDRÉ / M'), colourOf('rose poudré'));
  assert.notEqual(colourOf('bleu nuit'), colourOf('bleu'));
  assert.equal(swatch('Taille 38'), undefined);
  assert.equal(swatch('Nuitée'), undefined);
});
