//! Ballot papers as they come to the count: strict rankings in groups (spec/counting/README.md, section 1).

use std::hash::{BuildHasher, RandomState};

/// So many papers are counted and no more: every sum of them is exact also where numbers are doubles.
pub const MOST_PAPERS: u64 = 1 << 53;

/// So many candidates may stand in a contest.
pub const MOST_CANDIDATES: usize = u16::MAX as usize;

/// A candidate's place in the contest definition's order, from 0.
pub type Candidate = u16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Group {
    number: u64,
    end: usize,
}

/// Strict rankings, each once, with the number of papers that say so, in the order in which they first came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rankings {
    flat: Vec<Candidate>,
    groups: Vec<Group>,
    number: u64,
    candidates: usize,
}

impl Rankings {
    /// How many different rankings there are.
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether there is no paper.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// How many papers these are.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// One more than the greatest candidate whom any of them ranks.
    pub fn candidates(&self) -> usize {
        self.candidates
    }

    /// The papers of the group at `index`, which must be one, and their ranking.
    pub fn group(&self, index: usize) -> (u64, &[Candidate]) {
        let start = if index == 0 { 0 } else { self.groups[index - 1].end };
        let group = self.groups[index];
        (group.number, &self.flat[start..group.end])
    }

    /// Every group in order.
    pub fn groups(&self) -> impl Iterator<Item = (u64, &[Candidate])> {
        (0..self.len()).map(|index| self.group(index))
    }

    /// These papers without the group, if there is one, that ranks nobody.
    pub fn expressing(&self) -> Rankings {
        let mut kept =
            Rankings { flat: self.flat.clone(), candidates: self.candidates, ..Rankings::default() };
        for (index, group) in self.groups.iter().enumerate() {
            if !self.group(index).1.is_empty() {
                kept.groups.push(*group);
                kept.number += group.number;
            }
        }
        kept
    }
}

/// One place of the table of rankings met: the group, and enough of its hash to tell most others apart.
#[derive(Clone, Copy)]
struct Slot {
    hash: u32,
    group: u32,
}

const FREE: Slot = Slot { hash: 0, group: u32::MAX };

/// Rankings while they are put together.
///
/// The table is open and keyed by chance, so that nobody can choose rankings which all fall into one place.
pub struct Gathering {
    rankings: Rankings,
    slots: Vec<Slot>,
    keyed: RandomState,
    met_in: Vec<u64>,
    round: u64,
}

impl Default for Gathering {
    fn default() -> Self {
        let keyed = RandomState::new();
        Gathering {
            rankings: Rankings::default(),
            slots: vec![FREE; 64],
            keyed,
            met_in: Vec::new(),
            round: 0,
        }
    }
}

impl Gathering {
    /// Add so many papers of one ranking; false, and nothing is added, where that is nothing a count could
    /// take: no paper, a candidate out of range or named twice, more papers than `MOST_PAPERS`.
    pub fn add(&mut self, number: u64, ranking: &[Candidate]) -> bool {
        let sum = self.rankings.number.checked_add(number).filter(|sum| *sum <= MOST_PAPERS);
        let (true, Some(sum), true) = (number > 0, sum, self.is_strict(ranking)) else { return false };
        let hash = self.keyed.hash_one(ranking);
        let at = self.find(hash, ranking);
        if self.slots[at].group == FREE.group {
            let group = self.rankings.groups.len();
            if group == FREE.group as usize {
                return false;
            }
            self.rankings.flat.extend_from_slice(ranking);
            self.rankings.groups.push(Group { number, end: self.rankings.flat.len() });
            self.slots[at] = Slot { hash: (hash >> 32) as u32, group: group as u32 };
            if 2 * self.rankings.groups.len() > self.slots.len() {
                self.widen();
            }
        } else {
            self.rankings.groups[self.slots[at].group as usize].number += number;
        }
        self.rankings.number = sum;
        true
    }

    /// The rankings added.
    pub fn finish(self) -> Rankings {
        self.rankings
    }

    /// Whether nobody is named twice; what is met on the way counts for the candidates of all.
    fn is_strict(&mut self, ranking: &[Candidate]) -> bool {
        let candidates = ranking.iter().max().map_or(0, |most| usize::from(*most) + 1);
        if candidates > MOST_CANDIDATES {
            return false;
        }
        if candidates > self.met_in.len() {
            self.met_in.resize(candidates, 0);
        }
        self.round += 1;
        for candidate in ranking {
            let met = &mut self.met_in[usize::from(*candidate)];
            if *met == self.round {
                return false;
            }
            *met = self.round;
        }
        self.rankings.candidates = self.rankings.candidates.max(candidates);
        true
    }

    /// The place of `ranking` in the table, or the free one where it belongs.
    fn find(&self, hash: u64, ranking: &[Candidate]) -> usize {
        let last = self.slots.len() - 1;
        let mut at = hash as usize & last;
        loop {
            let slot = self.slots[at];
            if slot.group == FREE.group {
                return at;
            }
            if slot.hash == (hash >> 32) as u32 && self.rankings.group(slot.group as usize).1 == ranking {
                return at;
            }
            at = (at + 1) & last;
        }
    }

    fn widen(&mut self) {
        self.slots = vec![FREE; 4 * self.slots.len()];
        let last = self.slots.len() - 1;
        for (group, (_, ranking)) in self.rankings.groups().enumerate() {
            let hash = self.keyed.hash_one(ranking);
            let mut at = hash as usize & last;
            while self.slots[at].group != FREE.group {
                at = (at + 1) & last;
            }
            self.slots[at] = Slot { hash: (hash >> 32) as u32, group: group as u32 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gathered(groups: &[(u64, &[Candidate])]) -> Rankings {
        let mut gathering = Gathering::default();
        for (number, ranking) in groups {
            assert!(gathering.add(*number, ranking), "{number} {ranking:?}");
        }
        gathering.finish()
    }

    #[test]
    fn like_rankings_are_put_together_in_the_order_in_which_they_came() {
        let rankings = gathered(&[(2, &[1, 0]), (1, &[]), (3, &[0]), (4, &[1, 0]), (1, &[])]);
        let found: Vec<_> = rankings.groups().collect();
        assert_eq!(found, [(6, &[1, 0][..]), (2, &[]), (3, &[0])]);
        assert_eq!((rankings.number(), rankings.candidates(), rankings.len()), (11, 2, 3));
    }

    #[test]
    fn rankings_without_the_blank_ones_keep_all_others() {
        let rankings = gathered(&[(2, &[1, 0]), (5, &[]), (3, &[2])]).expressing();
        assert_eq!(rankings.groups().collect::<Vec<_>>(), [(2, &[1, 0][..]), (3, &[2])]);
        assert_eq!(rankings.number(), 5);
    }

    #[test]
    fn as_many_rankings_as_make_the_table_grow_are_each_found_again() {
        let mut gathering = Gathering::default();
        for _ in 0..2 {
            for (a, b) in (0..100).flat_map(|a| (0..100).map(move |b| (a, b))).filter(|(a, b)| a != b) {
                assert!(gathering.add(1, &[a, b]));
            }
        }
        let rankings = gathering.finish();
        assert_eq!(rankings.len(), 9_900);
        assert!(rankings.groups().all(|(number, _)| number == 2));
    }

    #[test]
    fn what_no_count_could_take_is_not_added() {
        let mut gathering = Gathering::default();
        assert!(gathering.add(MOST_PAPERS - 1, &[0]));
        assert!(!gathering.add(2, &[0]) && !gathering.add(u64::MAX, &[1]) && !gathering.add(0, &[0]));
        assert!(!gathering.add(1, &[0, 1, 0]) && !gathering.add(1, &[u16::MAX]));
        assert!(gathering.add(1, &[1, 0]));
        assert_eq!(
            gathering.finish().groups().collect::<Vec<_>>(),
            [(MOST_PAPERS - 1, &[0][..]), (1, &[1, 0])]
        );
    }
}
