"""The marked register: one row per elector, sealed field by field; never how anyone voted."""
