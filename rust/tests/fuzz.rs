//! Chance alterations of good encodings, proofs and files: nothing panics, nothing altered is accepted, and
//! whatever decodes is the one encoding of what it decodes to.
//!
//! A seeded substitute for a coverage-guided fuzzer, which stable Rust does not have. `FUZZ_SECONDS` makes it
//! run so long, `FUZZ_SEED` choose other alterations; without them it makes a few hundred.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};
use tellers_core::{
    ballot_lines,
    decrypt::{Opening, sums},
    dleq, elgamal, embedding,
    group::{self, Identity},
    knowledge::{self, Claim},
    nonce::Nonces,
    piles::Pile,
    random,
    seal::{Record, Sealing},
    sharing::Shares,
    shuffle::{Secrets, Stage, sum_of_piece},
    signature,
    transcript::Transcript,
};

const ROWS: usize = 5;
const EID: [u8; 32] = [7; 32];

/// Chance from a seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}

/// Encodings at the borders of what is canonical: 0, 1, q - 1, q, q + 1, p - 1, p, 2^255 - 1, 2^256 - 1, B, -B.
fn borders() -> Vec<[u8; 32]> {
    let minus_one = (-Scalar::ONE).to_bytes();
    let plus = |bytes: [u8; 32], add: u8| {
        let mut sum = bytes;
        sum[0] += add; // q - 1 ends in ec, p - 1 in ec: no carry
        sum
    };
    let mut p_less_one = [0xff; 32];
    (p_less_one[0], p_less_one[31]) = (0xec, 0x7f);
    let mut half = [0xff; 32];
    half[31] = 0x7f;
    let base = group::base(&Scalar::ONE);
    let mut found = vec![[0; 32], plus([0; 32], 1), minus_one, plus(minus_one, 1), plus(minus_one, 2)];
    found.extend([p_less_one, plus(p_less_one, 1), half, [0xff; 32]]);
    found.extend([base, -base].map(|point| point.compress().to_bytes()));
    found
}

/// One alteration; it may leave the bytes as they were.
fn altered(good: &[u8], borders: &[[u8; 32]], chance: &mut Chance) -> Vec<u8> {
    let mut data = good.to_vec();
    let pieces = data.len() / 32;
    match chance.below(10) {
        0..=2 if !data.is_empty() => {
            let at = chance.below(data.len());
            data[at] ^= 1 << chance.below(8);
        }
        3..=5 if pieces > 0 => {
            let (at, border) = (chance.below(pieces), borders[chance.below(borders.len())]);
            let start = data.len() % 32; // files have heads, not tails
            data[start + 32 * at..start + 32 * at + 32].copy_from_slice(&border);
        }
        6 if pieces > 1 => {
            let (a, b) = (chance.below(pieces), chance.below(pieces));
            for place in 0..32 {
                data.swap(32 * a + place, 32 * b + place);
            }
        }
        7 => data.truncate(chance.below(data.len() + 1)),
        8 => data.extend_from_slice(&borders[chance.below(borders.len())][..1 + chance.below(32)]),
        _ => {
            let at = chance.below(data.len().max(1)).min(data.len());
            let end = data.len().min(at + 1 + chance.below(40));
            for byte in &mut data[at..end] {
                *byte = chance.next() as u8;
            }
        }
    }
    data
}

/// Call `take` with altered bytes and whether they are still the good ones, for so long or so often.
fn feed(name: &str, good: &[u8], few: usize, mut take: impl FnMut(&[u8], bool)) {
    let number = |variable: &str| std::env::var(variable).ok().and_then(|text| text.parse::<u64>().ok());
    let until = number("FUZZ_SECONDS").map(|seconds| Instant::now() + Duration::from_secs(seconds) / PARSERS);
    let mut chance = Chance(number("FUZZ_SEED").unwrap_or(1));
    let borders = borders();
    let mut inputs = 0_u64;
    take(good, true);
    while until.map_or(inputs < few as u64, |until| Instant::now() < until) {
        let mut data = altered(good, &borders, &mut chance);
        for _ in 0..chance.below(3) {
            data = altered(&data, &borders, &mut chance);
        }
        take(&data, data == good);
        inputs += 1;
    }
    if until.is_some() {
        println!("{name:22}{inputs:>12}");
    }
}

/// How many calls of `feed` share the time.
const PARSERS: u32 = 13;

fn key() -> (Scalar, [u8; 32]) {
    let secret = random::scalars(1).unwrap()[0];
    (secret, group::base(&secret).compress().to_bytes())
}

fn points(count: usize) -> Vec<RistrettoPoint> {
    random::scalars(count).unwrap().iter().map(group::base).collect()
}

/// ROWS ciphertexts.
fn rows(pk: &[u8; 32]) -> Vec<u8> {
    elgamal::encrypt(&group::checked_key(pk).unwrap(), &points(ROWS), &random::scalars(ROWS).unwrap())
}

#[test]
fn a_point_or_scalar_that_decodes_is_the_one_encoding_of_what_it_is() {
    let good = group::encode(&points(1));
    feed("point", &good, 3_000, |data, _| {
        let Ok(encoding) = data.try_into() else { return };
        if let Some(point) = group::point(encoding, Identity::Accepted) {
            assert_eq!(point.compress().to_bytes(), *encoding);
        }
    });
    let good = random::scalars(1).unwrap()[0].to_bytes();
    feed("scalar", &good, 3_000, |data, _| {
        let Ok(encoding) = data.try_into() else { return };
        if let Some(scalar) = group::scalar(encoding) {
            assert_eq!(scalar.to_bytes(), *encoding);
        }
    });
}

/// Papers by ranking, read as the specification says it and without haste.
fn papers_of(text: &str) -> BTreeMap<Vec<u64>, u64> {
    let mut papers = BTreeMap::new();
    for line in text.lines() {
        let mut words: Vec<u64> = line.split_ascii_whitespace().map(|word| word.parse().unwrap()).collect();
        assert_eq!(words.pop(), Some(0));
        let number = words.remove(0);
        assert!(number > 0 && words.iter().all(|candidate| (1..=4).contains(candidate)));
        *papers.entry(words).or_default() += number;
    }
    papers
}

#[test]
fn ballots_are_taken_as_they_stand_up_to_the_first_odd_line() {
    let good = "1 3 1 0\n12 2 0\n4 0\n 7\t1  4 03 2 0 \n1 3 1 0\n".repeat(3).into_bytes();
    feed("ballots of a file", &good, 3_000, |data, good| {
        let taken = ballot_lines::take(data, 4);
        let text = str::from_utf8(&data[..taken.bytes]).unwrap();
        assert!(!good || taken.bytes == data.len());
        assert_eq!((text.lines().count(), text.is_empty() || text.ends_with('\n')), (taken.lines, true));
        let groups = taken.rankings.groups().map(|(number, ranking)| {
            (ranking.iter().map(|candidate| u64::from(*candidate) + 1).collect(), number)
        });
        assert_eq!(groups.collect::<BTreeMap<Vec<u64>, u64>>(), papers_of(text));

        let all = Pile::new(Arc::new(taken.rankings));
        let mut open_to = [true, data.len() % 2 == 0, data.len() % 3 == 0, true];
        let dealt = all.deal(&open_to).unwrap();
        let mut again = Pile::default();
        dealt.to.iter().for_each(|(_, pile)| again.extend(pile).unwrap());
        assert_eq!(again.number() + dealt.without, all.number());
        open_to[0] = false;
        let paths = all.paths(&open_to, &[true; 4]).unwrap();
        assert_eq!(paths.iter().map(|(number, _)| number).sum::<u64>(), all.number());
    });
}

#[test]
fn what_an_embedding_gives_is_embedded_again() {
    let digits: Vec<[u8; 32]> =
        (0..ROWS).map(|row| [[row as u8; 16], [0; 16]].concat().try_into().unwrap()).collect();
    let good = embedding::embed(&digits).unwrap();
    feed("embedding", &good, 1_000, |data, _| {
        let encodings = data.as_chunks::<32>().0;
        let (digits, flags) = embedding::unembed(encodings);
        for ((digit, flag), encoding) in digits.as_chunks::<32>().0.iter().zip(flags).zip(encodings) {
            if flag == 1 {
                assert_eq!(embedding::embed(&[*digit]).unwrap(), encoding);
            }
        }
    });
}

#[test]
fn no_altered_shuffle_is_a_shuffle() {
    let (_, pk) = key();
    let input = rows(&pk);
    let stage = Stage {
        eid: &EID,
        contest: "chair",
        group: "joint",
        stage: 1,
        mixer: "ash",
        pk: &pk,
        width: 1,
        rows: &input,
    };
    let (out, proof) = stage.shuffle(Secrets::default()).unwrap();
    feed("shuffle, proof", &proof, 60, |data, good| {
        assert_eq!(stage.check(&out, data).unwrap().is_empty(), good);
    });
    feed("shuffle, output", &out, 60, |data, good| {
        assert_eq!(stage.check(data, &proof).unwrap().is_empty(), good);
    });
    feed("shuffle, input", &input, 60, |data, good| {
        assert_eq!(Stage { rows: data, ..stage }.check(&out, &proof).unwrap().is_empty(), good);
    });
    let piece = stage.split(&out, &proof, 3).unwrap().unwrap().piece(0);
    let sum = sum_of_piece(&piece).unwrap();
    feed("piece of a shuffle", &piece, 300, |data, good| {
        assert!(!good || sum_of_piece(data) == Some(sum));
        assert!(good || data.len() == piece.len() || sum_of_piece(data).is_none());
    });
}

#[test]
fn no_altered_decryption_holds() {
    let (secret, x_pub) = key();
    let file = rows(&x_pub);
    let opening = Opening {
        eid: &EID,
        contest: "chair",
        group: "joint",
        index: 1,
        x_pub: &x_pub,
        rows: group::ciphertexts(&file).unwrap(),
    };
    let (factors, proof) = opening.decrypt(&secret, Nonces::new(None, 1).unwrap()).unwrap();
    let plain =
        Shares { indices: &[1], factors: vec![group::encodings(&factors).unwrap()], rows: opening.rows };
    let points = plain.recombine().unwrap();
    let whole = [&factors[..], &proof.t_b, &proof.t_a, &proof.z, &points].concat();
    feed("decryption", &whole, 100, |data, good| {
        let Ok(encodings) = group::encodings(data) else { return };
        if encodings.len() != 2 * ROWS + 3 {
            return;
        }
        let (factors, rest) = encodings.split_at(ROWS);
        let proof = dleq::Proof { t_b: rest[0], t_a: rest[1], z: rest[2] };
        let shares = Shares { indices: &[1], factors: vec![factors], rows: opening.rows };
        let holds = opening.holds(factors, &proof) && shares.opens_to(&rest[3..]).unwrap();
        assert_eq!(holds, good);
        assert!(!good || shares.opens_in_some_order_to(1, &rest[3..]).unwrap());
        assert!(!good || sums(&[Scalar::ONE; ROWS], opening.rows, factors).is_some());
    });
}

#[test]
fn no_altered_sealed_key_or_proof_of_knowledge_holds() {
    let (_, pk) = key();
    let sealing = Sealing { eid: &EID, half: "r", pk: &pk };
    let (file, _) = sealing.seal(&random::scalars(ROWS).unwrap(), None, None, 1).unwrap();
    feed("sealed keys", &file, 100, |data, good| {
        let records: &[Record] = data.as_chunks::<32>().0.as_chunks::<6>().0;
        let whole = data.len() == 192 * ROWS;
        let first = sealing.first_false(records, 1).unwrap();
        assert!(!whole || first.is_none() == good);
    });
    let secrets = random::scalars(3).unwrap();
    let (t, z) = knowledge::prove(b"statement", &secrets, Nonces::new(None, 3).unwrap()).unwrap();
    let whole = [group::base_multiples(&secrets), t, z].concat();
    feed("proof of knowledge", &whole, 300, |data, good| {
        let third = data.len() / 3;
        let claim = Claim {
            state: b"statement",
            points: &data[..third],
            t: &data[third..2 * third],
            z: &data[2 * third..],
        };
        assert_eq!(knowledge::first_false(&[claim]).unwrap().is_none(), good);
    });
}

#[test]
fn no_altered_equality_of_logarithms_holds() {
    let (secret, x) = key();
    let base = points(1)[0];
    let (a, d) = (base.compress().to_bytes(), (secret * base).compress().to_bytes());
    let proof = dleq::prove(Transcript::resumed(b"statement"), &secret, &base, Nonces::new(None, 1).unwrap())
        .unwrap();
    let whole = [x, a, d, proof.t_b, proof.t_a, proof.z].concat();
    feed("equality", &whole, 300, |data, good| {
        let Some([x, a, d, t_b, t_a, z]) = data.as_chunks::<32>().0.as_array() else { return };
        let proof = dleq::Proof { t_b: *t_b, t_a: *t_a, z: *z };
        let whole = data.len() == 192;
        assert!(!whole || dleq::check(b"statement", x, a, d, &proof) == good);
    });
}

#[test]
fn no_altered_signature_holds() {
    // RFC 8032, section 7.1, TEST 2: key, signature, message.
    let whole = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c\
                 92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                 085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c0072";
    let whole: Vec<u8> =
        (0..whole.len()).step_by(2).map(|at| u8::from_str_radix(&whole[at..at + 2], 16).unwrap()).collect();
    feed("signature", &whole, 1_000, |data, good| {
        let Some((key, rest)) = data.split_at_checked(32) else { return };
        let (signature, message) = rest.split_at(rest.len().min(64));
        let claim = signature::Claim { key, message, signature };
        assert_eq!(signature::first_false(&[claim]).is_none(), good);
    });
}
