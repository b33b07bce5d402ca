"""A key is destroyed, and a signed statement says so. Source: spec/custody.md, "Destroying"."""

from pathlib import Path

from tellers.canonical import encode, h256
from tellers.custody.handover import write_entry
from tellers.custody.keyring import Files, KeyHolder

FORMAT = "tellers-destroyed/1"
STATEMENT = "destroyed.json"


def destroy(key: Path, files: Files, folder: Path) -> Path:
    """Sign that this key is destroyed, then destroy it; gives the statement.

    The record stays, so that a copy of the key file is refused where it stands beside it.
    """
    holder = KeyHolder(key, files)
    polls = [line["sid"] for line in holder.record().of("poll")]
    statement = {"format": FORMAT, "id": holder.id, "vk": holder.vk.hex(), "polls": polls}
    signed = holder.sign(h256("custody/destroyed", encode(statement)))
    folder.mkdir(parents=True, exist_ok=True)
    write_entry(folder / STATEMENT, {**statement, "sig": signed.hex()})
    holder.destroy()
    return folder / STATEMENT
