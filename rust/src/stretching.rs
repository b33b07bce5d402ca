//! Stretching a voting code into key material, so that guessing codes offline stays dear
//! (spec/credentials.md).

use rayon::prelude::*;
use scrypt::{Params, scrypt};

use crate::fault::Fault;

const LOG_N: u8 = 14;
const R: u32 = 8;
const P: u32 = 1;

/// 32 bytes for each code and its salt, one after the other: scrypt with N = 2^14, r = 8, p = 1.
pub fn stretch(codes: &[String], salts: &[Vec<u8>]) -> Result<Vec<u8>, Fault> {
    let params = Params::new(LOG_N, R, P).map_err(|_| Fault::Misuse("parameters out of scrypt's range"))?;
    let mut stretched = vec![0; 32 * codes.len()];
    stretched.par_chunks_mut(32).zip(codes).zip(salts).try_for_each(|((out, code), salt)| {
        scrypt(code.as_bytes(), salt, &params, out).map_err(|_| Fault::Misuse("no length for scrypt"))
    })?;
    Ok(stretched)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7914, section 12, third vector, has these parameters and 64 bytes; the first 32 are ours.
    #[test]
    fn it_is_the_scrypt_of_rfc_7914() {
        let stretched = stretch(&["pleaseletmein".into()], &[b"SodiumChloride".to_vec()]).unwrap();
        let start = [0x70, 0x23, 0xbd, 0xcb, 0x3a, 0xfd, 0x73, 0x48];
        assert_eq!(stretched[..8], start);
    }
}
