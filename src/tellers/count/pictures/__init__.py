"""Pictures of a count as SVG, and the page on which they stand beside their words and tables.

Source: spec/counting/shown.md, section 5.
"""

from tellers.count.pictures.bars import first_bars, stage_bars
from tellers.count.pictures.flows import flows, has_flows
from tellers.count.pictures.page import page
from tellers.count.pictures.strip import strip

__all__ = ["first_bars", "flows", "has_flows", "page", "stage_bars", "strip"]
