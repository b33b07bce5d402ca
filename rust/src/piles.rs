//! Ballot papers as the count moves them: in piles (spec/counting/README.md, section 1).
//!
//! Which papers move, when and at what value is decided by the rules, in Python. Nothing here is secret.

use std::{collections::HashMap, sync::Arc};

use crate::{
    fault::{Fault, require},
    rankings::{Candidate, MOST_PAPERS, Rankings},
};

/// Papers of one group, and which place of their ranking they have not looked at yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    group: u32,
    next: u32,
}

#[derive(Debug, Clone)]
struct Part {
    rankings: Arc<Rankings>,
    entries: Vec<Entry>,
}

/// Papers that lie together, each standing at one of its preferences or before the first.
#[derive(Debug, Clone, Default)]
pub struct Pile {
    parts: Vec<Part>,
    number: u64,
}

/// A pile moved on: candidates in order, with the papers that each receives, and the papers without one.
pub struct Dealt {
    pub to: Vec<(Candidate, Pile)>,
    pub without: u64,
}

impl Pile {
    /// All papers of `rankings`, standing before their first preference.
    pub fn new(rankings: Arc<Rankings>) -> Pile {
        let number = rankings.number();
        let entries = (0..rankings.len()).map(|group| Entry { group: group as u32, next: 0 }).collect();
        Pile { parts: vec![Part { rankings, entries }], number }
    }

    /// How many papers these are.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Lay the papers of `other` with these.
    pub fn extend(&mut self, other: &Pile) -> Result<(), Fault> {
        let number = self.number.checked_add(other.number).filter(|number| *number <= MOST_PAPERS);
        self.number = number.ok_or(Fault::Misuse("more papers than can be counted"))?;
        for part in &other.parts {
            match self.parts.iter_mut().find(|own| Arc::ptr_eq(&own.rankings, &part.rankings)) {
                Some(own) => own.entries.extend_from_slice(&part.entries),
                None => self.parts.push(part.clone()),
            }
        }
        Ok(())
    }

    /// Move every paper on to its next preference in `open_to`.
    pub fn deal(&self, open_to: &[bool]) -> Result<Dealt, Fault> {
        self.knows(open_to)?;
        let mut piles = vec![Pile::default(); open_to.len()];
        let mut without = 0;
        for part in &self.parts {
            let mut dealt: Vec<Vec<Entry>> = vec![Vec::new(); open_to.len()];
            for entry in &part.entries {
                let (number, ranking) = part.rankings.group(entry.group as usize);
                let next = entry.next as usize;
                match ranking[next..].iter().position(|candidate| open_to[usize::from(*candidate)]) {
                    Some(passed) => {
                        let candidate = usize::from(ranking[next + passed]);
                        let next = (next + passed + 1) as u32;
                        dealt[candidate].push(Entry { group: entry.group, next });
                        piles[candidate].number += number;
                    }
                    None => without += number,
                }
            }
            for (pile, entries) in piles.iter_mut().zip(dealt) {
                if !entries.is_empty() {
                    pile.parts.push(Part { rankings: part.rankings.clone(), entries });
                }
            }
        }
        let received = piles.into_iter().enumerate().filter(|(_, pile)| pile.number > 0);
        Ok(Dealt { to: received.map(|(candidate, pile)| (candidate as Candidate, pile)).collect(), without })
    }

    /// Where papers go that leave a part of themselves with everybody in `passing` whom they meet: followed
    /// from the first preference, through those in `passing`, to the first other one in `open_to`. Papers of
    /// one path together, in order of the paths.
    pub fn paths(&self, passing: &[bool], open_to: &[bool]) -> Result<Vec<(u64, Vec<Candidate>)>, Fault> {
        self.knows(passing)?;
        self.knows(open_to)?;
        let mut found: HashMap<Vec<Candidate>, u64> = HashMap::new();
        let mut path = Vec::new();
        for part in &self.parts {
            for entry in &part.entries {
                let (number, ranking) = part.rankings.group(entry.group as usize);
                path.clear();
                for candidate in ranking {
                    let at = usize::from(*candidate);
                    if passing[at] || open_to[at] {
                        path.push(*candidate);
                    }
                    if open_to[at] && !passing[at] {
                        break;
                    }
                }
                match found.get_mut(path.as_slice()) {
                    Some(papers) => *papers += number,
                    None => drop(found.insert(path.clone(), number)),
                }
            }
        }
        let mut paths: Vec<_> = found.into_iter().map(|(path, number)| (number, path)).collect();
        paths.sort_unstable_by(|(_, one), (_, other)| one.cmp(other));
        Ok(paths)
    }

    fn knows(&self, candidates: &[bool]) -> Result<(), Fault> {
        let ranked = self.parts.iter().map(|part| part.rankings.candidates()).max().unwrap_or(0);
        require(ranked <= candidates.len(), "a paper ranks a candidate of whom nothing is said")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rankings::Gathering;

    fn pile(groups: &[(u64, &[Candidate])]) -> Pile {
        let mut gathering = Gathering::default();
        for (number, ranking) in groups {
            assert!(gathering.add(*number, ranking), "{number} {ranking:?}");
        }
        Pile::new(Arc::new(gathering.finish()))
    }

    #[test]
    fn every_paper_moves_to_its_next_open_preference_and_none_is_lost() {
        let first = pile(&[(2, &[0, 1, 2]), (3, &[0, 1]), (1, &[2]), (4, &[])]).deal(&[true; 3]).unwrap();
        let numbers: Vec<_> = first.to.iter().map(|(candidate, pile)| (*candidate, pile.number())).collect();
        assert_eq!((numbers, first.without), (vec![(0, 5), (2, 1)], 4));
        let second = first.to[0].1.deal(&[true, false, true]).unwrap();
        assert_eq!(second.to.iter().map(|(c, pile)| (*c, pile.number())).collect::<Vec<_>>(), [(2, 2)]);
        assert_eq!(second.without, 3);
    }

    #[test]
    fn piles_of_several_gatherings_lie_together() {
        let mut all = pile(&[(2, &[0, 1])]);
        all.extend(&pile(&[(3, &[1, 0]), (1, &[0, 1])])).unwrap();
        all.extend(&all.clone()).unwrap();
        let dealt = all.deal(&[true, true]).unwrap();
        assert_eq!(
            dealt.to.iter().map(|(c, pile)| (*c, pile.number())).collect::<Vec<_>>(),
            [(0, 6), (1, 6)]
        );
        assert_eq!(all.paths(&[true, false], &[true, true]).unwrap(), [(6, vec![0, 1]), (6, vec![1])]);
    }

    #[test]
    fn a_path_passes_the_elected_and_ends_at_the_first_other_one() {
        let all = pile(&[(2, &[0, 3, 1, 2]), (4, &[0, 1]), (3, &[3, 0]), (1, &[3])]);
        let passing = [true, false, false, false];
        let paths = all.paths(&passing, &[false, true, true, false]).unwrap();
        assert_eq!(paths, [(1, vec![]), (3, vec![0]), (6, vec![0, 1])]);
    }

    #[test]
    fn a_list_that_leaves_out_a_ranked_candidate_is_the_callers_mistake() {
        let all = pile(&[(1, &[2])]);
        assert!(all.deal(&[true; 2]).is_err() && all.paths(&[true; 3], &[true; 2]).is_err());
        let most = pile(&[(MOST_PAPERS, &[0])]);
        assert!(most.clone().extend(&all).is_err());
    }
}
