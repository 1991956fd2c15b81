"""How a request for information can end: the lines of the third table of the national annual report.

The classes are those of the form that the General Office of the State Council prescribes for the annual report on open
government information (政府信息公开工作年度报告格式, 国办公开办函〔2021〕30号); ``article`` is of the Open Government
Information Regulations as revised in 2019 (政府信息公开条例), unless it names another rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

GROUPS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "granted": ("予以公开", "Granted"),
        "partly": ("部分公开", "Granted in part"),
        "refused": ("不予公开", "Refused"),
        "not_available": ("无法提供", "Not available"),
        "not_processed": ("不予处理", "Not processed"),
        "other": ("其他处理", "Other"),
    }
)
"""The headings of the form, in its order."""


@dataclass(frozen=True)
class Outcome:
    """One class. ``group`` is one of GROUPS. ``counted_as``: the line of the form that it belongs to, where the form
    has none of its own for it. ``answered``: whether an officer answers so; else it comes of what the applicant does.
    ``needs``: what an answer has to say beside the reason, ``taken_out`` or ``where`` to find it or to go.
    """

    id: str
    group: str
    zh: str
    en: str
    article: str
    counted_as: str | None = None
    answered: bool = True
    needs: str | None = None

    @property
    def line(self) -> str:
        """The id of the outcome in whose line of the form it is counted."""
        return self.counted_as or self.id


def _named(*outcomes: Outcome) -> Mapping[str, Outcome]:
    return MappingProxyType({outcome.id: outcome for outcome in outcomes})


OUTCOMES: Mapping[str, Outcome] = _named(
    Outcome("granted", "granted", "予以公开", "Granted", "第三十六条第（二）项"),
    Outcome(
        "already_public",
        "granted",
        "已主动公开，告知获取方式和途径",
        "Public already: told where to find it",
        "第三十六条第（一）项",
        counted_as="granted",
        needs="where",
    ),
    Outcome("partly", "partly", "部分公开", "Granted in part", "第三十七条", needs="taken_out"),
    Outcome("state_secret", "refused", "属于国家秘密", "A state secret", "第十四条"),
    Outcome(
        "forbidden_by_law",
        "refused",
        "其他法律行政法规禁止公开",
        "Another law or regulation forbids it",
        "第十四条",
    ),
    Outcome(
        "endangers_security",
        "refused",
        "危及“三安全一稳定”",
        "It would endanger national, public or economic security, or social stability",
        "第十四条",
    ),
    Outcome(
        "third_party",
        "refused",
        "保护第三方合法权益",
        "Lawful rights and interests of a third party are protected",
        "第十五条",
    ),
    Outcome("internal", "refused", "属于三类内部事务信息", "Internal affairs", "第十六条第一款"),
    Outcome("in_process", "refused", "属于四类过程性信息", "Information of a process under way", "第十六条第二款"),
    Outcome("enforcement_file", "refused", "属于行政执法案卷", "A file of law enforcement", "第十六条第二款"),
    Outcome(
        "administrative_query",
        "refused",
        "属于行政查询事项",
        "To be asked of a register, by rules of its own",
        "第三十六条第（七）项",
        needs="where",
    ),
    Outcome(
        "not_held",
        "not_available",
        "本机关不掌握相关政府信息",
        "The office does not have the information",
        "第三十六条第（四）项、第（五）项",
    ),
    Outcome(
        "to_be_made",
        "not_available",
        "没有现成信息需要另行制作",
        "It would have to be made for the purpose",
        "第三十八条",
    ),
    Outcome(
        "still_unclear",
        "not_available",
        "补正后申请内容仍不明确",
        "Unclear also after the correction",
        "第二十九条、第三十条",
    ),
    Outcome(
        "petition",
        "not_processed",
        "信访举报投诉类申请",
        "A petition, report or complaint in the form of a request",
        "第三十九条第一款",
        needs="where",
    ),
    Outcome("repeated", "not_processed", "重复申请", "Asked and answered before", "第三十六条第（六）项"),
    Outcome(
        "printed_publication",
        "not_processed",
        "要求提供公开出版物",
        "A publication that is sold",
        "第三十九条第二款",
        needs="where",
    ),
    Outcome(
        "too_many",
        "not_processed",
        "无正当理由大量反复申请",
        "Many requests again and again without good reason",
        "第三十五条",
    ),
    Outcome(
        "confirmation",
        "not_processed",
        "要求行政机关确认或重新出具已获取信息",
        "To confirm or issue again what the applicant has already",
        "《政府信息公开工作年度报告格式》填报说明",
    ),
    Outcome(
        "not_corrected",
        "other",
        "申请人无正当理由逾期不补正，不再处理其申请",
        "Not corrected in time without good reason",
        "第三十条",
        answered=False,
    ),
    Outcome(
        "fee_not_paid",
        "other",
        "申请人逾期未按收费通知要求缴纳费用，不再处理其申请",
        "The fee was not paid in time",
        "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）",
    ),
    Outcome(
        "withdrawn",
        "other",
        "申请人撤回",
        "Withdrawn by the applicant",
        "《政府信息公开工作年度报告格式》填报说明",
        counted_as="other",
        answered=False,
    ),
    Outcome("other", "other", "其他", "Other", "第三十六条"),
)
"""All of them by id, in the order of the form."""

ANSWERS: Mapping[str, Outcome] = MappingProxyType(
    {outcome.id: outcome for outcome in OUTCOMES.values() if outcome.answered}
)
"""What an officer can answer with."""

LINES: tuple[Outcome, ...] = tuple(outcome for outcome in OUTCOMES.values() if outcome.counted_as is None)
"""The lines of the form, in its order."""

APPLICANTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "person": ("自然人", "A natural person"),
        "business": ("商业企业", "A business"),
        "research": ("科研机构", "A research institution"),
        "welfare": ("社会公益组织", "A public welfare organisation"),
        "legal": ("法律服务机构", "A legal service"),
        "organisation": ("其他组织", "Another organisation"),
    }
)
"""Who asks: the columns of the form, a natural person and five kinds of legal person or other organisation."""

CASES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "review": ("行政复议", "Administrative review"),
        "lawsuit": ("未经复议直接起诉的行政诉讼", "Lawsuit without a review before"),
        "lawsuit_after_review": ("复议后起诉的行政诉讼", "Lawsuit after a review"),
    }
)
CASE_OUTCOMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "upheld": ("结果维持", "Upheld"),
        "corrected": ("结果纠正", "Corrected"),
        "other": ("其他结果", "Another result"),
        "pending": ("尚未审结", "Not decided yet"),
    }
)
"""The form's fourth table: what became of reviews and lawsuits about the office's answers (Art. 51)."""
