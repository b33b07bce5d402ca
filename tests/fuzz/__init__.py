"""Every parser of untrusted bytes, fed what nobody would write: it accepts, or refuses in its own words."""
