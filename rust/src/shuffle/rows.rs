//! The terms that some rows of a shuffle add to the sum that its check takes, here or on another machine.
//!
//! A piece is LE64 of its first row, of its number of rows n and of the width w; then 32 bytes each: c, rho1,
//! rho3, what multiplies the last Ch of the piece for the row after it, 2w rho4; u, z' and rho5 of each row;
//! C, Ch and Th of each row; the input and the output, 2w encodings a row. It is no evidence and has no
//! authority: whoever makes a piece also believes its sum.
#![allow(non_snake_case)] // the letters of the paper

use std::ops::Range;

use curve25519_dalek::{
    ristretto::RistrettoPoint,
    scalar::Scalar,
    traits::{Identity as _, VartimeMultiscalarMul},
};
use rayon::prelude::*;

use crate::{
    decoded::Ciphertexts,
    generators,
    group::{self, Identity},
    msm,
};

/// More rows than any shuffle has; a piece that names a row beyond makes nobody compute generators for it.
const FARTHEST: usize = 1 << 26;

/// A bad encoding among what an equation is about.
pub struct Malformed;

/// Terms in the making.
#[derive(Default)]
pub struct Terms {
    scalars: Vec<Scalar>,
    points: Vec<RistrettoPoint>,
}

impl Terms {
    fn with_capacity(terms: usize) -> Self {
        Terms { scalars: Vec::with_capacity(terms), points: Vec::with_capacity(terms) }
    }

    pub fn add(&mut self, scalar: Scalar, point: RistrettoPoint) {
        self.scalars.push(scalar);
        self.points.push(point);
    }

    pub fn add_encoded(
        &mut self,
        scalar: Scalar,
        encoding: &[u8; 32],
        identity: Identity,
    ) -> Result<(), Malformed> {
        self.add(scalar, group::point(encoding, identity).ok_or(Malformed)?);
        Ok(())
    }

    pub fn sum(&self) -> RistrettoPoint {
        RistrettoPoint::vartime_multiscalar_mul(&self.scalars, &self.points)
    }
}

/// Some rows and all that their terms are made of.
pub struct Rows<'a> {
    /// The first row's number, from 0.
    pub first: usize,
    pub width: usize,
    pub c: Scalar,
    pub rho1: Scalar,
    pub rho3: Scalar,
    /// What multiplies the last Ch for the sake of the row after it: z' rho5, or -c rho2 at the end.
    pub after: Scalar,
    /// rho4a_j, rho4b_j column by column.
    pub rho4: &'a [Scalar],
    pub u: &'a [Scalar],
    pub z_prime: &'a [Scalar],
    pub rho5: &'a [Scalar],
    pub C: &'a [[u8; 32]],
    pub Ch: &'a [[u8; 32]],
    pub Th: &'a [[u8; 32]],
    /// Input and output.
    pub files: [Ciphertexts<'a>; 2],
}

impl Rows<'_> {
    /// Some of the rows, counted from the first of these.
    pub fn slice(&self, rows: Range<usize>) -> Rows<'_> {
        let after = match self.rho5.get(rows.end) {
            Some(rho5) => rho5 * self.z_prime[rows.end],
            None => self.after,
        };
        let places = rows.start * self.width..rows.end * self.width;
        Rows {
            first: self.first + rows.start,
            after,
            u: &self.u[rows.clone()],
            z_prime: &self.z_prime[rows.clone()],
            rho5: &self.rho5[rows.clone()],
            C: &self.C[rows.clone()],
            Ch: &self.Ch[rows.clone()],
            Th: &self.Th[rows],
            files: self.files.each_ref().map(|file| file.slice(places.clone())),
            ..*self
        }
    }

    /// The sum of all terms, in chunks of rows. `generators`: H_1 and what follows.
    pub fn sum(&self, generators: &[RistrettoPoint]) -> Result<RistrettoPoint, Malformed> {
        let (n, size) = (self.u.len(), (msm::CHUNK / (4 + 4 * self.width)).max(1));
        (0..n.div_ceil(size))
            .into_par_iter()
            .map(|chunk| self.slice(chunk * size..n.min((chunk + 1) * size)).sum_of_chunk(generators))
            .try_reduce(RistrettoPoint::identity, |left, right| Ok(left + right))
    }

    /// The terms of C_i, H_i, Ch_i, Th_i and the ciphertexts.
    fn sum_of_chunk(&self, generators: &[RistrettoPoint]) -> Result<RistrettoPoint, Malformed> {
        let (c_rho1, c_rho3) = (self.c * self.rho1, self.c * self.rho3);
        let mut terms = Terms::with_capacity(self.u.len() * (4 + 4 * self.width));
        for i in 0..self.u.len() {
            terms.add(c_rho1 + self.rho3 * self.z_prime[i], generators[self.first + i]); // E1, E3
            terms.add_encoded(-c_rho1 - c_rho3 * self.u[i], &self.C[i], Identity::Accepted)?; // E1, E3
            terms.add_encoded(self.of_chain(i), &self.Ch[i], Identity::Accepted)?; // E5, E2
            let Th = group::point(&self.Th[i], Identity::Accepted).ok_or(Malformed)?;
            terms.add(self.rho5[i], -Th); // E5, with a short scalar
            self.ciphertexts(i, &mut terms)?;
        }
        Ok(terms.sum())
    }

    /// What multiplies Ch_i: -c rho5_i, and z' rho5 of the next row.
    fn of_chain(&self, i: usize) -> Scalar {
        let next = match self.rho5.get(i + 1) {
            Some(rho5) => rho5 * self.z_prime[i + 1],
            None => self.after,
        };
        next - self.c * self.rho5[i]
    }

    /// E4: z'_i of the outputs, -c u_i of the inputs.
    fn ciphertexts(&self, i: usize, terms: &mut Terms) -> Result<(), Malformed> {
        let factors = [-self.c * self.u[i], self.z_prime[i]];
        for (file, factor) in self.files.iter().zip(factors) {
            for (j, rho4) in self.rho4.as_chunks::<2>().0.iter().enumerate() {
                let [a, b] = file.pair(i * self.width + j).ok_or(Malformed)?;
                terms.add(rho4[0] * factor, a);
                terms.add(rho4[1] * factor, b);
            }
        }
        Ok(())
    }

    /// The piece as it is sent.
    pub fn to_bytes(&self) -> Vec<u8> {
        let n = self.u.len();
        let mut piece = Vec::with_capacity(24 + 32 * (4 + 2 * self.width + n * (6 + 4 * self.width)));
        for number in [self.first, n, self.width] {
            piece.extend((number as u64).to_le_bytes());
        }
        let single = [self.c, self.rho1, self.rho3, self.after];
        for scalars in [&single, self.rho4, self.u, self.z_prime, self.rho5] {
            piece.extend(scalars.iter().flat_map(|scalar| scalar.to_bytes()));
        }
        let files = self.files.each_ref().map(|file| file.encodings().as_flattened());
        for encodings in [self.C, self.Ch, self.Th, files[0], files[1]] {
            piece.extend(encodings.as_flattened());
        }
        piece
    }
}

/// The sum of a piece's terms, encoded; nothing where the piece, or an encoding in it, is malformed.
pub fn sum_of_piece(piece: &[u8]) -> Option<[u8; 32]> {
    let (head, body) = piece.split_at_checked(24)?;
    let (encodings, odd) = body.as_chunks::<32>();
    let number = |at: usize| u64::from_le_bytes(head.as_chunks::<8>().0[at]);
    let (first, n, width) = (u32::try_from(number(0)).ok()?, u32::try_from(number(1)).ok()?, number(2));
    let (first, n, width) = (first as usize, n as usize, usize::try_from(width).ok()?);
    let of_row = width.checked_mul(4)?.checked_add(6)?;
    let length = n.checked_mul(of_row)?.checked_add(width.checked_mul(2)?)?.checked_add(4)?;
    if !odd.is_empty() || encodings.len() != length || first + n > FARTHEST {
        return None;
    }
    let mut rest = encodings;
    let mut take = |count: usize| {
        let (taken, left) = rest.split_at(count);
        rest = left;
        taken
    };
    let single = group::scalars(take(4))?;
    let rho4 = group::scalars(take(2 * width))?;
    let [u, z_prime, rho5] = [group::scalars(take(n))?, group::scalars(take(n))?, group::scalars(take(n))?];
    let rows = Rows {
        first,
        width,
        c: single[0],
        rho1: single[1],
        rho3: single[2],
        after: single[3],
        rho4: &rho4,
        u: &u,
        z_prime: &z_prime,
        rho5: &rho5,
        C: take(n),
        Ch: take(n),
        Th: take(n),
        files: [take(2 * width * n), take(2 * width * n)]
            .map(|file| Ciphertexts::of(file.as_chunks::<2>().0)),
    };
    let sum = rows.sum(&generators::at_least(first + n + 1)[1..]).ok()?;
    Some(sum.compress().to_bytes())
}
