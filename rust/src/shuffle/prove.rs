//! The mixer's side of a shuffle, in constant time except for the order of memory that it must permute.
#![allow(non_snake_case)] // the letters of the paper

use std::borrow::Cow;

use curve25519_dalek::scalar::Scalar;
use zeroize::Zeroizing;

use super::{Stage, header_of};
use crate::{
    bulk::{self, Base, Points},
    fault::{Fault, require},
    generators,
    group::{self, Identity},
    nonce::Nonces,
    random,
};

/// What cannot be: encodings that were made here do not decode.
const BUG: Fault = Fault::Misuse("an encoding made here is bad");

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
        let key = Base::new(group::checked_key(self.pk)?);
        let mixed = self.mix(&chosen, &key).ok_or(Fault::Misuse("not a good ciphertext"))?;
        let mut proof = header.to_vec();
        Prover { stage: self, count, chosen: &chosen, key: &key, mixed: &mixed }.prove(nonces, &mut proof)?;
        Ok((mixed.file, proof))
    }

    /// a' = a + r B, b' = b + r Y, column by column.
    fn mix(&self, chosen: &Chosen<'_>, key: &Base) -> Option<Mixed> {
        let rows = group::ciphertexts(self.rows).ok()?;
        let w = self.width;
        let mix_column = |j: usize| {
            let sources = chosen.pi.iter().map(|place| rows[*place as usize * w + j]);
            let (a, b): (Vec<_>, Vec<_>) = sources.map(|[a, b]| (a, b)).unzip();
            let r = chosen.column(j, w);
            let identity = a.contains(&[0; 32]);
            let a = bulk::fixed_sums(a.len(), Some(&a), &[(bulk::base(), &r)])?;
            let b = bulk::fixed_sums(b.len(), Some(&b), &[(key, &r)])?;
            (!identity).then_some([a, b])
        };
        let columns: Vec<[Points; 2]> = (0..w).map(mix_column).collect::<Option<_>>()?;
        let mut file = Vec::with_capacity(self.rows.len());
        for i in 0..chosen.pi.len() {
            for half in columns.as_flattened() {
                file.extend_from_slice(&half.encodings[i]);
            }
        }
        Some(Mixed { columns, file })
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

impl Chosen<'_> {
    /// r_ij of one column.
    fn column(&self, j: usize, width: usize) -> Zeroizing<Vec<Scalar>> {
        Zeroizing::new(self.r.iter().skip(j).step_by(width).copied().collect())
    }
}

fn is_permutation(pi: &[u32], count: usize) -> bool {
    let mut seen = vec![false; count];
    pi.len() == count
        && pi
            .iter()
            .all(|place| seen.get_mut(*place as usize).is_some_and(|seen| !std::mem::replace(seen, true)))
}

/// The output: a' and b' of each column, and the rows as a file.
struct Mixed {
    columns: Vec<[Points; 2]>,
    file: Vec<u8>,
}

/// Everything the proof is about.
struct Prover<'a> {
    stage: &'a Stage<'a>,
    count: usize,
    chosen: &'a Chosen<'a>,
    key: &'a Base,
    mixed: &'a Mixed,
}

/// The nonces of step 3.
struct Masks {
    o: Zeroizing<Vec<Scalar>>,
    o4: Zeroizing<Vec<Scalar>>,
    oh: Zeroizing<Vec<Scalar>>,
    o_prime: Zeroizing<Vec<Scalar>>,
}

/// Ch_i = alpha_i B + beta_i H_0, so that fixed bases are enough; entry i is for Ch_{i+1}, with the value for Ch_0 first.
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
        let mut transcript = self.stage.transcript(self.count, &self.mixed.file);
        let H = generators::at_least(self.count + 1);
        let s = nonces.draw(self.count, secret, &transcript)?;
        let C = self.commitments(&s, &H).ok_or(BUG)?;
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
        let (Ch, Th) = self.chain_commitments(&chain, &masks, &H).ok_or(BUG)?;
        let t = self.t(&masks, &H).ok_or(BUG)?;
        let t4 = self.t4(&masks).ok_or(BUG)?;
        for (label, bytes) in [("Ch", Ch), ("T", t), ("T4", t4), ("Th", Th)] {
            transcript.append(label, &bytes);
            file.extend(bytes);
        }
        let c = transcript.challenge("c");
        self.respond(&c, [&s, &h, &u_prime], &masks, file);
        Ok(())
    }

    /// C_pi(i) = s_i B + H_{i+1}, in the order of inputs.
    fn commitments(&self, s: &[Scalar], H: &Points) -> Option<Vec<u8>> {
        let plus = &H.encodings[1..=self.count];
        let made = bulk::fixed_sums(self.count, Some(plus), &[(bulk::base(), s)])?;
        let mut placed = vec![[0; 32]; self.count];
        for (commitment, place) in made.encodings.iter().zip(self.chosen.pi.iter()) {
            placed[*place as usize] = *commitment;
        }
        Some(placed.into_flattened())
    }

    /// Ch_i, and Th_i = oh_i B + o'_i Ch_{i-1}.
    fn chain_commitments(&self, chain: &Chain, masks: &Masks, H: &Points) -> Option<(Vec<u8>, Vec<u8>)> {
        let H_0 = Base::new(group::point(&H.encodings[0], Identity::Accepted)?);
        let of_chain = |alpha: &[Scalar], beta: &[Scalar]| {
            let made = bulk::fixed_sums(self.count, None, &[(bulk::base(), alpha), (&H_0, beta)])?;
            Some(made.encodings.into_flattened())
        };
        let before = masks.o_prime.iter().zip(chain.alpha.iter().zip(chain.beta.iter()));
        let (alpha, beta): (Vec<Scalar>, Vec<Scalar>) =
            before.zip(masks.oh.iter()).map(|((o, (alpha, beta)), oh)| (oh + o * alpha, o * beta)).unzip();
        let (alpha, beta) = (Zeroizing::new(alpha), Zeroizing::new(beta));
        Some((of_chain(&chain.alpha[1..], &chain.beta[1..])?, of_chain(&alpha, &beta)?))
    }

    /// T1 = o1 B, T2 = o2 B, T3 = o3 B + sum o'_i H_i.
    fn t(&self, masks: &Masks, H: &Points) -> Option<Vec<u8>> {
        let [T1, T2, T3] = [0, 1, 2].map(|k| bulk::base().times(&masks.o[k]));
        Some(group::encode(&[T1, T2, T3 + bulk::secret_sum(&masks.o_prime, H, 1)?]))
    }

    /// T4_j = (sum o'_i a'_ij - o4_j B, sum o'_i b'_ij - o4_j Y).
    fn t4(&self, masks: &Masks) -> Option<Vec<u8>> {
        let mut t4 = Vec::with_capacity(2 * self.stage.width);
        for ([a, b], o4) in self.mixed.columns.iter().zip(masks.o4.iter()) {
            t4.push(bulk::secret_sum(&masks.o_prime, a, 0)? - bulk::base().times(o4));
            t4.push(bulk::secret_sum(&masks.o_prime, b, 0)? - self.key.times(o4));
        }
        Some(group::encode(&t4))
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
            let r = self.chosen.column(j, w);
            masks.o4[j] + c * r.iter().zip(u_prime).map(|(r, u)| r * u).sum::<Scalar>()
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
