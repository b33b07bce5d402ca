//! In place of the lanes on processors that cannot have them: an engine that is never found.

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};

/// Leave to use the lanes, which nobody has here.
#[derive(Clone, Copy)]
pub enum Engine {}

/// Never made.
pub enum Table {}

impl Engine {
    pub fn found() -> Option<Engine> {
        None
    }

    pub fn decodable(self, _: &[[u8; 32]]) -> Vec<bool> {
        match self {}
    }

    pub fn table(self, _: &RistrettoPoint) -> Table {
        match self {}
    }

    pub fn fixed_sums(
        self,
        _: usize,
        _: Option<&[[u8; 32]]>,
        _: &[(&Table, &[Scalar])],
    ) -> Option<Vec<[u8; 32]>> {
        match self {}
    }

    pub fn row_sums(
        self,
        _: usize,
        _: Option<&[[u8; 32]]>,
        _: &[(&[Scalar], &[[u8; 32]])],
    ) -> Option<Vec<[u8; 32]>> {
        match self {}
    }

    pub fn one_way_map(self, _: &[[u8; 64]]) -> Vec<[u8; 32]> {
        match self {}
    }

    pub fn secret_sum(self, _: &[Scalar], _: &[[u8; 32]]) -> Option<RistrettoPoint> {
        match self {}
    }

    pub fn public_sum(self, _: &[Scalar], _: &[[u8; 32]]) -> Option<RistrettoPoint> {
        match self {}
    }
}
