"""A count as files of other programs: a result sheet in CSV and ODS, rounds for viewers of results.

Source: spec/counting/shown.md, section 4.
"""

from tellers.count.export.csv_file import as_csv
from tellers.count.export.ods import as_ods
from tellers.count.export.rounds import About, as_rounds
from tellers.count.export.sheet import Row, Sheet, fate, heading, sheet

__all__ = ["About", "Row", "Sheet", "as_csv", "as_ods", "as_rounds", "fate", "heading", "sheet"]
