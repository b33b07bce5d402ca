//! Equality of two logarithms (spec/proofs/dleq.md; Chaum-Pedersen): X = x B and D = x A.
//!
//! T_B = w B, T_A = w A, c = H(statement, T_B, T_A), z = w + c x; check z B = T_B + c X and z A = T_A + c D.

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar, traits::VartimeMultiscalarMul};

use crate::{
    fault::Fault,
    group::{self, Identity},
    nonce::Nonces,
    transcript::Transcript,
};

/// A proof, encoded.
pub struct Proof {
    pub t_b: [u8; 32],
    pub t_a: [u8; 32],
    pub z: [u8; 32],
}

/// Prove in a transcript that holds the statement already.
pub fn prove(
    mut transcript: Transcript,
    secret: &Scalar,
    a: &RistrettoPoint,
    mut nonces: Nonces<'_>,
) -> Result<Proof, Fault> {
    let w = nonces.draw(1, secret.as_bytes(), &transcript)?[0];
    let t_b = group::base(&w).compress().to_bytes();
    let t_a = (w * a).compress().to_bytes();
    transcript.append("T", [t_b, t_a].as_flattened());
    let z = (w + transcript.challenge("c") * secret).to_bytes();
    Ok(Proof { t_b, t_a, z })
}

/// Whether the proof holds of points that are decoded already.
pub fn holds(
    mut transcript: Transcript,
    x: &RistrettoPoint,
    a: &RistrettoPoint,
    d: &RistrettoPoint,
    proof: &Proof,
) -> bool {
    let decoded = (
        group::point(&proof.t_b, Identity::Accepted),
        group::point(&proof.t_a, Identity::Accepted),
        group::scalar(&proof.z),
    );
    let (Some(t_b), Some(t_a), Some(z)) = decoded else {
        return false;
    };
    transcript.append("T", [proof.t_b, proof.t_a].as_flattened());
    let c = transcript.challenge("c");
    let left = RistrettoPoint::vartime_double_scalar_mul_basepoint(&-c, x, &z);
    let right = RistrettoPoint::vartime_multiscalar_mul([z, -c], [a, d]);
    left == t_b && right == t_a
}

/// Whether the proof holds of encoded points; X and A may not be the identity.
pub fn check(state: &[u8], x: &[u8; 32], a: &[u8; 32], d: &[u8; 32], proof: &Proof) -> bool {
    let decoded = (
        group::point(x, Identity::Refused),
        group::point(a, Identity::Refused),
        group::point(d, Identity::Accepted),
    );
    match decoded {
        (Some(x), Some(a), Some(d)) => holds(Transcript::resumed(state), &x, &a, &d, proof),
        _ => false,
    }
}
