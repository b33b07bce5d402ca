//! The verifier's side of a shuffle: everything is public, so it runs in variable time.
//!
//! The equations are weighted by rho's below 2^128 and moved to one side; their sum, 4N + 4Nw + 2w + 6
//! terms, must be the identity. It is taken in chunks of rows, so that only one chunk is decoded at a time;
//! `rows` has the sum of a chunk, and how a chunk is sent to another machine.
#![allow(non_snake_case)] // the letters of the paper

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};

use super::{
    Parts, Stage,
    rows::{Malformed, Rows, Terms},
};
use crate::{
    decoded::Ciphertexts,
    fault::{Fault, require},
    generators,
    group::{self, Identity},
    random,
};

/// A check's outcome: the names of what fails, none if all is good.
pub type Failures = Vec<&'static str>;

impl Stage<'_> {
    /// Whether `out` is a shuffle of the input by this proof file: "malformed", or the equations that fail.
    pub fn check(&self, out: &[u8], proof: &[u8]) -> Result<Failures, Fault> {
        match self.verifier(out, proof)? {
            Some(verifier) => verifier.keeping_the_output().failures(),
            None => Ok(vec!["malformed"]),
        }
    }

    /// The check in pieces of `size` rows, for `sum_of_piece`; nothing where the files are malformed.
    pub fn split<'a>(
        &'a self,
        out: &'a [u8],
        proof: &'a [u8],
        size: usize,
    ) -> Result<Option<Split<'a>>, Fault> {
        require(size > 0, "a piece has at least one row")?;
        let Some(verifier) = self.verifier(out, proof)? else {
            return Ok(None);
        };
        let rho = Rho::draw(verifier.count, verifier.width)?;
        Ok(Some(Split { verifier, rho, size }))
    }

    fn verifier<'a>(&'a self, out: &'a [u8], proof: &'a [u8]) -> Result<Option<Verifier<'a>>, Fault> {
        let Ok(count) = self.count() else {
            return Ok(None);
        };
        let parts = Parts::read(proof, count, self.width);
        let (Some(parts), Some(key)) = (parts, group::point(self.pk, Identity::Refused)) else {
            return Ok(None);
        };
        if out.len() != self.rows.len() {
            return Ok(None);
        }
        let mut transcript = self.transcript(count, out);
        transcript.append("C", parts.C.as_flattened());
        let u = transcript.challenge_vec("u", count);
        let c = parts.challenge(transcript);
        let files = [group::ciphertexts(self.rows)?, group::ciphertexts(out)?].map(Ciphertexts::of);
        Ok(Some(Verifier { count, width: self.width, key, files, parts, u, c }))
    }
}

/// A check that other machines may help with. The weights were drawn when the proof was fixed.
pub struct Split<'a> {
    verifier: Verifier<'a>,
    rho: Rho,
    size: usize,
}

impl Split<'_> {
    /// How many pieces there are.
    pub fn pieces(&self) -> usize {
        self.verifier.count.div_ceil(self.size)
    }

    /// One piece, as `sum_of_piece` reads it.
    pub fn piece(&self, number: usize) -> Vec<u8> {
        let end = self.verifier.count.min((number + 1) * self.size);
        self.verifier.rows(&self.rho).slice(number * self.size..end).to_bytes()
    }

    /// The terms that belong to no row, encoded; the sums of all pieces and this are the identity if the
    /// proof holds. Nothing where one of its encodings is bad.
    pub fn ends(&self) -> Option<[u8; 32]> {
        let ends = self.verifier.ends(&self.rho, &generators::at_least(1)[0]);
        ends.ok().map(|sum| sum.compress().to_bytes())
    }
}

/// Everything the equations are about.
struct Verifier<'a> {
    count: usize,
    width: usize,
    key: RistrettoPoint,
    /// Input and output.
    files: [Ciphertexts<'a>; 2],
    parts: Parts<'a>,
    u: Vec<Scalar>,
    c: Scalar,
}

/// The verifier's weights; an equation whose weights are zero is left out.
struct Rho {
    rho: [Scalar; 3],
    /// rho4a_j, rho4b_j column by column.
    rho4: Vec<Scalar>,
    rho5: Vec<Scalar>,
}

impl Rho {
    fn draw(count: usize, width: usize) -> Result<Self, Fault> {
        let first = random::weights(3)?;
        Ok(Rho {
            rho: [first[0], first[1], first[2]],
            rho4: random::weights(2 * width)?,
            rho5: random::weights(count)?,
        })
    }

    /// Weights for one equation alone, named as in the protocol.
    fn only(name: &str, count: usize, width: usize) -> Result<Self, Fault> {
        let mut all = Rho::draw(count, width)?;
        for (index, rho) in all.rho.iter_mut().enumerate() {
            if name != ["E1", "E2", "E3"][index] {
                *rho = Scalar::ZERO;
            }
        }
        if name != "E4" {
            all.rho4.fill(Scalar::ZERO);
        }
        if name != "E5" {
            all.rho5.fill(Scalar::ZERO);
        }
        Ok(all)
    }
}

impl Verifier<'_> {
    /// The output decoded once: it is the input of the next check, or what trustees open.
    fn keeping_the_output(mut self) -> Self {
        let [input, output] = self.files;
        self.files = [input, output.kept()];
        self
    }

    fn failures(&self) -> Result<Failures, Fault> {
        match self.holds(&Rho::draw(self.count, self.width)?) {
            Ok(true) => return Ok(vec![]),
            Ok(false) => {}
            Err(Malformed) => return Ok(vec!["malformed"]),
        }
        let mut failing = vec![];
        for name in ["E1", "E2", "E3", "E4", "E5"] {
            let holds = self.holds(&Rho::only(name, self.count, self.width)?);
            if !holds.unwrap_or(false) {
                failing.push(name);
            }
        }
        require(!failing.is_empty(), "the sum of equations fails but none of them does")?;
        Ok(failing)
    }

    /// Whether the weighted sum of all equations is the identity.
    fn holds(&self, rho: &Rho) -> Result<bool, Malformed> {
        let H = generators::at_least(self.count + 1);
        let rows = self.rows(rho).sum(&H[1..])?;
        Ok(group::is_identity(&(rows + self.ends(rho, &H[0])?)))
    }

    /// What the terms of all rows are made of.
    fn rows<'b>(&'b self, rho: &'b Rho) -> Rows<'b> {
        let Parts { C, Ch, Th, z_prime, .. } = &self.parts;
        Rows {
            first: 0,
            width: self.width,
            c: self.c,
            rho1: rho.rho[0],
            rho3: rho.rho[2],
            after: -self.c * rho.rho[1],
            rho4: &rho.rho4,
            u: &self.u,
            z_prime,
            rho5: &rho.rho5,
            C,
            Ch,
            Th,
            files: self.files.clone(),
        }
    }

    /// The terms that are not of a row: B, Y, H_0, T1 to T3 and T4.
    fn ends(&self, rho: &Rho, H_0: &RistrettoPoint) -> Result<RistrettoPoint, Malformed> {
        let Parts { t, t4, z, z4, zh, z_prime, .. } = &self.parts;
        let product: Scalar = self.u.iter().product();
        let of_base: Scalar = rho.rho.iter().zip(z).map(|(rho, z)| rho * z).sum::<Scalar>()
            + rho.rho5.iter().zip(zh).map(|(rho, zh)| rho * zh).sum::<Scalar>();
        let (rho4, _) = rho.rho4.as_chunks::<2>();
        let of_columns = |half: usize| rho4.iter().zip(z4).map(|(rho, z4)| rho[half] * z4).sum::<Scalar>();
        let mut terms = Terms::default();
        terms.add(-of_columns(1), self.key);
        terms.add(rho.rho[1] * self.c * product + rho.rho5[0] * z_prime[0], *H_0); // E2, and Ch_0 in E5
        let commitments = t.iter().zip(&rho.rho).chain(t4.iter().zip(&rho.rho4));
        for (encoding, rho) in commitments {
            terms.add_encoded(-rho, encoding, Identity::Accepted)?;
        }
        Ok(terms.sum() + group::base(&(of_base - of_columns(0))))
    }
}
