"""The roll: who is a member, how they are reached, who may vote; sealed, changed on the record, frozen."""
