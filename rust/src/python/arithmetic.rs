//! Points, scalars, hashes and embeddings across the border.

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};
use pyo3::{prelude::*, types::PyBytes};
use zeroize::Zeroizing;

use super::{Bytes, away, bytes_of, index_or_none};
use crate::{
    embedding,
    fault::{Fault, require},
    group::{self, Identity},
    hash, merkle, msm, random, sharing,
};

/// Which backend the curve's arithmetic picks on this machine.
#[pyfunction]
pub fn simd() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    {
        let wide = is_x86_feature_detected!("avx512ifma") && is_x86_feature_detected!("avx512vl");
        if cfg!(curve25519_dalek_backend = "avx512") && wide {
            return "avx512";
        }
        if !cfg!(curve25519_dalek_backend = "serial") && is_x86_feature_detected!("avx2") {
            return "avx2";
        }
    }
    "serial"
}

#[pyfunction]
pub fn first_bad_point(py: Python<'_>, points: &[u8], allow_identity: bool) -> PyResult<i64> {
    let identity = if allow_identity { Identity::Accepted } else { Identity::Refused };
    away(py, || Ok(index_or_none(group::first_bad_point(group::encodings(points)?, identity))))
}

#[pyfunction]
pub fn first_bad_scalar(py: Python<'_>, scalars: &[u8]) -> PyResult<i64> {
    away(py, || Ok(index_or_none(group::first_bad_scalar(group::encodings(scalars)?))))
}

#[pyfunction]
pub fn random_scalars(py: Python<'_>, count: usize) -> PyResult<Bytes<'_>> {
    bytes_of(py, || {
        require(count <= 1 << 26, "too many scalars")?;
        Ok(group::scalar_bytes(&random::scalars(count)?))
    })
}

#[pyfunction]
pub fn reduce_wide<'py>(py: Python<'py>, wide: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || {
        let (strings, rest) = wide.as_chunks::<64>();
        require(rest.is_empty(), "not a whole number of 64-byte strings")?;
        Ok(strings.iter().flat_map(|wide| Scalar::from_bytes_mod_order_wide(wide).to_bytes()).collect())
    })
}

#[pyfunction]
pub fn hash_to_scalar<'py>(py: Python<'py>, tag: &str, parts: Vec<Vec<u8>>) -> PyResult<Bytes<'py>> {
    let parts = Zeroizing::new(parts);
    let slices: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    Ok(PyBytes::new(py, hash::scalar(tag, &slices).as_bytes()))
}

#[pyfunction]
pub fn hash_to_group<'py>(py: Python<'py>, tag: &str, parts: Vec<Vec<u8>>) -> PyResult<Bytes<'py>> {
    let slices: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    Ok(PyBytes::new(py, hash::element(tag, &slices).compress().as_bytes()))
}

#[pyfunction]
pub fn one_way_map<'py>(py: Python<'py>, wide: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || {
        let (strings, rest) = wide.as_chunks::<64>();
        require(rest.is_empty(), "not a whole number of 64-byte strings")?;
        let mapped: Vec<RistrettoPoint> = strings.iter().map(RistrettoPoint::from_uniform_bytes).collect();
        Ok(group::encode(&mapped))
    })
}

#[pyfunction]
pub fn base_multiply<'py>(py: Python<'py>, scalars: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || Ok(group::base_multiples(&group::checked_scalars(scalars)?)))
}

#[pyfunction]
pub fn multiply<'py>(py: Python<'py>, scalars: &[u8], points: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || {
        let (scalars, points) = (group::checked_scalars(scalars)?, group::checked_points(points)?);
        require(scalars.len() == points.len(), "not one scalar for each point")?;
        Ok(group::multiples(&scalars, &points))
    })
}

#[pyfunction]
pub fn add<'py>(py: Python<'py>, a: &[u8], b: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || elementwise(a, b, |a, b| a + b))
}

#[pyfunction]
pub fn subtract<'py>(py: Python<'py>, a: &[u8], b: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || elementwise(a, b, |a, b| a - b))
}

fn elementwise(
    a: &[u8],
    b: &[u8],
    join: impl Fn(&RistrettoPoint, &RistrettoPoint) -> RistrettoPoint,
) -> Result<Vec<u8>, Fault> {
    let (a, b) = (group::checked_points(a)?, group::checked_points(b)?);
    require(a.len() == b.len(), "not as many points on both sides")?;
    let joined: Vec<RistrettoPoint> = a.iter().zip(&b).map(|(a, b)| join(a, b)).collect();
    Ok(group::encode(&joined))
}

#[pyfunction]
pub fn linear_combination<'py>(py: Python<'py>, scalars: &[u8], points: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || {
        let (scalars, points) = (group::checked_scalars(scalars)?, group::checked_points(points)?);
        require(scalars.len() == points.len(), "not one scalar for each point")?;
        Ok(msm::public(&scalars, &points).compress().to_bytes().to_vec())
    })
}

#[pyfunction]
pub fn scalar_multiply_add<'py>(py: Python<'py>, a: &[u8], b: &[u8], c: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || {
        let [a, b, c] = [group::checked_scalars(a)?, group::checked_scalars(b)?, group::checked_scalars(c)?];
        require(a.len() == b.len() && b.len() == c.len(), "not as many scalars in all three")?;
        Ok(a.iter().zip(b.iter()).zip(c.iter()).flat_map(|((a, b), c)| (a * b + c).to_bytes()).collect())
    })
}

#[pyfunction]
pub fn scalar_sum<'py>(py: Python<'py>, scalars: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || Ok(group::checked_scalars(scalars)?.iter().sum::<Scalar>().to_bytes().to_vec()))
}

#[pyfunction]
pub fn polynomial_at<'py>(py: Python<'py>, coefficients: &[u8], x: u64) -> PyResult<Bytes<'py>> {
    bytes_of(py, || Ok(sharing::polynomial_at(&group::checked_scalars(coefficients)?, x).to_bytes().to_vec()))
}

#[pyfunction]
pub fn commitment_at<'py>(py: Python<'py>, commitments: &[u8], x: u64) -> PyResult<Bytes<'py>> {
    bytes_of(py, || {
        let value = sharing::commitment_at(&group::checked_points(commitments)?, x);
        Ok(value.compress().to_bytes().to_vec())
    })
}

#[pyfunction]
pub fn lagrange_at_zero(py: Python<'_>, indices: Vec<u64>) -> PyResult<Bytes<'_>> {
    bytes_of(py, || Ok(group::scalar_bytes(&sharing::lagrange_at_zero(&indices)?)))
}

#[pyfunction]
pub fn embed<'py>(py: Python<'py>, digits: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || embedding::embed(group::encodings(digits)?))
}

#[pyfunction]
pub fn unembed<'py>(py: Python<'py>, points: &[u8]) -> PyResult<(Bytes<'py>, Bytes<'py>)> {
    let (digits, flags) = away(py, || Ok(embedding::unembed(group::encodings(points)?)))?;
    Ok((PyBytes::new(py, &digits), PyBytes::new(py, &flags)))
}

#[pyfunction]
pub fn merkle_root<'py>(py: Python<'py>, entries: Vec<Bytes<'py>>) -> PyResult<Bytes<'py>> {
    let entries: Vec<&[u8]> = entries.iter().map(|entry| entry.as_bytes()).collect();
    bytes_of(py, || Ok(merkle::root(&entries).to_vec()))
}
