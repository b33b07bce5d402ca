//! Eight ristretto255 encodings at once (RFC 9496, sections 4.3.1, 4.3.2 and 4.3.4).

use super::{
    field::{self, Field, Lanes},
    lanes_fn,
    point::Point,
};

/// Whether 32 bytes are a non-negative integer below p: no arithmetic is needed for that.
fn is_canonical(encoding: &[u8; 32]) -> bool {
    let near_p =
        encoding[31] == 0x7f && encoding[1..31].iter().all(|byte| *byte == 0xff) && encoding[0] >= 0xed;
    encoding[0] & 1 == 0 && encoding[31] < 0x80 && !near_p
}

lanes_fn! {
    /// The points, and the lanes whose encodings are good; other lanes hold nothing of use. Z is 1.
    pub fn decode(encodings: [&[u8; 32]; 8]) -> (Lanes, Point) {
        let mut canonical: Lanes = 0;
        for (lane, encoding) in encodings.iter().enumerate() {
            canonical |= u8::from(is_canonical(encoding)) << lane;
        }
        let one = field::all(&field::ONE);
        let s = Field::from_bytes(encodings);
        let ss = s.square();
        let u1 = one.sub(&ss);
        let u2 = one.add(&ss);
        let u2_sqr = u2.square();
        let v = field::all(&field::MINUS_D).mul(&u1.square()).sub(&u2_sqr);
        let (is_square, inverse) = v.mul(&u2_sqr).inverse_sqrt();
        let den_x = inverse.mul(&u2);
        let den_y = inverse.mul(&den_x).mul(&v);
        let x = s.add(&s).mul(&den_x).absolute();
        let y = u1.mul(&den_y);
        let t = x.mul(&y);
        let good = canonical & is_square & !t.is_negative() & !y.is_zero();
        (good, Point { x, y, z: one, t })
    }
}

lanes_fn! {
    /// The encodings of eight points.
    pub fn encode(point: &Point) -> [[u8; 32]; 8] {
        let Point { x, y, z, t } = point;
        let u1 = z.add(y).mul(&z.sub(y));
        let u2 = x.mul(y);
        let (_, inverse) = u1.mul(&u2.square()).inverse_sqrt();
        let den1 = inverse.mul(&u1);
        let den2 = inverse.mul(&u2);
        let z_inv = den1.mul(&den2.mul(t));
        let i = field::all(&field::SQRT_M1);
        let rotate = t.mul(&z_inv).is_negative();
        let enchanted = den1.mul(&field::all(&field::INVSQRT_A_MINUS_D));
        let x_turned = x.or_in(rotate, &y.mul(&i));
        let y_turned = y.or_in(rotate, &x.mul(&i));
        let den = den2.or_in(rotate, &enchanted);
        let y_signed = y_turned.negated_in(x_turned.mul(&z_inv).is_negative());
        den.mul(&z.sub(&y_signed)).absolute().to_bytes()
    }
}

lanes_fn! {
    /// MAP: half of the one-way map.
    fn elligator(r0: &Field) -> Point {
        let one = field::all(&field::ONE);
        let d = field::all(&field::D);
        let minus_one = one.negated();
        let r = field::all(&field::SQRT_M1).mul(&r0.square());
        let u = r.add(&one).mul(&field::all(&field::ONE_MINUS_D_SQ));
        let v = minus_one.sub(&r.mul(&d)).mul(&r.add(&d));
        let (is_square, root) = Field::sqrt_ratio(&u, &v);
        let other = root.mul(r0).absolute().negated();
        let s = other.or_in(is_square, &root);
        let c = r.or_in(is_square, &minus_one);
        let n = c.mul(&r.sub(&one)).mul(&field::all(&field::D_MINUS_ONE_SQ)).sub(&v);
        let ss = s.square();
        let w0 = s.add(&s).mul(&v);
        let w1 = n.mul(&field::all(&field::SQRT_AD_MINUS_ONE));
        let w2 = one.sub(&ss);
        let w3 = one.add(&ss);
        Point { x: w0.mul(&w3), y: w2.mul(&w1), z: w1.mul(&w3), t: w0.mul(&w2) }
    }
}

lanes_fn! {
    /// The one-way map of eight strings of 64 bytes.
    pub fn one_way_map(wide: [&[u8; 64]; 8]) -> Point {
        let half = |place: usize| wide.map(|string| &string.as_chunks::<32>().0[place]);
        let [first, second] = [half(0), half(1)].map(|halves| elligator(&Field::from_bytes(halves)));
        first.add(&second.cached())
    }
}
