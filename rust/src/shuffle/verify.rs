//! The verifier's side of a shuffle: everything is public, so it runs in variable time.
//!
//! The equations are weighted by rho's below 2^128 and moved to one side; their sum, 4N + 4Nw + 2w + 6
//! terms, must be the identity. It is taken in chunks of rows, so that only one chunk is decoded at a time.
#![allow(non_snake_case)] // the letters of the paper

use std::ops::Range;

use curve25519_dalek::{
    ristretto::RistrettoPoint,
    scalar::Scalar,
    traits::{Identity as _, VartimeMultiscalarMul},
};
use rayon::prelude::*;

use super::{Parts, Stage};
use crate::{
    decoded::Ciphertexts,
    fault::{Fault, require},
    generators,
    group::{self, Identity},
    msm, random,
};

/// A check's outcome: the names of what fails, none if all is good.
pub type Failures = Vec<&'static str>;

impl Stage<'_> {
    /// Whether `out` is a shuffle of the input by this proof file: "malformed", or the equations that fail.
    pub fn check(&self, out: &[u8], proof: &[u8]) -> Result<Failures, Fault> {
        let Ok(count) = self.count() else {
            return Ok(vec!["malformed"]);
        };
        let parts = Parts::read(proof, count, self.width);
        let (Some(parts), Some(key)) = (parts, group::point(self.pk, Identity::Refused)) else {
            return Ok(vec!["malformed"]);
        };
        if out.len() != self.rows.len() {
            return Ok(vec!["malformed"]);
        }
        let mut transcript = self.transcript(count, out);
        transcript.append("C", parts.C.as_flattened());
        let u = transcript.challenge_vec("u", count);
        let c = parts.challenge(transcript);
        let input = Ciphertexts::of(group::ciphertexts(self.rows)?);
        let files = [input, Ciphertexts::kept(group::ciphertexts(out)?)];
        Verifier { count, width: self.width, key, files, parts, u, c }.failures()
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

/// A bad encoding among what an equation is about.
struct Malformed;

/// Terms in the making.
#[derive(Default)]
struct Terms {
    scalars: Vec<Scalar>,
    points: Vec<RistrettoPoint>,
}

impl Terms {
    fn with_capacity(terms: usize) -> Self {
        Terms { scalars: Vec::with_capacity(terms), points: Vec::with_capacity(terms) }
    }

    fn add(&mut self, scalar: Scalar, point: RistrettoPoint) {
        self.scalars.push(scalar);
        self.points.push(point);
    }

    fn add_encoded(
        &mut self,
        scalar: Scalar,
        encoding: &[u8; 32],
        identity: Identity,
    ) -> Result<(), Malformed> {
        self.add(scalar, group::point(encoding, identity).ok_or(Malformed)?);
        Ok(())
    }

    fn sum(&self) -> RistrettoPoint {
        RistrettoPoint::vartime_multiscalar_mul(&self.scalars, &self.points)
    }
}

impl Verifier<'_> {
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
        let size = (msm::CHUNK / (4 + 4 * self.width)).max(1);
        let chunks: Result<RistrettoPoint, Malformed> = (0..self.count.div_ceil(size))
            .into_par_iter()
            .map(|chunk| self.rows(chunk * size..self.count.min((chunk + 1) * size), rho, &H[1..]))
            .try_reduce(RistrettoPoint::identity, |left, right| Ok(left + right));
        Ok(group::is_identity(&(chunks? + self.ends(rho, &H[0])?)))
    }

    /// The terms of some rows: C_i, H_i, Ch_i, Th_i and the ciphertexts.
    fn rows(
        &self,
        rows: Range<usize>,
        rho: &Rho,
        generators: &[RistrettoPoint],
    ) -> Result<RistrettoPoint, Malformed> {
        let Parts { C, Ch, Th, z_prime, .. } = &self.parts;
        let (c, [rho1, _, rho3]) = (self.c, rho.rho);
        let (c_rho1, c_rho3) = (c * rho1, c * rho3);
        let mut terms = Terms::with_capacity(rows.len() * (4 + 4 * self.width));
        for i in rows {
            terms.add(c_rho1 + rho3 * z_prime[i], generators[i]); // E1, E3
            terms.add_encoded(-c_rho1 - c_rho3 * self.u[i], &C[i], Identity::Accepted)?; // E1, E3
            terms.add_encoded(self.of_chain(i, rho), &Ch[i], Identity::Accepted)?; // E5, E2
            let Th = group::point(&Th[i], Identity::Accepted).ok_or(Malformed)?;
            terms.add(rho.rho5[i], -Th); // E5, with a short scalar
            self.ciphertexts(i, rho, &mut terms)?;
        }
        Ok(terms.sum())
    }

    /// What multiplies Ch_i: -c rho5_i, and z' rho5 of the next row, or -c rho2 at the end.
    fn of_chain(&self, i: usize, rho: &Rho) -> Scalar {
        let next = match rho.rho5.get(i + 1) {
            Some(rho5) => rho5 * self.parts.z_prime[i + 1],
            None => -self.c * rho.rho[1],
        };
        next - self.c * rho.rho5[i]
    }

    /// E4: z'_i of the outputs, -c u_i of the inputs.
    fn ciphertexts(&self, i: usize, rho: &Rho, terms: &mut Terms) -> Result<(), Malformed> {
        let factors = [-self.c * self.u[i], self.parts.z_prime[i]];
        for (file, factor) in self.files.iter().zip(factors) {
            for (j, rho4) in rho.rho4.as_chunks::<2>().0.iter().enumerate() {
                let [a, b] = file.pair(i * self.width + j).ok_or(Malformed)?;
                terms.add(rho4[0] * factor, a);
                terms.add(rho4[1] * factor, b);
            }
        }
        Ok(())
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
