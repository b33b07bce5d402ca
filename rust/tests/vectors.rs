//! The shared vectors, which stand beside the repository; where they are absent these tests say so and pass.

use curve25519_dalek::scalar::Scalar;
use serde_json::Value;
use tellers_core::{
    decrypt::Opening,
    embedding,
    group::{self, Identity},
    hash, knowledge,
    nonce::Nonces,
    seal::Sealing,
    sharing::{self, Shares},
    shuffle::{Secrets, Stage},
    transcript::Transcript,
};

/// A group of the protocol's vectors, or nothing where the papers are not at hand.
fn vectors(name: &str) -> Option<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/vectors/protocol.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("not checked: no ../shared/vectors beside the repository");
        return None;
    };
    let all: Value = serde_json::from_str(&text).unwrap();
    Some(all[name].clone())
}

fn bytes(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// Every hexadecimal string in a nested list, concatenated.
fn flat(value: &Value) -> Vec<u8> {
    match value {
        Value::Array(values) => values.iter().flat_map(flat).collect(),
        _ => bytes(value),
    }
}

fn scalars(value: &Value) -> Vec<Scalar> {
    group::checked_scalars(&flat(value)).unwrap().to_vec()
}

fn one(value: &Value) -> [u8; 32] {
    bytes(value).try_into().unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn frames_and_transcripts_are_the_shared_ones() {
    let (Some(framing), Some(vector)) = (vectors("framing"), vectors("transcript")) else { return };
    for vector in framing.as_array().unwrap() {
        let parts: Vec<Vec<u8>> = vector["parts"].as_array().unwrap().iter().map(bytes).collect();
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let tag = text(&vector["tag"]);
        assert_eq!(hash::h512(tag, &parts).to_vec(), bytes(&vector["h512"]));
        assert_eq!(hash::scalar(tag, &parts).to_bytes(), one(&vector["scalar"]));
        assert_eq!(hash::element(tag, &parts).compress().to_bytes(), one(&vector["point"]));
    }
    let mut transcript = Transcript::new(text(&vector["label"]));
    for op in vector["ops"].as_array().unwrap() {
        let (label, value) = (text(&op[1]), &op[2]);
        match text(&op[0]) {
            "u64" => transcript.append_u64(label, value.as_u64().unwrap()),
            "challenge" => assert_eq!(transcript.challenge(label).to_bytes(), one(value)),
            "challenge_vec" => {
                let expected = scalars(value);
                assert_eq!(transcript.challenge_vec(label, expected.len()), expected);
            }
            _ => transcript.append(label, &flat(value)),
        }
    }
}

#[test]
fn bad_points_and_scalars_are_refused() {
    let (Some(points), Some(scalars)) = (vectors("bad_points"), vectors("bad_scalars")) else { return };
    for vector in points.as_array().unwrap() {
        assert!(group::point(&one(&vector["point"]), Identity::Refused).is_none());
    }
    for encoding in scalars.as_array().unwrap() {
        assert!(group::scalar(&one(encoding)).is_none());
    }
}

#[test]
fn selections_are_embedded_in_the_shared_points() {
    let (Some(contests), Some(malformed)) = (vectors("encodings"), vectors("malformed_plaintexts")) else {
        return;
    };
    let cases = contests.as_array().unwrap().iter().flat_map(|contest| contest["cases"].as_array().unwrap());
    for points in cases.map(|case| flat(&case["points"])) {
        let (digits, flags) = embedding::unembed(points.as_chunks::<32>().0);
        assert!(flags.iter().all(|flag| *flag == 1));
        assert_eq!(embedding::embed(digits.as_chunks::<32>().0).unwrap(), points);
    }
    for vector in malformed.as_array().unwrap() {
        assert_eq!(embedding::unembed(&[one(&vector["point"])]).1, [0]);
    }
}

#[test]
fn sealed_keys_are_the_shared_ones() {
    let Some(found) = vectors("cred_enc") else { return };
    for vector in found.as_array().unwrap() {
        let sealing =
            Sealing { eid: &one(&vector["eid"]), half: text(&vector["half"]), pk: &one(&vector["pk"]) };
        let (x, r) = (scalars(&vector["x"]), scalars(&vector["r"]));
        let nonces = scalars(&vector["nonces"]);
        let row = vector["row"].as_u64().unwrap();
        let (records, _) = sealing.seal(&x, Some(&r), Some(&nonces), row).unwrap();
        assert_eq!(records, bytes(&vector["record"]));
    }
}

#[test]
fn a_ballots_proof_answers_with_the_shared_responses() {
    let (Some(ballot), Some(keys)) = (vectors("ballot"), vectors("credential")) else { return };
    let entry = &ballot["entry"];
    let mut secrets = scalars(&ballot["r"]);
    secrets.extend([scalars(&keys["x_r"]), scalars(&keys["x_s"])].concat());
    let nonces = scalars(&ballot["nonces"]);
    let nonces = Nonces::new(Some(&nonces), secrets.len()).unwrap();
    let (t, _) = knowledge::prove(b"another statement", &secrets, nonces).unwrap();
    assert_eq!(t, flat(&entry["pok"]["t"]));
}

#[test]
fn shares_of_the_key_are_the_shared_ones() {
    let Some(dkg) = vectors("dkg") else { return };
    for (secret, dealt) in dkg["secrets"].as_array().unwrap().iter().zip(dkg["round1"].as_array().unwrap()) {
        let (coefficients, commitments) = (scalars(&secret["coeffs"]), flat(&dealt["coeffs"]));
        assert_eq!(group::base_multiples(&coefficients), commitments);
        let commitments = group::checked_points(&commitments).unwrap();
        for x in 1..=3 {
            let share = sharing::polynomial_at(&coefficients, x);
            assert_eq!(group::base(&share), sharing::commitment_at(&commitments, x));
        }
    }
}

#[test]
fn shuffles_are_the_shared_ones() {
    let Some(found) = vectors("shuffle") else { return };
    for vector in found.as_array().unwrap() {
        let stage = Stage {
            eid: &one(&vector["eid"]),
            contest: text(&vector["contest"]),
            group: text(&vector["group"]),
            stage: vector["stage"].as_u64().unwrap(),
            mixer: text(&vector["mixer"]),
            pk: &one(&vector["pk"]),
            width: vector["w"].as_u64().unwrap() as usize,
            rows: &bytes(&vector["in"]),
        };
        let permutation: Vec<u32> = serde_json::from_value(vector["perm"].clone()).unwrap();
        let secrets = Secrets {
            permutation: Some(&permutation),
            randomness: Some(&scalars(&vector["r"])),
            nonces: Some(&scalars(&vector["nonces"])),
        };
        let (out, proof) = stage.shuffle(secrets).unwrap();
        assert_eq!(out, bytes(&vector["out"]));
        assert_eq!(proof, bytes(&vector["proof"]));
        assert!(stage.check(&out, &proof).unwrap().is_empty());
        let other = Stage { mixer: "another", ..stage };
        assert_eq!(other.check(&out, &proof).unwrap(), ["E1", "E2", "E3", "E4", "E5"]);
    }
}

#[test]
fn decryptions_are_the_shared_ones() {
    let (Some(vector), Some(dkg)) = (vectors("decrypt"), vectors("dkg")) else { return };
    let rows = bytes(&vector["rows"]);
    let rows = group::ciphertexts(&rows).unwrap();
    let partials = vector["partials"].as_array().unwrap();
    for partial in partials {
        let index = partial["i"].as_u64().unwrap();
        let opening = Opening {
            eid: &one(&vector["eid"]),
            contest: text(&vector["contest"]),
            group: text(&vector["group"]),
            index,
            x_pub: &one(&partial["X"]),
            rows,
        };
        let secret = scalars(&dkg["x"][index as usize - 1])[0];
        let nonces = scalars(&partial["nonces"]);
        let (factors, proof) = opening.decrypt(&secret, Nonces::new(Some(&nonces), 1).unwrap()).unwrap();
        assert_eq!(factors, flat(&partial["factors"]));
        assert_eq!(proof.z, one(&partial["dleq"]["z"]));
        assert!(opening.holds(group::encodings(&factors).unwrap(), &proof));
    }
    let factors: Vec<Vec<u8>> = partials.iter().map(|partial| flat(&partial["factors"])).collect();
    let factors = factors.iter().map(|factors| group::encodings(factors).unwrap()).collect();
    let shares = Shares { indices: &[1, 3], factors, rows };
    let plain = shares.recombine().unwrap();
    assert_eq!(plain, flat(&vector["plain"]));
    assert!(shares.opens_to(group::encodings(&plain).unwrap()).unwrap());
}
