//! The ballots of a .blt file as programs write them: one on each line (spec/counting/README.md, section 4).
//!
//! Only what is plain is taken. Whatever else stands there is left to the reader in Python, whose word stands.

use crate::rankings::{Candidate, Gathering, MOST_CANDIDATES, Rankings};

/// Digits of the longest number that is read.
const DIGITS: usize = 12;

/// The ballots taken from the start of a text, and how much of it they were.
pub struct Taken {
    pub rankings: Rankings,
    pub bytes: usize,
    pub lines: usize,
}

/// Take ballots from the start of `text`: lines of a number of papers, candidates from 1 to `candidates` in
/// order of preference, none twice, and 0, with blanks or tabs between them. Ends before the first line
/// that is anything else.
pub fn take(text: &[u8], candidates: usize) -> Taken {
    let (mut gathering, mut bytes, mut lines) = (Gathering::default(), 0, 0);
    let mut ranking = Vec::new();
    let most = candidates.min(MOST_CANDIDATES) as u64;
    while let Some((number, length)) = ballot(&text[bytes..], most, &mut ranking) {
        if !gathering.add(number, &ranking) {
            break;
        }
        bytes += length;
        lines += 1;
    }
    Taken { rankings: gathering.finish(), bytes, lines }
}

/// The first line as a ballot: its number of papers and its length, its candidates in `ranking`.
fn ballot(text: &[u8], candidates: u64, ranking: &mut Vec<Candidate>) -> Option<(u64, usize)> {
    ranking.clear();
    let (papers, mut at) = number(text, 0)?;
    loop {
        let (candidate, end) = number(text, at)?;
        at = end;
        match candidate {
            0 if matches!(text[..end], [.., b' ' | b'\t', b'0']) => break,
            1.. if candidate <= candidates => ranking.push((candidate - 1) as Candidate),
            _ => return None,
        }
    }
    at = blanks(text, at);
    (papers > 0 && text.get(at) == Some(&b'\n')).then_some((papers, at + 1))
}

/// The number that stands at `at` behind blanks, and where it ends; white space must follow it.
fn number(text: &[u8], at: usize) -> Option<(u64, usize)> {
    let start = blanks(text, at);
    let (mut value, mut end) = (0, start);
    while let Some(digit) = text.get(end).filter(|byte| byte.is_ascii_digit()) {
        if end - start == DIGITS {
            return None;
        }
        value = 10 * value + u64::from(digit - b'0');
        end += 1;
    }
    (end > start && matches!(text.get(end), Some(b' ' | b'\t' | b'\n'))).then_some((value, end))
}

fn blanks(text: &[u8], at: usize) -> usize {
    at + text[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> (Vec<(u64, Vec<Candidate>)>, usize, usize) {
        let taken = take(text.as_bytes(), 3);
        let groups = taken.rankings.groups().map(|(number, ranking)| (number, ranking.to_vec())).collect();
        (groups, taken.bytes, taken.lines)
    }

    #[test]
    fn plain_lines_are_taken_and_alike_ones_put_together() {
        let (groups, bytes, lines) = taken("1 3 1 0\n2 0\n 4\t3  01 0 \n0\n\"Ash\"\n");
        assert_eq!(groups, [(5, vec![2, 0]), (2, vec![])]);
        assert_eq!((bytes, lines), (24, 3));
    }

    #[test]
    fn the_first_line_that_is_anything_else_ends_it() {
        let odd = [
            "0",
            "0\n",
            "",
            "1 2\n",
            "1 2 0",
            "1 2 0 0\n",
            "1 2 0 # one\n",
            "1 2 0\r\n",
            "1 4 0\n",
            "-1 0\n",
            "1 2=3 0\n",
            "1 - 2 0\n",
            "1 2 2 0\n",
            "0 2 0\n",
            "1 \"2\" 0\n",
            "1 2\u{a0}0\n",
            "\n1 0\n",
            "1\n2 0\n",
            "1234567890123 1 0\n",
            "1 0000000000001 0\n",
            "1 -2 0\n",
            "1 2 00\n",
            "1 +2 0\n",
            "1 2 0\u{b}\n",
            "1 2.0 0\n",
        ];
        for line in odd {
            let text = format!("7 1 2 0\n{line}");
            assert_eq!(taken(&text), (vec![(7, vec![0, 1])], 8, 1), "{line:?}");
        }
    }

    #[test]
    fn more_papers_than_can_be_counted_end_it() {
        let line = "999999999999 1 0\n";
        let (groups, _, lines) = taken(&line.repeat(9_008));
        assert_eq!((groups, lines), (vec![(999_999_999_999 * 9_007, vec![0])], 9_007));
    }
}
