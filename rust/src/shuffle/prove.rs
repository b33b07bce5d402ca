//! The mixer's side of a shuffle, in constant time except for the order of memory that it must permute.
#![allow(non_snake_case)] // the letters of the paper

use std::borrow::Cow;

use curve25519_dalek::{
    ristretto::{RistrettoBasepointTable, RistrettoPoint},
    scalar::Scalar,
};
use rayon::prelude::*;
use zeroize::Zeroizing;

use super::{Stage, header_of};
use crate::{
    decoded::Ciphertexts,
    fault::{Fault, require},
    generators, group, msm,
    nonce::Nonces,
    random,
};

/// Multiplications worth a task of their own.
const TASK: usize = 32;

/// The mixer's choices. `None` draws them; given ones serve test vectors and rehearsals.
#[derive(Clone, Copy, Default)]
pub struct Secrets<'a> {
    /// pi, from 0: output i re-encrypts input `permutation[i]`.
    pub permutation: Option<&'a [u32]>,
    /// r_ij by output row, then column.
    pub randomness: Option<&'a [Scalar]>,
    /// In the order of drawing: s, h, o1 o2 o3, o4, oh, o'.
    pub nonces: Option<&'a [Scalar]>,
}

impl Stage<'_> {
    /// (output rows, proof file).
    pub fn shuffle(&self, secrets: Secrets<'_>) -> Result<(Vec<u8>, Vec<u8>), Fault> {
        let count = self.count()?;
        let header = header_of(count, self.width).ok_or(Fault::Misuse("too wide"))?;
        let nonces = Nonces::new(secrets.nonces, 4 * count + 3 + self.width)?;
        let chosen = Chosen::new(secrets, count, self.width)?;
        let key = group::table(&group::checked_key(self.pk)?);
        let mixed = self.mix(&chosen, &key)?;
        let mut proof = header.to_vec();
        Prover { stage: self, count, chosen: &chosen, key: &key, mixed: &mixed }.prove(nonces, &mut proof)?;
        Ok((mixed.encoded, proof))
    }

    /// a' = a + r B, b' = b + r Y.
    fn mix(&self, chosen: &Chosen<'_>, key: &RistrettoBasepointTable) -> Result<Mixed, Fault> {
        let encoded = group::ciphertexts(self.rows)?;
        let (rows, w) = (Ciphertexts::of(encoded), self.width);
        let mix_one = |place: usize| {
            let [a, b] = rows.pair(chosen.pi[place / w] as usize * w + place % w)?;
            let r = &chosen.r[place];
            Some([a + group::base(r), b + key * r])
        };
        let pairs: Option<Vec<[RistrettoPoint; 2]>> =
            (0..encoded.len()).into_par_iter().with_min_len(TASK).map(mix_one).collect();
        let pairs = pairs.ok_or(Fault::Misuse("not a good ciphertext"))?;
        let encoded = group::encode(pairs.as_flattened());
        Ok(Mixed { pairs, encoded })
    }
}

/// pi and r, drawn or given.
struct Chosen<'a> {
    pi: Zeroizing<Vec<u32>>,
    r: Cow<'a, [Scalar]>,
    /// What nonces are bound to: both, as bytes.
    secret: Zeroizing<Vec<u8>>,
}

impl<'a> Chosen<'a> {
    fn new(secrets: Secrets<'a>, count: usize, width: usize) -> Result<Self, Fault> {
        let pi = match secrets.permutation {
            Some(given) => Zeroizing::new(given.to_vec()),
            None => random::permutation(count as u32)?,
        };
        require(is_permutation(&pi, count), "not a permutation of the rows")?;
        let r = match secrets.randomness {
            Some(given) => Cow::Borrowed(given),
            None => Cow::Owned(random::scalars(count * width)?.to_vec()),
        };
        require(r.len() == count * width, "not one randomness for each ciphertext")?;
        let mut secret = Zeroizing::new(Vec::with_capacity(4 * count + 32 * r.len()));
        secret.extend(pi.iter().flat_map(|place| place.to_le_bytes()));
        secret.extend(r.iter().flat_map(Scalar::to_bytes));
        Ok(Chosen { pi, r, secret })
    }
}

fn is_permutation(pi: &[u32], count: usize) -> bool {
    let mut seen = vec![false; count];
    pi.len() == count
        && pi
            .iter()
            .all(|place| seen.get_mut(*place as usize).is_some_and(|seen| !std::mem::replace(seen, true)))
}

/// The output, as points and as bytes.
struct Mixed {
    pairs: Vec<[RistrettoPoint; 2]>,
    encoded: Vec<u8>,
}

/// Everything the proof is about.
struct Prover<'a> {
    stage: &'a Stage<'a>,
    count: usize,
    chosen: &'a Chosen<'a>,
    key: &'a RistrettoBasepointTable,
    mixed: &'a Mixed,
}

/// The nonces of step 3.
struct Masks {
    o: Zeroizing<Vec<Scalar>>,
    o4: Zeroizing<Vec<Scalar>>,
    oh: Zeroizing<Vec<Scalar>>,
    o_prime: Zeroizing<Vec<Scalar>>,
}

/// Ch_i = alpha_i B + beta_i H_0, so that fixed bases are enough; entry 0 is for Ch_0 = H_0.
struct Chain {
    alpha: Zeroizing<Vec<Scalar>>,
    beta: Zeroizing<Vec<Scalar>>,
}

impl Chain {
    /// alpha_i = h_i + u'_i alpha_{i-1}, beta_i = u'_i beta_{i-1}; Ch_0 = H_0.
    fn new(h: &[Scalar], u_prime: &[Scalar]) -> Self {
        let mut alpha = Zeroizing::new(vec![Scalar::ZERO]);
        let mut beta = Zeroizing::new(vec![Scalar::ONE]);
        let (mut a, mut b) = (Scalar::ZERO, Scalar::ONE);
        for (h, u) in h.iter().zip(u_prime) {
            a = h + u * a;
            b *= u;
            alpha.push(a);
            beta.push(b);
        }
        Chain { alpha, beta }
    }
}

impl Prover<'_> {
    /// Append the proof to a file that has its header.
    fn prove(&self, mut nonces: Nonces<'_>, file: &mut Vec<u8>) -> Result<(), Fault> {
        let secret = &self.chosen.secret;
        let mut transcript = self.stage.transcript(self.count, &self.mixed.encoded);
        let H = generators::at_least(self.count + 1);
        let s = nonces.draw(self.count, secret, &transcript)?;
        let C = self.commitments(&s, &H);
        transcript.append("C", &C);
        file.extend(C);
        let u = transcript.challenge_vec("u", self.count);
        let u_prime: Zeroizing<Vec<Scalar>> =
            Zeroizing::new(self.chosen.pi.iter().map(|place| u[*place as usize]).collect());
        let h = nonces.draw(self.count, secret, &transcript)?;
        let chain = Chain::new(&h, &u_prime);
        let masks = Masks {
            o: nonces.draw(3, secret, &transcript)?,
            o4: nonces.draw(self.stage.width, secret, &transcript)?,
            oh: nonces.draw(self.count, secret, &transcript)?,
            o_prime: nonces.draw(self.count, secret, &transcript)?,
        };
        let (Ch, Th) = self.chain_commitments(&chain, &masks, &H[0]);
        for (label, bytes) in [("Ch", Ch), ("T", self.t(&masks, &H)), ("T4", self.t4(&masks)), ("Th", Th)] {
            transcript.append(label, &bytes);
            file.extend(bytes);
        }
        let c = transcript.challenge("c");
        self.respond(&c, [&s, &h, &u_prime], &masks, file);
        Ok(())
    }

    /// C_pi(i) = s_i B + H_{i+1}, in the order of inputs.
    fn commitments(&self, s: &[Scalar], H: &[RistrettoPoint]) -> Vec<u8> {
        let commit = |(s, H): (&Scalar, &RistrettoPoint)| group::base(s) + H;
        let made: Vec<RistrettoPoint> = s.par_iter().zip(&H[1..]).with_min_len(TASK).map(commit).collect();
        let encoded = group::encode(&made);
        let mut placed = vec![[0; 32]; self.count];
        for (commitment, place) in encoded.as_chunks::<32>().0.iter().zip(self.chosen.pi.iter()) {
            placed[*place as usize] = *commitment;
        }
        placed.into_flattened()
    }

    /// Ch_i, and Th_i = oh_i B + o'_i Ch_{i-1}.
    fn chain_commitments(&self, chain: &Chain, masks: &Masks, H_0: &RistrettoPoint) -> (Vec<u8>, Vec<u8>) {
        let H_0 = group::table(H_0);
        let half = |alpha: Scalar, beta: Scalar| group::base(&alpha.div_by_2()) + &*H_0 * &beta.div_by_2();
        let (Ch, Th): (Vec<RistrettoPoint>, Vec<RistrettoPoint>) = (0..self.count)
            .into_par_iter()
            .with_min_len(TASK)
            .map(|i| {
                let o = masks.o_prime[i];
                let Th = half(masks.oh[i] + o * chain.alpha[i], o * chain.beta[i]);
                (half(chain.alpha[i + 1], chain.beta[i + 1]), Th)
            })
            .unzip();
        (group::encode_doubles(&Ch), group::encode_doubles(&Th))
    }

    /// T1 = o1 B, T2 = o2 B, T3 = o3 B + sum o'_i H_i.
    fn t(&self, masks: &Masks, H: &[RistrettoPoint]) -> Vec<u8> {
        let [T1, T2, T3] = [0, 1, 2].map(|k| group::base(&masks.o[k]));
        group::encode(&[T1, T2, T3 + msm::secret(&masks.o_prime, &H[1..=self.count])])
    }

    /// T4_j = (sum o'_i a'_ij - o4_j B, sum o'_i b'_ij - o4_j Y).
    fn t4(&self, masks: &Masks) -> Vec<u8> {
        let w = self.stage.width;
        let column = |j: usize, half: usize| -> Vec<RistrettoPoint> {
            self.mixed.pairs.iter().skip(j).step_by(w).map(|pair| pair[half]).collect()
        };
        let commit = |j: usize| {
            let [a, b] = [0, 1].map(|half| msm::secret(&masks.o_prime, &column(j, half)));
            [a - group::base(&masks.o4[j]), b - self.key * &masks.o4[j]]
        };
        let t4: Vec<[RistrettoPoint; 2]> = (0..w).map(commit).collect();
        group::encode(t4.as_flattened())
    }

    /// Step 5: z1 z2 z3, z4, zh, z'.
    fn respond(&self, c: &Scalar, [s, h, u_prime]: [&[Scalar]; 3], masks: &Masks, file: &mut Vec<u8>) {
        let mut v = Scalar::ONE;
        let mut z2 = Scalar::ZERO;
        for (h, u) in h.iter().zip(u_prime).rev() {
            z2 += h * v;
            v *= u;
        }
        let z1: Scalar = s.iter().sum();
        let z3: Scalar = s.iter().zip(u_prime).map(|(s, u)| s * u).sum();
        let w = self.stage.width;
        let z4 = (0..w).map(|j| {
            let r = self.chosen.r.iter().skip(j).step_by(w);
            masks.o4[j] + c * r.zip(u_prime).map(|(r, u)| r * u).sum::<Scalar>()
        });
        let z = masks.o.iter().zip([z1, z2, z3]).map(|(o, sum)| o + c * sum);
        let zh = masks.oh.iter().zip(h).map(|(o, h)| o + c * h);
        let z_prime = masks.o_prime.iter().zip(u_prime).map(|(o, u)| o + c * u);
        file.extend(z.chain(z4).chain(zh).chain(z_prime).flat_map(|scalar| scalar.to_bytes()));
    }
}

impl Drop for Chosen<'_> {
    fn drop(&mut self) {
        if let Cow::Owned(drawn) = &mut self.r {
            zeroize::Zeroize::zeroize(drawn);
        }
    }
}
