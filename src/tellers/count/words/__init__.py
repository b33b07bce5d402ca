"""A count in plain words: the outcome, every stage, every why, and what became of the papers.

Source: spec/counting/shown.md, sections 2 and 3.
"""

from tellers.count.words.events import received, stage_in_words
from tellers.count.words.margin import margin_in_words
from tellers.count.words.outcome import headline
from tellers.count.words.papers import papers_in_words
from tellers.count.words.speech import amount, figure, listed, percentage, unit
from tellers.count.words.ties import tie_in_words
from tellers.count.words.why import Answer, answers

__all__ = [
    "Answer",
    "amount",
    "answers",
    "figure",
    "headline",
    "listed",
    "margin_in_words",
    "papers_in_words",
    "percentage",
    "received",
    "stage_in_words",
    "tie_in_words",
    "unit",
]
