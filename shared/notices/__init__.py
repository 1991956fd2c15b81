"""What is printed: publications as notices, a whole board as one print run, slips of survey codes, questionnaires."""

from shared.notices.notice import FigureRow, Notice, signature
from shared.notices.printing import MOST_IN_A_RUN, SIZES, Size, notice_pdf, print_run
from shared.notices.questionnaire import Questionnaire, questionnaire_pdf
from shared.notices.slips import SLIPS_ON_A_SHEET, Slips, slips_pdf

__all__ = [
    "MOST_IN_A_RUN",
    "SIZES",
    "SLIPS_ON_A_SHEET",
    "FigureRow",
    "Notice",
    "Questionnaire",
    "Size",
    "Slips",
    "notice_pdf",
    "print_run",
    "questionnaire_pdf",
    "signature",
    "slips_pdf",
]
