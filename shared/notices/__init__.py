"""Notices for paper: one publication as A4 or A3, and a whole board as one print run."""

from shared.notices.notice import FigureRow, Notice, signature
from shared.notices.printing import MOST_IN_A_RUN, SIZES, Size, notice_pdf, print_run

__all__ = ["MOST_IN_A_RUN", "SIZES", "FigureRow", "Notice", "Size", "notice_pdf", "print_run", "signature"]
