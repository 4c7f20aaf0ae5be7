//! Everything that one part can serve: so much of the first item, so much of the second …, each such list of amounts with a number.
//!
//! The numbers are those of a mixed-radix count in which an item is a digit: a whole item has two levels (none of it, all of it), one that
//! may come in pieces has one for each unit. So taking amounts away from others is a subtraction of their numbers.

use super::items::Item;

/// Items that can be numbered: one byte of a word for each.
pub(super) const MOST_ITEMS: usize = 8;
/// The highest level, below a byte's guard bit.
const MOST_UNITS: i64 = 127;
/// The most numbers that are worked through.
const MOST_NUMBERS: usize = 1_024;

const GUARDS: u64 = 0x8080_8080_8080_8080;

/// A list of levels, a byte each: whether one holds another is one subtraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Levels(u64);

impl Levels {
    pub fn hold(self, others: Levels) -> bool {
        ((self.0 | GUARDS) - others.0) & GUARDS == GUARDS
    }
}

pub(super) struct Amounts {
    /// By item: what one level is worth in units.
    unit: Vec<i64>,
    highest: Vec<i64>,
    levels: Vec<Levels>,
    /// By number: the first item that it has some of, and the number without that one. Of 0 there is none.
    first: Vec<(u32, u8)>,
    /// By number: weight, lines worked on, and lines of which it is a piece.
    pub grams: Vec<i64>,
    pub lines: Vec<i64>,
    pub pieces: Vec<i64>,
}

impl Amounts {
    /// `None` when there are too many: then not everything can be looked at. `in_pieces` says which items may be split.
    pub fn of(items: &[Item], in_pieces: impl Fn(usize) -> bool) -> Option<Self> {
        if items.len() > MOST_ITEMS {
            return None;
        }
        let split = |n: usize, item: &Item| in_pieces(n) && item.quantity > 1;
        let highest: Vec<i64> = items.iter().enumerate().map(|(n, item)| if split(n, item) { item.quantity } else { 1 }).collect();
        if highest.iter().any(|level| *level > MOST_UNITS) {
            return None;
        }
        let count = highest.iter().try_fold(1usize, |count, level| count.checked_mul(*level as usize + 1))?;
        if count > MOST_NUMBERS {
            return None;
        }
        let unit: Vec<i64> = items.iter().zip(&highest).map(|(item, highest)| item.quantity / highest).collect();
        let mut amounts = Amounts {
            unit,
            highest,
            levels: Vec::with_capacity(count),
            first: Vec::with_capacity(count),
            grams: Vec::with_capacity(count),
            lines: Vec::with_capacity(count),
            pieces: Vec::with_capacity(count),
        };
        for number in 0..count {
            let (mut rest, mut stride) = (number, 1);
            let (mut levels, mut first) = (0, (0, 0));
            let (mut grams, mut lines, mut pieces) = (0i64, 0, 0);
            for (n, item) in items.iter().enumerate() {
                let radix = amounts.highest[n] as usize + 1;
                let level = rest % radix;
                rest /= radix;
                levels |= (level as u64) << (8 * n);
                if level > 0 {
                    if lines == 0 {
                        first = ((number - level * stride) as u32, n as u8);
                    }
                    grams = grams.saturating_add((level as i64 * amounts.unit[n]).saturating_mul(item.grams));
                    lines += item.lines.len() as i64;
                    pieces += i64::from(level as i64 != amounts.highest[n]);
                }
                stride *= radix;
            }
            amounts.levels.push(Levels(levels));
            amounts.first.push(first);
            amounts.grams.push(grams);
            amounts.lines.push(lines);
            amounts.pieces.push(pieces);
        }
        Some(amounts)
    }

    /// How many numbers there are, that of nothing (0) included.
    pub fn count(&self) -> usize {
        self.levels.len()
    }

    /// The number of everything.
    pub fn everything(&self) -> usize {
        self.count() - 1
    }

    pub fn levels(&self, number: usize) -> Levels {
        self.levels[number]
    }

    /// The levels that this much stock can serve.
    pub fn within(&self, stock: impl Fn(usize) -> i64) -> Levels {
        let level = |n: usize| (stock(n) / self.unit[n]).clamp(0, self.highest[n]) as u64;
        Levels((0..self.unit.len()).fold(0, |levels, n| levels | level(n) << (8 * n)))
    }

    /// The first item that a number has some of, and the number without that one.
    pub fn first(&self, number: usize) -> (usize, usize) {
        let (without, item) = self.first[number];
        (without as usize, usize::from(item))
    }

    /// Units of an item that a number stands for.
    pub fn units(&self, number: usize, item: usize) -> i64 {
        (self.levels[number].0 >> (8 * item) & 0x7f) as i64 * self.unit[item]
    }

    /// The number of what a number has of one item, alone.
    pub fn alone(&self, number: usize, item: usize) -> usize {
        let (mut rest, mut stride) = (number, 1);
        for highest in &self.highest[..item] {
            let radix = *highest as usize + 1;
            (rest, stride) = (rest / radix, stride * radix);
        }
        rest % (self.highest[item] as usize + 1) * stride
    }

    /// Calls `look` with every number that can stand beside this one, so that both together are no more than everything.
    pub fn for_each_rest(&self, number: usize, mut look: impl FnMut(usize)) {
        let mut room = [0u8; MOST_ITEMS];
        let mut strides = [0usize; MOST_ITEMS];
        let (mut items, mut stride) = (0, 1);
        for (item, highest) in self.highest.iter().enumerate() {
            let level = (self.levels[number].0 >> (8 * item) & 0x7f) as u8;
            if i64::from(level) < *highest {
                (room[items], strides[items]) = (*highest as u8 - level, stride);
                items += 1;
            }
            stride *= *highest as usize + 1;
        }
        // As a counter turns: the first wheel that has room, those before it back to nothing.
        let mut at = [0u8; MOST_ITEMS];
        let mut rest = 0;
        loop {
            look(rest);
            let Some(wheel) = (0..items).find(|&wheel| {
                if at[wheel] < room[wheel] {
                    return true;
                }
                rest -= usize::from(at[wheel]) * strides[wheel];
                at[wheel] = 0;
                false
            }) else {
                return;
            };
            at[wheel] += 1;
            rest += strides[wheel];
        }
    }

    /// The units by item.
    pub fn all_units(&self, number: usize) -> Vec<i64> {
        (0..self.unit.len()).map(|item| self.units(number, item)).collect()
    }

    /// The most parts into which everything can be cut.
    pub fn most_parts(&self) -> usize {
        self.highest.iter().sum::<i64>() as usize
    }
}
