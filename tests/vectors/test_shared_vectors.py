"""The code reaches the shared vectors, made long before it and by others, wherever they still apply.

Which do not, and why, stands in spec/vectors/README.md.
"""

from collections import Counter
from typing import Any

import pytest

from tellers.audit import sample
from tellers.board import lot
from tellers.board.mixing import mix_plan
from tellers.board.receipt import check_code, promise_digest
from tellers.board.references import row_reference
from tellers.board.resolve import final_entries, standing
from tellers.canonical import decode, encode, h256
from tellers.crypto import check, selections
from tellers.crypto.credential import pseudonym
from tellers.crypto.prove import keygen
from tellers.crypto.secret import Secret
from tellers.errors import Invalid
from tellers.register import labels, rows
from tellers.roll import leaves
from tellers.tlog.merkle import leaf_hash, root_of, verify_inclusion
from tests.shared_vectors import protocol_vectors
from tests.vectors import books, choices, hashing, mixing, voting
from tests.vectors.seeded import joined

OLD_KINDS = {
    "electronic": ("email-link", "kiosk", "phone-assisted", "sms"),
    "paper": ("in-person", "postal"),
}
"""The channels as the shared vectors still call them."""


def only(vector: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    return {key: vector[key] for key in expected}


def test_frames_and_hashes() -> None:
    for vector in protocol_vectors("framing"):
        parts = [bytes.fromhex(part) for part in vector["parts"]]
        assert hashing.framed(vector["tag"].removeprefix("MBP1/"), parts) == vector


def test_transcripts() -> None:
    vector = protocol_vectors("transcript")
    assert only(hashing.performed(vector["label"], vector["ops"]), vector) == vector


def test_canonical_json() -> None:
    for vector in protocol_vectors("jcs"):
        assert encode(vector["json"]).hex() == vector["bytes"]
    for text in protocol_vectors("jcs_reject"):
        with pytest.raises(Invalid):
            decode(text.encode())


def test_selections_of_every_kind_and_width() -> None:
    compared: Counter[str] = Counter()
    for vector in protocol_vectors("encodings"):
        shape = choices.shape_of(vector["contest"])
        assert (str(selections.size(shape)), selections.width(shape)) == (vector["domain"], vector["width"])
        for case in vector["cases"]:
            chosen: Any = "void" if case["sel"] == "spoilt" else case["sel"]
            points, counters = case["points"], case["counters"]
            made = choices.encoded(shape, chosen)
            assert made == {"selection": chosen, "m": case["m"], "points": points, "counters": counters}
            assert choices.decoded(shape, joined(points)) == chosen
            compared[vector["contest"]["kind"]] += 1
    assert compared.keys() == {"ranked", "choose", "ranked_ties", "score"}


def test_malformed_plaintexts() -> None:
    for vector in protocol_vectors("malformed_plaintexts"):
        assert selections.from_points(bytes.fromhex(vector["point"]), 1) == [None], vector["why"]


def test_pseudonyms() -> None:
    vector = protocol_vectors("credential")
    assert pseudonym(bytes.fromhex(vector["XR"]), bytes.fromhex(vector["XS"])) == vector["cred"]


def test_sealed_keys() -> None:
    for vector in protocol_vectors("cred_enc"):
        eid, pk, x, r = (bytes.fromhex(vector[name]) for name in ("eid", "pk", "x", "r"))
        nonces = joined(vector["nonces"])
        assert voting.sealed_record(eid, vector["half"], vector["row"], pk, x, r, nonces) == vector


def test_ballots_with_their_proof_and_check_code() -> None:
    vector, keys = protocol_vectors("ballot"), protocol_vectors("credential")
    eid, pk, entry = bytes.fromhex(vector["eid"]), bytes.fromhex(vector["pk"]), vector["entry"]
    about = {key: entry[key] for key in ("cred", "n", "style", "channel")}
    chosen = dict(vector["selections"])
    shapes: dict[str, selections.Shape] = {
        "selection": selections.Ranked(5, 5),
        "motion": selections.Choose(2, 1, 1),
    }
    numbers = [(name, 1, selections.encode(shape, chosen[name])) for name, shape in shapes.items()]
    x = bytes.fromhex(keys["x_r"] + keys["x_s"])
    made = voting.ballot_entry(eid, pk, about, numbers, joined(vector["r"]), x, joined(vector["nonces"]))
    assert made == entry
    assert voting.proof_holds(eid, pk, bytes.fromhex(keys["XR"] + keys["XS"]), made)
    assert check_code(eid, entry["style"], voting.ciphertexts(entry)) == vector["check_code"]


def test_promises() -> None:
    vector = protocol_vectors("promise")
    eid, digest = bytes.fromhex(vector["eid"]), bytes.fromhex(vector["entry_digest"])
    assert promise_digest(eid, digest, vector["by"]).hex() == vector["digest"]


def test_entry_digests_and_leaves() -> None:
    vector = protocol_vectors("entry")
    line = bytes.fromhex(vector["bytes"])
    content = decode(line)
    del content["sigs"]
    made = books.signed_entry(bytes.fromhex(vector["ctx"]), content, [])
    assert made["digest"] == vector["digest"]
    assert leaf_hash(line).hex() == vector["leaf_hash"]


def test_sealed_references() -> None:
    vector = protocol_vectors("refs")
    salt, cred = bytes.fromhex(vector["salt"]), bytes.fromhex(vector["cred"])
    assert leaves.sealed_reference(salt, vector["roll_line"]).hex() == vector["roll_ref"]
    assert h256("mark/ref", salt, cred).hex() == vector["mark_ref"]
    assert row_reference(salt, vector["row"]).hex() == vector["row_ref"]
    eid = bytes.fromhex(vector["eid"])
    assert h256("mark/supersede", eid, cred, vector["batch"].encode()).hex() == vector["supersede"]


def test_a_key_ceremony_is_certified_alike_by_each_of_our_trustees() -> None:
    vector = protocol_vectors("dkg")
    sid, t, n = bytes.fromhex(vector["sid"]), vector["t"], vector["n"]
    for i, secret in enumerate(vector["secrets"], 1):
        dealer = keygen.Dealer(sid, i, t, n, Secret(bytes(32)))
        dealer._transport = Secret(bytes.fromhex(secret["transport"]))
        dealer._commitments = joined(vector["round1"][i - 1]["coeffs"])
        message, share = dealer.certify(vector["round0"], vector["round1"])
        assert share.secret == Secret(bytes.fromhex(vector["x"][i - 1]))
        assert share.x_pub.hex() == message["x_pub"] == vector["X"][i - 1]
        assert share.pk.hex() == vector["pk"]
        assert message["dkg"] == vector["round3"][i - 1]["dkg"] == vector["transcript"]


def test_shuffles() -> None:
    for vector in protocol_vectors("shuffle"):
        statement = {
            key: vector[key] for key in ("eid", "contest", "group", "stage", "mixer", "pk", "w", "in")
        }
        r = joined([one for row in vector["r"] for one in row])
        made = mixing.shuffled(statement, vector["perm"], r, joined(vector["nonces"]))
        assert (made["out"], made["proof"]) == (vector["out"], vector["proof"])
        assert mixing.failing(made) == []


def test_decryptions() -> None:
    vector, shares = protocol_vectors("decrypt"), protocol_vectors("dkg")["x"]
    for part in vector["partials"]:
        secret, public = bytes.fromhex(shares[part["i"] - 1]), bytes.fromhex(part["X"])
        made = mixing.decrypted(vector, part["i"], secret, public, joined(part["nonces"]))
        assert (made["factors"], made["dleq"]) == (part["factors"], part["dleq"])
        assert mixing.part_holds(vector, made)


def test_members_on_the_roll() -> None:
    vector = protocol_vectors("roll")
    made = books.member_lines(bytes.fromhex(vector["secret"]), [(f[0], f[1], 0) for f in vector["fields"]])
    assert made["salts"] == [field[2] for field in vector["fields"]]
    assert made["digests"] == [field[3] for field in vector["fields"]]
    assert made["leaf"] == vector["leaf"]


def test_rows_of_the_register_by_their_first_eight_fields() -> None:
    vector = protocol_vectors("register")
    lines = []
    for number, row in enumerate(vector["rows"], 1):
        made = books.register_row(bytes.fromhex(row["secret"]), number, row["values"])
        assert (made["salts"], made["leaf"]) == (row["salts"], row["leaf"])
        lines.append(made["leaf"].encode())
    assert root_of(lines).hex() == vector["root"]


def test_labels_and_the_widths_of_buckets() -> None:
    for vector in protocol_vectors("labels"):
        made = labels.labels(dict(map(tuple, vector["by_channel"])), vector["k"], OLD_KINDS)
        assert [[label, list(channels), n] for label, channels, n in made] == vector["labels"]
    for vector in protocol_vectors("bucket_width"):
        width = labels.bucket_width(vector["minutes"], vector["opens"], vector["ladder"], vector["k"])
        assert width == vector["width"]


def test_final_entries() -> None:
    for vector in protocol_vectors("resolve"):
        ballots = [(index, e["cred"]) for index, e in vector["entries"] if e["type"] == "ballot"]
        marked = [mark["cred"] for mark in vector["marks"]]
        ordered = standing(entry for _, entry in vector["entries"])
        final = final_entries(ballots, marked, vector["precedence"], ordered)
        assert final == dict(vector["final"])


CHANNELS = {"email-link": "online", "sms": "online", "phone-assisted": "assisted", "postal": "post"}


def renamed(channels: list[str]) -> list[str]:
    """Channels by the names they have now, each once."""
    return sorted({CHANNELS.get(channel, channel) for channel in channels})


def test_which_channels_are_mixed_together() -> None:
    for vector in protocol_vectors("mix_plan"):
        rule = {**vector["rule"], "mix_k": vector["rule"]["k"]}
        rule["sets"] = [renamed(channels) for channels in rule.get("sets", [])]
        voters: Counter[str] = Counter()
        for channel, number in vector["counts"].items():
            voters[CHANNELS.get(channel, channel)] += number
        made = mix_plan(rule, voters)
        voted = {name: sorted(voters.keys() & channels) for name, channels in made.items()}
        wanted = {name: sorted(voters.keys() & {*renamed(channels)}) for name, channels in vector["plan"]}
        assert voted == wanted


def test_lots() -> None:
    vector = protocol_vectors("lot")
    assert list(lot.order(bytes.fromhex(vector["seed"]), 5)) == vector["order_of_0_to_4"]


def test_the_draw_of_an_audit() -> None:
    vector = protocol_vectors("audit")
    eid = bytes.fromhex(vector["eid"])
    seed = sample.seed(eid, vector["close_body"].encode(), vector["dice"])
    assert seed.hex() == vector["seed"]
    assert sample.draw(seed, (vector["stratum"],), range(1, vector["rows"] + 1), 5) == vector["sample5"]


def test_a_member_s_own_row_with_its_key_and_its_paths() -> None:
    vector = protocol_vectors("release")
    row, n = vector["row"], vector["n"]
    for part, root, digest in (
        ("roll", "roll_root", leaves.digest),
        ("reg", "register_root", rows.digest),
    ):
        leaf = row[f"{part}_leaf"]
        path = [bytes.fromhex(sibling) for sibling in row[f"{part}_path"]]
        verify_inclusion(leaf_hash(leaf.encode()), row["row"] - 1, n, path, bytes.fromhex(vector[root]))
        digests = [digest(bytes.fromhex(salt), name, value) for name, value, salt in row[part]]
        assert digests == decode(leaf.encode())["d" if part == "roll" else "f"]
    x_pub, r, pk = (bytes.fromhex(text) for text in (row["key"]["x_pub"], row["key"]["r"], vector["pk"]))
    assert check.encrypt(pk, x_pub, r).hex() == vector["enc_r"]
